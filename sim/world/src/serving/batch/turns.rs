//! Batches of several LLMs by turns: a device runs one at a time, and goes over to another when its batch has drained.

use cost::StepTimes;
use units::ids::{AttemptId, LlmId};
use units::time::Time;

use super::{Batch, Job, News, PS_PER_NS};
use crate::serving::pool::Pool;

/// An LLM that a batch goes over to.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// Which.
    pub(crate) llm: LlmId,
    /// What its steps cost.
    pub(crate) times: StepTimes,
    /// Blocks of the cache beside what lies in memory now.
    pub(crate) blocks: u32,
    /// When it is there, if it has still to be loaded.
    pub(crate) ready: Option<Time>,
}

impl Batch {
    /// Makes the node ask for the LLM of whoever is next each time it has drained.
    pub(crate) fn by_turns(mut self, passes: u32) -> Self {
        (self.takes_turns, self.passes) = (true, passes);
        self
    }

    /// Puts a request into the line and says where: at its end, or before the first that asks for another LLM than the
    /// one whose turn it is, if not too many have passed that one.
    pub(super) fn line_up(&mut self, job: Job) -> usize {
        if self.passes > 0
            && self.is_busy()
            && job.llm == self.llm
            && let Some(at) = self.first_other()
            && self.waiting[at].passed < self.passes
        {
            self.waiting[at].passed += 1;
            self.waiting.insert(at, job);
            return at;
        }
        self.waiting.push_back(job);
        self.waiting.len() - 1
    }

    /// Where the first in line stands that asks for another LLM.
    fn first_other(&self) -> Option<usize> {
        self.waiting.iter().position(|job| job.llm != self.llm)
    }

    /// As a turn begins, those further back that ask for its LLM pass the first that asks for another, as many as may.
    fn close_up(&mut self) {
        let Some(mut first) = self.first_other().filter(|_| self.passes > 0) else { return };
        let mut at = first + 1;
        while at < self.waiting.len() && self.waiting[first].passed < self.passes {
            if self.waiting[at].llm == self.llm
                && let Some(job) = self.waiting.remove(at)
            {
                self.waiting[first].passed += 1;
                self.waiting.insert(first, job);
                first += 1;
            }
            at += 1;
        }
    }

    /// Who waits for its LLM: the head of the line, once nothing runs and nothing is loaded.
    pub(crate) fn wanted(&self) -> Option<AttemptId> {
        if self.is_busy() || !self.has_drained() {
            return None;
        }
        self.waiting.front().map(|job| job.attempt)
    }

    /// Whether the next step needs an LLM that nobody has asked for yet; who was preempted has its own.
    pub(super) fn has_drained(&self) -> bool {
        self.takes_turns && self.running.is_empty() && self.waiting.front().is_some_and(|job| !job.has_llm)
    }

    /// The head of the line gets its LLM, at once or when it is loaded.
    ///
    /// The cache of another LLM is lost, and so is one of another size. A load that has begun goes on to its end,
    /// whoever is withdrawn meanwhile.
    pub(crate) fn turn(&mut self, turn: Turn, news: &mut Vec<News>) {
        let Turn { llm, times, blocks, ready } = turn;
        if let Some(job) = self.waiting.front_mut() {
            job.has_llm = true;
        }
        if llm != self.llm || blocks != self.limits.blocks {
            self.pool = Pool::new(blocks);
        }
        let is_another = std::mem::replace(&mut self.llm, llm) != llm;
        (self.times, self.limits.blocks, self.loading) = (times, blocks, ready);
        if is_another {
            self.close_up();
        }
        if ready.is_none() {
            self.plan(news);
        }
    }

    /// The LLM is there: steps begin with the nanosecond.
    pub(super) fn loaded(&mut self, ready: Time, news: &mut Vec<News>) {
        self.loading = None;
        self.clock = self.clock.max(u128::from(ready.ns()) * PS_PER_NS);
        self.plan(news);
    }
}
