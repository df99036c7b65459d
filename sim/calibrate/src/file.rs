//! The file that a calibration leaves behind: what runs read, then what it rests on.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use files::publish::put;
use files::shown;

use super::form::TERM_NAMES;
use super::{Agreement, Calibration, Fault};

/// The table by which a file is known as a calibration.
const TABLE: &str = "[hardware.measured]";

/// The name of a calibration: llm, format, instruction set, and threads if there is more than one.
pub(super) fn name(calibration: &Calibration) -> String {
    let threads = if calibration.threads > 1 { format!("_t{}", calibration.threads) } else { String::new() };
    plain(&format!("{}_{}_{}{threads}", calibration.llm, calibration.quant, calibration.machine.isa))
}

/// Writes file and chart, both or none; only a calibration is overwritten.
///
/// # Errors
/// A name that no scenario could write, something else at that place, or a disk that refuses.
pub fn write(of: &Calibration, file: &Path, chart: &[u8]) -> Result<(), Fault> {
    let refuse = |why: &str, remedy: &str| {
        Err(Fault { message: format!("cannot write to {}: {why}", shown(file)), remedy: remedy.into() })
    };
    let stem = file.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into());
    if file.extension().is_none_or(|ending| ending != "toml") || !units::quantity::Name::is_fit(&stem) {
        let why = "a scenario must be able to name it";
        return refuse(why, "choose a name of letters, digits, `_` and `-` that ends in .toml, as in `-o laptop.toml`");
    }
    if fs::read_to_string(file).is_ok_and(|text| !text.contains(TABLE)) {
        return refuse("there is a file that is not a calibration", "choose another file with -o");
    }
    put(&[(&file.with_extension("png"), chart), (file, of.to_toml().as_bytes())])
}

/// Lower case, `_` between words, so that a scenario can name it.
fn plain(text: &str) -> String {
    let fit = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    text.chars().map(fit).take(64).collect()
}

/// A text of TOML: basic strings escape these two and control characters, which names do not have.
fn quoted(text: &str) -> String {
    let safe: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("\"{}\"", safe.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Numbers with six digits that count.
fn list(numbers: impl Iterator<Item = f64>) -> String {
    let all: Vec<String> = numbers.map(digits).collect();
    format!("[{}]", all.join(", "))
}

/// A number with six digits that count, always with a point.
fn digits(x: f64) -> String {
    if x == 0.0 || !x.is_finite() {
        return if x.is_finite() { "0.0".into() } else { "nan".into() };
    }
    let decimals = (5 - x.abs().log10().floor() as i32).clamp(1, 15) as usize;
    let text = format!("{x:.decimals$}");
    let short = text.trim_end_matches('0');
    if short.ends_with('.') { format!("{short}0") } else { short.into() }
}

fn agreement(found: &Agreement, is_real: bool, line: &mut dyn FnMut(&str)) {
    let (hazard, limits) = found.hazard();
    line(
        "# Tokens on which an honest provider that decodes a batch of eight and an honest checker that reads them in one pass",
    );
    line("# disagree, where the order of sums depends on the batch; under the kernel's fixed order they never do.");
    line("[agreement]");
    line(&format!("tokens = {}", found.tokens));
    line(&format!("differing = {}", found.differing));
    line(&format!(
        "hazard_per_token = {{ is = {}, low = {}, high = {} }}",
        digits(hazard),
        digits(limits.low),
        digits(limits.high)
    ));
    line(&format!("differing_in_fixed_order = {}", found.differing_fixed));
    line(&format!("weights = {}", quoted(if is_real { "of the file" } else { "random: a bound from above" })));
    line("");
}

pub(super) fn to_toml(calibration: &Calibration) -> String {
    let c = calibration;
    let (fit, shape, machine) = (&c.fit, &c.shape, &c.machine);
    let clock = if c.threads > 1 { "time on the wall" } else { "CPU time of the thread" };
    let measured = c.measured();
    let middle = |of: fn(&super::Canary) -> f64| super::point::median(&c.canaries.iter().map(of).collect::<Vec<_>>());
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text);
        out.push('\n');
    };
    line(&format!("# What a step of {} ({}) takes on {}, threads: {}.", c.llm, c.quant, machine.cpu, c.threads));
    line("#");
    line(
        "# Measured by `windtunnel calibrate`; a scenario names it as `hardware = \"calibrated:<name of this file>\"` and reads",
    );
    line("# the table `hardware` alone. All else says what it rests on.");
    line("");
    line("[hardware]");
    line(&format!("memory = \"{} B\"", machine.memory));
    line(&format!("bandwidth = \"{} GB/s\"", digits(middle(|canary| canary.read) / 1e9)));
    line(&format!("throughput = \"{} GFLOP/s\"", digits(middle(|canary| canary.arithmetic) / 1e9)));
    line("");
    line(
        "# t = (step^p + (token T)^p)^(1/p) + logits L + attended S + cached K [ps] with p the sharpness: T tokens of all",
    );
    line(
        "# sequences, L rows of logits, S positions attended summed over the tokens, K tokens held summed over the sequences.",
    );
    line(TABLE);
    line(&format!("llm = {}", quoted(&c.llm)));
    line(&format!("layers = {}", shape.layers));
    line(&format!("width = {}", shape.heads * shape.size));
    line(&format!("parameters = {}", shape.weights()));
    line(&format!("error = \"{:.1} %\"", (100.0 * fit.held_out.p90()).clamp(0.0, 100.0)));
    for (name, ps) in TERM_NAMES.iter().map(|name| name.0).zip([
        measured.step,
        measured.token,
        measured.logits,
        measured.attended,
        measured.cached,
    ]) {
        line(&format!("{name} = {ps}"));
    }
    line(&format!("sharpness = {}", digits(measured.sharpness)));
    line("");
    line("[hardware.provenance]");
    let plural = if c.threads > 1 { "s" } else { "" };
    line(&format!(
        "engine = \"the kernel of windtunnel {}, {}, {} thread{plural}\"",
        machine.version, machine.isa, c.threads
    ));
    let rounding = c.rounding.as_ref().map_or_else(String::new, |rounding| format!(" ({rounding})"));
    line(&format!("precision = {}", quoted(&format!("{}{rounding}", c.quant))));
    let day = c.date.split('T').next().unwrap_or_default();
    let lack = c.effort.lack().map_or_else(String::new, |lack| format!("; left out for lack of time: {lack}"));
    let source = format!("measured {day} on {}; noise: {}{lack}", machine.cpu, c.verdict.word());
    line(&format!("source = {}", quoted(&source)));
    line("");
    line("[fit]");
    line(&format!("clock = \"{clock}\""));
    for ((name, term), (low, high)) in TERM_NAMES.iter().map(|name| name.0).zip(fit.form.terms).zip(fit.limits) {
        line(&format!(
            "{name}_us = {{ is = {}, low = {}, high = {} }}",
            digits(term * 1e6),
            digits(low * 1e6),
            digits(high * 1e6)
        ));
    }
    let (low, high) = fit.sharpness_limits;
    line(&format!(
        "sharpness = {{ is = {}, low = {}, high = {} }}",
        digits(fit.form.sharpness),
        digits(low),
        digits(high)
    ));
    for (name, errors) in [("held_out", &fit.held_out), ("mixed", &fit.mixed), ("residual", &fit.residual)] {
        let percent = |x: f64| digits(100.0 * x);
        line(&format!(
            "{name}_percent = {{ median = {}, p90 = {}, most = {} }}",
            percent(errors.median()),
            percent(errors.p90()),
            percent(errors.most())
        ));
    }
    line("");
    line("[noise]");
    line(&format!("verdict = {}", quoted(&c.verdict.word())));
    let found: Vec<String> = c.verdict.noise.iter().map(|noise| quoted(&noise.to_string())).collect();
    line(&format!("found = [{}]", found.join(", ")));
    line(&format!("canary_read_gb_s = {}", list(c.canaries.iter().map(|canary| canary.read / 1e9))));
    line(&format!("canary_arithmetic_gflop_s = {}", list(c.canaries.iter().map(|canary| canary.arithmetic / 1e9))));
    line("");
    line("# Time on the wall, loading included, and what a budget left no time for.");
    line("[effort]");
    if let Some(budget) = c.effort.budget {
        line(&format!("budget_s = {}", digits(budget)));
    }
    line(&format!("spent_s = {}", digits(c.effort.spent)));
    let left_out: Vec<String> = c.effort.left_out.iter().map(|text| quoted(text)).collect();
    line(&format!("left_out = [{}]", left_out.join(", ")));
    line("");
    if let Some(found) = &c.agreement {
        agreement(found, c.file_hash.is_some(), &mut line);
    }
    line("[llm]");
    for (key, value) in [
        ("layers", shape.layers),
        ("width", shape.width),
        ("heads", shape.heads),
        ("groups", shape.groups),
        ("head_size", shape.size),
        ("hidden", shape.hidden),
        ("vocabulary", shape.vocabulary),
        ("weight_bytes", c.weight_bytes as usize),
    ] {
        line(&format!("{key} = {value}"));
    }
    line(&format!("matrices = {}", quoted(&c.matrices)));
    if let Some(rounding) = &c.rounding {
        line(&format!("rounding = {}", quoted(rounding)));
    }
    line(&format!("logits_hash = \"{:#018x}\"", c.logits_hash));
    if let Some(hash) = &c.file_hash {
        line(&format!("file_blake3 = {}", quoted(hash)));
    }
    line("");
    line("[machine]");
    line(&format!("date = {}", quoted(&c.date)));
    for (key, value) in [
        ("cpu", &machine.cpu),
        ("cpu_id", &machine.cpu_id),
        ("caches", &machine.caches),
        ("os", &machine.os),
        ("instructions", &machine.isa),
        ("windtunnel", &machine.version),
        ("compiler", &machine.compiler),
    ] {
        line(&format!("{key} = {}", quoted(value)));
    }
    line(&format!("cores = {}", machine.cores));
    line(&format!("threads = {}", c.threads));
    line(&format!("huge_pages = {}", c.has_huge_pages));
    for point in &c.points {
        let load = point.load();
        let fitted = fit.time(&load);
        let mut text = String::from("\n[[point]]\n");
        let _ = writeln!(text, "name = \"{}\"", point.name());
        let _ = writeln!(
            text,
            "counts = {{ tokens = {}, logits = {}, attended = {}, cached = {} }}",
            load.tokens, load.logits, load.attended, load.cached
        );
        let _ = writeln!(text, "is_fitted = {}", point.purpose == super::Use::Fitted);
        let _ = writeln!(text, "fit_ms = {}", digits(1e3 * fitted));
        let _ = writeln!(text, "cpu_ms = {}", list(point.repeats.iter().map(|span| 1e3 * span.cpu)));
        let _ = write!(text, "wall_ms = {}", list(point.repeats.iter().map(|span| 1e3 * span.wall)));
        line(&text);
    }
    out
}
