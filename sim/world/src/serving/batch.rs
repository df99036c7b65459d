//! The batch of one node, exact to the picosecond: one event for each change, however many steps lie between.

mod plan;
mod prefix;
mod stretch;
mod turns;
#[cfg(any(test, feature = "twin"))]
#[cfg_attr(not(test), expect(dead_code, reason = "tests withdraw requests and price steps in more ways than benches"))]
pub(crate) mod twin;

use std::collections::VecDeque;

use cost::StepTimes;
use units::ids::{AttemptId, LlmId};
use units::time::Time;

use super::pool::{Pool, Text};
use crate::scenario::Limits;

pub(crate) use prefix::Origin;
use stretch::Stretch;
pub(crate) use turns::Turn;

const PS_PER_NS: u128 = 1_000;

/// What happened at a boundary between two steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    /// Its first step begins.
    Started {
        /// Whose.
        attempt: AttemptId,
        /// Tokens of its prompt that lay in the cache.
        known: u32,
        /// Tokens of its prompt.
        prompt: u32,
    },
    /// Its first token is there.
    First(AttemptId),
    /// Its last token is there.
    Done {
        /// Whose.
        attempt: AttemptId,
        /// When its first token was there.
        first: Time,
        /// When it came.
        came: Time,
    },
}

/// A continuous-batching node: requests that run, requests that wait, and the stretch of like steps under way.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    /// The LLM whose requests run.
    llm: LlmId,
    times: StepTimes,
    limits: Limits,
    /// Where the stretch under way began \[ps\].
    clock: u128,
    stretch: Option<Stretch>,
    /// Whether it asks for the LLM of whoever is next when it has drained.
    takes_turns: bool,
    /// Requests of the LLM that runs that may pass the first in line that asks for another.
    passes: u32,
    /// When the LLM is there, if it is being loaded.
    loading: Option<Time>,
    /// Whether its news are being told: what they bring about may come back here before they are through.
    pub(crate) is_telling: bool,
    running: Vec<Job>,
    waiting: VecDeque<Job>,
    pool: Pool,
    /// The pending event that ends the stretch, as raw bits of an agenda's timer; 0 if there is none.
    pub(crate) timer: u64,
}

/// What comes to a node that batches.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    /// Whose it is.
    pub(crate) attempt: AttemptId,
    /// By which LLM.
    pub(crate) llm: LlmId,
    /// Tokens to read.
    pub(crate) prompt: u32,
    /// Tokens to write.
    pub(crate) output: u32,
    /// What the prompt has in common with others', if the node reuses that.
    pub(crate) origin: Option<Origin>,
}

/// One request at the node.
#[derive(Clone, Copy, Debug)]
struct Job {
    attempt: AttemptId,
    llm: LlmId,
    prompt: u32,
    output: u32,
    /// Tokens written so far.
    produced: u32,
    /// Tokens of prompt and output that lie in the cache.
    computed: u32,
    /// What its prompt has in common with others', where nodes reuse that.
    origin: Option<Origin>,
    /// Blocks held.
    blocks: u32,
    /// Those of them that it shares with all who read the same opening.
    held: u32,
    /// Whose contents its blocks behind the opening have, from its first step on.
    text: Text,
    /// Tokens that the step under way computes for it.
    planned: u32,
    /// When its first token was there; the start of all time before.
    first: Time,
    /// When it came.
    came: Time,
    has_started: bool,
    /// Its LLM was asked for and is held for it.
    has_llm: bool,
    /// Requests that passed it as the first in line that asked for another LLM.
    passed: u32,
    /// It was withdrawn in the middle of a step, and leaves when that ends.
    is_gone: bool,
}

impl Job {
    /// Tokens that must be in the cache before the next one can be written.
    fn total(&self) -> u32 {
        self.prompt + self.produced
    }
    fn left(&self) -> u32 {
        self.total() - self.computed
    }
    /// Whether it does not run on: it has all its tokens, or was withdrawn.
    fn leaves(&self) -> bool {
        self.is_gone || self.produced >= self.output
    }
}

impl Limits {
    /// Blocks for this many tokens.
    fn blocks_for(&self, tokens: u32) -> u32 {
        tokens.div_ceil(self.block)
    }
}

impl Batch {
    /// An idle node of one LLM.
    pub(crate) fn new(llm: LlmId, times: StepTimes, limits: Limits) -> Self {
        Self {
            llm,
            takes_turns: false,
            passes: 0,
            loading: None,
            is_telling: false,
            times,
            limits,
            clock: 0,
            stretch: None,
            running: Vec::new(),
            waiting: VecDeque::new(),
            pool: Pool::new(limits.blocks),
            timer: 0,
        }
    }
    /// Whether a request fits into a cache of so many blocks at all.
    pub(crate) fn fits(&self, blocks: u32, prompt: u32, output: u32) -> bool {
        self.limits.blocks_for(prompt.saturating_add(output)) <= blocks
    }
    /// Whether a step or a load is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.stretch.is_some() || self.loading.is_some()
    }
    /// The stretch under way: when it began, how many steps it has, and of how many requests.
    pub(crate) fn under_way(&self) -> Option<(Time, u64, u32)> {
        Some((nanoseconds(self.clock), self.stretch?.steps, self.running.len() as u32))
    }
    /// When the load or the stretch under way ends, rounded up to the nanosecond.
    pub(crate) fn next(&self) -> Option<Time> {
        if self.loading.is_some() {
            return self.loading;
        }
        let end = self.clock + self.duration(self.stretch?.steps);
        Some(nanoseconds(end))
    }

    /// A request arrives; an idle node begins at once, a busy one looks at it when the step under way ends.
    pub(crate) fn arrive(&mut self, now: Time, work: Work, news: &mut Vec<News>) {
        let Work { attempt, llm, prompt, output, origin } = work;
        let job = Job {
            attempt,
            llm,
            prompt,
            output,
            origin,
            produced: 0,
            computed: 0,
            blocks: 0,
            held: 0,
            text: Text::Attempt(attempt.0),
            planned: 0,
            first: Time::ZERO,
            came: now,
            has_started: false,
            has_llm: false,
            passed: 0,
            is_gone: false,
        };
        let is_idle = !self.is_busy() && self.waiting.is_empty();
        let at = self.line_up(job);
        if is_idle {
            self.clock = self.clock.max(u128::from(now.ns()) * PS_PER_NS);
            self.plan(news);
        } else if at == 0 && llm == self.llm {
            self.cut(now);
        }
    }

    /// Goes on to `now`: ends every stretch that is over by then.
    pub(crate) fn advance(&mut self, now: Time, news: &mut Vec<News>) {
        while let Some(end) = self.next().filter(|&end| end <= now) {
            if self.loading.is_some() {
                self.loaded(end, news);
                continue;
            }
            self.finish(news);
            self.plan(news);
        }
    }

    /// Withdraws a request; gives the part of its tokens that was computed, or nothing if it is not here.
    ///
    /// One that runs takes part in the step under way to its end.
    pub(crate) fn remove(&mut self, now: Time, attempt: AttemptId) -> Option<f64> {
        if let Some(at) = self.waiting.iter().position(|j| j.attempt == attempt) {
            let job = self.waiting.remove(at)?;
            if job.has_started {
                // What it left behind when it was preempted nobody goes on with.
                self.pool.reclaim(job.text, 0);
            }
            if at == 0 && self.stretch.is_some() {
                self.cut(now);
            }
            return Some(job.share(job.produced));
        }
        let share = self.share(now, attempt)?;
        let job = self.running.iter_mut().find(|j| j.attempt == attempt && !j.is_gone)?;
        job.is_gone = true;
        self.cut(now);
        Some(share)
    }

    /// The part of a request's tokens that was computed by now, or nothing if it is not here.
    pub(crate) fn share(&self, now: Time, attempt: AttemptId) -> Option<f64> {
        if let Some(job) = self.waiting.iter().find(|j| j.attempt == attempt) {
            return Some(job.share(job.produced));
        }
        let job = self.running.iter().find(|j| j.attempt == attempt && !j.is_gone)?;
        let is_decode = self.stretch.is_some_and(|s| s.batch > 0);
        Some(job.share(job.produced + if is_decode { self.steps_done(now) as u32 } else { 0 }))
    }

    /// Tokens that a request has written by now, and when the first was there; nothing if none is, or it is not here.
    pub(crate) fn written(&self, now: Time, attempt: AttemptId) -> Option<(u32, Time)> {
        let waits = self.waiting.iter().find(|j| j.attempt == attempt).map(|j| (j, 0));
        let is_decode = self.stretch.is_some_and(|s| s.batch > 0);
        let steps = if is_decode { self.steps_done(now) as u32 } else { 0 };
        let runs = || self.running.iter().find(|j| j.attempt == attempt && !j.is_gone).map(|j| (j, steps));
        let (job, steps) = waits.or_else(runs)?;
        // A step that writes the first token of a prompt is one of its own: before it ends there is none.
        (job.produced > 0).then(|| (job.produced + steps, job.first))
    }

    /// The node stops: the cache is lost, but it keeps what it had to do for when it goes on.
    ///
    /// What `restarts` is written anew from its first token, else from where it stopped.
    pub(crate) fn suspend(&mut self, now: Time, restarts: bool) {
        // What the stretch under way has written by now is written.
        let steps = if self.stretch.is_some_and(|s| s.batch > 0) { self.steps_done(now) as u32 } else { 0 };
        for mut job in self.running.drain(..).rev().filter(|j| !j.is_gone) {
            job.produced += steps;
            (job.computed, job.blocks, job.held, job.planned) = (0, 0, 0, 0);
            self.waiting.push_front(job);
        }
        for job in self.waiting.iter_mut().filter(|_| restarts) {
            (job.produced, job.first) = (0, Time::ZERO);
        }
        (self.stretch, self.loading) = (None, None);
        self.pool = Pool::new(self.limits.blocks);
    }

    /// The node goes on after it was suspended.
    pub(crate) fn resume(&mut self, now: Time, news: &mut Vec<News>) {
        self.clock = self.clock.max(u128::from(now.ns()) * PS_PER_NS);
        self.waiting.iter_mut().for_each(|job| (job.has_started, job.has_llm) = (false, false));
        self.plan(news);
    }

    /// Empties the node: cache, batch and line are lost.
    pub(crate) fn clear(&mut self) {
        self.running.clear();
        self.waiting.clear();
        (self.stretch, self.loading) = (None, None);
        self.pool = Pool::new(self.limits.blocks);
    }

    /// Checks the batch against itself and the node's backlog.
    ///
    /// # Errors
    /// What does not agree.
    pub(crate) fn audit(&self, backlog: u32) -> Result<(), String> {
        let here = self.running.iter().filter(|j| !j.is_gone).count() + self.waiting.len();
        if here != backlog as usize {
            return Err(format!("has {here} requests in its batch and a backlog of {backlog}"));
        }
        let held = self.running.iter().map(|j| j.blocks - j.held).sum::<u32>() + self.pool.used();
        if held + self.pool.free() != self.limits.blocks || !self.pool.is_whole() {
            return Err(format!("holds {held} blocks and {} are free, of {}", self.pool.free(), self.limits.blocks));
        }
        if self.running.len() > self.limits.most as usize {
            return Err(format!("runs {} requests at once, more than {}", self.running.len(), self.limits.most));
        }
        if self.running.iter().any(|j| j.llm != self.llm) {
            return Err("runs requests of two LLMs at once".into());
        }
        let is_idle = self.stretch.is_none() && self.running.is_empty();
        if self.stretch.is_none() != is_idle {
            return Err("runs requests without a step".into());
        }
        Ok(())
    }

    /// Ends the stretch: tokens are written, and who has all of them leaves, as does who was withdrawn.
    fn finish(&mut self, news: &mut Vec<News>) {
        let Some(stretch) = self.stretch else { return };
        self.clock += self.duration(stretch.steps);
        self.stretch = None;
        let now = nanoseconds(self.clock);
        let (limits, steps) = (self.limits, stretch.steps as u32);
        let mut n_leave = 0;
        for job in &mut self.running {
            if job.planned > 0 {
                let (before, computed) = (job.produced, job.computed);
                job.computed += job.planned;
                // The first step was planned with its blocks; further ones of a decode take theirs as they go.
                if job.computed == job.total() {
                    job.produced += steps;
                    job.computed += steps - 1;
                }
                let blocks = limits.blocks_for(job.computed);
                if blocks > job.blocks {
                    self.pool.take(blocks - job.blocks);
                    job.blocks = blocks;
                }
                Self::name(&mut self.pool, job, computed, limits.block);
                if before == 0 && job.produced > 0 && !job.is_gone {
                    job.first = now;
                    news.push(News::First(job.attempt));
                }
                if job.produced >= job.output && !job.is_gone {
                    news.push(News::Done { attempt: job.attempt, first: job.first, came: job.came });
                }
            }
            n_leave += u32::from(job.leaves());
        }
        if n_leave > 0 {
            self.part();
        }
    }
}

/// Picoseconds as a time, rounded up to the nanosecond.
fn nanoseconds(ps: u128) -> Time {
    Time::from_ns(u64::try_from(ps.div_ceil(PS_PER_NS)).unwrap_or(u64::MAX))
}

impl Job {
    /// The part of its tokens that was computed once `produced` are written.
    fn share(&self, produced: u32) -> f64 {
        let all = f64::from(self.prompt) + f64::from(self.output);
        let prompt = if produced > 0 { self.prompt } else { self.computed.min(self.prompt) };
        ((f64::from(prompt) + f64::from(produced)) / all).min(1.0)
    }
}

#[cfg(test)]
mod tests;
