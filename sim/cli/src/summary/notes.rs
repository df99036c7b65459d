//! What must be known before the numbers are believed: precision missed, batches too short, little evidence.

use lab::idle::never_acted;
use lab::row::Row;
use lab::study::{CORRELATED, Findings, Reached, SummaryLine};
use scenario::Checked;
use units::time::Span;

use super::rows::is_watched;
use crate::number::count;

/// Independent observations below which an interval leans on a normal law that may not be there yet.
const LITTLE: f64 = 100.0;
/// Part of the requests whose missing latencies move a quantile of 99 %.
const FELT: f64 = 0.01;
/// Replications below which Student's factor is large and unsure.
const FEW: usize = 5;

/// All notes: what each is about, and what to do.
pub(crate) fn notes(checked: &Checked, findings: &Findings) -> Vec<(&'static str, String)> {
    let watched: Vec<&SummaryLine> = findings.summary.iter().filter(|l| is_watched(checked, l)).collect();
    let notes = [
        findings.precision.as_ref().map(|reached| precision(findings, reached)),
        correlated(&watched),
        little(&watched),
        few(findings),
        censored(findings),
        unfunded(checked, findings),
        starts(checked),
        idle(checked, findings),
    ];
    notes.into_iter().flatten().collect()
}

/// Policies of which no act was counted, those with the same reason together.
fn idle(checked: &Checked, findings: &Findings) -> Option<(&'static str, String)> {
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for idle in never_acted(checked, findings) {
        let path = format!("`{}`", idle.path);
        match reasons.iter_mut().find(|(why, _)| *why == idle.why) {
            Some((_, paths)) => paths.push(path),
            None => reasons.push((idle.why, vec![path])),
        }
    }
    let texts: Vec<String> = reasons.iter().map(|(why, paths)| format!("{} ({why})", paths.join(", "))).collect();
    let after = if findings.cut.is_some_and(|cut| cut > Span::ZERO) { "after the warm-up: " } else { "" };
    (!texts.is_empty()).then(|| ("never acted", format!("{after}{}", texts.join("; "))))
}

/// Levels hold from the start that the file has.
fn starts(checked: &Checked) -> Option<(&'static str, String)> {
    let starts = checked.file.starts.as_ref()?;
    let names: Vec<&str> = starts.from.names().collect();
    let text = format!(
        "these are runs from the start that the file has; whether others ({}) end elsewhere is told by `windtunnel starts`",
        names.join(", ")
    );
    Some(("starts", text))
}

fn percent(share: f64) -> String {
    format!("{:.3}", share * 100.0).trim_end_matches('0').trim_end_matches('.').to_string() + " %"
}

fn precision(findings: &Findings, reached: &Reached) -> (&'static str, String) {
    let each = reached.metrics.iter().map(|(name, relative)| match relative {
        Some(relative) => format!("{name} ± {}", percent(*relative)),
        None if exists(findings, name) => format!("{name} has no relative error"),
        None => format!("{name} exists in none of them"),
    });
    let each = each.collect::<Vec<_>>().join(", ");
    let (n, asked) = (findings.runs.len(), percent(reached.relative));
    let text = if reached.is_reached() {
        format!("{asked} reached after {n} replications: {each}")
    } else {
        let missed = reached.missed.join(", ");
        // More replications are no remedy for what does not come about.
        let longer = if reached.missed.iter().any(|name| exists(findings, name)) {
            "raise `precision.at_most_replications` or lengthen `horizon`"
        } else {
            "lengthen `horizon`, or ask for another metric"
        };
        format!(
            "{asked} not reached for {missed} within {n} of at most {} replications: {each}; {longer}",
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
        "{} is worth only {} independent observations: treat its interval with caution; lengthen `horizon` or add replications",
        line.metric,
        count(n.round() as u64)
    );
    Some(("evidence", text))
}

/// Requests that had not ended, if they are enough to be felt in the tail of the latencies.
fn censored(findings: &Findings) -> Option<(&'static str, String)> {
    let total = |of: fn(&Row) -> u64| findings.runs.iter().map(of).sum::<u64>();
    let (n, sent) = (total(|run| run.n_censored), total(|run| run.sent));
    let share = n as f64 / sent.max(1) as f64;
    let text = format!(
        "{} of the requests sent had not ended at the horizon ({}): latencies leave them out and may be too low; lengthen `horizon`, or reduce the load",
        count(n),
        percent((share * 1e4).round() / 1e4)
    );
    (share > FELT).then_some(("evidence", text))
}

fn few(findings: &Findings) -> Option<(&'static str, String)> {
    let n = findings.runs.len();
    let text = || format!("{n} replications give wide and uncertain intervals; use ten or more");
    (findings.batches().is_empty() && (2..FEW).contains(&n)).then(|| ("evidence", text()))
}

/// Whether a metric, as claims write it, exists in some replication.
fn exists(findings: &Findings, label: &str) -> bool {
    let column = findings.columns.iter().find(|column| column.label() == label);
    column.and_then(|c| findings.find(&c.name, &c.owner)).is_some_and(|line| line.estimate.is_some())
}

/// Requests refused because there were no coins to pay with.
fn unfunded(checked: &Checked, findings: &Findings) -> Option<(&'static str, String)> {
    let share = findings.mean("refused_unfunded_share").filter(|&share| share > 0.0)?;
    let scenario = &checked.scenario;
    let mut coins: Vec<&str> =
        scenario.networks.iter().filter_map(|n| Some(scenario.coins[n.coin?.row()].name.as_str())).collect();
    coins.sort_unstable();
    coins.dedup();
    let text = format!(
        "{} of the requests were refused because their users could not buy {} to pay with: all of it was staked, escrowed or held by nodes; raise its `genesis`, or lower the stakes",
        percent(share),
        coins.join(" or ")
    );
    Some(("coins", text))
}
