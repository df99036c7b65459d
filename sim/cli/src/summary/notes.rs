//! What must be known before the numbers are believed: precision missed, batches too short, little evidence.

use lab::scenario::Checked;
use lab::study::{CORRELATED, Findings, Reached, Run, SummaryLine};

use super::rows::is_watched;
use crate::number::count;
use crate::wrap::hang;

/// Where a note's text begins.
const INDENT: usize = 14;
/// Independent observations below which an interval leans on a normal law that may not be there yet.
const LITTLE: f64 = 100.0;
/// Part of the requests whose missing latencies move a quantile of 99 %.
const FELT: f64 = 0.01;
/// Replications below which Student's factor is large and unsure.
const FEW: usize = 5;

/// Adds all notes, each with what to do.
pub(super) fn add(checked: &Checked, findings: &Findings, out: &mut String) {
    let watched: Vec<&SummaryLine> = findings.summary.iter().filter(|l| is_watched(checked, l)).collect();
    let notes = [
        findings.precision.as_ref().map(|reached| precision(findings, reached)),
        correlated(&watched),
        little(&watched),
        few(findings),
        censored(findings),
    ];
    let notes: Vec<(&str, String)> = notes.into_iter().flatten().collect();
    if notes.is_empty() {
        return;
    }
    out.push('\n');
    for (head, text) in notes {
        out.push_str(&hang(head, &text, INDENT));
    }
}

fn percent(share: f64) -> String {
    format!("{:.3}", share * 100.0).trim_end_matches('0').trim_end_matches('.').to_string() + " %"
}

fn precision(findings: &Findings, reached: &Reached) -> (&'static str, String) {
    let each = reached.metrics.iter().map(|(name, relative)| match relative {
        Some(relative) => format!("{name} ± {}", percent(*relative)),
        None => format!("{name} has no relative error"),
    });
    let each = each.collect::<Vec<_>>().join(", ");
    let (n, asked) = (findings.runs.len(), percent(reached.relative));
    let text = if reached.is_reached() {
        format!("{asked} reached after {n} replications: {each}")
    } else {
        let missed = reached.missed.join(", ");
        format!(
            "{asked} not reached for {missed} within {n} of at most {} replications: {each}; raise \
             `precision.at_most_replications` or lengthen `horizon`",
            reached.at_most
        )
    };
    ("precision", text)
}

fn correlated(watched: &[&SummaryLine]) -> Option<(&'static str, String)> {
    let worst = watched.iter().filter_map(|l| Some((l.correlation.filter(|&r| r > CORRELATED)?, l)));
    let (r, line) = worst.max_by(|a, b| a.0.total_cmp(&b.0))?;
    let n = watched.iter().filter(|l| l.correlation.is_some_and(|r| r > CORRELATED)).count();
    let others = if n > 1 { format!(" and {} more", n - 1) } else { String::new() };
    let text = format!(
        "neighbouring batches of {}{others} are correlated ({r:.2}, more than {CORRELATED}): the intervals may be too \
         narrow; double `horizon`",
        line.metric
    );
    Some(("batches", text))
}

fn little(watched: &[&SummaryLine]) -> Option<(&'static str, String)> {
    let observations = |l: &SummaryLine| Some(l.effective.filter(|e| e.of == "observations")?.n);
    let least = watched.iter().filter_map(|l| Some((observations(l).filter(|&n| n < LITTLE)?, l)));
    let (n, line) = least.min_by(|a, b| a.0.total_cmp(&b.0))?;
    let text = format!(
        "{} is worth only {} independent observations: take its interval with care; lengthen `horizon` or add replications",
        line.metric,
        count(n.round() as u64)
    );
    Some(("evidence", text))
}

/// Requests that had not ended, if they are enough to be felt in the tail of the latencies.
fn censored(findings: &Findings) -> Option<(&'static str, String)> {
    let total = |of: fn(&Run) -> u64| findings.runs.iter().map(of).sum::<u64>();
    let (n, sent) = (total(|run| run.n_censored), total(|run| run.sent));
    let share = n as f64 / sent.max(1) as f64;
    let text = format!(
        "{} of the requests sent had not ended at the horizon ({}): latencies are without them and may read low; lengthen \
         `horizon`, or give nodes less to do",
        count(n),
        percent((share * 1e4).round() / 1e4)
    );
    (share > FELT).then_some(("evidence", text))
}

fn few(findings: &Findings) -> Option<(&'static str, String)> {
    let n = findings.runs.len();
    let text = || format!("{n} replications make wide and unsure intervals; take ten or more");
    (findings.batches.is_empty() && (2..FEW).contains(&n)).then(|| ("evidence", text()))
}
