//! Claims that a metric comes back to its value in calm: judged bin by bin, paired by replication.

use formula::Formula;
use scenario::Recovers;
use statistics::{Estimate, Interval, Verdict};
use world::metrics::catalogue::{Better, Column};
use world::metrics::series;
use world::scenario::Aftermath;

use super::{After, Back, Judged, Question, Windows};
use crate::paired::{Bin, Runs, is_worse, pair};
use crate::row::{FollowedRow, WindowRow};

/// The bins after the strikes of a fault, the same in every replication.
struct Bins {
    /// Ends \[s\].
    times: Vec<f64>,
    /// The end of the fault before each \[s\].
    over: Vec<f64>,
    /// Whether the metric must be back in each.
    is_due: Vec<bool>,
}

impl Bins {
    fn of(windows: &[WindowRow], within_s: f64) -> Self {
        let mut bins = Self { times: Vec::new(), over: Vec::new(), is_due: Vec::new() };
        for window in windows {
            // Bins that follow each other are of one strike.
            let follows = bins.times.last().is_some_and(|last| last.to_bits() == window.from_s.to_bits());
            let over = bins.over.last().copied().filter(|_| follows).unwrap_or(window.from_s);
            bins.over.push(over);
            bins.times.push(window.to_s);
            // Whole nanoseconds, as they are told in seconds.
            bins.is_due.push(window.from_s - over > within_s - 0.5e-9);
        }
        bins
    }
}

/// What the value in calm asks for.
fn bound(calm: f64, to: f64, better: Better) -> f64 {
    if better == Better::Less { calm / to } else { calm * to }
}

/// The metric: its place among the columns of the aftermath, and which way it improves.
fn metric(formula: &Formula, aftermath: &Aftermath, columns: &[Column]) -> Option<(usize, Better)> {
    let name = formula.names().first()?;
    let owner = name.owner.as_deref().unwrap_or("");
    let is_it = |at: &usize| columns[*at].name == name.name && columns[*at].owner == owner;
    let slot = aftermath.columns.iter().position(is_it)?;
    Some((slot, columns[aftermath.columns[slot]].better))
}

/// One metric in bins, by replication: each has one column, as [`pair`] takes them.
type Side = Vec<[Vec<f64>; 1]>;

/// A metric beside what calm asks for, by replication and bin; NaN where there is no value.
struct Sides {
    storm: Side,
    bound: Side,
}

impl Sides {
    fn of(runs: &[&FollowedRow], slot: usize, bound: &dyn Fn(f64) -> f64) -> Self {
        let read = |windows: &[WindowRow], of: &dyn Fn(f64) -> f64| {
            [windows.iter().map(|window| window.values[slot].map_or(f64::NAN, of)).collect()]
        };
        Self {
            storm: runs.iter().map(|run| read(&run.windows, &|value| value)).collect(),
            bound: runs.iter().map(|run| read(&run.calm, bound)).collect(),
        }
    }
    /// The bins that are due alone.
    fn due(&self, is_due: &[bool]) -> Self {
        let kept = |side: &Side| {
            let due = |[list]: &[Vec<f64>; 1]| list.iter().zip(is_due).filter(|bin| *bin.1).map(|bin| *bin.0).collect();
            side.iter().map(|run| [due(run)]).collect()
        };
        Self { storm: kept(&self.storm), bound: kept(&self.bound) }
    }
    /// The values of both sides in a bin, where both exist.
    fn both(&self, bin: usize) -> (Vec<f64>, Vec<f64>) {
        let pairs = self.storm.iter().zip(&self.bound).map(|([storm], [bound])| (storm[bin], bound[bin]));
        pairs.filter(|(storm, bound)| storm.is_finite() && bound.is_finite()).unzip()
    }
    /// Whether calm has a value in a bin of some replication that the scenario lacks.
    fn is_missing(&self, bin: usize) -> bool {
        let mut pairs = self.storm.iter().zip(&self.bound);
        pairs.any(|([storm], [bound])| bound[bin].is_finite() && !storm[bin].is_finite())
    }
}

fn runs(side: &Side) -> Runs<'_> {
    side.iter().map(<[Vec<f64>; 1]>::as_slice).collect()
}

impl Question<'_> {
    /// The verdict over the bins from which on the metric must be back.
    ///
    /// All bins must be on the right side, each at the claim's level; it fails by a bin that is on the wrong one after
    /// Holm over all of them.
    pub(super) fn judge_recovery(&self, at: usize, recovers: &Recovers, columns: &[Column], after: After) -> Judged {
        let aftermath = &after.scenario.observe.aftermaths[at];
        let metric = metric(self.formula, aftermath, columns);
        let (slot, better) = metric.expect("`check` lets only known metrics into claims");
        let list: Vec<&FollowedRow> = after.runs.iter().filter_map(|run| run.aftermaths.get(at)).collect();
        let bins = Bins::of(list.first().map_or(&[], |run| &run.windows), recovers.within.as_secs());
        let to = recovers.to.as_f64();
        let all = Sides::of(&list, slot, &|calm| bound(calm, to, better));
        let due = all.due(&bins.is_due);
        let times: Vec<f64> = bins.times.iter().zip(&bins.is_due).filter(|bin| *bin.1).map(|bin| *bin.0).collect();
        let column = series::Column { name: "", owner: String::new(), doc: "", better };
        let paths = pair(vec![column], &times, 0.0, &runs(&due.bound), &runs(&due.storm), self.confidence);
        let paired = &paths[0].bins;
        let worst = (0..paired.len()).filter(|&bin| paired[bin].difference.n > 0);
        let worst = worst.min_by(|&a, &b| reach(&paired[a], better).total_cmp(&reach(&paired[b], better)));
        let of = |values: &[f64]| Estimate::of(values, self.confidence);
        let evidence = match worst {
            None => [of(&[]), of(&[]), of(&[])],
            Some(bin) => {
                let (storm, bound) = due.both(bin);
                [of(&storm), of(&bound), paired[bin].difference]
            }
        };
        let verdict = verdict(paired, better, &|bin| due.is_missing(bin));
        let back = (!bins.times.is_empty()).then(|| back(&bins, &all, better));
        let told = Windows { back, ..windows(&bins, &list) };
        Judged { windows: Some(told), ..self.judged(verdict, evidence, self.confidence.level(), None) }
    }
}

/// The end of a bin's interval on the side where it is farthest from being back; less is worse.
fn reach(bin: &Bin, better: Better) -> f64 {
    let Interval { low, high } = bin.difference.interval();
    if better == Better::Less { -high } else { low }
}

fn verdict(bins: &[Bin], better: Better, is_missing: &dyn Fn(usize) -> bool) -> Verdict {
    if bins.iter().any(|bin| bin.is_signal && is_worse(bin.difference.mean, better)) {
        return Verdict::Failed;
    }
    let mut there = (0..bins.len()).filter(|&bin| bins[bin].difference.n > 0).peekable();
    let is_seen = there.peek().is_some() && !(0..bins.len()).any(is_missing);
    let is_back = there.all(|bin| reach(&bins[bin], better) >= 0.0);
    if is_seen && is_back { Verdict::Held } else { Verdict::Undecided }
}

/// The stretches of bins.
fn windows(bins: &Bins, runs: &[&FollowedRow]) -> Windows {
    let mut list: Vec<[f64; 2]> = Vec::new();
    for (&to, &over) in bins.times.iter().zip(&bins.over) {
        match list.last_mut().filter(|last| last[0].to_bits() == over.to_bits()) {
            Some(last) => last[1] = to,
            None => list.push([over, to]),
        }
    }
    let without = runs.iter().filter(|run| run.windows.is_empty()).count();
    Windows { n: list.len() * (runs.len() - without), list, without, back: None }
}

/// When the mean over replications was back for good: the end of the last bin on the wrong side, after the slowest of
/// the strikes.
fn back(bins: &Bins, sides: &Sides, better: Better) -> Back {
    let is_wrong = |bin: usize| {
        let (storm, bound) = sides.both(bin);
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        sides.is_missing(bin) || is_worse(sum(&storm) - sum(&bound), better)
    };
    let mut slowest = 0.0_f64;
    for bin in (0..bins.times.len()).filter(|&bin| is_wrong(bin)) {
        let is_last = bins.over.get(bin + 1).is_none_or(|over| over.to_bits() != bins.over[bin].to_bits());
        if is_last {
            return Back::Not;
        }
        slowest = slowest.max(bins.times[bin] - bins.over[bin]);
    }
    Back::After(slowest)
}

/// Whether a metric is back in all bins of a replication in which it must be; none where that is not known.
pub(in crate::study) fn held(
    formula: &Formula,
    recovers: &Recovers,
    aftermath: &Aftermath,
    columns: &[Column],
    run: &FollowedRow,
) -> Option<bool> {
    let (slot, better) = metric(formula, aftermath, columns)?;
    let bins = Bins::of(&run.windows, recovers.within.as_secs());
    let to = recovers.to.as_f64();
    let due = Sides::of(&[run], slot, &|calm| bound(calm, to, better)).due(&bins.is_due);
    let n = due.storm[0][0].len();
    let is_back = |bin: usize| {
        let (storm, bound) = due.both(bin);
        storm.iter().zip(bound).all(|(storm, bound)| !is_worse(storm - bound, better))
    };
    let is_seen = (0..n).any(|bin| !due.both(bin).0.is_empty()) && !(0..n).any(|bin| due.is_missing(bin));
    if (0..n).all(is_back) { is_seen.then_some(true) } else { Some(false) }
}
