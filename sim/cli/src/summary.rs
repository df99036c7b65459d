//! What a study found, for people: the question, the metrics that matter, the claims, and where the rest is.

mod notes;
mod rows;
mod theory;

use std::path::Path;

use files::Colour;
use lab::study::{Back, Findings, Judged, Status, Windows};
use scenario::{Checked, played_share};
use statistics::{Estimate, Verdict};
use units::time::Span;

use crate::number::{self, count, plural};
use crate::wrap::{hang, pad, right, width, wrap};
use rows::{Row, Section};

pub(crate) use notes::notes;
pub(crate) use rows::{Shown, is_compared, shown};

/// Where the values of the head begin.
const HEAD: usize = 14;
/// Where an explanation below a claim begins.
const INDENT: usize = 15;

/// The summary of a study; without a folder if the results could not be written.
pub(crate) fn text(checked: &Checked, findings: &Findings, folder: Option<&Path>, colour: Colour) -> String {
    let mut out = head(checked, findings);
    table(&rows::sections(checked, findings), findings.level, &mut out);
    theory::table(&lab::theory::compare(checked, findings), &mut out);
    if !findings.claims.is_empty() {
        out.push_str("\nclaims\n");
        findings.claims.iter().for_each(|judged| claim(judged, colour, &mut out));
    }
    let mut notes = notes(checked, findings);
    notes.extend(aborted(checked, findings).map(|text| ("aborted", text)));
    // What was told of the scenario before the run belongs to its evidence, too.
    notes.extend(checked.noticed.iter().map(|noticed| ("evidence", noticed.clone())));
    if !notes.is_empty() {
        out.push('\n');
    }
    for (about, text) in notes {
        out.push_str(&hang(about, &text, HEAD));
    }
    out.push('\n');
    let checked_laws = count(findings.runs.iter().map(|run| run.invariants_checked).sum());
    out.push_str(&hang("invariants", &format!("{checked_laws} checked, 0 violated"), HEAD));
    let results = folder.map_or("not written".into(), |folder| folder.display().to_string());
    out.push_str(&hang("results", &results, HEAD));
    out
}

fn head(checked: &Checked, findings: &Findings) -> String {
    let file = &checked.file;
    let mut out = String::new();
    if !checked.question.is_empty() {
        out.push_str(&wrap(&checked.question, 0));
        out.push('\n');
    }
    let n = findings.runs.len();
    let cut = match findings.cut {
        None => String::new(),
        Some(Span::ZERO) => ", no warm-up to discard".into(),
        Some(cut) => format!(", the first {cut} discarded as warm-up"),
    };
    let partial = match findings.status {
        _ if findings.aborted.is_some() => " (aborted, see below)",
        Status::Complete => "",
        Status::Partial => " (interrupted: more were planned)",
    };
    let what = match findings.batches().len() {
        0 => plural(n, "replication"),
        batches => format!("one run in {batches} batches,"),
    };
    let runs = format!("{what} of {}{cut}{partial}", file.horizon);
    let total = |what: fn(&lab::row::Row) -> u64| findings.runs.iter().map(what).sum::<u64>();
    let [sent, ended] = [total(|r| r.sent), total(|r| r.ended)].map(count);
    let in_flight = count(total(|r| r.in_flight));
    let requests = format!("{sent} sent, {ended} ended, {in_flight} in flight at the end");
    out.push_str(&hang("scenario", &format!("{} (hash {}), seed {}", file.name, &checked.hash[..8], file.seed), HEAD));
    out.push_str(&hang("runs", &runs, HEAD));
    out.push_str(&hang("requests", &requests, HEAD));
    if let (Some(pace), Some(share)) = (&file.pace, played_share(&checked.scenario, 0)) {
        let (window, period) = (pace.requests.window, pace.requests.period);
        let played = format!(
            "{} % of the time, {window} in each {period}; `--pace-bias` tells what that costs in accuracy",
            number::plain((share * 1e4).round() / 1e2)
        );
        out.push_str(&hang("played", &played, HEAD));
    }
    out
}

/// The rows of all sections in common columns.
fn table(sections: &[Section], level: f64, out: &mut String) {
    let rows = || sections.iter().flat_map(|s| &s.rows);
    let widest = |cell: fn(&Row) -> &str| rows().map(|row| width(cell(row))).max().unwrap_or(0);
    let labels = widest(|r| &r.label).max(23) + 1;
    let means = widest(|r| &r.mean).max(4);
    let units = widest(|r| &r.unit);
    let lows = widest(|r| &r.low);
    let highs = widest(|r| &r.high);
    if rows().next().is_none() {
        return;
    }
    let percent = (level * 1e4).round() / 1e2;
    let interval = format!("{percent} % interval");
    let gap = means + 2 + units;
    let head = [&pad("", labels + 2), &pad(&right("mean", means), gap - 1), "   ", &interval];
    out.extend(["\n", &head.concat(), "\n"]);
    for section in sections {
        out.extend([section.name, "\n"]);
        for row in &section.rows {
            let interval = match (row.low.as_str(), row.note.as_str()) {
                ("", note) => note.to_string(),
                (low, "") => format!("{} … {}", right(low, lows), right(&row.high, highs)),
                (low, note) => format!("{} … {}  {note}", right(low, lows), pad(&right(&row.high, highs), highs)),
            };
            let mean = format!("{} {}", right(&row.mean, means), row.unit);
            let line = format!("  {}{} {interval}", pad(&row.label, labels), pad(&mean, gap));
            out.push_str(line.trim_end());
            out.push('\n');
        }
        if section.n_more > 0 {
            out.extend(["  and ", &plural(section.n_more, "more line"), " in summary.csv\n"]);
        }
    }
}

const GREEN: &str = "\u{1b}[32m";
const RED: &str = "\u{1b}[31m";
const YELLOW: &str = "\u{1b}[33m";
const PLAIN: &str = "\u{1b}[0m";

fn claim(judged: &Judged, colour: Colour, out: &mut String) {
    let (mark, paint) = match judged.verdict {
        Verdict::Held => ("✓ held", GREEN),
        Verdict::Failed => ("✗ failed", RED),
        Verdict::Undecided | Verdict::Censored => ("? undecided", YELLOW),
    };
    // Colours take no column, so they are put around a text that is padded already.
    let mark = pad(mark, INDENT - 2);
    let painted = match colour {
        Colour::Plain => mark,
        Colour::Ansi => format!("{paint}{mark}{PLAIN}"),
    };
    let named = hang(&" ".repeat(INDENT), &format!("{}: {}", judged.name, judged.that), INDENT);
    out.extend(["  ", &painted, named.trim_start()]);
    out.push_str(&wrap(&evidence(judged), INDENT));
}

/// Which replication ended the study before its time, when and why; none if none did.
pub(crate) fn aborted(checked: &Checked, findings: &Findings) -> Option<String> {
    let ((replication, at), when) = (findings.aborted?, checked.file.abort_when.as_ref()?);
    let at = at.since(units::time::Time::ZERO);
    let text = &when.text;
    Some(format!(
        "replication {replication} met `{text}` at {at} and ended there; no more were played, all metrics are preliminary"
    ))
}

/// Both sides of a claim with their intervals, and why it is undecided if it is.
pub(crate) fn evidence(judged: &Judged) -> String {
    let after = judged.windows.as_ref().map_or_else(String::new, |windows| after(windows, judged.kind));
    if let Some((events, trials)) = judged.true_in {
        let (share, low, high) = numbers(&judged.left, 100.0);
        let all = plural(trials as usize, "replication");
        return format!("true in {events} of {all}, {share} % ({low} … {high} %){after}{}", budget(judged));
    }
    format!("left {}, right {}{after}{}", side(&judged.left), side(&judged.right), budget(judged))
}

/// In which windows a claim was judged, and when its metric was back.
fn after(windows: &Windows, kind: &str) -> String {
    let back = match windows.back {
        None => String::new(),
        Some(Back::After(after)) if after <= 0.0 => "; back from the end of the fault on".into(),
        Some(Back::After(after)) => format!("; back {after} s after the end of the fault"),
        Some(Back::Not) => "; not back by the end of the window".into(),
    };
    // A window ends a nanosecond before the next strike.
    let seconds = |time: f64| (time * 1e3).round() / 1e3;
    let what = if kind == "recovers" { "the worst bin" } else { "the worst window" };
    let which = match windows.list.as_slice() {
        [[from, to]] if kind == "recovers" => {
            format!("in {what} from {} s to {} s", seconds(*from), seconds(*to))
        }
        [[from, to]] => format!("from {} s to {} s", seconds(*from), seconds(*to)),
        [] if windows.n == 0 => return back,
        [] => format!("in {what} of each replication, of {} in all", plural(windows.n, "window")),
        list => format!("in {what} of {}", plural(list.len(), "window")),
    };
    let without = match windows.without {
        0 => String::new(),
        n => format!("; no window in {}", plural(n, "replication")),
    };
    format!("; {which}{without}{back}")
}

/// The mean of a side of a claim with its interval, if it varies.
fn side(estimate: &Estimate) -> String {
    if estimate.n == 0 {
        return "does not exist".into();
    }
    let (mean, low, high) = numbers(estimate, 1.0);
    if estimate.half_width.is_finite() && varies(estimate) { format!("{mean} ({low} … {high})") } else { mean }
}

/// Why a claim is undecided.
fn budget(judged: &Judged) -> &'static str {
    match (judged.verdict, judged.difference.n) {
        (Verdict::Censored, _) => {
            "; requests in flight at the end could change it: lengthen `horizon`, or reduce the load"
        }
        (Verdict::Undecided, 0) if judged.windows.is_some() => "; its metrics exist in no window",
        (Verdict::Undecided, 0) => "; its metrics exist in no replication",
        (Verdict::Undecided, _) if judged.true_in.is_some_and(|(events, _)| events == 0) => {
            "; not true yet: add replications"
        }
        (Verdict::Undecided, 1) if judged.true_in.is_none() => "; one replication has no interval, so run two or more",
        (Verdict::Undecided, _) => "; the interval contains the limit: add replications",
        _ => "",
    }
}

/// What is left of a sum of equal numbers, relative to it.
const ROUNDING: f64 = 1e-12;

/// Whether replications differ by more than rounding.
fn varies(estimate: &Estimate) -> bool {
    estimate.half_width > ROUNDING * estimate.mean.abs()
}

/// Mean, low and high with as many decimals as the larger of mean and half width deserves.
fn numbers(estimate: &Estimate, factor: f64) -> (String, String, String) {
    if let Some(limits) = estimate.limits.filter(|l| l.high > l.low) {
        // Near 0 or all, what counts is how far the limits are from it: two digits of the width.
        let decimals = number::decimals(factor * estimate.half_width).map(|d| d.saturating_sub(2));
        let is_plain = |value: f64| value.abs() <= 0.0 || value.to_bits() == 1.0_f64.to_bits();
        let show = |value: f64| number::shown(value * factor, if is_plain(value) { Some(0) } else { decimals });
        return (show(estimate.mean), show(limits.low), show(limits.high));
    }
    let half = if estimate.half_width.is_finite() { estimate.half_width } else { 0.0 };
    let size = factor * estimate.mean.abs().max(half);
    // A number that is whole and does not vary, such as nodes without churn, needs no decimals to say so.
    let is_whole = size.fract() < ROUNDING * size && size < 1e15;
    let decimals = if is_whole && !varies(estimate) { Some(0) } else { number::decimals(size) };
    let interval = estimate.interval();
    let show = |value: f64| number::shown(value * factor, decimals);
    (show(estimate.mean), show(interval.low), show(interval.high))
}
