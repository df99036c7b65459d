//! One study on its way: which replications to play next, and what came of them, folded in the order of their numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use formula::Formula;
use scenario::{Checked, Claim, Study, is_one_long_run, undecidable};
use statistics::{Confidence, Estimate, Looks, Verdict};
use units::share::Share;
use units::time::{Span, Time};
use world::scenario::Scenario;

use super::claims::{After, Judged, Question};
use super::failure::Failure;
use super::findings::{Findings, Status};
use super::fold::{End, Fold, Moments};
use super::precision::Goal;
use super::task::{Done, Task};
use super::warm_up;
use crate::row::{BatchRow, Row};

/// Replications that may be under way ahead of the fold: rows wait there, and an interrupt is soon seen.
const AHEAD: u32 = 64;

enum Stage {
    Pilots { issued: u32, paths: Vec<Option<Vec<f64>>> },
    Long { issued: u32, whole: Option<Box<Row>>, batches: Option<(Vec<BatchRow>, u64)> },
    Replications { issued: u32, waiting: BTreeMap<u32, Box<Row>> },
    Over(Status),
}

/// One study on its way.
pub(crate) struct Course {
    checked: Arc<Checked>,
    scenario: Arc<Scenario>,
    stage: Stage,
    fold: Fold,
    goal: Option<Goal>,
    plans: Vec<Looks>,
    decided: Vec<Option<Judged>>,
    /// The replication that is played alone.
    only: Option<u32>,
    /// The number of the first replication.
    first: u32,
    planned: u32,
    watched: Option<(usize, String)>,
    // Only shown, so that the order in which replications finish does not matter.
    seen: Moments,
}

impl Course {
    /// A study as its scenario plans it, counted from a replication, or of one replication alone.
    pub(crate) fn new(checked: Arc<Checked>, only: Option<u32>, first: u32) -> Self {
        let file = &checked.file;
        let fold = Fold::new(&checked.scenario, level(file.confidence));
        let goal = file.precision.as_ref().map(|precision| Goal::new(precision, fold.columns()));
        let plans: Vec<Looks> =
            checked.claims.iter().map(|(_, claim, formula)| plan(&checked, claim, formula)).collect();
        let mut course = Self {
            scenario: Arc::new(checked.scenario.clone()),
            stage: Stage::Over(Status::Complete),
            decided: vec![None; plans.len()],
            only,
            first: only.unwrap_or(first),
            planned: if only.is_some() { 1 } else { file.replications },
            watched: watched(&checked, &fold),
            seen: Moments::default(),
            fold,
            goal,
            plans,
            checked,
        };
        course.stage = if needs_pilots(&course.checked) {
            Stage::Pilots { issued: 0, paths: vec![None; warm_up::PILOTS as usize] }
        } else {
            course.measured()
        };
        course
    }
    /// Keeps series, curves and flows of every replication, for those who pair them.
    pub(crate) fn keep_blocks(&mut self) {
        self.fold.keeps_blocks = true;
    }
    /// The stage after the warm-up is known.
    fn measured(&self) -> Stage {
        if is_one_long_run(&self.checked.file) {
            Stage::Long { issued: 0, whole: None, batches: None }
        } else {
            Stage::Replications { issued: 0, waiting: BTreeMap::new() }
        }
    }

    /// The next task to be played; none while the fold must catch up, and at the end.
    pub(crate) fn next(&mut self) -> Option<Task> {
        let folded = self.folded();
        let (issued, most, task): (_, _, fn(u32) -> Task) = match &mut self.stage {
            Stage::Pilots { issued, .. } => (issued, warm_up::PILOTS, Task::Pilot),
            Stage::Long { issued, .. } => (issued, 2, |i| if i == 0 { Task::Whole } else { Task::Batches }),
            Stage::Replications { issued, .. } => (issued, self.planned.min(folded + AHEAD), Task::Replication),
            Stage::Over(_) => return None,
        };
        let next = (*issued < most).then(|| task(*issued));
        *issued += u32::from(next.is_some());
        match next {
            Some(Task::Replication(i)) => Some(Task::Replication(self.first + i)),
            next => next,
        }
    }
    /// The scenario that a task plays.
    pub(crate) fn scenario(&self, task: Task) -> Arc<Scenario> {
        match task {
            Task::Pilot(_) => {
                Arc::new(warm_up::pilot(&Scenario { horizon: self.pilots_end(), ..(*self.scenario).clone() }))
            }
            Task::Replication(_) | Task::Whole | Task::Batches => self.scenario.clone(),
        }
    }

    /// Where pilot runs end: five as long as one long run would cost five times the run itself.
    fn pilots_end(&self) -> Time {
        let part = if is_one_long_run(&self.checked.file) { 5 } else { 1 };
        Time::from_ns(self.scenario.horizon.ns() / part)
    }

    /// Takes what a task came to; folds what can be folded now and decides what follows.
    ///
    /// # Errors
    /// If the study cannot go on.
    pub(crate) fn add(&mut self, task: Task, done: Done) -> Result<(), Failure> {
        let pilots_end = self.pilots_end();
        match (&mut self.stage, task, done) {
            (Stage::Pilots { paths, .. }, Task::Pilot(i), Done::Path(path)) => {
                paths[i as usize] = Some(path);
                let Some(paths) = paths.iter().map(Option::as_deref).collect::<Option<Vec<_>>>() else { return Ok(()) };
                let cut = warm_up::cut(&paths, pilots_end)?;
                self.warm_up(cut);
            }
            (Stage::Long { whole, batches, .. }, _, done) => {
                match done {
                    Done::Row(row) if !row.batches.is_empty() || row.aborted.is_some() => {
                        self.end_long(*row);
                        return Ok(());
                    }
                    Done::Row(row) => *whole = Some(row),
                    Done::Batches(list, events) => *batches = Some((list, events)),
                    Done::Path(_) => {}
                }
                if let (Some(row), Some((list, events))) = (whole, batches) {
                    if row.fingerprints.events != *events {
                        return Err(Failure::Broken(0, "measuring in batches changed the history".into()));
                    }
                    let (mut row, list) = (row.clone(), std::mem::take(list));
                    row.batches = list;
                    self.end_long(*row);
                }
            }
            (Stage::Replications { waiting, .. }, Task::Replication(number), Done::Row(row)) => {
                if let Some((at, _)) = &self.watched {
                    self.seen.add(row.values[*at].unwrap_or(f64::NAN));
                }
                waiting.insert(number, row);
                self.fold_waiting();
            }
            _ => {}
        }
        Ok(())
    }
    /// Fixes the warm-up, found now or read from disk.
    pub(crate) fn warm_up(&mut self, cut: Span) {
        self.scenario = Arc::new(Scenario { cut: Time::ZERO + cut, ..(*self.scenario).clone() });
        self.stage = self.measured();
    }
    /// Ends the study with a row that was aborted; says whether it was.
    fn aborts(&mut self) -> bool {
        let is_aborted = self.fold.runs().last().is_some_and(|row| row.aborted.is_some());
        if is_aborted {
            self.stage = Stage::Over(Status::Complete);
        }
        is_aborted
    }
    fn end_long(&mut self, row: Row) {
        self.fold.add(row);
        if self.aborts() {
            return;
        }
        self.look();
    }
    fn fold_waiting(&mut self) {
        loop {
            let next = self.first + self.folded();
            let Stage::Replications { waiting, .. } = &mut self.stage else { return };
            let Some(row) = waiting.remove(&next) else { return };
            self.fold.add(*row);
            if self.aborts() {
                return;
            }
            if self.folded() == self.planned {
                self.look();
            }
        }
    }
    /// Looks at what there is: the study is over, or more replications are planned.
    fn look(&mut self) {
        let columns = self.fold.columns();
        let parts = self.fold.parts();
        let planned = self.planned as usize;
        if self.only.is_some() {
            self.stage = Stage::Over(Status::Complete);
            return;
        }
        let mut next = self.goal.as_ref().and_then(|goal| goal.next(planned, columns, &parts, self.fold.confidence()));
        for (i, looks) in self.plans.iter().enumerate() {
            // A claim with one look takes it at the end, at all there is; the others stand by the first that decides.
            if looks.sizes().len() < 2 || self.decided[i].is_some() || !looks.sizes().contains(&planned) {
                continue;
            }
            let judged = self.question(i).judge(columns, &parts, self.after());
            match looks.next(planned).filter(|_| judged.verdict == Verdict::Undecided) {
                Some(more) => next = Some(next.map_or(more, |n| n.min(more))),
                None => self.decided[i] = Some(judged),
            }
        }
        match next {
            Some(next) => self.planned = next as u32,
            None => self.stage = Stage::Over(Status::Complete),
        }
    }
    /// Ends the study with what there is, in whatever order it came.
    pub(crate) fn interrupt(&mut self) {
        if let Stage::Replications { waiting, .. } = &mut self.stage {
            for row in std::mem::take(waiting).into_values() {
                self.fold.add(*row);
            }
        }
        if !self.is_over() {
            self.stage = Stage::Over(Status::Partial);
        }
    }
    /// Whether nothing is left to be played.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over(_))
    }
    /// Whether the warm-up is still to be found.
    pub(crate) fn is_pilot(&self) -> bool {
        matches!(self.stage, Stage::Pilots { .. })
    }
    fn folded(&self) -> u32 {
        self.fold.runs().len() as u32
    }

    /// What was found.
    ///
    /// # Errors
    /// If nothing was finished.
    pub(crate) fn findings(self) -> Result<Findings, Failure> {
        if self.fold.runs().is_empty() {
            return Err(Failure::Interrupted);
        }
        let Stage::Over(status) = self.stage else { return Err(Failure::Interrupted) };
        let (columns, parts) = (self.fold.columns(), self.fold.parts());
        let judge =
            |i: usize| self.decided[i].clone().unwrap_or_else(|| self.question(i).judge(columns, &parts, self.after()));
        let claims = (0..self.plans.len()).map(judge).collect();
        let precision = self.goal.as_ref().map(|goal| goal.reached(columns, &parts, self.fold.confidence()));
        let is_steady = self.checked.file.study == Study::Steady;
        Ok(self.fold.findings(&self.scenario, End { claims, status, is_steady, precision }))
    }
    fn after(&self) -> After<'_> {
        After { scenario: &self.scenario, runs: self.fold.runs() }
    }
    fn question(&self, i: usize) -> Question<'_> {
        let (name, claim, formula) = &self.checked.claims[i];
        Question { name, claim, formula, confidence: self.plans[i].confidence() }
    }

    /// Parts of the stage that are planned so far, as replications.
    pub(crate) fn planned(&self) -> u32 {
        match self.stage {
            Stage::Pilots { .. } => warm_up::PILOTS,
            Stage::Long { .. } => 1,
            Stage::Replications { .. } | Stage::Over(_) => self.planned,
        }
    }
    /// The metric that is watched with its running estimate: the first that a claim names, else the mean latency.
    pub(crate) fn estimate(&self) -> Option<(String, Estimate)> {
        let (_, name) = self.watched.as_ref()?;
        Some((name.clone(), self.seen.estimate(self.fold.confidence())?))
    }
    /// The rows that are folded.
    pub(crate) fn rows(&self) -> &[Row] {
        self.fold.runs()
    }
    pub(crate) fn checked(&self) -> &Arc<Checked> {
        &self.checked
    }
    /// The warm-up that is cut off.
    pub(crate) fn cut(&self) -> Time {
        self.scenario.cut
    }
}

/// Whether the warm-up of a study must be found by pilot runs.
fn needs_pilots(checked: &Checked) -> bool {
    checked.file.study == Study::Steady && checked.file.warm_up.is_none()
}

/// Replications that can run at the same time; of one long run the whole and its batches.
pub(super) fn parts_at_once(checked: &Checked) -> usize {
    let file = &checked.file;
    let pilots = if needs_pilots(checked) { warm_up::PILOTS } else { 0 };
    let claims = file.claims.values().filter_map(|claim| claim.at_most_replications);
    let most = claims.chain(file.precision.as_ref().map(|p| p.at_most_replications)).max().unwrap_or(0);
    let runs = if is_one_long_run(file) { 2 } else { file.replications.max(most).min(AHEAD) };
    runs.max(pilots) as usize
}

/// The looks that a claim plans at its interval.
pub(super) fn plan(checked: &Checked, claim: &Claim, formula: &Formula) -> Looks {
    let first = checked.file.replications as usize;
    // No replication decides a claim on what cannot exist.
    let is_idle = undecidable(&checked.scenario, formula).is_some();
    let most = claim.at_most_replications.filter(|_| !is_idle).map_or(first, |most| most as usize);
    Looks::plan(first, most, level(claim.confidence))
}

pub(crate) fn level(share: Share) -> Confidence {
    Confidence::try_from(share).unwrap_or(Confidence::USUAL)
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
