//! `explain cost`: what the tokens of an LLM take and cost on hardware, how sure that is, and where it comes from.

use std::fmt::Write as _;

use calibrate::curve::{Curve, Point, curve};
use serde_json::{Value, json};

use crate::arguments::Explain;
use crate::document;
use crate::exit::Exit;
use crate::number::{count, plain};
use crate::voice::{Form, Voice};
use crate::wrap::{hang, right};

/// Where the meaning of a line begins.
const COLUMN: usize = 14;

/// Explains the cost of one LLM on one class of hardware or several.
pub(super) fn cost(arguments: &Explain, voice: &Voice) -> Exit {
    let Some((llm, hardware)) = arguments.pair.split_last().filter(|(_, hardware)| !hardware.is_empty()) else {
        let remedy = "as in `windtunnel explain cost rtx_4090 llama_8b`; see `list hardware` and `list llm`";
        voice.error("a cost is of an llm on hardware: name both", Some(remedy));
        return Exit::Refused;
    };
    let inside = arguments.inside.as_deref();
    let request = arguments.layers.request(inside.unwrap_or(std::path::Path::new("cost")));
    let mut curves = Vec::new();
    let mut exit = Exit::Fine;
    for name in hardware {
        match curve(name, llm, inside, &request) {
            Ok(curve) => curves.push(curve),
            Err(refused) => {
                exit = Exit::Refused;
                voice.refuse(&refused);
                if voice.form == Form::Json {
                    voice.json(&document::refused(std::path::Path::new("cost"), &refused));
                    return exit;
                }
            }
        }
    }
    match voice.form {
        Form::Text => voice.data(&curves.iter().map(text).collect::<Vec<_>>().join("\n")),
        Form::Json => voice.json(&json!({ "costs": curves.iter().map(value).collect::<Vec<_>>() })),
    }
    exit
}

fn text(curve: &Curve) -> String {
    let mut out = format!("{} on {}\n", curve.llm, curve.hardware);
    let mut line = |label: &str, text: &str| out.push_str(&hang(&format!("  {label}"), text, COLUMN));
    let gb = |bytes: u64| format!("{:.2} GB", bytes as f64 / 1e9);
    let tokens = count(curve.cache_tokens);
    let filled = format!("weights {}, cache of {tokens} tokens", gb(curve.weights));
    line("memory", &format!("{}, of which {} usable: {filled}", gb(curve.memory), gb(curve.usable)));
    line(
        "rent",
        &curve.rent.map_or("not known, so no price per token".into(), |rent| format!("{} usd/h", plain(rent))),
    );
    let [engine, precision, source, scaled] = &curve.provenance;
    let form =
        if curve.form == "roofline" { "roofline from data sheet and efficiencies" } else { "measured step times" };
    line("steps by", form);
    let engine = [engine, precision].map(String::as_str).into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>();
    for (label, text) in [("engine", &engine.join(", ")), ("source", source), ("scaled from", scaled)] {
        if !text.is_empty() {
            line(label, text);
        }
    }
    if !curve.published.is_empty() {
        line("llm", &curve.published);
    }
    line("files", &curve.files.join(", "));
    out.push_str("\n  prefill of one prompt alone\n");
    let sure = if curve.form == "roofline" { "90 % of draws" } else { "within error, p90" };
    rows(&mut out, ["tokens", sure], &curve.prefill, |p| count(p.tokens));
    out.push_str("\n  a decode step: one token for each request of a batch\n");
    rows(&mut out, ["batch x context", sure], &curve.decode, |p| format!("{} x {}", count(p.batch), count(p.tokens)));
    out.push_str("\n  an answer of 256 tokens to a prompt of 256: its share of a batch\n");
    rows(&mut out, ["batch", sure], &curve.answer, |p| count(p.batch));
    out.push_str("\n  a check of it by re-execution: one pass, with logits for every output token\n");
    rows(&mut out, ["", sure], std::slice::from_ref(&curve.check), |_| "check".into());
    let part = |p: &Point| format!("{:.0} % at batch {}", 100.0 * curve.check.time / p.time, count(p.batch));
    let parts: Vec<String> = curve.answer.iter().map(part).collect();
    if !parts.is_empty() {
        out.push_str(&hang("  of answer", &parts.join(", "), COLUMN));
    }
    out
}

/// Points below each other.
fn rows(out: &mut String, [what, sure]: [&str; 2], points: &[Point], label: fn(&Point) -> String) {
    let row = |cells: [&str; 5]| {
        let widths = [18, 12, 22, 12, 12];
        let line: String = cells.iter().zip(widths).map(|(cell, width)| right(cell, width)).collect();
        format!("{}\n", line.trim_end())
    };
    out.push_str(&row([what, "ms", sure, "tokens/s", "usd/Mtok"]));
    for point in points {
        let ms = |seconds: f64| format!("{:.2}", seconds * 1e3);
        let interval = match point.interval {
            (low, high) if low < high => format!("{} … {}", ms(low), ms(high)),
            _ => "none drawn".into(),
        };
        let usd = point.usd_per_million.map_or("-".into(), |usd| format!("{usd:.3}"));
        let line = row([&label(point), &ms(point.time), &interval, &format!("{:.0}", point.rate), &usd]);
        let sure = if point.is_extrapolated { "  extrapolated" } else { "" };
        let _ = writeln!(out, "{}{sure}", line.trim_end());
    }
}

fn value(curve: &Curve) -> Value {
    let point = |p: &Point| {
        json!({
            "batch": p.batch,
            "tokens": p.tokens,
            "time_s": p.time,
            "low_s": p.interval.0,
            "high_s": p.interval.1,
            "tokens_per_s": p.rate,
            "usd_per_mtok": p.usd_per_million,
            "is_extrapolated": p.is_extrapolated,
        })
    };
    let [engine, precision, source, scaled] = &curve.provenance;
    json!({
        "hardware": curve.hardware,
        "llm": curve.llm,
        "steps_by": curve.form,
        "provenance": { "engine": engine, "precision": precision, "source": source, "scaled_from": scaled },
        "llm_source": curve.published,
        "files": curve.files,
        "memory_bytes": curve.memory,
        "usable_bytes": curve.usable,
        "weight_bytes": curve.weights,
        "cache_tokens": curve.cache_tokens,
        "rent_usd_per_h": curve.rent,
        "prefill": curve.prefill.iter().map(point).collect::<Vec<_>>(),
        "decode": curve.decode.iter().map(point).collect::<Vec<_>>(),
        "answer": curve.answer.iter().map(point).collect::<Vec<_>>(),
        "check": point(&curve.check),
    })
}
