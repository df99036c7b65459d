//! What `frontier` tells: the points with their verdicts, and where the claims flip.

use files::publish::MANIFEST;
use lab::frontier::{Flip, Found, Frontier, Shape, Tried};
use lab::study::Status;
use scenario::sweep::short;
use serde_json::{Value, json};

use crate::number::plural;
use crate::wrap::width;

/// Points that are printed at the most.
const MOST_PRINTED: usize = 40;

/// What a person reads.
pub(super) fn text(work: &Frontier, found: &Found) -> String {
    let mut lines = match &work.plan.shape {
        Shape::Line { .. } => points(work, &found.tried),
        Shape::Map { columns, rows } => map(work, found, columns, rows),
    };
    lines.push(String::new());
    let claims = work.claims().join(", ");
    match &work.plan.shape {
        Shape::Line { .. } => lines.extend(found.flips.iter().flat_map(|flip| answer(work, found, flip, &claims))),
        Shape::Map { columns, .. } => {
            let n = found.flips.iter().filter(|flip| matches!(flip, Flip::Flips { .. })).count();
            lines.push(format!("flips    {claims} flips once in {n} of {}", plural(columns.len(), "column")));
        }
    }
    let played = plural(found.tried.len(), "point");
    let done = match found.status {
        Status::Complete => format!("{played} played"),
        Status::Partial => format!("{played} played; the same command goes on from here"),
    };
    let there = found.rows[0] as usize;
    let earlier = if there > 0 { format!(", {} were there", plural(there, "row")) } else { String::new() };
    lines.push(format!("points   {done}{earlier}"));
    lines.push(format!("results  {}", files::shown(&found.folder)));
    lines.join("\n") + "\n"
}

/// The points of a search, in the order of the setting.
fn points(work: &Frontier, tried: &[Tried]) -> Vec<String> {
    let mut rows = vec![[work.plan.paths[0].clone(), "holds in".into(), "of".into(), "verdict".into()]];
    for point in tried.iter().take(MOST_PRINTED) {
        let share = point.held_share.map_or("–".into(), percent);
        rows.push([point.values[0].clone(), share, point.replications.to_string(), point.word().into()]);
    }
    let mut lines = aligned(&rows.iter().map(|row| row.to_vec()).collect::<Vec<_>>(), 1);
    if tried.len() > MOST_PRINTED {
        lines.push(format!("… and {} more, in points.csv", plural(tried.len() - MOST_PRINTED, "point")));
    }
    lines
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// The shares of a map: rows from the top, with what each column says below.
fn map(work: &Frontier, found: &Found, columns: &[String], rows: &[String]) -> Vec<String> {
    let names = short(&work.plan.paths);
    let mut table =
        vec![[format!("{} \\ {}", names[1], names[0])].into_iter().chain(columns.iter().cloned()).collect()];
    for (row, name) in rows.iter().enumerate().rev() {
        let cell = |column: usize| {
            let Some(point) = found.tried.get(column * rows.len() + row) else { return String::new() };
            let mark = match point.holds() {
                Some(true) => "+",
                Some(false) => "-",
                None => "?",
            };
            point.held_share.map_or("–".into(), |share| format!("{} {mark}", percent(share)))
        };
        let line: Vec<String> = [name.clone()].into_iter().chain((0..columns.len()).map(cell)).collect();
        table.push(line);
    }
    let mut lines = aligned(&table, 1);
    lines.push("share of the replications in which the claims hold; + holds, - fails, ? undecided".into());
    lines
}

/// Cells in columns; the first ones to the left.
fn aligned(rows: &[Vec<String>], n_left: usize) -> Vec<String> {
    let columns = rows.first().map_or(0, Vec::len);
    let widths: Vec<usize> = (0..columns).map(|c| rows.iter().map(|row| width(&row[c])).max().unwrap_or(0)).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(c, cell)| {
            let fill = " ".repeat(widths[c].saturating_sub(width(cell)));
            if c < n_left { format!("{cell}{fill}") } else { format!("{fill}{cell}") }
        });
        cells.collect::<Vec<_>>().join("  ").trim_end().to_string()
    };
    rows.iter().map(line).collect()
}

/// Where the claims flip along a setting, or why nobody knows.
fn answer(work: &Frontier, found: &Found, flip: &Flip, claims: &str) -> Vec<String> {
    let path = &work.plan.paths[0];
    let value = |at: &usize| found.tried[*at].values[0].clone();
    let ends = || {
        let (first, last) = (found.tried.first(), found.tried.last());
        first.zip(last).map_or(String::new(), |(a, b)| format!(" from {} to {}", a.values[0], b.values[0]))
    };
    match flip {
        Flip::Flips { held, failed, undecided } => {
            let side = if found.tried[*held].x < found.tried[*failed].x { "up to" } else { "from" };
            let mut lines = vec![
                format!("flips    {claims} holds {side} {path} = {}", value(held)),
                format!("         fails at {}", value(failed)),
            ];
            if !undecided.is_empty() {
                let (failed, open): (Vec<usize>, Vec<usize>) =
                    undecided.iter().partition(|at| found.tried[**at].error.is_some());
                let mut between = |points: &[usize], why: &str| {
                    if !points.is_empty() {
                        lines.push(format!("         {} between {why}", plural(points.len(), "point")));
                    }
                };
                between(&open, "could not be decided: raise `at_most_replications` of the claim");
                between(&failed, "could not be played: see the warning");
            }
            lines
        }
        Flip::AlwaysHolds => vec![format!("flips    {claims} always holds{}", ends())],
        Flip::NeverHolds => vec![format!("flips    {claims} never holds{}", ends())],
        Flip::NotMonotone(witnesses) => {
            let list: Vec<String> =
                witnesses.iter().map(|at| format!("{} at {}", found.tried[*at].word(), value(at))).collect();
            vec![format!("flips    {claims} is not monotone: it {}", list.join(", "))]
        }
        Flip::Undecided => {
            vec![format!("flips    {claims} could not be decided{}: raise its `at_most_replications`", ends())]
        }
    }
}

/// The same for machines.
pub(super) fn document(work: &Frontier, found: &Found) -> Value {
    let share = |share: Option<f64>| share.map_or(Value::Null, |share| json!(share));
    let point = |point: &Tried| {
        json!({
            "values": point.values,
            "verdict": point.word(),
            "held_share": share(point.held_share),
            "replications": point.replications,
            "closed_form": point.closed_form,
            "error": point.error,
        })
    };
    let rows = match &work.plan.shape {
        Shape::Line { .. } => None,
        Shape::Map { rows, .. } => Some(rows),
    };
    let flip = |(column, flip): (usize, &Flip)| {
        let value = |at: usize| match rows {
            Some(rows) => rows[at].clone(),
            None => found.tried[at].values[0].clone(),
        };
        let (held, failed) = match flip {
            Flip::Flips { held, failed, .. } => (Some(value(*held)), Some(value(*failed))),
            _ => (None, None),
        };
        let undecided = match flip {
            Flip::Flips { undecided, .. } => undecided.iter().map(|&at| value(at)).collect(),
            _ => Vec::new(),
        };
        let witnesses = match flip {
            Flip::NotMonotone(witnesses) => witnesses.iter().map(|&at| value(at)).collect(),
            _ => Vec::new(),
        };
        json!({
            "column": column,
            "result": flip.word(),
            "last_held": held,
            "first_failed": failed,
            "undecided": undecided,
            "witnesses": witnesses,
        })
    };
    json!({
        "tool": "windtunnel",
        "version": env!("CARGO_PKG_VERSION"),
        "experiment": "frontier",
        "status": if found.status == Status::Complete { "complete" } else { "partial" },
        "vary": work.plan.paths,
        "claims": work.claims(),
        "flips": found.flips.iter().enumerate().map(flip).collect::<Vec<_>>(),
        "points": found.tried.iter().map(point).collect::<Vec<_>>(),
        "rows": { "earlier": found.rows[0], "added": found.rows[1] },
        "folder": files::shown(&found.folder),
        "manifest": files::shown(&found.folder.join(MANIFEST)),
    })
}
