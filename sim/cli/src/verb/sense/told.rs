//! What `sense` tells: a table for each metric, sorted by influence, or one document.

use files::publish::MANIFEST;
use lab::sense::{Found, Measure, Sense, Sensed};
use lab::study::Status;
use scenario::sense::Method;
use serde_json::{Value, json};

use crate::number::{self, count, plural};

/// Factors that are printed at the most.
const MOST_PRINTED: usize = 24;

/// What a person reads: for each metric what each factor does, the most influential first.
pub(super) fn text(work: &Sense, sensed: &Sensed) -> String {
    let mut lines = Vec::new();
    let factors = work.plan.factors();
    let word = match work.plan.method() {
        Method::Morris => ("trajectory", "trajectories"),
        Method::Sobol => ("block", "blocks"),
    };
    for measure in &sensed.measures {
        let [used, dropped] = measure.blocks();
        let name = if used == 1 { word.0 } else { word.1 };
        let left_out = if dropped > 0 { format!(", {dropped} left out for lack of a result") } else { String::new() };
        lines.push(format!("{}   {} {name}{left_out}", measure.label, count(used)));
        if used > 0 {
            lines.extend(table(&factors, measure));
        }
        lines.push(String::new());
    }
    let inert: Vec<&str> = sensed.inert().into_iter().map(|factor| factors[factor]).collect();
    if !inert.is_empty() {
        let what = if sensed.measures.len() == 1 { "this metric" } else { "any of these metrics" };
        lines.push(format!("decoration  no step of {} changed {what}", inert.join(", ")));
    }
    let done = match sensed.status {
        Status::Complete => format!("{} done", plural(sensed.done, "point")),
        Status::Partial => format!(
            "{} of {} done; the same command goes on from here",
            count(sensed.done as u64),
            plural(work.plan.n(), "point")
        ),
    };
    let there = sensed.rows[0] as usize;
    let earlier = if there > 0 { format!(", {} were there", plural(there, "row")) } else { String::new() };
    lines.push(format!("points   {done}{earlier}"));
    lines.push(format!("results  {}", files::shown(&sensed.folder)));
    lines.join("\n") + "\n"
}

/// The factors of a metric with what they do.
fn table(factors: &[&str], measure: &Measure) -> Vec<String> {
    let ranked = measure.ranked();
    let mut rows: Vec<Vec<String>> = vec![heads(measure)];
    for &factor in ranked.iter().take(MOST_PRINTED) {
        let mut row = vec![factors[factor].to_string()];
        row.extend(cells(measure, factor));
        rows.push(row);
    }
    let widths: Vec<usize> = (0..rows[0].len())
        .map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0))
        .collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate();
        let cells = cells.map(
            |(column, (cell, &width))| {
                if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
            },
        );
        format!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    if ranked.len() > MOST_PRINTED {
        lines.push(format!("  … and {} more in the table", ranked.len() - MOST_PRINTED));
    }
    lines
}

fn metric(measure: &Measure) -> number::Unit {
    let name = measure.label.split('[').next().unwrap_or(&measure.label);
    let largest = measure.ranked().first().map_or(0.0, |&factor| measure.size(factor));
    number::unit(name, largest)
}

fn heads(measure: &Measure) -> Vec<String> {
    let heads: Vec<String> = match &measure.found {
        Found::Effects(_) => {
            let unit = metric(measure).name;
            let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
            vec!["factor".into(), format!("mu*{unit}"), format!("mu{unit}"), format!("sigma{unit}")]
        }
        Found::Indices(_) => vec!["factor".into(), "total %".into(), "interval".into(), "alone %".into()],
    };
    heads
}

fn cells(measure: &Measure, factor: usize) -> Vec<String> {
    match &measure.found {
        Found::Effects(found) => {
            let effects = &found.effects[factor];
            if measure.is_inert(factor) {
                return vec!["0".into(), "0".into(), "0".into()];
            }
            let unit = metric(measure);
            let largest = measure.ranked().first().map_or(0.0, |&factor| measure.size(factor));
            let decimals = number::decimals(largest * unit.factor).map(|d| d.saturating_sub(1));
            let show = |value: f64| number::shown(value * unit.factor, decimals);
            let star = &effects.mu_star;
            let mean = show(star.mean);
            let is_sure = star.half_width.is_finite();
            let star = if is_sure { format!("{mean} ± {}", show(star.half_width)) } else { mean };
            vec![star, show(effects.mu), if effects.sigma.is_nan() { "–".into() } else { show(effects.sigma) }]
        }
        Found::Indices(found) => {
            let (first, total) = (found.first[factor], found.total[factor]);
            if measure.is_inert(factor) {
                return vec!["0".into(), String::new(), "0".into()];
            }
            let show = |share: f64| if share.is_nan() { "–".into() } else { format!("{:.1}", share * 100.0) };
            let interval = total.interval;
            let between = format!("{} … {}", show(interval.low), show(interval.high));
            vec![show(total.value), between, show(first.value)]
        }
    }
}

/// The same for machines.
pub(super) fn document(work: &Sense, sensed: &Sensed) -> Value {
    let factors = work.plan.factors();
    let real = |value: f64| if value.is_finite() { json!(value) } else { Value::Null };
    let measure = |measure: &Measure| {
        let factor = |factor: usize| match &measure.found {
            Found::Effects(found) => {
                let effects = &found.effects[factor];
                let interval = effects.mu_star.interval();
                json!({
                    "factor": factors[factor],
                    "mu": real(effects.mu),
                    "mu_star": real(effects.mu_star.mean),
                    "mu_star_low": real(interval.low),
                    "mu_star_high": real(interval.high),
                    "sigma": real(effects.sigma),
                    "changes_nothing": measure.is_inert(factor),
                })
            }
            Found::Indices(found) => {
                let (first, total) = (found.first[factor], found.total[factor]);
                json!({
                    "factor": factors[factor],
                    "first": real(first.value),
                    "first_low": real(first.interval.low),
                    "first_high": real(first.interval.high),
                    "total": real(total.value),
                    "total_low": real(total.interval.low),
                    "total_high": real(total.interval.high),
                    "changes_nothing": measure.is_inert(factor),
                })
            }
        };
        let [used, dropped] = measure.blocks();
        json!({
            "metric": measure.label,
            "used": used,
            "dropped": dropped,
            "empty": measure.missing,
            "factors": measure.ranked().into_iter().map(factor).collect::<Vec<_>>(),
        })
    };
    json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "experiment": "sense",
        "method": if work.plan.method() == Method::Morris { "morris" } else { "sobol" },
        "status": if sensed.status == Status::Complete { "complete" } else { "partial" },
        "points": work.plan.n(),
        "done": sensed.done,
        "failed": sensed.failed,
        "errors": sensed.errors.iter().map(|(point, error)| json!({ "point": point, "error": error })).collect::<Vec<_>>(),
        "rows": { "earlier": sensed.rows[0], "added": sensed.rows[1] },
        "metrics": sensed.measures.iter().map(measure).collect::<Vec<_>>(),
        "decoration": sensed.inert().into_iter().map(|factor| factors[factor]).collect::<Vec<_>>(),
        "folder": files::shown(&sensed.folder),
        "manifest": files::shown(&sensed.folder.join(MANIFEST)),
    })
}
