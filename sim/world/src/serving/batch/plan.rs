//! The scheduler of a batch: whose tokens the next step computes, and how often that step repeats.

use rules::queueing::BatchOrder;

use super::{Batch, Job, News, Stretch};

impl Batch {
    /// Plans the next step, and how often it repeats.
    pub(super) fn plan(&mut self, news: &mut Vec<News>) {
        self.running.iter_mut().for_each(|job| job.planned = 0);
        if self.has_drained() {
            return;
        }
        let mut budget = self.limits.budget;
        // After such a step the line is looked at anew: it must not repeat.
        let is_single = match self.limits.order {
            BatchOrder::RunningFirst => {
                let has_preempted = self.plan_running(&mut budget, |_| true);
                if !has_preempted {
                    self.admit(&mut budget, news);
                }
                has_preempted
            }
            BatchOrder::PrefillFirst => {
                let has_preempted = self.plan_running(&mut budget, |job| job.left() > 1);
                if !has_preempted {
                    self.admit(&mut budget, news);
                }
                let is_prefill = budget < self.limits.budget;
                let preempts_again = !is_prefill && self.plan_running(&mut budget, |_| true);
                has_preempted | is_prefill | preempts_again
            }
        };
        self.stretch = self.measure(is_single, budget);
    }

    /// Plans those that run and are meant, in their order; where blocks are short, the last gives up its own.
    fn plan_running(&mut self, budget: &mut u32, is_meant: fn(&Job) -> bool) -> bool {
        let mut has_preempted = false;
        let mut at = 0;
        while at < self.running.len() && *budget > 0 {
            if !is_meant(&self.running[at]) {
                at += 1;
                continue;
            }
            let tokens = self.running[at].left().min(*budget);
            let need = self.limits.blocks_for(self.running[at].computed + tokens);
            let more = need.saturating_sub(self.running[at].blocks);
            if more > self.pool.free() {
                has_preempted = true;
                *budget += self.preempt();
                continue;
            }
            self.pool.take(more);
            let job = &mut self.running[at];
            (job.blocks, job.planned) = (job.blocks + more, tokens);
            *budget -= tokens;
            at += 1;
        }
        has_preempted
    }

    /// The last of those that run goes back to the head of the line; full blocks keep its contents for a while.
    ///
    /// Gives the tokens that were planned for it.
    fn preempt(&mut self) -> u32 {
        let Some(last) = self.running.last() else { return 0 };
        self.give_back(self.running.len() - 1, last.computed / self.limits.block);
        let Some(mut job) = self.running.pop() else { return 0 };
        let planned = std::mem::take(&mut job.planned);
        self.waiting.push_front(job);
        planned
    }

    /// Lets the waiting in while there are seats, budget and blocks.
    fn admit(&mut self, budget: &mut u32, news: &mut Vec<News>) {
        while *budget > 0 && self.running.len() < self.limits.most as usize {
            let Some(job) = self.waiting.front().filter(|job| job.llm == self.llm) else { return };
            let hits = self.hits(job);
            let computed = hits.blocks() * self.limits.block;
            let left = job.total() - computed;
            let tokens = left.min(*budget);
            let is_whole =
                tokens == left || self.limits.order == BatchOrder::RunningFirst || *budget == self.limits.budget;
            let need = self.limits.blocks_for(computed + tokens);
            // Blocks that others read at this time are counted once.
            if need - hits.used > self.pool.free() || !is_whole {
                return;
            }
            let Some(mut job) = self.waiting.pop_front() else { return };
            if hits.opening > 0 {
                self.pool.enter(job.opening_text(), hits.opening);
            }
            self.pool.reclaim(hits.text, hits.own);
            self.pool.take(need - hits.blocks());
            (job.computed, job.blocks, job.held, job.planned) = (computed, need, hits.opening, tokens);
            job.text = hits.text;
            job.has_llm = true;
            if !std::mem::replace(&mut job.has_started, true) {
                news.push(News::Started { attempt: job.attempt, known: computed, prompt: job.prompt });
            }
            *budget -= tokens;
            self.running.push(job);
        }
    }

    /// What the planned step costs, and how often it repeats before anything changes.
    fn measure(&self, is_single: bool, budget: u32) -> Option<Stretch> {
        let (mut tokens, mut sequences, mut emitting) = (0_u64, 0_u64, 0_u64);
        let (mut decodes, mut context, mut chunks) = (0_u64, 0_u64, 0_u64);
        let (mut is_decode, mut steps) = (true, u32::MAX);
        for job in &self.running {
            // A first token is news, so its step stands alone.
            is_decode &= job.planned == 1 && job.left() == 1 && job.produced > 0;
            if job.planned == 0 {
                continue;
            }
            sequences += 1;
            tokens += u64::from(job.planned);
            emitting += u64::from(job.planned == job.left());
            if job.left() == 1 {
                decodes += 1;
                context += u64::from(job.computed);
            } else {
                chunks += self.times.chunk(u64::from(job.planned), u64::from(job.computed));
            }
            steps = steps.min(job.output - job.produced);
        }
        if sequences == 0 {
            return None;
        }
        let reading = if decodes == sequences { self.times.decodes(decodes) } else { self.times.beside(decodes) };
        let parts = [self.times.head(emitting), self.times.fixed(sequences), reading.base, chunks];
        let base = parts.into_iter().fold(self.times.linear(tokens), u64::saturating_add);
        // Even a device without cost must let time pass.
        let base = base.max(1);
        let cached = reading.cached;
        if !is_decode || is_single || self.is_fickle(budget) {
            let base = base.saturating_add(cached.saturating_mul(context));
            return Some(Stretch { steps: 1, base, context: 0, batch: 0, cached: 0 });
        }
        let steps = u64::from(self.affordable(steps));
        Some(Stretch { steps, base, context, batch: sequences, cached })
    }

    /// Whether the head of the line may fit later though nothing ends: as its old blocks are overwritten, its first
    /// chunk reaches less far. Otherwise one that does not fit now will not before the stretch is over.
    fn is_fickle(&self, budget: u32) -> bool {
        let next = self.waiting.front().filter(|job| job.llm == self.llm);
        next.is_some_and(|job| job.total() > budget && self.hits(job).may_fade())
    }

    /// How many of the next decode steps, at most `steps`, the free blocks allow; the first is paid for.
    fn affordable(&self, steps: u32) -> u32 {
        let need = |n: u32| -> u64 {
            let more = |j: &Job| u64::from(self.limits.blocks_for(j.computed + n) - j.blocks);
            self.running.iter().map(more).sum()
        };
        let free = u64::from(self.pool.free());
        let most = u64::from(steps.div_ceil(self.limits.block) + 1) * self.running.len() as u64;
        if most <= free || need(steps) <= free {
            return steps;
        }
        let (mut low, mut high) = (1, steps);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if need(middle) <= free {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        low
    }
}
