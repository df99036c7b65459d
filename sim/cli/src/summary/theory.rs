//! Closed forms beside what was measured, as a table; below rows that differ, why they may.

use lab::theory::{Compared, Verdict};
use scenario::closed_form::form::Way;

use super::numbers;
use crate::number::{self, decimals};
use crate::wrap::{pad, right, width, wrap};

/// Where a reason begins.
const REASON: usize = 4;

/// A row of the table, ready to be shown.
struct Row {
    label: String,
    form: String,
    mean: String,
    unit: &'static str,
    low: String,
    high: String,
    verdict: String,
}

/// The table; nothing where no form has a metric.
pub(super) fn table(list: &[Compared], out: &mut String) {
    let rows: Vec<Row> = list.iter().map(row).collect();
    let widest = |cell: fn(&Row) -> &str, least: usize| rows.iter().map(|row| width(cell(row))).max().max(Some(least));
    if rows.is_empty() {
        return;
    }
    let labels = widest(|r| &r.label, 23).unwrap_or(0) + 1;
    let forms = widest(|r| &r.form, 11).unwrap_or(0);
    let means = widest(|r| &r.mean, 8).unwrap_or(0);
    let units = widest(|r| r.unit, 0).unwrap_or(0);
    let lows = widest(|r| &r.low, 0).unwrap_or(0);
    let highs = widest(|r| &r.high, 0).unwrap_or(0);
    let gap = means + 1 + units;
    let head = [
        pad("theory", labels + 2),
        right("closed form", forms),
        "  ".into(),
        pad(&right("observed", means), gap),
        "   ".into(),
        "interval".into(),
    ];
    out.extend(["\n", head.concat().trim_end(), "\n"]);
    for (row, compared) in rows.iter().zip(list) {
        let mean = pad(&format!("{} {}", right(&row.mean, means), row.unit), gap);
        let interval = if row.low.is_empty() {
            "none: one replication".into()
        } else {
            format!("{} … {}", right(&row.low, lows), pad(&right(&row.high, highs), highs))
        };
        let line =
            format!("  {}{}  {mean}   {interval}  {}", pad(&row.label, labels), right(&row.form, forms), row.verdict);
        out.push_str(line.trim_end());
        out.push('\n');
        if compared.is_off() {
            out.push_str(&wrap(&reason(compared), REASON));
        }
    }
}

fn row(compared: &Compared) -> Row {
    let (prediction, observed) = (&compared.prediction, &compared.observed);
    let half = if observed.half_width.is_finite() { observed.half_width } else { 0.0 };
    let size = observed.mean.abs().max(half).max(prediction.value.abs());
    let unit = number::unit(prediction.metric, size);
    let (mean, low, high) = numbers(observed, unit.factor);
    let value = prediction.value * unit.factor;
    let sign = match prediction.way {
        Way::Equal => "",
        Way::Least => "≥ ",
        Way::Most => "≤ ",
    };
    let (low, high) = if observed.half_width.is_finite() { (low, high) } else { (String::new(), String::new()) };
    Row {
        label: prediction.label(),
        form: format!("{sign}{} {}", number::shown(value, decimals(value)), unit.name).trim_end().into(),
        mean,
        unit: unit.name,
        low,
        high,
        verdict: verdict(compared.verdict),
    }
}

/// A verdict; of one replication there is none, and the interval says why.
fn verdict(verdict: Verdict) -> String {
    if verdict == Verdict::Undecided { String::new() } else { verdict.to_string() }
}

/// Why a mean may not be what its form says.
fn reason(compared: &Compared) -> String {
    let form = compared.form.name;
    match &compared.reasons[..] {
        [] => format!("`{form}` takes nothing for granted that this run is known to lack: see `check --theory`"),
        reasons => format!("may be because {}", reasons.join("; ")),
    }
}
