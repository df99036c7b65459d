//! The candidates of a search with all that was played of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use files::publish::Fault;
use formula::Formula;
use scenario::tune::{Measure, Task};
use scenario::{Checked, Study};
use units::time::{Span, Time};

use super::Tune;
use super::judge::{Found, judge};
use super::space::{Space, environments};
use crate::store::Store;
use crate::study::play::{Played, Points, Setup, play};
use crate::study::{Findings, Options, Phase, Progress};
use crate::threads;

/// A combination of values.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// Where in the cube.
    pub(super) place: Vec<f64>,
    /// The values, in the order of the paths.
    pub(super) values: Vec<String>,
    /// The last round in which it was played.
    pub(super) round: u32,
    /// What was measured, by environment, measure (goals, then constraints) and replication.
    pub(super) data: Vec<Vec<Vec<f64>>>,
    /// The warm-up by environment, once pilot runs found it.
    cuts: Vec<Option<Span>>,
    /// Why it cannot be played.
    pub(super) error: Option<String>,
}

impl Candidate {
    /// How many replications were played of it.
    pub(super) fn played(&self) -> u32 {
        self.data.first().and_then(|measures| measures.first()).map_or(0, |values| values.len() as u32)
    }
}

/// The candidates of a search, and what it has spent.
pub(super) struct Book<'a> {
    pub(super) work: &'a Tune<'a>,
    pub(super) task: &'a Task,
    pub(super) space: Space,
    pub(super) environments: Vec<Vec<(String, String)>>,
    store: &'a Store,
    options: &'a Options<'a>,
    pub(super) candidates: Vec<Candidate>,
    known: BTreeMap<Vec<String>, usize>,
    pub(super) round: u32,
    /// Runs of the search.
    pub(super) runs: u64,
    /// The most that it may play.
    pub(super) budget: u64,
    /// Whether the search was cut short from outside: by time or by hand.
    pub(super) is_cut: bool,
}

/// Values by measure and replication of a job.
type Values = Vec<Vec<f64>>;
/// What was made of a job, with its warm-up, or why it could not be played.
type Ended<T> = Result<(T, Option<Span>), String>;
/// The value of a metric by its slot in a formula.
pub(super) type Slots<'s> = dyn Fn(usize) -> f64 + 's;

impl<'a> Book<'a> {
    pub(super) fn new(work: &'a Tune<'a>, task: &'a Task, store: &'a Store, options: &'a Options<'a>) -> Self {
        Self {
            work,
            task,
            space: Space::new(&task.axes),
            environments: environments(&task.environments),
            store,
            options,
            candidates: Vec::new(),
            known: BTreeMap::new(),
            round: 0,
            runs: 0,
            budget: work.runs(),
            is_cut: false,
        }
    }

    /// The number of the candidate at a place; one with the same values is the same.
    pub(super) fn at(&mut self, place: Vec<f64>) -> usize {
        let values = self.space.values(&place);
        let next = self.candidates.len();
        let number = *self.known.entry(values.clone()).or_insert(next);
        if number == next {
            let n = self.environments.len();
            let data = vec![vec![Vec::new(); self.task.goals.len() + self.task.constraints.len()]; n];
            self.candidates.push(Candidate { place, values, round: 0, data, cuts: vec![None; n], error: None });
        }
        number
    }

    /// The runs that are missing until each of these has so many replications.
    pub(super) fn cost(&self, list: &[usize], to: u32) -> u64 {
        let mut list = list.to_vec();
        list.sort_unstable();
        list.dedup();
        let missing = list.iter().map(|&at| &self.candidates[at]).filter(|c| c.error.is_none());
        missing.map(|c| u64::from(to.saturating_sub(c.played())) * self.environments.len() as u64).sum()
    }

    /// Plays candidates until each has so many replications, if the budget allows all of it; says whether it did.
    pub(super) fn grow(&mut self, list: &[usize], to: u32) -> Result<bool, Fault> {
        let cost = self.cost(list, to);
        if self.is_cut || self.runs + cost > self.budget {
            return Ok(false);
        }
        self.round += 1;
        let mut by_played: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for &at in list.iter().filter(|&&at| self.candidates[at].error.is_none()) {
            let played = self.candidates[at].played();
            if played < to && !by_played.entry(played).or_default().contains(&at) {
                by_played.entry(played).or_default().push(at);
            }
        }
        for (from, list) in by_played {
            let measures: Vec<&Measure> = self.task.goals.iter().chain(&self.task.constraints).collect();
            let Some(played) = self.play(&list, from, to, self.options, &|found| read(&measures, found))? else {
                self.is_cut = true;
                return Ok(false);
            };
            self.add(&list, played);
        }
        self.runs += cost;
        Ok(true)
    }
    fn add(&mut self, list: &[usize], played: Vec<Ended<Values>>) {
        let mut played = played.into_iter();
        for &at in list {
            let candidate = &mut self.candidates[at];
            candidate.round = self.round;
            for environment in 0..self.environments.len() {
                match played.next() {
                    Some(Ok((values, cut))) => {
                        candidate.cuts[environment] = cut;
                        for (all, more) in candidate.data[environment].iter_mut().zip(values) {
                            all.extend(more);
                        }
                    }
                    Some(Err(error)) => candidate.error = candidate.error.take().or(Some(error)),
                    None => {}
                }
            }
        }
    }

    /// Plays replications of candidates in all environments; gives what `of` makes of each, candidate by candidate and
    /// environment by environment, with the warm-up; none if it was cut short.
    pub(super) fn play<T: Send>(
        &self,
        list: &[usize],
        from: u32,
        to: u32,
        options: &Options,
        of: &(dyn Fn(&Findings) -> T + Sync),
    ) -> Result<Option<Vec<Ended<T>>>, Fault> {
        // One replication of a steady study would be one long run in batches: the one before is read with it.
        let is_steady = self.work.checked.file.study == Study::Steady;
        let start = if is_steady && to - from == 1 { from.saturating_sub(1) } else { from };
        let jobs = Jobs { book: self, list, from: start, to };
        let setup = Setup { with_block: false, only: None, store: Some(self.store) };
        let threads = threads::useful(options.threads, jobs.n() * (to - start) as usize);
        let budget = self.budget.max(1) as f64;
        let spent = self.runs as f64;
        let share = (jobs.n() as u64 * u64::from(to - from)) as f64;
        let tell = |progress: &Progress| {
            let Some(tell) = options.progress else { return };
            let share = ((spent + progress.share * share) / budget).min(1.0);
            let (done, planned) = ((share * budget) as usize, budget as usize);
            tell(&Progress { phase: Phase::Points, share, done, planned, estimate: &|| None });
        };
        let options = Options { progress: Some(&tell), ..*options };
        let digest = |_: usize, played: Played| match played {
            Ok((_, mut findings)) => {
                findings.runs.retain(|run| run.replication >= from);
                Ok((of(&findings), findings.cut))
            }
            Err(fault) => Err(fault.to_string()),
        };
        let mut found = Vec::new();
        play(&jobs, setup, &options, threads, &digest, &mut |_, played| {
            found.push(played);
            true
        })?;
        Ok((found.len() == jobs.n()).then_some(found))
    }

    /// What is known of a candidate over its first replications.
    pub(super) fn judge(&self, at: usize, replications: u32) -> Found {
        judge(self.task, &self.candidates[at].data, &|replication| replication < replications as usize)
    }
    /// What is known of a candidate over every second of them.
    pub(super) fn judge_half(&self, at: usize, replications: u32, half: usize) -> Found {
        judge(self.task, &self.candidates[at].data, &|i| i < replications as usize && i % 2 == half)
    }
    /// The arguments that make a candidate of the scenario.
    pub(super) fn arguments(&self, at: usize) -> Vec<(String, String)> {
        let values = self.space.paths.iter().zip(&self.candidates[at].values);
        values.map(|(path, value)| (format!("candidate {at}"), format!("{path}={value}"))).collect()
    }
}

/// Candidates in all environments.
struct Jobs<'a> {
    book: &'a Book<'a>,
    list: &'a [usize],
    from: u32,
    to: u32,
}

impl Points for Jobs<'_> {
    fn n(&self) -> usize {
        self.list.len() * self.book.environments.len()
    }
    fn first(&self) -> u32 {
        self.from
    }
    fn open(&self, job: usize) -> Result<Arc<Checked>, String> {
        let n = self.book.environments.len();
        let (at, environment) = (self.list[job / n], job % n);
        let mut arguments = self.book.arguments(at);
        let given = self.book.environments[environment].iter();
        arguments.extend(given.map(|(path, value)| (format!("environment {environment}"), format!("{path}={value}"))));
        let opened = self.book.work.base.open(&arguments);
        let mut checked = opened.map_err(|refused| {
            refused.problems.list().first().map_or(String::new(), |problem| problem.message.clone())
        })?;
        checked.file.replications = self.to - self.from;
        checked.file.precision = None;
        checked.file.claims.list.clear();
        checked.claims.clear();
        if let Some(cut) = self.book.candidates[at].cuts[environment] {
            checked.file.warm_up = Some(cut);
            checked.scenario.cut = Time::ZERO + cut;
        }
        Ok(Arc::new(checked))
    }
}

/// The values of measures in each replication.
pub(super) fn read(measures: &[&Measure], findings: &Findings) -> Values {
    let of = |measure: &&Measure| each(measure.formula(), findings, &|slot| measure.value(slot));
    measures.iter().map(of).collect()
}

/// What a formula's reader makes of each replication; NaN where a metric is missing.
pub(super) fn each(formula: &Formula, findings: &Findings, value: &dyn Fn(&Slots) -> f64) -> Vec<f64> {
    let find = |name: &formula::Name| {
        let owner = name.owner.as_deref().unwrap_or("");
        findings.columns.iter().position(|c| c.name == name.name && c.owner == owner)
    };
    let at: Vec<Option<usize>> = formula.names().iter().map(find).collect();
    let of = |run: &crate::row::Row| value(&|slot| at[slot].and_then(|at| run.values[at]).unwrap_or(f64::NAN));
    findings.runs.iter().map(of).collect()
}
