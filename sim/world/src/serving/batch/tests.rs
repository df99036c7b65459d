//! The batch against an independent twin that plays every step with a table of single blocks.

mod price;

use cost::Measured;
use engine::draws::{Address, Draws, Purpose};
use price::{Part, Price, roofline};
use rules::queueing::BatchOrder;

use super::*;

/// A request of the twin.
#[derive(Clone, Debug)]
struct Sequence {
    name: AttemptId,
    prompt: u32,
    output: u32,
    written: u32,
    cached: u32,
    blocks: Vec<usize>,
    chunk: u32,
    first: u64,
    came: u64,
    has_started: bool,
    is_gone: bool,
}

/// Every step one by one: blocks have numbers, and each remembers whose tokens lie in it.
struct Twin {
    price: Price,
    limits: Limits,
    running: Vec<Sequence>,
    waiting: VecDeque<Sequence>,
    free: VecDeque<usize>,
    contents: Vec<Option<(AttemptId, usize)>>,
    began: u128,
    cost: Option<u128>,
    steps: u64,
}

impl Twin {
    fn new(price: Price, limits: Limits) -> Self {
        let n = limits.blocks as usize;
        Self {
            price,
            limits,
            running: Vec::new(),
            waiting: VecDeque::new(),
            free: (0..n).collect(),
            contents: vec![None; n],
            began: 0,
            cost: None,
            steps: 0,
        }
    }
    fn blocks(&self, tokens: u32) -> usize {
        tokens.div_ceil(self.limits.block) as usize
    }
    fn end(&self) -> Option<u64> {
        Some((self.began + self.cost?).div_ceil(1_000) as u64)
    }
    fn advance(&mut self, now: u64, log: &mut Vec<(u64, News)>) {
        while let Some(end) = self.end().filter(|&end| end <= now) {
            self.began += self.cost.take().unwrap();
            self.steps += 1;
            let mut kept = Vec::new();
            for mut s in std::mem::take(&mut self.running) {
                s.cached += s.chunk;
                if s.chunk > 0 && s.cached == s.prompt + s.written {
                    s.written += 1;
                    if !s.is_gone && s.written == 1 {
                        s.first = end;
                        log.push((end, News::First(s.name)));
                    }
                    if !s.is_gone && s.written == s.output {
                        let (first, came) = (Time::from_ns(s.first), Time::from_ns(s.came));
                        log.push((end, News::Done { attempt: s.name, first, came }));
                        self.drop_blocks(&s);
                        continue;
                    }
                }
                if s.is_gone {
                    self.drop_blocks(&s);
                } else {
                    kept.push(s);
                }
            }
            self.running = kept;
            self.plan(end, log);
        }
    }
    fn drop_blocks(&mut self, s: &Sequence) {
        for &block in s.blocks.iter().rev() {
            self.contents[block] = None;
            self.free.push_back(block);
        }
    }
    fn grow(&mut self, blocks: &mut Vec<usize>, to: usize) {
        while blocks.len() < to {
            let block = self.free.pop_front().unwrap();
            self.contents[block] = None;
            blocks.push(block);
        }
    }
    fn kept(&self, s: &Sequence) -> Vec<usize> {
        let most = ((s.prompt + s.written - 1) / self.limits.block) as usize;
        let find = |i: usize| self.free.iter().copied().find(|&b| self.contents[b] == Some((s.name, i)));
        (0..most).map_while(find).collect()
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
                let mut last = self.running.pop().unwrap();
                *budget += last.chunk;
                let full = (last.cached / self.limits.block) as usize;
                for (at, &block) in last.blocks.iter().enumerate().rev() {
                    self.contents[block] = (at < full).then_some((last.name, at));
                    self.free.push_back(block);
                }
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
            let kept = self.kept(&self.waiting[0]);
            let s = &self.waiting[0];
            let cached = kept.len() as u32 * self.limits.block;
            let left = s.prompt + s.written - cached;
            let chunk = left.min(*budget);
            let to = self.blocks(cached + chunk);
            let must_be_whole = self.limits.order == BatchOrder::PrefillFirst && *budget < self.limits.budget;
            if to > self.free.len() || (must_be_whole && chunk < left) {
                return;
            }
            let mut s = self.waiting.pop_front().unwrap();
            self.free.retain(|b| !kept.contains(b));
            for block in &mut self.contents {
                if block.is_some_and(|c| c.0 == s.name) {
                    *block = None;
                }
            }
            s.blocks = kept;
            let mut blocks = std::mem::take(&mut s.blocks);
            self.grow(&mut blocks, to);
            (s.blocks, s.cached, s.chunk) = (blocks, cached, chunk);
            if !s.has_started {
                s.has_started = true;
                log.push((now, News::Started(s.name)));
            }
            *budget -= chunk;
            self.running.push(s);
        }
    }
    fn plan(&mut self, now: u64, log: &mut Vec<(u64, News)>) {
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
    fn arrive(&mut self, now: u64, name: AttemptId, prompt: u32, output: u32, log: &mut Vec<(u64, News)>) {
        let s = Sequence {
            name,
            prompt,
            output,
            written: 0,
            cached: 0,
            blocks: Vec::new(),
            chunk: 0,
            first: 0,
            came: now,
            has_started: false,
            is_gone: false,
        };
        self.waiting.push_back(s);
        if self.cost.is_none() {
            self.began = u128::from(now) * 1_000;
            self.plan(now, log);
        }
    }
    fn remove(&mut self, name: AttemptId) {
        if let Some(at) = self.waiting.iter().position(|s| s.name == name) {
            self.waiting.remove(at);
            self.contents.iter_mut().filter(|c| c.is_some_and(|c| c.0 == name)).for_each(|c| *c = None);
        } else if let Some(s) = self.running.iter_mut().find(|s| s.name == name) {
            s.is_gone = true;
        }
    }
    fn clear(&mut self) {
        let fresh = Self::new(self.price.clone(), self.limits);
        *self = Self { steps: self.steps, ..fresh };
    }
}

fn times(fixed_ns: u64) -> StepTimes {
    roofline(fixed_ns, 0.0)
}

/// What a case found: events of the batch, steps of the twin.
struct Played {
    events: u64,
    steps: u64,
    preempted: bool,
}

/// Plays one random workload on both and compares every piece of news with its nanosecond.
fn play(seed: u64) -> Played {
    let mut draws = Address { seed, replication: 0, purpose: Purpose::Swarm, entity: 7 }.stream().draws(0);
    let mut below = |n: u32| -> u32 { Draws::below(&mut draws, n) };
    let order = if below(3) == 0 { BatchOrder::PrefillFirst } else { BatchOrder::RunningFirst };
    let limits = Limits {
        budget: [8, 64, 512][below(3) as usize],
        most: [1, 3, 16, 256][below(4) as usize],
        blocks: [20, 60, 400][below(3) as usize],
        block: [1, 4, 16][below(3) as usize],
        order,
    };
    let fixed = [0, 100_000, 2_000_000][below(3) as usize];
    let price = match seed % 6 {
        // SmolLM2-135M on one thread of a CPU, sped up to the pace of the workload (reference/kernel.md 6).
        0 | 3 => {
            let (step, token, logits, attended, cached) = (792_003, 86_401, 43_007, 193, 255);
            let sharpness = if seed.is_multiple_of(6) { 1.0 } else { 2.5 };
            Price::Measured(Measured { step, token, logits, attended, cached, sharpness })
        }
        1 => Price::Tabled,
        2 => Price::Roofline(roofline(fixed, 0.25)),
        _ => Price::Roofline(roofline(fixed, 0.0)),
    };
    let (mut batch, mut twin) = (Batch::new(price.times(), limits), Twin::new(price, limits));
    let (mut news, mut found, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    let longest = limits.blocks * limits.block;
    let gap = [200_000, 5_000_000, 80_000_000][below(3) as usize];
    let (mut now, mut events) = (0_u64, 0);
    let mut open: Vec<AttemptId> = Vec::new();
    let mut preempted = false;
    for arrival in 0..40 {
        now += u64::from(below(gap));
        // Now and then something happens at the very instant at which a step ends.
        if below(4) == 0
            && let Some(end) = batch.next()
        {
            now = now.max(end.ns());
        }
        while let Some(end) = batch.next().filter(|end| end.ns() <= now) {
            batch.advance(end, &mut news);
            found.extend(news.drain(..).map(|n| (end.ns(), n)));
            events += 1;
            preempted |= batch.waiting.front().is_some_and(|j| j.has_started);
        }
        twin.advance(now, &mut expected);
        match below(12) {
            0 if !open.is_empty() => {
                let name = open.swap_remove(below(open.len() as u32) as usize);
                batch.remove(Time::from_ns(now), name);
                twin.remove(name);
            }
            1 if below(4) == 0 => {
                batch.clear();
                twin.clear();
                open.clear();
            }
            _ => {
                let name = AttemptId(arrival);
                let prompt = 1 + below((longest / 2).min(900));
                let output = 1 + below((longest - prompt).min(300));
                batch.arrive(Time::from_ns(now), name, prompt, output, &mut news);
                found.extend(news.drain(..).map(|n| (now, n)));
                twin.arrive(now, name, prompt, output, &mut expected);
                open.push(name);
                events += 1;
            }
        }
    }
    while let Some(end) = batch.next() {
        batch.advance(end, &mut news);
        found.extend(news.drain(..).map(|n| (end.ns(), n)));
        events += 1;
        preempted |= batch.waiting.front().is_some_and(|j| j.has_started);
    }
    twin.advance(u64::MAX, &mut expected);
    let differs = found.iter().zip(&expected).position(|(a, b)| a != b);
    assert_eq!(
        (differs, found.len()),
        (None, expected.len()),
        "seed {seed}: {limits:?}, at {:?}",
        differs.map(|d| (found[d], expected[d]))
    );
    assert!(batch.running.is_empty() && batch.waiting.is_empty() && batch.pool.free() == limits.blocks);
    Played { events, steps: twin.steps, preempted }
}

#[test]
fn three_thousand_random_workloads_agree_to_the_nanosecond() {
    let all: Vec<Played> = (0..3_000).map(play).collect();
    let (events, steps): (u64, u64) = all.iter().fold((0, 0), |sum, p| (sum.0 + p.events, sum.1 + p.steps));
    assert!(events * 2 < steps, "{events} events for {steps} steps: nothing is jumped");
    let preempted = all.iter().filter(|p| p.preempted).count();
    assert!(preempted > 300, "only {preempted} workloads ever ran out of cache");
}

#[test]
fn a_lone_request_takes_prefill_and_decode_run() {
    let limits = Limits { budget: 2_048, most: 8, blocks: 1_000, block: 16, order: BatchOrder::RunningFirst };
    let (mut batch, mut news) = (Batch::new(times(1_000), limits), Vec::new());
    batch.arrive(Time::ZERO, AttemptId(1), 500, 100, &mut news);
    let mut ends = Vec::new();
    while let Some(end) = batch.next() {
        batch.advance(end, &mut news);
        ends.push(end.since(Time::ZERO));
    }
    assert_eq!(ends, [times(1_000).prefill(500), times(1_000).service(500, 100, 1)]);
    let done = News::Done { attempt: AttemptId(1), first: Time::ZERO + ends[0], came: Time::ZERO };
    assert_eq!(news, [News::Started(AttemptId(1)), News::First(AttemptId(1)), done]);
}
