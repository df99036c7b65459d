//! Which change carries the effect: for each metric that differs, what each setting adds to the difference.

use lab::compare::{Ablation, Comparison, Difference, Question};

use super::rows::{effect, is_decided};
use crate::number::{self, plural};
use crate::summary::shown;
use crate::wrap::{hang, pad, right, width};

/// Metrics that are shown.
const MOST: usize = 6;
/// Columns of a value.
const VALUE: usize = 20;

/// For each metric the settings with what they carry.
pub(super) fn text(question: &Question, found: &Comparison, ablation: &Ablation) -> String {
    let mut out =
        String::from("\nwhat each change carries: the difference without it, taken from that with all changes\n");
    let mut decided: Vec<&Difference> =
        found.against[0].differences.iter().filter(|of| is_wanted(question, of)).collect();
    // Those that a summary shows come first.
    decided.sort_by_key(|of| !shown().any(|shown| shown.metric == of.column.name));
    if decided.is_empty() {
        out.push_str("  no metric is better or worse; name one with `--metric`\n");
    }
    for of in decided.iter().take(MOST) {
        metric(of, ablation, &mut out);
    }
    if decided.len() > MOST {
        out.extend(["and ", &plural(decided.len() - MOST, "more metric"), " in ablation.csv\n"]);
    }
    for (path, reason) in &ablation.kept {
        out.push_str(&hang("not turned", &format!("{path}: {reason}"), 14));
    }
    out
}

fn is_wanted(question: &Question, of: &Difference) -> bool {
    let is_asked = !question.metrics.is_empty() && of.difference.is_some();
    is_asked || is_decided(of) && of.column.owner.is_empty()
}

fn metric(of: &Difference, ablation: &Ablation, out: &mut String) {
    let mean = |of: &Difference| of.difference.map_or(0.0, |difference| difference.mean);
    let size = [of.base, of.other].into_iter().flatten().fold(0.0_f64, |size, e| size.max(e.mean.abs()));
    let unit = number::unit(&of.column.name, size);
    let (all, interval) = effect(of, unit.factor);
    let name = if unit.name.is_empty() { String::new() } else { format!(" {}", unit.name) };
    let interval = if interval.is_empty() { interval } else { format!(" {interval}") };
    out.extend([&of.column.label(), ": ", &all, &name, &interval, " in all\n"]);
    let lines = ablation.turned.iter().filter_map(|turned| {
        let carried = turned.carries.differences.iter().find(|d| d.column.label() == of.column.label())?;
        let (difference, interval) = effect(carried, unit.factor);
        let share = if mean(of).abs() > 0.0 { 100.0 * mean(carried) / mean(of) } else { f64::NAN };
        let share = if share.is_finite() { format!("{share:.0} %") } else { String::new() };
        let change = match (turned.base.as_str(), turned.other.as_str()) {
            ("", _) => "absent → present".into(),
            (_, "") => "present → absent".into(),
            (base, other) => format!("{} → {}", value(base), value(other)),
        };
        Some((turned.path.clone(), change, difference, interval, share))
    });
    let lines: Vec<_> = lines.collect();
    let paths = lines.iter().map(|line| width(&line.0)).max().unwrap_or(0) + 2;
    let changes = lines.iter().map(|line| width(&line.1)).max().unwrap_or(0) + 2;
    let differences = lines.iter().map(|line| width(&line.2)).max().unwrap_or(0);
    let intervals = lines.iter().map(|line| width(&line.3)).max().unwrap_or(0) + 2;
    for (path, change, difference, interval, share) in lines {
        let numbers = format!("{} {}{}", right(&difference, differences), pad(&interval, intervals), right(&share, 6));
        let line = format!("  {}{}{numbers}", pad(&path, paths), pad(&change, changes));
        out.extend([line.trim_end(), "\n"]);
    }
}

/// A value, not too long: of a policy its name.
fn value(text: &str) -> String {
    let policy = text.strip_prefix("{ ").and_then(|text| text.split_once(" = "));
    let text = policy.map_or(text.trim_matches('"'), |(name, _)| name);
    if width(text) <= VALUE { text.into() } else { text.chars().take(VALUE - 1).chain(['…']).collect() }
}
