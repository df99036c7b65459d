//! The tables of a frontier: its points, the claims at each, and the brackets of a map.

use std::fmt::Write as _;

use super::plan::{Plan, Shape};
use super::{Flip, Found, Tried};
use crate::record::number;
use crate::tables::{cells, numbers};

/// The tables that every frontier has.
pub(super) const FILES: [&str; 2] = ["points.csv", "claims.csv"];
/// The table that a map has beside them.
pub(super) const BRACKETS: &str = "brackets.csv";

/// One line a point.
pub(super) fn points(plan: &Plan, tried: &[Tried]) -> String {
    let mut text = String::new();
    cells(&mut text, ["point"].into_iter().chain(plan.paths.iter().map(String::as_str)));
    text.push_str(",verdict,held_share,replications,closed_form,error\n");
    for (point, tried) in tried.iter().enumerate() {
        let _ = write!(text, "{point},");
        cells(&mut text, tried.values.iter().map(String::as_str));
        let share = tried.held_share.map(number).unwrap_or_default();
        let closed = tried.closed_form.map_or("", |holds| if holds { "holds" } else { "fails" });
        let _ = write!(text, ",{},{share},{},{closed},", tried.word(), tried.replications);
        cells(&mut text, [tried.error.as_deref().unwrap_or("").lines().next().unwrap_or("")]);
        text.push('\n');
    }
    text
}

/// One line a point and claim.
pub(super) fn claims(tried: &[Tried]) -> String {
    let mut text =
        "point,claim,verdict,difference_mean,difference_low,difference_high,n,left_mean,right_mean\n".to_string();
    for (point, tried) in tried.iter().enumerate() {
        for claim in &tried.claims {
            let interval = claim.difference.interval();
            let _ = write!(text, "{point},");
            cells(&mut text, [claim.name.as_str(), &claim.verdict.to_string()]);
            numbers(&mut text, [claim.difference.mean, interval.low, interval.high]);
            let _ = write!(text, ",{}", claim.difference.n);
            numbers(&mut text, [claim.left.mean, claim.right.mean]);
            text.push('\n');
        }
    }
    text
}

/// One line a column of a map; none without a map.
pub(super) fn brackets(plan: &Plan, found: &Found) -> Option<String> {
    let Shape::Map { columns, rows } = &plan.shape else { return None };
    let mut text = String::new();
    cells(&mut text, [plan.paths[0].as_str(), "result"]);
    text.push_str(",last_held,first_failed\n");
    for (column, flip) in columns.iter().zip(&found.flips) {
        let (held, failed) = match flip {
            Flip::Flips { held, failed, .. } => (rows[*held].as_str(), rows[*failed].as_str()),
            _ => ("", ""),
        };
        cells(&mut text, [column.as_str(), flip.word(), held, failed]);
        text.push('\n');
    }
    Some(text)
}
