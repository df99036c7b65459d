//! The states in which runs end.

use statistics::{dip, dip_p};

/// Runs below which a group of them is not split.
const FEWEST: usize = 4;

/// A state in which runs end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    /// The lowest value of its runs.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// Their mean.
    pub mean: f64,
    /// How many runs end in it, over all starts.
    pub runs: usize,
}

/// A value of a run, and which of the seeds it has.
type Value = (f64, usize);

/// The states of values by start and seed, the lowest first, and the dip of all values with its chance.
///
/// Values that dip more than a uniform law does at the level are split at their widest gap, and so are both parts.
/// Values of one seed go together, so that as many values as seeds are taken for independent. States whose means are
/// not further apart than `apart` are one.
pub(super) fn states(values: &[Vec<f64>], miss: f64, apart: f64) -> (Vec<State>, (f64, f64)) {
    let rows = values.iter().flat_map(|row| row.iter().copied().enumerate());
    let mut all: Vec<Value> = rows.map(|(seed, value)| (value, seed)).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let found = dipped(&all);
    let mut groups = Vec::new();
    split(&all, miss, &mut groups);
    let mut states: Vec<State> = groups.iter().map(|group| of(group)).collect();
    // The closest pair first, until all are far enough apart.
    while let Some(at) = closest(&states).filter(|&at| states[at + 1].mean - states[at].mean <= apart) {
        let (a, b) = (states[at], states.remove(at + 1));
        let runs = a.runs + b.runs;
        let mean = (a.mean * a.runs as f64 + b.mean * b.runs as f64) / runs as f64;
        states[at] = State { low: a.low, high: b.high, mean, runs };
    }
    (states, found)
}

/// The dip of values, and its chance if they had one mode.
fn dipped(values: &[Value]) -> (f64, f64) {
    let plain: Vec<f64> = values.iter().map(|value| value.0).collect();
    let mut seeds: Vec<usize> = values.iter().map(|value| value.1).collect();
    seeds.sort_unstable();
    seeds.dedup();
    let found = dip(&plain);
    (found, dip_p(found, seeds.len()))
}

fn split<'v>(values: &'v [Value], miss: f64, out: &mut Vec<&'v [Value]>) {
    if values.len() < FEWEST || dipped(values).1 > miss {
        return out.push(values);
    }
    let gap = |at: &usize| values[*at].0 - values[at - 1].0;
    let widest = (1..values.len()).reduce(|best, at| if gap(&at) > gap(&best) { at } else { best });
    match widest.filter(|at| gap(at) > 0.0) {
        Some(at) => {
            split(&values[..at], miss, out);
            split(&values[at..], miss, out);
        }
        None => out.push(values),
    }
}

fn of(group: &[Value]) -> State {
    let mean = group.iter().map(|value| value.0).sum::<f64>() / group.len() as f64;
    State { low: group[0].0, high: group[group.len() - 1].0, mean, runs: group.len() }
}

fn closest(states: &[State]) -> Option<usize> {
    let gap = |at: usize| states[at + 1].mean - states[at].mean;
    (0..states.len().saturating_sub(1)).reduce(|best, at| if gap(at) < gap(best) { at } else { best })
}
