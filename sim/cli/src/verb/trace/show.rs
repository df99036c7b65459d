//! What is told of a trace: its requests or its clients, as text and as JSON.

use std::path::Path;

use serde_json::{Value, json};
use trace::{Clients, Found, Lengths, Trace, WINDOWS_S};

use crate::number::{count, plain};
use crate::wrap::hang;

/// What an LLM can take.
pub(super) struct Window {
    /// Its name.
    pub(super) llm: &'static str,
    /// Tokens of prompt and answer together; none if any number.
    pub(super) tokens: Option<u32>,
}

impl Window {
    /// How many requests of a trace exceed it.
    fn exceeded(&self, trace: &Trace) -> usize {
        self.tokens.map_or(0, |window| trace.rows().iter().filter(|row| row.is_longer_than(window)).count())
    }
}

/// What is found in a file, as text.
pub(super) fn text(file: &Path, found: &Found, window: Option<&Window>) -> String {
    let lines = match found {
        Found::Requests(trace) => requests(trace, window),
        Found::Clients(clients) => self::clients(clients),
    };
    let line = |(label, text): &(&str, String)| hang(&format!("  {label}"), text, 16);
    format!("{}\n{}", file.display(), lines.iter().map(line).collect::<String>())
}

/// What is found in a file, as JSON.
pub(super) fn content(file: &Path, found: &Found, window: Option<&Window>) -> Value {
    match found {
        Found::Requests(trace) => requests_content(file, trace, window),
        Found::Clients(clients) => clients_content(file, clients),
    }
}

fn requests(trace: &Trace, window: Option<&Window>) -> Vec<(&'static str, String)> {
    let mut lines = vec![("requests", count(trace.rows().len() as u64))];
    lines.push(("span", format!("{} s", plain(trace.span().as_secs()))));
    let none = || "none: all arrive at once".to_string();
    lines.push(("rate", trace.mean_rate().map_or_else(none, |rate| format!("{} /s", plain(rate)))));
    if let Some(doubt) = trace.doubt() {
        lines.push(("units", doubt));
    }
    // Two names for one thing, the other way round: benchmarks call the shape burstiness.
    let burst = |cv: f64| {
        let shape = if cv > 0.0 { plain(1.0 / (cv * cv)) } else { "infinite".into() };
        format!(
            "cv {} (standard deviation over mean of the gaps; 1 for Poisson, more for bursts); gamma shape 1 / cv^2 = {shape}, which \
             is `--burstiness` of vLLM and AIPerf (less for bursts)",
            plain(cv)
        )
    };
    lines.push(match trace.step() {
        Some(step) => {
            let step = plain(step.as_secs());
            ("burstiness", format!("not known: times are in steps of {step} s, and shorter gaps cannot be measured"))
        }
        None => ("burstiness", trace.cv().map_or_else(none, burst)),
    });
    let counts: Vec<String> = WINDOWS_S
        .into_iter()
        .filter_map(|seconds| Some(format!("{} in {seconds} s", plain(trace.dispersion(seconds)?))))
        .collect();
    if !counts.is_empty() {
        let meaning = "variance over mean of the counts; 1 for Poisson, more for bursts and a varying rate";
        lines.push(("dispersion", format!("{} ({meaning})", counts.join(", "))));
    }
    lines.push(("prompt", lengths(&trace.prompts())));
    lines.push(("output", lengths(&trace.outputs())));
    if trace.unanswered() > 0 {
        let failed = count(trace.unanswered() as u64);
        let text = format!("{failed} requests failed, with no output tokens; fits and recorded demand leave them out");
        lines.push(("unanswered", text));
    }
    if let Some(window) = window {
        let (n, all) = (count(window.exceeded(trace) as u64), count(trace.rows().len() as u64));
        lines.push((
            "window",
            window.tokens.map_or_else(
                || format!("{} takes requests of any length", window.llm),
                |tokens| {
                    let tokens = count(u64::from(tokens));
                    format!(
                        "{n} of {all} requests exceed the {tokens} tokens of prompt and answer that {} can take",
                        window.llm
                    )
                },
            ),
        ));
    }
    if let Some(sessions) = trace.sessions() {
        let gap = sessions
            .gap_s
            .map_or(String::new(), |gap| format!("; half of the gaps within one are below {} s", plain(gap)));
        let (n, longest) = (count(u64::from(sessions.n)), count(u64::from(sessions.longest)));
        lines.push((
            "sessions",
            format!("{n}, with {} requests on average and at most {longest}{gap}", plain(sessions.turns)),
        ));
    }
    if trace.prefix_share() > 0.0 {
        let share = plain(trace.prefix_share() * 100.0);
        lines.push(("prefix", format!("{share} % of the prompt tokens were in earlier requests")));
    }
    if !trace.llms().is_empty() {
        lines.push(("llms", trace.llms().join(", ")));
    }
    lines
}

fn lengths(lengths: &Lengths) -> String {
    let [p1, p10, p50, p90, p99, most] = lengths.quantiles.map(whole);
    format!(
        "{} tokens on average; median {p50}, 1 % below {p1}, 10 % below {p10}, 90 % below {p90}, 99 % below {p99}, at most {most}",
        plain(lengths.mean)
    )
}

/// A length: whole where it is, as most quantiles of whole lengths are.
fn whole(length: f64) -> String {
    if length.fract() > 0.0 { plain(length) } else { count(length as u64) }
}

fn requests_content(file: &Path, trace: &Trace, window: Option<&Window>) -> Value {
    let of = |lengths: &Lengths| {
        let [p01, p10, p50, p90, p99, max] = lengths.quantiles;
        json!({ "mean": lengths.mean, "cv": lengths.cv, "p01": p01, "p10": p10, "p50": p50, "p90": p90, "p99": p99, "max": max })
    };
    let cv = if trace.step().is_none() { trace.cv() } else { None };
    let [d1, d10, d60, d3600] = WINDOWS_S.map(|seconds| trace.dispersion(seconds));
    json!({
        "file": file.display().to_string(),
        "requests": trace.rows().len(),
        "span_s": trace.span().as_secs(),
        "rate_rps": trace.mean_rate(),
        "gap_cv": cv,
        "gap_gamma_shape": cv.filter(|&cv| cv > 0.0).map(|cv| 1.0 / (cv * cv)),
        "units": trace.doubt(),
        "step_s": trace.step().map(units::time::Span::as_secs),
        "dispersion_1_s": d1,
        "dispersion_10_s": d10,
        "dispersion_60_s": d60,
        "dispersion_3600_s": d3600,
        "prompt_mean_tokens": trace.mean_prompt(),
        "output_mean_tokens": trace.mean_output(),
        "prompt_tokens": of(&trace.prompts()),
        "output_tokens": of(&trace.outputs()),
        "unanswered": trace.unanswered(),
        "sessions": trace.sessions().map(|s| json!({
            "n": s.n, "turns_mean": s.turns, "turns_max": s.longest, "gap_median_s": s.gap_s,
        })),
        "prefix_share": trace.prefix_share(),
        "llms": trace.llms(),
        "window": window.map(|window| json!({
            "llm": window.llm, "tokens": window.tokens, "exceeded": window.exceeded(trace),
        })),
    })
}

fn clients(clients: &Clients) -> Vec<(&'static str, String)> {
    let mut lines = vec![("clients", count(clients.len() as u64))];
    if clients.come() {
        let rates = clients.rates();
        let mean = rates.iter().sum::<f64>() / rates.len() as f64;
        let most = rates.iter().copied().fold(0.0, f64::max);
        let (from, to) = clients.span_s();
        lines.push(("span", format!("{} s, in windows of ten minutes", plain(f64::from(to - from)))));
        lines.push(("rate", format!("{} /s in total, {} /s in the busiest window", plain(mean), plain(most))));
        let shares = clients.shares();
        let top = |n: usize| plain(100.0 * shares.iter().take(n).sum::<f64>());
        let of = format!(
            "{} % of the requests by the most active client, {} % by five, {} % by ten",
            top(1),
            top(5),
            top(10)
        );
        lines.push(("skew", of));
        let at = |share| clients.cv_at(share).map_or(String::new(), plain);
        let meaning = "deviation over mean of a client's gaps, by their law within a window; the gamma shape that vLLM and \
                       AIPerf call burstiness is 1 / cv^2";
        lines.push((
            "burstiness",
            format!(
                "cv below {} for half of the requests, {} for 90 %, {} for 99 % ({meaning})",
                at(0.5),
                at(0.9),
                at(0.99)
            ),
        ));
        let active: usize = clients.iter().map(|(_, client)| client.windows.len()).sum();
        let share = active as f64 / (rates.len() * clients.len()) as f64;
        lines.push(("active", format!("{} % of the windows, on average over the clients", plain(100.0 * share))));
    }
    let known = clients.iter().filter(|(_, client)| !client.prompt.is_empty() && !client.output.is_empty()).count();
    lines.push(("lengths", format!("known of {} clients", count(known as u64))));
    lines
}

fn clients_content(file: &Path, clients: &Clients) -> Value {
    let rates = if clients.come() { clients.rates() } else { Vec::new() };
    json!({
        "file": file.display().to_string(),
        "clients": clients.len(),
        "span_s": clients.span_s().1 - clients.span_s().0,
        "rate_rps": (!rates.is_empty()).then(|| rates.iter().sum::<f64>() / rates.len() as f64),
        "shares": clients.shares(),
        "gap_cv_p50": clients.cv_at(0.5),
        "gap_cv_p90": clients.cv_at(0.9),
        "gap_cv_p99": clients.cv_at(0.99),
    })
}
