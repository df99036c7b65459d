//! Points of a sweep as a table on the terminal.

use lab::sweep::{Plan, Shown, Swept};

use crate::number;
use crate::wrap::width;

/// Metrics that fit beside each other.
const MOST_METRICS: usize = 3;

/// One line a point with the values that vary and the metrics that are shown; of many points the first.
pub(crate) fn of_sweep(plan: &Plan, swept: &Swept, most: usize) -> Vec<String> {
    let metrics: Vec<&Shown> = swept.shown.iter().filter(|s| !s.points.is_empty()).take(MOST_METRICS).collect();
    if metrics.is_empty() || swept.done == 0 {
        return Vec::new();
    }
    let points = swept.done.min(plan.n());
    let mut rows: Vec<Vec<String>> = vec![heads(plan, &metrics)];
    for point in 0..points.min(most) {
        let mut row = plan.values(point);
        for shown in &metrics {
            let found = shown.points.iter().find(|(at, _)| *at == point);
            row.push(found.map_or("–".into(), |(_, estimate)| {
                let unit = unit(shown);
                let size = estimate.mean.abs().max(estimate.half_width.min(estimate.mean.abs()));
                let decimals = number::decimals(size * unit.factor).map(|d| d.saturating_sub(1));
                let show = |value: f64| number::shown(value * unit.factor, decimals);
                let mean = show(estimate.mean);
                match estimate.limits {
                    // Exact limits are not as far from the mean on both sides.
                    Some(limits) => format!("{mean} ({} … {})", show(limits.low), show(limits.high)),
                    None if estimate.half_width.is_finite() => format!("{mean} ± {}", show(estimate.half_width)),
                    None => mean,
                }
            }));
        }
        rows.push(row);
    }
    let columns = rows[0].len();
    let widths: Vec<usize> = (0..columns).map(|c| rows.iter().map(|row| width(&row[c])).max().unwrap_or(0)).collect();
    let numbers = plan.paths.len();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate();
        let cells = cells.map(|(c, cell)| {
            let width = widths[c];
            if c < numbers { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    if points > most {
        lines.push(format!("… and {} more, in summary.csv", number::plural(points - most, "point")));
    }
    lines.push(String::new());
    lines
}

fn unit(shown: &Shown) -> number::Unit {
    let name = shown.label.split('[').next().unwrap_or(&shown.label);
    // One unit for the whole column: that of the largest value.
    let size = shown.points.iter().map(|(_, e)| e.mean.abs()).fold(0.0, f64::max);
    number::unit(name, size)
}

/// The ends of the paths, as far as they tell them apart, and the metrics with their units.
fn heads(plan: &Plan, metrics: &[&Shown]) -> Vec<String> {
    let mut heads = plan.short_paths();
    for shown in metrics {
        let unit = unit(shown).name;
        heads.push(if unit.is_empty() { shown.label.clone() } else { format!("{} {unit}", shown.label) });
    }
    heads
}
