//! A study: replications in parallel, collected in order, until the claims are decided.

mod claims;
mod findings;
mod fold;
mod method;
mod parts;
mod precision;
mod warm_up;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use formula::Formula;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use scenario::{Checked, Claim, Study, is_one_long_run, undecidable};
use state::ledger::Imbalance;
use statistics::{Confidence, Estimate, Looks, Verdict};
use units::share::Share;
use units::time::{Span, Time};
use world::outcome::{Batches, Outcome, Stopped, simulate, simulate_batches};
use world::scenario::Scenario;

use crate::threads;

pub use claims::Judged;
pub use findings::{BatchLine, CORRELATED, Curve, Findings, FlowLine, Run, SeriesLine, Status, SummaryLine};
pub use method::{Effective, Method};
pub use precision::Reached;

use claims::Question;
use fold::{End, Fold, Moments};
use precision::Goal;

/// Replications handed to the threads at once; small enough that folding keeps up and an interrupt is soon seen.
const CHUNK: u32 = 64;

/// Batches of one long run: 20 to 30 have nearly all that more would tell (Schmeiser, Operations Research 30(3), 1982).
const BATCHES: u32 = 30;

/// How a study is run.
#[derive(Default)]
pub struct Options<'a> {
    /// Threads; 0 for as many as there are cores.
    pub threads: usize,
    /// Set by somebody who wants the study to end with what is finished.
    pub interrupted: Option<&'a AtomicBool>,
    /// Told now and then how far the study is.
    pub progress: Option<&'a (dyn Fn(&Progress<'_>) + Sync)>,
}

impl Options<'_> {
    fn tell(&self, progress: &Progress) {
        if let Some(tell) = self.progress {
            tell(progress);
        }
    }
}

/// How far a study is.
pub struct Progress<'a> {
    /// What is being done.
    pub phase: Phase,
    /// Part of the replications planned so far that is done, from 0 to 1.
    pub share: f64,
    /// Replications finished.
    pub done: usize,
    /// Replications planned so far.
    pub planned: usize,
    /// Gives the metric that is watched with its running estimate. It is computed when asked for: an interval costs as
    /// much as a short replication, and most calls show nothing.
    pub estimate: &'a dyn Fn() -> Option<(String, Estimate)>,
}

/// What a study is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Pilot runs that fix the warm-up.
    Pilot,
    /// Replications.
    Replications,
}

/// Why a study has no findings.
#[derive(Clone, Debug)]
pub enum Failure {
    /// The books of a replication do not balance.
    Imbalance(u32, Imbalance),
    /// A law that always holds was broken in a replication: a bug.
    Broken(u32, String),
    /// In a replication events bring forth others at the same time without end.
    Stuck(u32, String),
    /// No end of the warm-up was found within half of the run.
    TooShort(Span),
    /// It was interrupted before any replication had finished.
    Interrupted,
}

impl Failure {
    /// Why a replication stopped.
    pub(crate) fn of(replication: u32, stopped: Stopped) -> Self {
        match stopped {
            Stopped::Asked => Self::Interrupted,
            Stopped::Imbalance(fault) => Self::Imbalance(replication, fault),
            Stopped::Broken(message) => Self::Broken(replication, message),
            Stopped::Stuck(what) => Self::Stuck(replication, what),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Imbalance(replication, fault) => {
                write!(f, "the books of replication {replication} do not balance: {}", fault.message)?;
                fault.postings.iter().try_for_each(|p| write!(f, "\n  {p}"))
            }
            Self::Broken(replication, message) => write!(f, "replication {replication} violated a law: {message}"),
            Self::Stuck(replication, what) => {
                write!(f, "in replication {replication} simulated time does not advance: {what}")
            }
            Self::TooShort(horizon) => write!(
                f,
                "five pilot runs of {horizon} have not warmed up by half of it; lengthen `horizon`, or fix `warm_up` yourself"
            ),
            Self::Interrupted => f.write_str("interrupted before any replication had finished"),
        }
    }
}

impl std::error::Error for Failure {}

/// Runs a scenario's replications and judges its claims.
///
/// The same scenario gives the same findings on any number of threads: every replication depends on its number only,
/// and results are folded in the order of these numbers.
///
/// # Errors
/// If the books do not balance, the warm-up has no end, or nothing was finished.
pub fn run(checked: &Checked, options: &Options) -> Result<Findings, Failure> {
    match threads::pool(options.threads, parts_at_once(checked)) {
        Ok(pool) => pool.install(|| run_here(checked, options)),
        // Without threads of its own the study still runs, on those of the caller.
        Err(_) => run_here(checked, options),
    }
}

/// The threads on which a study runs if so many are asked for.
pub fn threads(checked: &Checked, asked: usize) -> usize {
    threads::useful(asked, parts_at_once(checked))
}

/// Replications that can run at the same time; of one long run the whole and its batches.
fn parts_at_once(checked: &Checked) -> usize {
    let file = &checked.file;
    let pilots = if file.study == Study::Steady && file.warm_up.is_none() { warm_up::PILOTS } else { 0 };
    let claims = file.claims.values().filter_map(|claim| claim.at_most_replications);
    let most = claims.chain(file.precision.as_ref().map(|p| p.at_most_replications)).max().unwrap_or(0);
    let runs = if is_one_long_run(file) { 2 } else { file.replications.max(most).min(CHUNK) };
    runs.max(pilots) as usize
}

fn run_here(checked: &Checked, options: &Options) -> Result<Findings, Failure> {
    let mut scenario = checked.scenario.clone();
    let is_steady = checked.file.study == Study::Steady;
    if is_steady && checked.file.warm_up.is_none() {
        // Five pilots as long as one long run would cost five times the run itself.
        let part = if is_one_long_run(&checked.file) { 5 } else { 1 };
        let pilot = Scenario { horizon: Time::from_ns(scenario.horizon.ns() / part), ..scenario.clone() };
        scenario.cut = Time::ZERO + warm_up::cut(&pilot, options)?;
    }
    let confidence = level(checked.file.confidence);
    let mut fold = Fold::new(&scenario, confidence);
    let is_long = is_one_long_run(&checked.file);
    if is_long {
        long_run(&scenario, &mut fold, options)?;
    }
    let columns = fold.columns().to_vec();
    let goal = checked.file.precision.as_ref().map(|precision| Goal::new(precision, &columns));
    let plans: Vec<Looks> = checked.claims.iter().map(|(_, claim, formula)| plan(checked, claim, formula)).collect();
    let question = |i: usize| {
        let (name, claim, formula) = &checked.claims[i];
        Question { name, claim, formula, confidence: plans[i].confidence() }
    };
    let mut decided: Vec<Option<Judged>> = vec![None; plans.len()];
    let mut planned = checked.file.replications as usize;
    let status = loop {
        if !is_long && replicate(&scenario, checked, planned, &mut fold, options)? == Status::Partial {
            break Status::Partial;
        }
        let parts = fold.parts();
        let mut next = goal.as_ref().and_then(|goal| goal.next(planned, &columns, &parts, confidence));
        for (i, looks) in plans.iter().enumerate() {
            // A claim with one look takes it at the end, at all there is; the others stand by the first that decides.
            if looks.sizes().len() < 2 || decided[i].is_some() || !looks.sizes().contains(&planned) {
                continue;
            }
            let judged = question(i).judge(&columns, &parts);
            match looks.next(planned).filter(|_| judged.verdict == Verdict::Undecided) {
                Some(more) => next = Some(next.map_or(more, |n| n.min(more))),
                None => decided[i] = Some(judged),
            }
        }
        match next {
            Some(next) => planned = next,
            None => break Status::Complete,
        }
    };
    let parts = fold.parts();
    let judged = decided
        .into_iter()
        .enumerate()
        .map(|(i, judged)| judged.unwrap_or_else(|| question(i).judge(&columns, &parts)));
    let claims = judged.collect();
    let precision = goal.map(|goal| goal.reached(&columns, &parts, confidence));
    Ok(fold.findings(&scenario, End { claims, status, is_steady, precision }))
}

/// Plays one long run twice at the same time, once as a whole and once in batches.
///
/// Meters start anew at each batch, so that one pass cannot do both; the second thread would be idle anyway.
fn long_run(scenario: &Scenario, fold: &mut Fold, options: &Options) -> Result<(), Failure> {
    let goes_on = |share: f64| {
        options.tell(&Progress { phase: Phase::Replications, share, done: 0, planned: 1, estimate: &|| None });
        !options.interrupted.is_some_and(|flag| flag.load(Ordering::Relaxed))
    };
    let whole = || simulate(scenario.clone(), 0, &goes_on);
    let in_batches = || simulate_batches(scenario.clone(), 0, BATCHES, &goes_on);
    let (whole, batches): (Result<Outcome, Stopped>, Result<Batches, Stopped>) = rayon::join(whole, in_batches);
    let failure = |stopped| Failure::of(0, stopped);
    let (whole, batches) = (whole.map_err(failure)?, batches.map_err(failure)?);
    if whole.fingerprints.events != batches.events {
        return Err(Failure::Broken(0, "measuring in batches changed the history".into()));
    }
    fold.add(whole);
    fold.cut(batches.list);
    Ok(())
}

/// The looks that a claim plans at its interval.
fn plan(checked: &Checked, claim: &Claim, formula: &Formula) -> Looks {
    let first = checked.file.replications as usize;
    // No replication decides a claim on what cannot exist.
    let is_idle = undecidable(&checked.scenario, formula).is_some();
    let most = claim.at_most_replications.filter(|_| !is_idle).map_or(first, |most| most as usize);
    Looks::plan(first, most, level(claim.confidence))
}

fn level(share: Share) -> Confidence {
    Confidence::try_from(share).unwrap_or(Confidence::USUAL)
}

/// Runs replications until `planned` are folded; partial if it was interrupted.
fn replicate(
    scenario: &Scenario,
    checked: &Checked,
    planned: usize,
    fold: &mut Fold,
    options: &Options,
) -> Result<Status, Failure> {
    let watched = watched(checked, fold);
    // Only shown, so that the order in which replications finish does not matter.
    let seen = Mutex::new(watched.as_ref().map_or_else(Moments::default, |(at, _)| fold.moments(*at)));
    let finished = |outcome: &Outcome| {
        if let Some((at, _)) = &watched {
            seen.lock().unwrap_or_else(PoisonError::into_inner).add(outcome.values[*at].unwrap_or(f64::NAN));
        }
    };
    while fold.runs().len() < planned {
        let first = fold.runs().len() as u32;
        let chunk = CHUNK.min(planned as u32 - first);
        let numbers: Vec<u32> = (first..first + chunk).collect();
        let confidence = fold.confidence();
        let estimate = || {
            let (_, name) = watched.as_ref()?;
            Some((name.clone(), seen.lock().unwrap_or_else(PoisonError::into_inner).estimate(confidence)?))
        };
        let tell = |share: f64| {
            options.tell(&Progress {
                phase: Phase::Replications,
                share: (f64::from(first) + share * f64::from(chunk)) / planned as f64,
                done: first as usize + (share * f64::from(chunk)) as usize,
                planned,
                estimate: &estimate,
            });
        };
        let outcomes = simulate_all(scenario, &numbers, options, &tell, &finished);
        let mut status = Status::Complete;
        for (number, outcome) in numbers.into_iter().zip(outcomes) {
            match outcome {
                Ok(outcome) => fold.add(outcome),
                Err(Stopped::Asked) => status = Status::Partial,
                Err(stopped) => return Err(Failure::of(number, stopped)),
            }
        }
        if status == Status::Partial {
            return if fold.runs().is_empty() { Err(Failure::Interrupted) } else { Ok(status) };
        }
    }
    Ok(Status::Complete)
}

/// The metric whose running estimate is shown: the first that a claim names, else the mean latency.
fn watched(checked: &Checked, fold: &Fold) -> Option<(usize, String)> {
    let find = |name: &str, owner: &str| fold.columns().iter().position(|c| c.name == name && c.owner == owner);
    let claimed = checked.claims.iter().flat_map(|(_, _, f)| f.names()).next();
    if let Some(name) = claimed
        && let Some(at) = find(&name.name, name.owner.as_deref().unwrap_or(""))
    {
        return Some((at, fold.columns()[at].label()));
    }
    find("answer_latency_mean_s", "").map(|at| (at, "answer_latency_mean_s".into()))
}

/// Runs replications on all threads; the results stand in the order of the numbers.
///
/// `finished` sees each outcome as soon as it is there, in any order.
fn simulate_all(
    scenario: &Scenario,
    numbers: &[u32],
    options: &Options,
    tell: &(dyn Fn(f64) + Sync),
    finished: &(dyn Fn(&Outcome) + Sync),
) -> Vec<Result<Outcome, Stopped>> {
    // Sixty-fourths of replications done: what the bar shows.
    let steps = AtomicU64::new(0);
    let all = numbers.len() as f64 * 64.0;
    numbers
        .to_vec()
        .into_par_iter()
        .map(|number| {
            let goes_on = |_: f64| {
                let done = steps.fetch_add(1, Ordering::Relaxed);
                tell(done as f64 / all);
                !options.interrupted.is_some_and(|flag| flag.load(Ordering::Relaxed))
            };
            simulate(scenario.clone(), number, &goes_on).inspect(finished)
        })
        .collect()
}
