//! Claims that a comparison holds after a fault: judged over the windows that follow its strikes.

use formula::{Formula, Relation, Sides};
use world::metrics::catalogue::Column;
use world::scenario::Aftermath;

use super::{After, Judged, Question, Windows};
use crate::row::{FollowedRow, Row, WindowRow};
use crate::study::parts::{Part, Parts};

impl Question<'_> {
    /// The verdict over the windows that follow the strikes of a fault.
    ///
    /// Each replication counts once, by its worst window: the interval of the mean over replications is of independent
    /// values, however often the fault strikes, and a claim that holds there holds in every window on average.
    pub(super) fn judge_windows(&self, at: usize, columns: &[Column], after: After) -> Judged {
        let aftermath = &after.scenario.observe.aftermaths[at];
        let (columns, bounded) = own(aftermath, columns);
        let runs = after.runs.iter();
        let worst: Vec<&WindowRow> =
            runs.filter_map(|run| worst(self.formula, &columns, run.aftermaths.get(at)?)).collect();
        let list = worst.iter().map(|w| Part { values: &w.values, samples: &w.samples, bounds: &w.bounds });
        let parts = Parts { list: list.collect(), whole: None, bounded: &bounded };
        Judged { windows: Some(told(after.runs, at)), ..self.judge_parts(&columns, &parts) }
    }
}

/// The columns of an aftermath, and the places of the bounded ones among them.
fn own(aftermath: &Aftermath, columns: &[Column]) -> (Vec<Column>, Vec<usize>) {
    let own = aftermath.columns.iter().map(|&at| columns[at].clone()).collect();
    let bounded = (0..aftermath.columns.len()).filter(|&at| aftermath.bounded.contains(&aftermath.columns[at]));
    (own, bounded.collect())
}

/// The window of a replication in which a comparison is farthest from true; none where it has a value in none.
fn worst<'a>(formula: &Formula, columns: &[Column], run: &'a FollowedRow) -> Option<&'a WindowRow> {
    let sides = formula.sides()?;
    let slots = slots(formula, columns)?;
    let known = run.windows.iter().filter_map(|window| Some((margin(&sides, &slots, window)?, window)));
    known.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, window)| window)
}

/// The places of a formula's names among columns.
fn slots(formula: &Formula, columns: &[Column]) -> Option<Vec<usize>> {
    let find = |name: &formula::Name| {
        let owner = name.owner.as_deref().unwrap_or("");
        columns.iter().position(|c| c.name == name.name && c.owner == owner)
    };
    formula.names().iter().map(find).collect()
}

/// How far a comparison is on the true side in a window; none where a side does not exist.
fn margin(sides: &Sides, slots: &[usize], window: &WindowRow) -> Option<f64> {
    let value = |slot: usize| window.values[slots[slot]].unwrap_or(f64::NAN);
    let over = sides.left.value(value) - sides.right.value(value);
    let margin = match sides.relation {
        Relation::More | Relation::AtLeast => over,
        Relation::Less | Relation::AtMost => -over,
        Relation::Equal => -over.abs(),
        Relation::Unequal => over.abs(),
    };
    (!margin.is_nan()).then_some(margin)
}

/// Whether a comparison is true in all windows of a replication; none where it has a value in none.
pub(in crate::study) fn held(
    formula: &Formula,
    aftermath: &Aftermath,
    columns: &[Column],
    run: &FollowedRow,
) -> Option<bool> {
    let (columns, _) = own(aftermath, columns);
    let window = worst(formula, &columns, run)?;
    let (sides, slots) = (formula.sides()?, slots(formula, &columns)?);
    let value = |slot: usize| window.values[slots[slot]].unwrap_or(f64::NAN);
    Some(sides.relation.holds(sides.left.value(value), sides.right.value(value)))
}

/// Which windows there were.
fn told(runs: &[Row], at: usize) -> Windows {
    let all = || runs.iter().filter_map(|run| Some(&run.aftermaths.get(at)?.windows));
    let ends = |list: &Vec<WindowRow>| list.iter().map(|window| [window.from_s, window.to_s]).collect::<Vec<_>>();
    let first = all().next().map(ends).unwrap_or_default();
    let is_common = all().all(|list| ends(list) == first);
    Windows {
        list: if is_common { first } else { Vec::new() },
        n: all().map(Vec::len).sum(),
        without: all().filter(|list| list.is_empty()).count(),
        back: None,
    }
}
