//! The twin: every step one by one, every block by its number.

mod price;

use std::collections::VecDeque;

use rules::queueing::BatchOrder;
use state::requests::Shared;
use units::ids::AttemptId;
use units::time::Time;

use super::{News, Origin, Work};
use crate::scenario::Limits;
use price::Part;

pub(crate) use price::Price;
#[cfg(test)]
pub(crate) use price::roofline;

/// A request of the twin.
#[derive(Clone, Debug)]
pub(super) struct Sequence {
    pub(super) name: AttemptId,
    pub(super) prompt: u32,
    pub(super) output: u32,
    pub(super) written: u32,
    pub(super) cached: u32,
    pub(super) origin: Option<Origin>,
    pub(super) text: Name,
    pub(super) blocks: Vec<usize>,
    pub(super) chunk: u32,
    pub(super) first: u64,
    pub(super) came: u64,
    pub(super) has_started: bool,
    pub(super) is_gone: bool,
}

impl Sequence {
    pub(super) fn new(work: Work, came: u64) -> Self {
        let Work { attempt: name, prompt, output, origin, .. } = work;
        Self {
            name,
            origin,
            text: Name::Request(name),
            prompt,
            output,
            written: 0,
            cached: 0,
            blocks: Vec::new(),
            chunk: 0,
            first: 0,
            came,
            has_started: false,
            is_gone: false,
        }
    }
}

/// Whose tokens lie in a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Name {
    Request(AttemptId),
    Opening(u16),
    /// Users, session, conversation, and where its own text begins.
    Session(u16, u32, u32, u32),
}

/// Every step one by one: blocks have numbers, and each remembers whose tokens lie in it.
pub(crate) struct Twin {
    pub(super) price: Price,
    pub(super) limits: Limits,
    pub(super) running: Vec<Sequence>,
    pub(super) waiting: VecDeque<Sequence>,
    pub(super) free: VecDeque<usize>,
    pub(super) contents: Vec<Option<(Name, usize)>>,
    pub(super) readers: Vec<u32>,
    pub(super) began: u128,
    pub(super) cost: Option<u128>,
    /// Steps that it has played.
    pub(crate) steps: u64,
}

impl Twin {
    pub(crate) fn new(price: Price, limits: Limits) -> Self {
        let n = limits.blocks as usize;
        Self {
            price,
            limits,
            running: Vec::new(),
            waiting: VecDeque::new(),
            free: (0..n).collect(),
            contents: vec![None; n],
            readers: vec![0; n],
            began: 0,
            cost: None,
            steps: 0,
        }
    }
    fn blocks(&self, tokens: u32) -> usize {
        tokens.div_ceil(self.limits.block) as usize
    }
    pub(super) fn end(&self) -> Option<u64> {
        Some((self.began + self.cost?).div_ceil(1_000) as u64)
    }
    pub(crate) fn advance(&mut self, now: u64, log: &mut Vec<(u64, News)>) {
        while let Some(end) = self.end().filter(|&end| end <= now) {
            self.began += self.cost.take().expect("a step that ends has a cost");
            self.steps += 1;
            let mut kept = Vec::new();
            for mut s in std::mem::take(&mut self.running) {
                s.cached += s.chunk;
                self.name_opening(&s, s.cached - s.chunk);
                if s.chunk > 0 && s.cached == s.prompt + s.written {
                    s.written += 1;
                    if !s.is_gone && s.written == 1 {
                        s.first = end;
                        log.push((end, News::First(s.name)));
                    }
                    if !s.is_gone && s.written == s.output {
                        let (first, came) = (Time::from_ns(s.first), Time::from_ns(s.came));
                        log.push((end, News::Done { attempt: s.name, first, came }));
                        let kept = if matches!(s.text, Name::Session(..)) { s.cached } else { 0 };
                        self.drop_blocks(&s, kept);
                        continue;
                    }
                }
                if s.is_gone {
                    let kept = if matches!(s.text, Name::Session(..)) { s.cached.min(s.prompt) } else { 0 };
                    self.drop_blocks(&s, kept);
                } else {
                    kept.push(s);
                }
            }
            self.running = kept;
            self.plan(end, log);
        }
    }
    /// Blocks of the opening that a request begins with.
    fn opening(&self, s: &Sequence) -> usize {
        s.origin.map_or(0, |o| o.shared.opening.min(s.prompt) / self.limits.block) as usize
    }
    /// How the i-th block of a request's text is called.
    fn called(&self, s: &Sequence, i: usize) -> (Name, usize) {
        let is_opening = i < self.opening(s);
        (if is_opening { Name::Opening(s.origin.expect("an opening is of some users").users.0) } else { s.text }, i)
    }
    /// A block of an opening that this step has filled is named if none is called so and all before it are named.
    fn name_opening(&mut self, s: &Sequence, before: u32) {
        for i in 0..self.opening(s).min((s.cached / self.limits.block) as usize) {
            let name = Some(self.called(s, i));
            let is_old = i < (before / self.limits.block) as usize;
            let is_named = self.contents[s.blocks[i]] == name;
            if (is_old && !is_named) || (!is_old && self.contents.contains(&name)) {
                return;
            }
            self.contents[s.blocks[i]] = name;
        }
    }
    /// Gives blocks back, the last first; full ones are named after the first `kept` tokens.
    fn drop_blocks(&mut self, s: &Sequence, kept: u32) {
        for (i, &block) in s.blocks.iter().enumerate().rev() {
            if i >= self.opening(s) {
                let is_kept = i < (kept / self.limits.block) as usize;
                self.contents[block] = is_kept.then(|| self.called(s, i));
            }
            self.readers[block] -= 1;
            if self.readers[block] == 0 {
                self.free.push_back(block);
            }
        }
    }
    fn grow(&mut self, blocks: &mut Vec<usize>, to: usize) {
        while blocks.len() < to {
            let block = self.free.pop_front().expect("whoever grows has counted the free blocks");
            (self.contents[block], self.readers[block]) = (None, 1);
            blocks.push(block);
        }
    }
    /// The text that a request goes on with when it is let in.
    fn own(&self, s: &Sequence) -> Name {
        match s.origin {
            _ if s.has_started => s.text,
            Some(Origin { users, shared, .. }) if shared.session != Shared::ALONE => {
                let own = Name::Session(users.0, shared.session, shared.conversation, self.opening(s) as u32);
                if self.running.iter().any(|r| r.text == own) { Name::Request(s.name) } else { own }
            }
            _ => Name::Request(s.name),
        }
    }
    /// The first blocks of a waiting request's text, as far as they are there.
    fn kept(&self, s: &Sequence) -> Vec<usize> {
        let mut most = (s.prompt + s.written - 1) / self.limits.block;
        if !s.has_started {
            let Shared { opening, context, .. } = s.origin.map_or(Shared::NOTHING, |o| o.shared);
            most = most.min(opening.min(s.prompt).max(context) / self.limits.block);
        }
        let find = |i: usize| self.contents.iter().position(|&c| c == Some(self.called(s, i)));
        (0..most as usize).map_while(find).collect()
    }
    fn run(&mut self, budget: &mut u32, decodes: bool) -> bool {
        let mut preempted = false;
        let mut i = 0;
        while i < self.running.len() && *budget > 0 {
            let left = self.running[i].prompt + self.running[i].written - self.running[i].cached;
            if left == 1 && !decodes {
                i += 1;
                continue;
            }
            let chunk = left.min(*budget);
            let to = self.blocks(self.running[i].cached + chunk);
            if to.saturating_sub(self.running[i].blocks.len()) > self.free.len() {
                preempted = true;
                let mut last = self.running.pop().expect("whoever lacks blocks runs");
                *budget += last.chunk;
                self.drop_blocks(&last, last.cached);
                (last.cached, last.chunk, last.blocks) = (0, 0, Vec::new());
                self.waiting.push_front(last);
                continue;
            }
            let mut blocks = std::mem::take(&mut self.running[i].blocks);
            self.grow(&mut blocks, to);
            (self.running[i].blocks, self.running[i].chunk) = (blocks, chunk);
            *budget -= chunk;
            i += 1;
        }
        preempted
    }
    fn let_in(&mut self, budget: &mut u32, now: u64, log: &mut Vec<(u64, News)>) {
        while *budget > 0 && self.running.len() < self.limits.most as usize && !self.waiting.is_empty() {
            self.waiting[0].text = self.own(&self.waiting[0]);
            let kept = self.kept(&self.waiting[0]);
            let n_read = kept.iter().filter(|&&b| self.readers[b] > 0).count();
            let s = &self.waiting[0];
            let cached = kept.len() as u32 * self.limits.block;
            let left = s.prompt + s.written - cached;
            let chunk = left.min(*budget);
            let to = self.blocks(cached + chunk);
            let must_be_whole = self.limits.order == BatchOrder::PrefillFirst && *budget < self.limits.budget;
            if to - n_read > self.free.len() || (must_be_whole && chunk < left) {
                return;
            }
            let mut s = self.waiting.pop_front().expect("the first was looked at");
            if !kept.is_empty() {
                self.free.retain(|b| !kept.contains(b));
            }
            for &block in &kept {
                self.readers[block] += 1;
            }
            // Of a request of its own that never ran nothing can be there.
            let is_known = s.has_started || matches!(s.text, Name::Session(..));
            for (block, content) in self.contents.iter_mut().enumerate().filter(|_| is_known) {
                if content.is_some_and(|c| c.0 == s.text) && !kept.contains(&block) {
                    *content = None;
                }
            }
            s.blocks = kept;
            let mut blocks = std::mem::take(&mut s.blocks);
            self.grow(&mut blocks, to);
            (s.blocks, s.cached, s.chunk) = (blocks, cached, chunk);
            if !s.has_started {
                s.has_started = true;
                log.push((now, News::Started { attempt: s.name, known: cached, prompt: s.prompt }));
            }
            *budget -= chunk;
            self.running.push(s);
        }
    }
    pub(super) fn plan(&mut self, now: u64, log: &mut Vec<(u64, News)>) {
        self.running.iter_mut().for_each(|s| s.chunk = 0);
        let mut budget = self.limits.budget;
        match self.limits.order {
            BatchOrder::RunningFirst => {
                if !self.run(&mut budget, true) {
                    self.let_in(&mut budget, now, log);
                }
            }
            BatchOrder::PrefillFirst => {
                if !self.run(&mut budget, false) {
                    self.let_in(&mut budget, now, log);
                }
                if budget == self.limits.budget {
                    self.run(&mut budget, true);
                }
            }
        }
        let planned: Vec<&Sequence> = self.running.iter().filter(|s| s.chunk > 0).collect();
        if planned.is_empty() {
            return;
        }
        let part = |s: &&Sequence| Part {
            tokens: u64::from(s.chunk),
            cached: u64::from(s.cached),
            left: u64::from(s.prompt + s.written - s.cached),
        };
        self.cost = Some(self.price.step(&planned.iter().map(part).collect::<Vec<_>>()));
    }
    pub(crate) fn arrive(&mut self, now: u64, work: Work, log: &mut Vec<(u64, News)>) {
        self.waiting.push_back(Sequence::new(work, now));
        if self.cost.is_none() {
            self.began = u128::from(now) * 1_000;
            self.plan(now, log);
        }
    }
    pub(super) fn remove(&mut self, name: AttemptId) {
        if let Some(at) = self.waiting.iter().position(|s| s.name == name) {
            let s = self.waiting.remove(at).expect("it was found there");
            if s.has_started {
                self.contents.iter_mut().filter(|c| c.is_some_and(|c| c.0 == s.text)).for_each(|c| *c = None);
            }
        } else if let Some(s) = self.running.iter_mut().find(|s| s.name == name) {
            s.is_gone = true;
        }
    }
    pub(super) fn clear(&mut self) {
        let fresh = Self::new(self.price.clone(), self.limits);
        *self = Self { steps: self.steps, ..fresh };
    }
}
