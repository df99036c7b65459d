//! Claims judged over replications or batches: the interval of left side less right side decides.

mod recovery;
mod sometimes;
mod windows;

use formula::{Formula, Sides};
use scenario::Claim;
use statistics::{Confidence, Estimate, Interval, Verdict};
use world::metrics::catalogue::Column;
use world::scenario::Scenario;

use super::parts::{Part, Parts};
use crate::row::Row;

pub(super) use recovery::held as held_back;
pub(super) use windows::held as held_after;

/// A claim with its verdict and the evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// The comparison, and in how many replications it is to be true if that is what is claimed.
    pub that: String,
    /// What can be said.
    pub verdict: Verdict,
    /// The left side, over replications.
    pub left: Estimate,
    /// The right side, over replications.
    pub right: Estimate,
    /// Left less right, at the level that decides.
    pub difference: Estimate,
    /// The level of one look at the interval: the claim's, shared among its planned looks.
    pub level: f64,
    /// Of a claim with `sometimes` the replications in which the comparison was true, and all of them.
    pub true_in: Option<(u64, u64)>,
    /// What kind of claim it is.
    pub kind: &'static str,
    /// The windows in which it was judged; none if it is about whole runs.
    pub windows: Option<Windows>,
}

/// The windows in which a claim was judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Windows {
    /// Beginning and end of each \[s\], if all replications have the same; empty if they differ.
    pub list: Vec<[f64; 2]>,
    /// How many there were, over all replications.
    pub n: usize,
    /// Replications in which there was none.
    pub without: usize,
    /// Of a claim that a metric recovers: when it was back for good, on average over replications.
    pub back: Option<Back>,
}

/// When a metric was back, to the width of its bins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Back {
    /// So long after the end of the fault, and of the slowest of several \[s\].
    After(f64),
    /// Not by the end of the window.
    Not,
}

/// A claim as it is put to the numbers.
pub(super) struct Question<'a> {
    pub(super) name: &'a str,
    pub(super) claim: &'a Claim,
    pub(super) formula: &'a Formula,
    pub(super) confidence: Confidence,
}

/// Where claims about the time after a fault find what they need.
#[derive(Clone, Copy)]
pub(super) struct After<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) runs: &'a [Row],
}

/// Left, right and difference of a claim's sides.
type Evidence = [Estimate; 3];

impl Question<'_> {
    /// The verdict over these parts, or over the windows of a study's runs.
    pub(super) fn judge(&self, columns: &[Column], parts: &Parts, after: After) -> Judged {
        match (self.claim.aftermath(after.scenario), &self.claim.recovers) {
            (Some(at), Some(recovers)) => self.judge_recovery(at, recovers, columns, after),
            (Some(at), None) => self.judge_windows(at, columns, after),
            (None, _) => self.judge_parts(columns, parts),
        }
    }

    /// The verdict over these parts.
    fn judge_parts(&self, columns: &[Column], parts: &Parts) -> Judged {
        let sides = self.formula.sides().expect("`check` lets only comparisons be claims");
        let relation = sides.relation;
        let find = |name: &formula::Name| {
            let owner = name.owner.as_deref().unwrap_or("");
            columns.iter().position(|c| c.name == name.name && c.owner == owner)
        };
        let names = self.formula.names().iter();
        let at: Vec<usize> = names.map(|n| find(n).expect("`check` lets only known metrics into claims")).collect();
        if self.claim.sometimes {
            return self.judge_sometimes(&sides, &at, parts);
        }
        let each = self.confidence.shared_by(at.len().max(1));
        let estimates: Option<Vec<Estimate>> =
            at.iter().map(|&column| parts.estimate(column, &columns[column], each)).collect();
        let [left, right, difference] = match estimates {
            Some(estimates) if estimates.iter().any(|e| e.limits.is_some()) => over_box(&sides, &estimates),
            _ => {
                let is_whole = at.iter().all(|&column| parts.estimates(column, &columns[column]));
                over_parts(&sides, &at, parts, self.confidence, is_whole)
            }
        };
        let verdict = if is_censored(&sides, &at, parts) {
            Verdict::Censored
        } else {
            Verdict::of(difference.interval(), relation)
        };
        let level = self.confidence.level();
        self.judged(verdict, [left, right, difference], level, None)
    }

    /// What is said of the claim.
    fn judged(&self, verdict: Verdict, evidence: Evidence, level: f64, true_in: Option<(u64, u64)>) -> Judged {
        let ([left, right, difference], text) = (evidence, self.claim.text());
        let that = match (self.claim.in_at_least, self.claim.sometimes) {
            (Some(share), _) => format!("in at least {share}: {text}"),
            (None, true) => format!("sometimes: {text}"),
            (None, false) => text,
        };
        let (name, kind) = (self.name.into(), self.claim.kind());
        Judged { name, that, verdict, left, right, difference, level, true_in, kind, windows: None }
    }
}

/// Whether the claim depends on how the requests in flight at the end would have ended: it holds at the means that the
/// runs have if all of them failed, and does not if all were answered, or the other way round.
fn is_censored(sides: &Sides, at: &[usize], parts: &Parts) -> bool {
    let bounds: Vec<[f64; 2]> = at.iter().map(|&column| parts.bounds(column)).collect();
    let [failed, answered] = [0, 1].map(|fate| {
        let value = |slot: usize| bounds[slot][fate];
        let (left, right) = (sides.left.value(value), sides.right.value(value));
        (!left.is_nan() && !right.is_nan()).then(|| sides.relation.holds(left, right))
    });
    failed.is_some() && answered.is_some() && failed != answered
}

/// Student's intervals of both sides and their difference, part by part.
fn over_parts(sides: &Sides, at: &[usize], parts: &Parts, confidence: Confidence, is_whole: bool) -> Evidence {
    let both = |part: &Part| {
        let value = |slot: usize| part.values[at[slot]].unwrap_or(f64::NAN);
        let (left, right) = (sides.left.value(value), sides.right.value(value));
        (!left.is_nan() && !right.is_nan()).then_some((left, right))
    };
    let pairs: Vec<(f64, f64)> = match parts.whole {
        // Batches do not add up to what the claim is about, so that the run has one value and no interval.
        Some(whole) if !is_whole => both(&whole).into_iter().collect(),
        _ => parts.list.iter().filter_map(both).collect(),
    };
    let of = |value: fn(&(f64, f64)) -> f64| Estimate::of(&pairs.iter().map(value).collect::<Vec<_>>(), confidence);
    let reach = reach(sides, at, parts);
    let mut all = [of(|p| p.0), of(|p| p.1), of(|p| p.0 - p.1)];
    all.iter_mut().zip(reach).for_each(|(estimate, reach)| estimate.half_width += reach);
    all
}

/// How far left, right and difference can move with quantiles that are known to the width of a bucket: each moved by
/// itself from the means of all, to either side, and the greater moves added up.
fn reach(sides: &Sides, at: &[usize], parts: &Parts) -> [f64; 3] {
    let mean_of = |&column: &usize| {
        let values = parts.values(column);
        values.iter().sum::<f64>() / values.len() as f64
    };
    let means: Vec<f64> = at.iter().map(mean_of).collect();
    let mut sum = [0.0; 3];
    for (moved, &column) in at.iter().enumerate() {
        let reach = parts.reach(column);
        if reach > 0.0 {
            let all = |by: f64| {
                let value = |slot: usize| means[slot] + if slot == moved { by } else { 0.0 };
                let (left, right) = (sides.left.value(value), sides.right.value(value));
                [left, right, left - right]
            };
            let (centre, low, high) = (all(0.0), all(-reach), all(reach));
            for side in 0..3 {
                sum[side] += (low[side] - centre[side]).abs().max((high[side] - centre[side]).abs());
            }
        }
    }
    sum
}

/// Metrics up to which the box of their intervals is looked at.
const MOST: usize = 12;

/// Both sides and their difference over the box of all metrics' intervals, each at its part of the error (Bonferroni).
///
/// One metric is looked at in 65 places of its interval, up to seven at both ends and in the middle, up to twelve at
/// the ends: exact for formulas that rise or fall with each metric. More than twelve decide nothing.
fn over_box(sides: &Sides, estimates: &[Estimate]) -> Evidence {
    let m = estimates.len();
    let levels: usize = match m {
        0 | 1 => 65,
        2..=7 => 3,
        _ => 2,
    };
    let at = |values: &[f64]| {
        let value = |slot: usize| values[slot];
        let (left, right) = (sides.left.value(value), sides.right.value(value));
        [left, right, left - right]
    };
    let means: Vec<f64> = estimates.iter().map(|e| e.mean).collect();
    let centre = at(&means);
    let mut ends = centre.map(|value| Interval { low: value, high: value });
    let corners = if m > MOST { 0 } else { levels.pow(m as u32) };
    for corner in 0..corners {
        let mut rest = corner;
        let place = estimates.iter().map(|e| {
            let Interval { low, high } = e.interval();
            let step = rest % levels;
            rest /= levels;
            // The far end itself, not what rounding makes of it.
            if step + 1 == levels { high } else { low + (high - low) * step as f64 / (levels - 1) as f64 }
        });
        let values = at(&place.collect::<Vec<_>>());
        for (end, value) in ends.iter_mut().zip(values) {
            // NaN must stay: what does not exist somewhere in the box is not decided.
            if value.is_nan() || value < end.low {
                end.low = value;
            }
            if value.is_nan() || value > end.high {
                end.high = value;
            }
        }
    }
    if corners == 0 {
        ends[2] = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
    }
    let n = estimates.iter().map(|e| e.n).min().unwrap_or(0);
    let estimate = |at: usize| {
        let bare = Estimate { mean: 0.0, half_width: f64::INFINITY, n, sd: f64::NAN, limits: None };
        bare.with_limits(centre[at], ends[at])
    };
    [0, 1, 2].map(estimate)
}
