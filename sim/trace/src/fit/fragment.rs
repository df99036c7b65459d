//! What was fitted as text: a fragment of a scenario, and a table of how well each law fits.

use std::fmt::Write as _;

use files::canonical;
use units::settings::{Group, Setting as _, write_choice};
use units::tree::Value;

use super::super::Trace;
use super::{ArrivalFit, Fit, LengthFit, Popularity, SessionFit};

/// The gateway that a fragment's users enter by.
pub const GATEWAY: &str = "front";

/// A fragment of a scenario: the table of a group of users, with what it stands on as comments.
pub fn fragment(fit: &Fit, trace: &Trace, source: &str) -> String {
    let mut fields = vec![("gateway", Value::text(GATEWAY))];
    fields.extend(fit.arrival().map(|arrival| ("arrival", arrival.write())));
    fields.push(("demand", fit.demand().write()));
    let body = canonical(&write_choice("users", write_choice("fitted", Group::write(fields))));
    let mut text = format!("# Fitted by `windtunnel trace fit` to {source}: {} requests", trace.rows().len());
    let _ = writeln!(text, " within {:.0} s.", trace.span().as_secs());
    for line in report(fit).lines() {
        let _ = writeln!(text, "# {line}");
    }
    text + &body
}

/// How well each law fits, a line a law; what was chosen comes first and has a star.
pub fn report(fit: &Fit) -> String {
    let mut text = String::new();
    if let Some(doubt) = &fit.doubt {
        let _ = writeln!(text, "units: {doubt}");
    }
    if fit.failed > 0 {
        let _ = writeln!(text, "left out: {} requests that failed, with no output tokens", fit.failed);
    }
    if fit.arrivals.is_empty() {
        text.push_str("arrival   none: all requests come at once, or times are missing\n");
    } else {
        let _ = writeln!(
            text,
            "{:<29} {:>8} {:>8}  variance / mean of counts in 1 s, 10 s, 1 min, 1 h",
            "arrival", "distance", "held out"
        );
        let _ = writeln!(text, "{:<29} {:>8} {:>8}  {}", "  the trace itself", "", "", four(&fit.dispersion));
        for (at, arrival) in fit.arrivals.iter().enumerate() {
            let ArrivalFit { name, distance, held_out, dispersion, .. } = arrival;
            let (distance, held_out) = (part(*distance), part(*held_out));
            let _ = writeln!(text, "{:<29} {distance:>8} {held_out:>8}  {}", chosen(at, name), four(dispersion));
        }
    }
    for (what, fits) in [("prompt", &fit.prompt), ("output", &fit.output)] {
        let _ = writeln!(text, "{what:<29} {:>8} {:>8}  {:>8} {:>8}", "distance", "held out", "median", "p90");
        for (at, LengthFit { name, law, distance, held_out }) in fits.iter().enumerate() {
            let (distance, held_out) = (part(Some(*distance)), part(Some(*held_out)));
            let (median, p90) = (law.quantile(0.5), law.quantile(0.9));
            let _ = writeln!(text, "{:<29} {distance:>8} {held_out:>8}  {median:>8.0} {p90:>8.0}", chosen(at, name));
        }
    }
    if let Some(Popularity { shares, zipf, distance }) = &fit.popularity {
        let _ = writeln!(text, "{:<29} {:>8}  zipf = {zipf}", "llms", part(Some(*distance)));
        for (name, share) in shares {
            let _ = writeln!(text, "{:<29} {:>8}  {:>6.2} %", format!("  {name}"), "", 100.0 * share);
        }
    }
    if let Some(SessionFit { n, turns, turns_distance, gaps }) = &fit.sessions {
        let _ = writeln!(text, "{:<29} {:>8}", format!("sessions: {n}"), "distance");
        let (name, mean) = (chosen(0, "turns, geometric"), turns.mean());
        let _ = writeln!(text, "{name:<29} {:>8}  mean {mean}", part(Some(*turns_distance)));
        for (at, (name, law, distance)) in gaps.iter().enumerate() {
            let name = chosen(at, &format!("gap, {name}"));
            let [median, p90] = [0.5, 0.9].map(|share| law.quantile(share) / 1e3);
            let _ = writeln!(text, "{name:<29} {:>8}  median {median:.1} s, p90 {p90:.1} s", part(Some(*distance)));
        }
    }
    text
}

fn chosen(at: usize, name: &str) -> String {
    format!("{} {name}", if at == 0 { "*" } else { " " })
}

fn part(distance: Option<f64>) -> String {
    distance.map_or("-".into(), |distance| format!("{distance:.3}"))
}

fn four(index: &[Option<f64>; 4]) -> String {
    let text: Vec<String> = index.iter().map(|i| i.map_or("     -".into(), |i| format!("{i:>6.1}"))).collect();
    text.join(" ")
}
