//! Judges one metric of two sides by its paired differences.

use std::collections::{BTreeMap, BTreeSet};

use statistics::{
    Confidence, Estimate, Interval, holm, least_differing, mean_of_batches, paired_p, pairs_to_decide, ratio_of_means,
};
use world::metrics::catalogue::{Better, Column};

use super::agree::meant;
use super::{Against, Side};

/// Differences below this part of their numbers are what adding floats in another order leaves.
const ROUNDING: f64 = 1e-12;

/// What can be said of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The other is better.
    Better,
    /// The other is worse.
    Worse,
    /// The other differs, in a metric that has no better and worse.
    Differs,
    /// All replications of both are equal.
    Same,
    /// The replications do not tell.
    Undecided,
}

impl Verdict {
    /// Its name in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Differs => "differs",
            Self::Same => "same",
            Self::Undecided => "undecided",
        }
    }
    /// What a difference that is sure means.
    fn of(difference: f64, better: Better) -> Self {
        match better {
            Better::Neither => Self::Differs,
            Better::More if difference > 0.0 => Self::Better,
            Better::Less if difference < 0.0 => Self::Better,
            Better::More | Better::Less => Self::Worse,
        }
    }
}

/// One metric of the other less that of the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The metric, with the way in which it improves; neither way if the sides do not agree on that.
    pub column: Column,
    /// The mean of the base; none where it does not exist.
    pub base: Option<Estimate>,
    /// The mean of the other.
    pub other: Option<Estimate>,
    /// Pairs of replications, or of batches of one long run, in which both exist.
    pub pairs: usize,
    /// Pairs that differ.
    pub differing: usize,
    /// The mean paired difference; none without a pair.
    pub difference: Option<Estimate>,
    /// The ratio of the means of all pairs, other to base, with its interval; none where the base may be 0.
    pub ratio: Option<(f64, Interval)>,
    /// The p-value of the paired t test; none without two pairs, and where nothing differs.
    pub p: Option<f64>,
    /// The same adjusted for all tests of the comparison.
    pub p_adjusted: Option<f64>,
    /// What can be said; none without two pairs.
    pub verdict: Option<Verdict>,
    /// How many more replications would probably decide; none if decided, or if too many would be needed.
    pub more: Option<usize>,
    /// How many times as long a run would probably decide, where batches of one long run are paired; as above.
    pub longer: Option<usize>,
    /// Whether so few pairs differ that Student's interval means little.
    pub is_few: bool,
}

/// Judges the second side of each pair against the first; gives the number of tests that are judged together, too.
pub(super) fn judge(pairs: &[(&Side, &Side)], metrics: &[String], confidence: Confidence) -> (Vec<Against>, usize) {
    let mut list: Vec<Against> = pairs.iter().map(|(base, other)| against(base, other, metrics, confidence)).collect();
    let mut all: Vec<&mut Difference> = list.iter_mut().flat_map(|against| &mut against.differences).collect();
    let p: Vec<f64> = all.iter().filter_map(|difference| difference.p).collect();
    let mut adjusted = holm(&p).into_iter();
    let is_long = pairs.iter().any(|(_, other)| other.batches.is_some());
    let planned = |side: &Side| side.batches.as_ref().map_or(side.runs.len(), |batches| batches.values.len());
    let planned = pairs.first().map_or(0, |(_, other)| planned(other));
    for difference in &mut all {
        if let Some(own) = difference.p {
            difference.p_adjusted = adjusted.next();
            // Holm multiplies by the number of tests that are not surer than this one.
            let not_surer = p.iter().filter(|&&p| p >= own).count();
            decide(difference, planned, not_surer, confidence);
            if is_long {
                // What is missing are batches, as long as these.
                let longer = difference.more.map(|more| (planned + more).div_ceil(planned));
                (difference.more, difference.longer) = (None, longer);
            }
        }
    }
    (list, p.len())
}

fn against(base: &Side, other: &Side, metrics: &[String], confidence: Confidence) -> Against {
    let at: BTreeMap<String, usize> = other.columns.iter().enumerate().map(|(i, c)| (c.label(), i)).collect();
    let picked: BTreeSet<String> = metrics.iter().flat_map(|metric| meant(metric, &base.columns)).collect();
    let is_picked = |column: &Column| metrics.is_empty() || picked.contains(&column.label());
    let both = base.columns.iter().enumerate().filter(|(_, column)| is_picked(column));
    let both = both.filter_map(|(i, column)| Some((i, *at.get(&column.label())?)));
    let differences = both.map(|(a, b)| difference(base, other, (a, b), confidence)).collect();
    Against { differences, only_base: only(base, other), only_other: only(other, base) }
}

/// What one side has and the other does not: whole owners, and metrics of owners that both have.
fn only(side: &Side, other: &Side) -> Vec<String> {
    let owners: BTreeSet<&str> = other.columns.iter().map(|column| column.owner.as_str()).collect();
    let labels: BTreeSet<String> = other.columns.iter().map(Column::label).collect();
    let mut list: Vec<String> = Vec::new();
    for column in &side.columns {
        let is_known = owners.contains(column.owner.as_str());
        let name = if is_known { column.label() } else { column.owner.clone() };
        if !(is_known && labels.contains(&name) || list.contains(&name)) {
            list.push(name);
        }
    }
    list
}

fn difference(base: &Side, other: &Side, at: (usize, usize), confidence: Confidence) -> Difference {
    let mut column = base.columns[at.0].clone();
    if column.better != other.columns[at.1].better {
        column.better = Better::Neither;
    }
    let batches = in_batches(base, other, at);
    let is_long = batches.is_some();
    let (a, b): (Vec<f64>, Vec<f64>) = batches.unwrap_or_else(|| in_replications(base, other, at)).into_iter().unzip();
    let differences: Vec<f64> = a.iter().zip(&b).map(|(&a, &b)| less(b, a)).collect();
    let differing = differences.iter().filter(|difference| difference.abs() > 0.0).count();
    let mut difference = (!differences.is_empty()).then(|| Estimate::of(&differences, confidence));
    let mut ratio = ratio_of_means(&a, &b, confidence);
    let wholes =
        (base.runs.first().and_then(|run| run.values[at.0]), other.runs.first().and_then(|run| run.values[at.1]));
    if let (true, (Some(a), Some(b)), Some(independent)) = (is_long, wholes, &mut difference) {
        // Batches tell how sure the numbers of the whole run are.
        let over_batches = mean_of_batches(&differences, confidence);
        let wider = if differing > 0 { over_batches.half_width / independent.half_width } else { 1.0 };
        *independent = Estimate { mean: less(b, a), ..over_batches };
        ratio = ratio.filter(|_| a != 0.0).map(|(_, Interval { low, high })| {
            let half = 0.5 * wider * (high - low);
            (b / a, Interval { low: b / a - half, high: b / a + half })
        });
    }
    let p = difference.as_ref().map(paired_p).filter(|p| p.is_finite() && differing > 0);
    let is_same = differences.len() > 1 && differing == 0;
    // Of an interrupted side the means of both are over the pairs: others would not differ by the difference.
    let is_whole = base.runs.iter().map(|run| run.replication).eq(other.runs.iter().map(|run| run.replication));
    let mean = |own: Option<Estimate>, values: &[f64]| {
        if is_whole { own } else { (!values.is_empty()).then(|| Estimate::of(values, confidence)) }
    };
    Difference {
        column,
        base: mean(base.estimates[at.0], &a),
        other: mean(other.estimates[at.1], &b),
        pairs: a.len(),
        differing,
        difference,
        ratio,
        p,
        p_adjusted: None,
        verdict: is_same.then_some(Verdict::Same),
        more: None,
        longer: None,
        is_few: differing > 0 && differing < least_differing(confidence) && differing < a.len(),
    }
}

/// The values of a column in all replications in which both sides have one.
fn in_replications(base: &Side, other: &Side, at: (usize, usize)) -> Vec<(f64, f64)> {
    let of_other: BTreeMap<u32, f64> =
        other.runs.iter().filter_map(|run| Some((run.replication, run.values[at.1]?))).collect();
    let pairs = base.runs.iter().filter_map(|run| Some((run.values[at.0]?, *of_other.get(&run.replication)?)));
    pairs.collect()
}

/// The same in batches of one long run each; none of replications, nor of an amount, which has no mean over batches.
fn in_batches(base: &Side, other: &Side, at: (usize, usize)) -> Option<Vec<(f64, f64)>> {
    let (a, b) = (base.batches.as_ref()?, other.batches.as_ref()?);
    let pairs = a.values.iter().zip(&b.values).filter_map(|(a, b)| Some((a[at.0]?, b[at.1]?)));
    (a.estimates[at.0] && b.estimates[at.1]).then(|| pairs.collect())
}

/// One number less another; what rounding leaves of equal ones is nothing.
fn less(one: f64, other: f64) -> f64 {
    let difference = one - other;
    if difference.abs() <= ROUNDING * one.abs().max(other.abs()) { 0.0 } else { difference }
}

/// The verdict on a metric that was tested among others, of which so many are not surer.
fn decide(of: &mut Difference, planned: usize, not_surer: usize, confidence: Confidence) {
    let (Some(difference), Some(p)) = (&of.difference, of.p_adjusted) else { return };
    if p < confidence.miss() && !of.is_few {
        of.verdict = Some(Verdict::of(difference.mean, of.column.better));
        return;
    }
    of.verdict = Some(Verdict::Undecided);
    let mut needed = pairs_to_decide(difference, confidence.shared_by(not_surer.max(1)));
    if of.is_few {
        // As many as let the rare difference happen often enough.
        let enough = (of.pairs * least_differing(confidence)).div_ceil(of.differing);
        needed = needed.map(|needed| needed.max(enough));
    }
    // A metric that exists in some replications only needs more of them.
    let needed = needed.map(|pairs| (pairs * planned).div_ceil(of.pairs));
    of.more = needed.map(|needed| needed.saturating_sub(planned).max(1));
}
