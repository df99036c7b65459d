//! What a search came to, as text and as a document.

use files::publish::MANIFEST;
use lab::study::Status;
use lab::tune::{Answer, Fresh, TUNED, Tune, Tuned, word};
use scenario::tune::{Measure, Side};
use serde_json::{Value, json};
use statistics::Estimate;

use crate::number::{self, count, plural};

/// Members of a front, and environments, that are printed at the most.
const MOST_PRINTED: usize = 12;

/// What a person reads.
pub(super) fn text(work: &Tune, tuned: &Tuned) -> String {
    let mut lines = Vec::new();
    if let Some(winner) = &tuned.winner {
        lines.extend(of_winner(work, tuned, winner));
    }
    let found = format!("{}, {} runs", plural(tuned.seen.len(), "candidate"), count(tuned.runs));
    let there = tuned.rows[0] as usize;
    let earlier = if there > 0 { format!(", {} were there", plural(there, "row")) } else { String::new() };
    lines.push(format!("search   {found}, then {} fresh runs{earlier}", count(tuned.fresh_runs)));
    lines.push(format!("results  {}", files::shown(&tuned.folder)));
    if tuned.winner.is_some() && tuned.is_feasible {
        lines.push(format!("tuned    {}", files::shown(&tuned.folder.join(TUNED))));
    }
    lines.join("\n") + "\n"
}

fn of_winner(work: &Tune, tuned: &Tuned, winner: &Fresh) -> Vec<String> {
    let task = work.task();
    let mut lines = Vec::new();
    if !tuned.is_feasible {
        let seen = tuned.seen.iter().filter(|one| one.error.is_empty()).count();
        let met = tuned.seen.iter().filter(|one| one.is_feasible && one.replications == tuned.replications).count();
        lines.push(match met {
            0 => {
                format!("none of {} meets all constraints; the one that breaks them least:", plural(seen, "candidate"))
            }
            _ => "no candidate meets all constraints on fresh seeds; the one that breaks them least:".into(),
        });
    }
    let head = if tuned.is_feasible { "winner " } else { "least  " };
    for (i, (axis, value)) in task.axes.iter().zip(&winner.values).enumerate() {
        lines.push(format!("{}  {} = {value}", if i == 0 { head } else { "       " }, axis.path));
    }
    for (goal, answer) in task.goals.iter().zip(&winner.goals) {
        let what = if goal.side == Side::Upper { "minimise" } else { "maximise" };
        let promised = shown(goal, answer.promised, &answer.fresh);
        let fresh = interval(goal, &answer.fresh);
        lines.push(format!("{what} {}", answer.text));
        lines.push(format!("         {fresh} on fresh seeds; the search had promised {promised}"));
        lines.push(format!("         optimism {}", like(goal, &answer.optimism, &answer.fresh)));
    }
    for (constraint, answer) in task.constraints.iter().zip(&winner.constraints) {
        let missed = match constraint.violation(answer.fresh.mean) {
            by if by > 0.0 => format!(", misses it by {}", missed(constraint, answer)),
            _ => String::new(),
        };
        let verdict = word(answer.verdict);
        lines.push(format!("subject  {}: {}, {verdict}{missed}", answer.text, interval(constraint, &answer.fresh)));
    }
    if let Some(all) = &winner.all_hold {
        let limits = all.interval();
        let share = |value: f64| number::shown(value * 100.0, Some(0));
        let (low, high) = (share(limits.low), share(limits.high));
        lines.push(format!("chance   all claims and constraints hold at once: {} % ({low} … {high})", share(all.mean)));
    }
    if tuned.environments.len() > 1 {
        lines.extend(environments(work, tuned, winner));
    }
    if !tuned.front.is_empty() {
        lines.extend(front(work, tuned));
    }
    lines.push(String::new());
    lines
}

/// How far the aggregate is beyond the limit.
fn missed(constraint: &Measure, answer: &Answer) -> String {
    let (_, limit) = constraint.limit.expect("a constraint has a limit");
    let by = (answer.fresh.mean - limit).abs();
    shown(constraint, by, &answer.fresh)
}

fn environments(work: &Tune, tuned: &Tuned, winner: &Fresh) -> Vec<String> {
    let measures: Vec<&Measure> = work.task().goals.iter().chain(&work.task().constraints).collect();
    let answers: Vec<&Answer> = winner.goals.iter().chain(&winner.constraints).collect();
    let mut lines = vec!["in each environment, on fresh seeds:".to_string()];
    for (at, given) in tuned.environments.iter().enumerate().take(MOST_PRINTED) {
        let given: Vec<&str> = given.iter().map(|(_, value)| value.as_str()).collect();
        let numbers = measures.iter().zip(&answers).map(|(measure, one)| interval(measure, &one.environments[at]));
        lines.push(format!("  {}: {}", given.join(", "), numbers.collect::<Vec<_>>().join("; ")));
    }
    if tuned.environments.len() > MOST_PRINTED {
        lines.push(format!("  … and {} more, in winner.csv", tuned.environments.len() - MOST_PRINTED));
    }
    lines
}

fn front(work: &Tune, tuned: &Tuned) -> Vec<String> {
    let mut lines = vec![format!("front of {}, on fresh seeds:", plural(tuned.front.len(), "candidate"))];
    for one in tuned.front.iter().take(MOST_PRINTED) {
        let goals = work.task().goals.iter().zip(&one.goals).map(|(goal, answer)| interval(goal, &answer.fresh));
        lines.push(format!("  {}: {}", one.values.join(", "), goals.collect::<Vec<_>>().join("; ")));
    }
    if tuned.front.len() > MOST_PRINTED {
        lines.push(format!("  … and {} more, in front.csv", tuned.front.len() - MOST_PRINTED));
    }
    lines
}

fn unit(measure: &Measure, size: f64) -> number::Unit {
    match measure.metric() {
        _ if measure.is_chance() => number::Unit { name: "%", factor: 100.0 },
        Some(metric) => number::unit(metric, size.abs()),
        None => number::Unit { name: "", factor: 1.0 },
    }
}

/// As many decimals as the interval supports.
fn decimals(unit: number::Unit, estimate: &Estimate) -> Option<usize> {
    // Two digits of the interval, so that a small difference is told from none.
    let width = estimate.half_width * unit.factor;
    let size = estimate.mean.abs() * unit.factor;
    if width.is_finite() && width > size * 1e-9 {
        return number::decimals(width).map(|d| d.saturating_sub(2));
    }
    number::decimals(size).map(|d| d.saturating_sub(1))
}

fn shown(measure: &Measure, value: f64, like: &Estimate) -> String {
    if value.is_nan() {
        return "nothing".into();
    }
    let unit = unit(measure, like.mean);
    let text = number::shown(value * unit.factor, decimals(unit, like));
    if unit.name.is_empty() { text } else { format!("{text} {}", unit.name) }
}

fn interval(measure: &Measure, estimate: &Estimate) -> String {
    like(measure, estimate, estimate)
}

/// An estimate with its interval, in the unit and with the digits of another.
fn like(measure: &Measure, estimate: &Estimate, other: &Estimate) -> String {
    let limits = estimate.interval();
    let unit = unit(measure, other.mean);
    let mean = shown(measure, estimate.mean, other);
    let end = |value: f64| match value {
        v if v.is_finite() => number::shown(v * unit.factor, decimals(unit, other)),
        _ => "?".into(),
    };
    if limits.low.is_finite() || limits.high.is_finite() {
        format!("{mean} ({} … {})", end(limits.low), end(limits.high))
    } else {
        mean
    }
}

/// What a program reads.
pub(super) fn json(work: &Tune, tuned: &Tuned) -> Value {
    let paths = || work.task().axes.iter().map(|axis| axis.path.as_str());
    let fresh = |one: &Fresh| {
        let values: serde_json::Map<String, Value> =
            paths().zip(&one.values).map(|(path, value)| (path.to_string(), json!(value))).collect();
        json!({
            "candidate": one.candidate,
            "values": values,
            "goals": one.goals.iter().map(|answer| of_answer(answer, None)).collect::<Vec<_>>(),
            "constraints": one.constraints.iter().map(|a| of_answer(a, Some(word(a.verdict)))).collect::<Vec<_>>(),
            "all_hold_share": one.all_hold.as_ref().map(of_estimate),
        })
    };
    json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "experiment": "tune",
        "status": if tuned.status == Status::Complete { "complete" } else { "partial" },
        "feasible": tuned.is_feasible,
        "winner": tuned.winner.as_ref().map(fresh),
        "front": tuned.front.iter().map(fresh).collect::<Vec<_>>(),
        "candidates": tuned.seen.len(),
        "runs": tuned.runs,
        "fresh_runs": tuned.fresh_runs,
        "rows": { "earlier": tuned.rows[0], "added": tuned.rows[1] },
        "folder": files::shown(&tuned.folder),
        "manifest": files::shown(&tuned.folder.join(MANIFEST)),
        "tuned": (tuned.winner.is_some() && tuned.is_feasible).then(|| files::shown(&tuned.folder.join(TUNED))),
    })
}

fn of_answer(answer: &Answer, verdict: Option<&str>) -> Value {
    json!({
        "text": answer.text,
        "promised": finite(answer.promised),
        "fresh": of_estimate(&answer.fresh),
        "optimism": of_estimate(&answer.optimism),
        "verdict": verdict,
        "environments": answer.environments.iter().map(of_estimate).collect::<Vec<_>>(),
    })
}

fn of_estimate(estimate: &Estimate) -> Value {
    let limits = estimate.interval();
    json!({ "mean": finite(estimate.mean), "low": finite(limits.low), "high": finite(limits.high), "n": estimate.n })
}

fn finite(value: f64) -> Value {
    if value.is_finite() { json!(value) } else { Value::Null }
}
