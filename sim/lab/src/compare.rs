//! Compares scenarios on the same random numbers: which metrics differ, by how much, and how sure that is.

mod ablate;
mod agree;
mod baseline;
mod judge;
pub(crate) mod play;
mod record;
mod side;

use std::sync::Arc;

use scenario::Checked;
use statistics::Confidence;
use units::share::Share;
use units::time::Span;
use world::metrics::catalogue::{self, Column};

use crate::study::{Failure, Options, Status, level};

pub use ablate::{Ablation, Turned};
pub use agree::{Refusal, meant};
pub use baseline::Baseline;
pub use judge::{Difference, Verdict};
pub use record::{folder, write};
pub use side::{Batches, Run, Side};

use judge::judge;

/// A scenario that takes part.
#[derive(Clone, Debug)]
pub struct Contender {
    /// Its name in tables and files; no two have the same.
    pub name: String,
    /// How it was given, as in `my.toml with nodes.home.count=3`.
    pub from: String,
    /// The scenario.
    pub checked: Arc<Checked>,
}

/// What is compared with what.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Earlier results in the place of the first contender.
    pub baseline: Option<Baseline>,
    /// The scenarios; all are compared with the baseline, or else with the first of them.
    pub contenders: Vec<Contender>,
    /// The metrics that are judged, as claims write them; all if none is named.
    pub metrics: Vec<String>,
    /// Whether each setting in which two contenders differ is turned back by itself.
    pub ablate: bool,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Whether all were played: interrupted, contenders, replications and the ablation may be missing.
    pub status: Status,
    /// Those that took part; the first is the base.
    pub sides: Vec<Side>,
    /// For each of the others, its metrics less those of the base.
    pub against: Vec<Against>,
    /// Replications of each side.
    pub replications: u32,
    /// The warm-up that was cut off; none in a terminating study.
    pub cut: Option<Span>,
    /// Confidence of intervals and verdicts.
    pub confidence: Confidence,
    /// The same as it is written.
    pub level: Share,
    /// Tests that were judged together.
    pub n_tests: usize,
    /// Which setting carries the effect, if that was asked for.
    pub ablation: Option<Ablation>,
}

/// One of the others against the base.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// The metrics that both have.
    pub differences: Vec<Difference>,
    /// Owners and metrics that only the base has.
    pub only_base: Vec<String>,
    /// Owners and metrics that only the other has.
    pub only_other: Vec<String>,
}

/// Why there is no comparison.
#[derive(Clone, Debug)]
pub enum Fault {
    /// What was asked for cannot be compared.
    Refused(Refusal),
    /// The study of this contender failed.
    Failed(String, Failure),
}

impl Comparison {
    /// How many batches of one long run of each are paired instead of replications; none if replications are.
    pub fn n_batches(&self) -> Option<usize> {
        let batches = self.sides.iter().map(|side| side.batches.as_ref().map(|batches| batches.values.len()));
        batches.min().flatten()
    }
    /// All differences, with the side that they are of.
    pub fn all(&self) -> impl Iterator<Item = (&Side, &Difference)> {
        let others = self.sides[1..].iter().zip(&self.against);
        others.flat_map(|(side, against)| against.differences.iter().map(move |difference| (side, difference)))
    }
}

/// The metrics of a scenario.
pub fn columns(checked: &Checked) -> Vec<Column> {
    catalogue::columns(&checked.scenario)
}

/// Checks what can be checked before anything is simulated.
///
/// # Errors
/// The first reason why these cannot be compared.
pub fn check(question: &Question) -> Result<(), Refusal> {
    agree::check(question)?;
    ablate::plan(question).map(drop)
}

/// Plays all contenders on the same random numbers and judges each metric of the others against the first.
///
/// Replications are paired by number. For each metric: the mean paired difference with Student's interval, the ratio of
/// the means with its jackknife interval, and the p-value of the paired t test, adjusted after Holm for all metrics of
/// all contenders, so that at the confidence level no verdict of the whole comparison is wrong. The intervals are for
/// each metric by itself. Quantiles are compared as they are read from their histograms, which keep their order.
///
/// One long run of each (`study = "steady"`, one replication) is cut into batches of the same times, and these are
/// paired: the interval is that of [`statistics::mean_of_batches`] about the difference of the whole runs. Amounts,
/// which batches do not estimate, have a difference and no interval.
///
/// Claims and precision add no replications: all contenders have as many, those of the first. Steady studies without a
/// `warm_up` all use one cut, the latest that the pilot runs of any of them find, so that a difference between two cuts
/// is not taken for one between two scenarios; with a baseline it is the baseline's, and none may be later.
///
/// # Errors
/// If the contenders cannot be compared, or a study fails.
pub fn compare(question: &Question, options: &Options) -> Result<Comparison, Fault> {
    agree::check(question).map_err(Fault::Refused)?;
    let plan = ablate::plan(question).map_err(Fault::Refused)?;
    let variants = plan.iter().flat_map(|plan| &plan.variants);
    let all: Vec<Contender> = question.contenders.iter().chain(variants).cloned().collect();
    let mut cut = play::cut(&all, options)?;
    if let Some(baseline) = &question.baseline {
        cut = baseline.cut(cut, &all[0].name).map_err(Fault::Refused)?;
    }
    let (mut sides, status) = play::sides(&all, cut, options)?;
    let least = if question.baseline.is_some() { 1 } else { 2 };
    if sides.len() < least {
        return Err(Fault::Failed(all[sides.len()].name.clone(), Failure::Interrupted));
    }
    let turned = sides.split_off(question.contenders.len().min(sides.len()));
    if let Some(baseline) = &question.baseline {
        sides.insert(0, baseline.side(&sides[0]));
    }
    let first = &question.contenders[0].checked.file;
    let confidence = level(first.confidence);
    let pairs: Vec<_> = sides[1..].iter().map(|other| (&sides[0], other)).collect();
    let (against, n_tests) = judge(&pairs, &question.metrics, confidence);
    let ablation = plan.filter(|plan| plan.variants.len() == turned.len());
    let ablation = ablation.map(|plan| plan.ablation(&turned, &sides[1], &question.metrics, confidence));
    let (replications, level) = (first.replications, first.confidence);
    Ok(Comparison { status, sides, against, replications, cut, confidence, level, n_tests, ablation })
}
