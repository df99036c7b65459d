//! What one weather did: signals, depth, recovery, what got worse, and which claims still hold.

use scenario::Checked;
use statistics::{Confidence, Estimate, Verdict, holm, least_differing, paired, paired_p};
use world::metrics::catalogue::Better;
use world::metrics::series;

use super::coins::{self, Borne};
use super::{Side, Stress, holds_in_calm};
use crate::paired::{Path, Runs, pair};
use crate::row::Row;
use crate::study::{Judged, level};

/// Series that tell how users are served: when all are back, the weather is over for them.
const SERVICE: [&str; 4] = ["answered_rps", "unanswered_rps", "answer_latency_mean_s", "in_system_requests"];

/// What came of one weather.
#[derive(Debug)]
pub struct Stormed {
    /// Its name in the results.
    pub label: String,
    /// How it went.
    pub standing: Standing,
}

/// How it went with one weather.
#[derive(Debug)]
pub enum Standing {
    /// It has nothing to strike here.
    CannotApply(String),
    /// The study ended before.
    NotPlayed,
    /// It was played.
    Played(Box<Under>),
}

/// What a weather did.
#[derive(Debug)]
pub struct Under {
    /// The scenario that was played.
    pub checked: std::sync::Arc<Checked>,
    /// Whether any replication came out differently than in calm.
    pub bit: bool,
    /// The series against calm, in the order in which they first differ; those that never do come last.
    pub paths: Vec<Path>,
    /// The greatest loss of answered requests; none without one.
    pub depth: Option<Depth>,
    /// When users are served as in calm again.
    pub back: Back,
    /// Metrics over the whole run against calm, those that improve in one direction.
    pub moved: Vec<Moved>,
    /// Who has fewer or more coins than in calm.
    pub coins: Vec<Borne>,
    /// The claims: none where a claim does not hold in calm, so that it is not applicable.
    pub claims: Vec<Option<Judged>>,
    /// The verdicts by the number of statements that must hold together, from 1.
    pub(super) judged: Vec<Vec<Judged>>,
}

/// The greatest loss of answered requests in a bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Depth {
    /// As a share of what is answered in calm, negative.
    pub share: f64,
    /// The end of the bin, since the strike \[s\].
    pub after_s: f64,
}

/// When users are served as in calm again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Back {
    /// They never noticed.
    Unharmed,
    /// From so long after the strike on \[s\].
    After(f64),
    /// Not by the end of the run.
    Not,
}

/// A metric over the whole run, weather against calm.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The metric.
    pub metric: String,
    /// Whose it is; empty for the whole.
    pub owner: String,
    /// The mean in calm, over the pairs.
    pub calm: f64,
    /// The mean under weather, over the pairs.
    pub storm: f64,
    /// Weather less calm, with the interval of this metric alone.
    pub difference: Estimate,
    /// The p-value after Holm over all metrics of this weather.
    pub p: f64,
    /// Whether it is worse; none where nothing is decided.
    pub is_worse: Option<bool>,
}

impl Moved {
    /// The metric with its owner, as in claims.
    pub fn label(&self) -> String {
        formula::label(&self.metric, &self.owner)
    }
}

impl Under {
    /// The series that differ, in the order in which they first do.
    pub fn signals(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter().filter(|path| path.signals().next().is_some())
    }
    /// The first series by which users notice that something is worse.
    pub fn felt(&self) -> Option<&Path> {
        let felt = self.paths.iter().filter(|path| is_service(path) && path.worse().next().is_some());
        felt.min_by(|a, b| first_worse(a).total_cmp(&first_worse(b)))
    }
    /// The metrics that got worse, the surest first.
    pub fn signature(&self) -> Vec<&Moved> {
        let mut list: Vec<&Moved> = self.moved.iter().filter(|moved| moved.is_worse == Some(true)).collect();
        list.sort_by(|a, b| a.p.total_cmp(&b.p).then(a.owner.len().cmp(&b.owner.len())));
        list
    }
}

fn first_worse(path: &Path) -> f64 {
    path.worse().next().map_or(f64::INFINITY, |bin| bin.after_s)
}

fn is_service(path: &Path) -> bool {
    path.owner.is_empty() && SERVICE.contains(&path.metric)
}

/// Compares a weather with calm, replication by replication.
pub(super) fn against(stress: &Stress, calm: &Side, side: Side) -> Standing {
    let confidence = level(stress.checked.file.confidence);
    let n = calm.findings.runs.len().min(side.findings.runs.len());
    let (a, b) = (&calm.findings.runs[..n], &side.findings.runs[..n]);
    let at = stress.plan.at.as_secs();
    let times = a.first().and_then(|row| row.block.as_ref()).map_or(Vec::new(), |block| block.times.clone());
    let columns = series::columns(&stress.checked.scenario);
    let mut paths = pair(columns, &times, at, &runs(a), &runs(b), confidence);
    let first = |path: &Path| path.signals().next().map_or(f64::INFINITY, |bin| bin.after_s);
    paths.sort_by(|a, b| first(a).total_cmp(&first(b)));
    let moved = moved(calm, &side, n, confidence);
    let coins = coins::borne(&stress.checked.scenario, a, b, confidence);
    let bit = a.iter().zip(b).any(|(a, b)| {
        let prints = |row: &Row| (row.fingerprints.money, row.fingerprints.outcome);
        prints(a) != prints(b)
    });
    let under = Under {
        bit,
        depth: depth(&paths),
        back: back(&paths, confidence.shared_by(SERVICE.len() * stress.played().len().max(1))),
        moved,
        coins,
        claims: Vec::new(),
        judged: side.judged,
        checked: side.checked,
        paths,
    };
    Standing::Played(Box::new(under))
}

fn runs(rows: &[Row]) -> Runs<'_> {
    rows.iter().map(|row| row.block.as_ref().map_or(&[][..], |block| &block.series[..])).collect()
}

fn depth(paths: &[Path]) -> Option<Depth> {
    let answered = paths.iter().find(|path| path.owner.is_empty() && path.metric == "answered_rps")?;
    let loss = answered.worse().filter_map(|bin| Some(Depth { share: bin.relative()?, after_s: bin.after_s }));
    loss.min_by(|a, b| a.share.total_cmp(&b.share))
}

/// The end of the last bin in which users are served worse, if they are served as in calm at last; the confidence is
/// that of one series of one weather.
fn back(paths: &[Path], confidence: Confidence) -> Back {
    let served = || paths.iter().filter(|path| is_service(path));
    if served().any(|path| path.is_worse_at_last(confidence)) {
        return Back::Not;
    }
    let last = served().filter_map(|path| path.worse().next_back()).map(|bin| bin.after_s);
    last.max_by(f64::total_cmp).map_or(Back::Unharmed, Back::After)
}

/// The metrics over the whole run that improve in one direction, with Holm over them.
fn moved(calm: &Side, side: &Side, n: usize, confidence: Confidence) -> Vec<Moved> {
    let mut list = Vec::new();
    let mut enough = Vec::new();
    for (at, column) in calm.findings.columns.iter().enumerate() {
        let other = side.findings.columns.get(at).filter(|other| other.label() == column.label());
        if column.better == Better::Neither || other.is_none() {
            continue;
        }
        let both = |i: usize| Some((calm.findings.runs[i].values[at]?, side.findings.runs[i].values[at]?));
        let (a, b): (Vec<f64>, Vec<f64>) = (0..n).filter_map(both).unzip();
        let difference = paired(&b, &a, confidence);
        let p = paired_p(&difference);
        if p.is_nan() {
            continue;
        }
        let differing = a.iter().zip(&b).filter(|(a, b)| a.to_bits() != b.to_bits()).count();
        enough.push((differing >= least_differing(confidence).min(a.len()), column.better));
        let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
        let (metric, owner) = (column.name.to_string(), column.owner.clone());
        list.push(Moved { metric, owner, calm: mean(&a), storm: mean(&b), difference, p, is_worse: None });
    }
    let adjusted = holm(&list.iter().map(|moved| moved.p).collect::<Vec<_>>());
    for ((moved, p), (is_enough, better)) in list.iter_mut().zip(adjusted).zip(enough) {
        moved.p = p;
        let is_up = moved.difference.mean > 0.0;
        moved.is_worse = (is_enough && p < confidence.miss()).then_some(is_up == (better == Better::Less));
    }
    list
}

/// Judges the claims under all weather that was played: for each claim Holm's steps over the weather.
///
/// A verdict stands if it stands at its part of the error among those that are not decided yet; claims that do not hold
/// in calm are not applicable.
pub(super) fn hold(storms: &mut [Stormed], calm: &[Judged]) {
    let mut played: Vec<&mut Under> = storms
        .iter_mut()
        .filter_map(|storm| match &mut storm.standing {
            Standing::Played(under) => Some(&mut **under),
            Standing::CannotApply(_) | Standing::NotPlayed => None,
        })
        .collect();
    for (claim, in_calm) in calm.iter().enumerate() {
        let mut open: Vec<usize> = (0..played.len()).collect();
        for under in &mut played {
            under.claims.push(None);
        }
        if !holds_in_calm(in_calm) {
            continue;
        }
        loop {
            let family = open.len();
            let is_decided = |at: &usize| {
                let verdict = played[*at].judged[family - 1][claim].verdict;
                matches!(verdict, Verdict::Held | Verdict::Failed)
            };
            let decided: Vec<usize> = open.iter().copied().filter(is_decided).collect();
            let settled = if decided.is_empty() { open.clone() } else { decided };
            for &at in &settled {
                played[at].claims[claim] = Some(played[at].judged[family - 1][claim].clone());
            }
            open.retain(|at| !settled.contains(at));
            if open.is_empty() {
                break;
            }
        }
    }
}
