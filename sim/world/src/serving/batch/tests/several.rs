//! Several LLMs by turns, against a twin made of one that knows a single LLM and a line outside it.

use super::super::twin::Sequence;
use super::*;

/// LLMs that fit into the memory of the twin, and what each takes.
struct Plant {
    prices: Vec<Price>,
    /// Blocks by LLM and by how many LLMs are in memory, the present one included.
    blocks: Vec<Vec<u32>>,
    /// Time to load each \[ns\].
    loads: Vec<u64>,
    capacity: usize,
    /// Who may pass the first outside.
    passes: u32,
}

/// A memory that lets go what was asked longest ago; both sides have one of their own.
#[derive(Default)]
struct Shelf {
    /// The last asked at the end.
    held: Vec<usize>,
}

impl Shelf {
    /// Whether an LLM had to be loaded.
    fn ask(&mut self, llm: usize, capacity: usize) -> bool {
        let found = self.held.iter().position(|&held| held == llm);
        if let Some(at) = found {
            self.held.remove(at);
        } else if self.held.len() == capacity {
            self.held.remove(0);
        }
        self.held.push(llm);
        found.is_none()
    }
}

/// Who stands outside: its LLM, and itself as the twin of that LLM takes it.
type Waiting = (usize, Sequence);

/// A twin of one LLM that is set up anew whenever it has nothing left and the first outside asks for another.
struct Several<'a> {
    plant: &'a Plant,
    inner: Twin,
    llm: usize,
    blocks: u32,
    outside: VecDeque<Waiting>,
    /// How many have passed each of those that ever was the first outside.
    passed: std::collections::BTreeMap<u32, u32>,
    shelf: Shelf,
    /// The end of the load under way.
    ready: Option<u64>,
    loads: u32,
    passes: u32,
}

impl Several<'_> {
    fn new(plant: &Plant, limits: Limits) -> Several<'_> {
        let inner = Twin::new(plant.prices[0].clone(), limits);
        let (outside, passed, shelf) = (VecDeque::new(), std::collections::BTreeMap::new(), Shelf::default());
        Several {
            plant,
            inner,
            llm: 0,
            blocks: limits.blocks,
            outside,
            passed,
            shelf,
            ready: None,
            loads: 0,
            passes: 0,
        }
    }
    fn is_free(&self) -> bool {
        self.inner.running.is_empty() && self.inner.waiting.is_empty() && self.ready.is_none()
    }
    /// Those at the head of the outer line that ask for the present LLM go in.
    fn let_through(&mut self) {
        while self.outside.front().is_some_and(|w| w.0 == self.llm) {
            self.inner.waiting.extend(self.outside.pop_front().map(|w| w.1));
        }
    }
    /// Whether the first outside lets one more pass; then that is counted.
    fn may_pass(&mut self) -> bool {
        let Some((_, first)) = self.outside.front() else { return false };
        let passed = self.passed.entry(first.name.0).or_default();
        let may = *passed < self.plant.passes;
        *passed += u32::from(may);
        self.passes += u32::from(may);
        may
    }
    /// If nothing is left inside, the LLM of the first outside is made ready.
    fn turn(&mut self, now: u64, log: &mut Vec<(u64, News)>) {
        if !self.is_free() || self.outside.is_empty() {
            return;
        }
        let llm = self.outside[0].0;
        let is_loaded = self.shelf.ask(llm, self.plant.capacity);
        let blocks = self.plant.blocks[llm][self.shelf.held.len() - 1];
        if llm != self.llm || blocks != self.blocks {
            let (began, steps) = (self.inner.began, self.inner.steps);
            let limits = Limits { blocks, ..self.inner.limits };
            self.inner = Twin { began, steps, ..Twin::new(self.plant.prices[llm].clone(), limits) };
        }
        let is_another = llm != self.llm;
        (self.llm, self.blocks) = (llm, blocks);
        self.let_through();
        while let Some(at) = self.outside.iter().position(|w| w.0 == llm).filter(|_| is_another) {
            if !self.may_pass() {
                break;
            }
            self.inner.waiting.extend(self.outside.remove(at).map(|w| w.1));
        }
        if is_loaded && self.plant.loads[llm] > 0 {
            self.loads += 1;
            self.ready = Some(now + self.plant.loads[llm]);
        } else {
            self.inner.plan(now, log);
        }
    }
    fn advance(&mut self, now: u64, log: &mut Vec<(u64, News)>) {
        loop {
            if let Some(ready) = self.ready {
                if ready > now {
                    return;
                }
                self.ready = None;
                self.inner.began = self.inner.began.max(u128::from(ready) * 1_000);
                self.let_through();
                self.inner.plan(ready, log);
                self.turn(ready, log);
            } else if let Some(end) = self.inner.end().filter(|&end| end <= now) {
                self.inner.advance(end, log);
                self.turn(end, log);
            } else {
                return;
            }
        }
    }
    fn arrive(&mut self, now: u64, llm: usize, sequence: Sequence, log: &mut Vec<(u64, News)>) {
        let is_idle = self.is_free() && self.outside.is_empty();
        if !self.is_free() && llm == self.llm && self.may_pass() {
            return self.inner.waiting.push_back(sequence);
        }
        self.outside.push_back((llm, sequence));
        if is_idle {
            self.inner.began = self.inner.began.max(u128::from(now) * 1_000);
            self.turn(now, log);
        } else if !self.is_free() {
            self.let_through();
        }
    }
    fn remove(&mut self, name: AttemptId) {
        if let Some(at) = self.outside.iter().position(|w| w.1.name == name) {
            self.outside.remove(at);
            if !self.is_free() {
                self.let_through();
            }
        } else {
            self.inner.remove(name);
        }
    }
    /// The node goes down and keeps its line; cache and memory are lost.
    fn suspend(&mut self, restarts: bool) {
        let mut line: Vec<Sequence> = self.inner.running.drain(..).filter(|s| !s.is_gone).collect();
        line.extend(self.inner.waiting.drain(..));
        for mut s in line.into_iter().rev() {
            (s.cached, s.chunk, s.blocks, s.has_started) = (0, 0, Vec::new(), false);
            self.outside.push_front((self.llm, s));
        }
        for (_, s) in self.outside.iter_mut().filter(|_| restarts) {
            (s.written, s.first) = (0, 0);
        }
        self.inner.clear();
        (self.shelf, self.ready) = (Shelf::default(), None);
    }
    fn resume(&mut self, now: u64, log: &mut Vec<(u64, News)>) {
        self.inner.began = u128::from(now) * 1_000;
        self.turn(now, log);
    }
    fn clear(&mut self) {
        self.inner.clear();
        self.outside.clear();
        (self.shelf, self.ready) = (Shelf::default(), None);
    }
}

/// What stands behind the batch in a world: it finds the LLM that is wanted, or loads it.
fn serve(batch: &mut Batch, plant: &Plant, shelf: &mut Shelf, llms: &[usize], now: u64, news: &mut Vec<News>) {
    while let Some(AttemptId(name)) = batch.wanted() {
        let llm = llms[name as usize];
        let is_loaded = shelf.ask(llm, plant.capacity);
        let ready = (is_loaded && plant.loads[llm] > 0).then(|| Time::from_ns(now + plant.loads[llm]));
        let blocks = plant.blocks[llm][shelf.held.len() - 1];
        let turn = Turn { llm: LlmId::of(llm), times: plant.prices[llm].times(), blocks, ready };
        batch.turn(turn, news);
    }
}

/// What a case had.
#[derive(Default)]
struct Case {
    loads: u32,
    turns: u32,
    passes: u32,
    preempted: bool,
    events: u64,
    steps: u64,
}

fn play(seed: u64) -> Case {
    let mut draws = Address { seed, replication: 0, purpose: Purpose::Swarm, entity: 9 }.stream().draws(0);
    let mut below = |n: u32| -> u32 { Draws::below(&mut draws, n) };
    let mut sharing = (seed % 2 == 1).then(|| Sharing::new(seed));
    let n_llms = 1 + below(4) as usize;
    let capacity = 1 + below(n_llms as u32) as usize;
    let block = [1, 4, 16][below(3) as usize];
    let whole = [20, 60, 400][below(3) as usize];
    let price = |k: u32| match k {
        0 => {
            let (step, token, logits, attended, cached) = (792_003, 86_401, 43_007, 193, 255);
            Price::Measured(Measured { step, token, logits, attended, cached, sharpness: 2.5 })
        }
        1 => Price::Tabled,
        2 => Price::Roofline(roofline(100_000, 0.25)),
        _ => Price::Roofline(roofline(2_000_000, 0.0)),
    };
    let prices = (0..n_llms).map(|_| price(below(4))).collect();
    // Each LLM that is there takes room from the cache of the others.
    let blocks = |least: u32| (0..capacity as u32).rev().map(|more| least + more * (least / 2)).collect::<Vec<u32>>();
    let blocks: Vec<Vec<u32>> = (0..n_llms).map(|_| blocks(whole / (1 + below(2)))).collect();
    let loads = (0..n_llms).map(|_| [0, 900_000, 70_000_001][below(3) as usize]).collect();
    let order = if below(3) == 0 { BatchOrder::PrefillFirst } else { BatchOrder::RunningFirst };
    let (budget, most) = ([8, 64, 512][below(3) as usize], [1, 3, 16, 256][below(4) as usize]);
    let limits =
        Limits { budget, most, blocks: blocks[0][capacity - 1], block, prefix_reuse: sharing.is_some(), order };
    let passes = [0, 1, 3, 1_000][below(4) as usize];
    let plant = Plant { prices, blocks, loads, capacity, passes };
    let mut batch = Batch::new(LlmId(0), plant.prices[0].times(), limits).by_turns(passes);
    let mut twin = Several::new(&plant, limits);
    let (mut shelf, mut llms) = (Shelf::default(), Vec::new());
    let (mut news, mut found, mut expected) = (Vec::new(), Vec::new(), Vec::new());
    let gap = [200_000, 5_000_000, 80_000_000][below(3) as usize];
    let stays = 1 + below(6);
    let (mut now, mut last, mut case) = (0_u64, 0, Case::default());
    let mut open: Vec<AttemptId> = Vec::new();
    for _ in 0..60 {
        now += u64::from(below(gap));
        if below(4) == 0
            && let Some(end) = batch.next()
        {
            now = now.max(end.ns());
        }
        while let Some(end) = batch.next().filter(|end| end.ns() <= now) {
            batch.advance(end, &mut news);
            serve(&mut batch, &plant, &mut shelf, &llms, end.ns(), &mut news);
            found.extend(news.drain(..).map(|n| (end.ns(), n)));
            case.events += 1;
            case.preempted |= batch.waiting.front().is_some_and(|j| j.has_started);
        }
        twin.advance(now, &mut expected);
        match below(14) {
            0 | 1 if !open.is_empty() => {
                let name = open.swap_remove(below(open.len() as u32) as usize);
                batch.remove(Time::from_ns(now), name);
                twin.remove(name);
            }
            2 if below(4) == 0 => {
                // The node fails, and its memory with it.
                batch.clear();
                twin.clear();
                shelf = Shelf::default();
                open.clear();
            }
            3 if below(2) == 0 => {
                let restarts = below(2) == 0;
                batch.suspend(Time::from_ns(now), restarts);
                twin.suspend(restarts);
                shelf = Shelf::default();
                if below(3) == 0 && !open.is_empty() {
                    let name = open.swap_remove(below(open.len() as u32) as usize);
                    batch.remove(Time::from_ns(now), name);
                    twin.remove(name);
                }
                now += u64::from(below(gap));
                batch.resume(Time::from_ns(now), &mut news);
                serve(&mut batch, &plant, &mut shelf, &llms, now, &mut news);
                found.extend(news.drain(..).map(|n| (now, n)));
                twin.resume(now, &mut expected);
            }
            _ => {
                // The same LLM is asked some times in a row.
                let llm = if below(stays) == 0 { below(n_llms as u32) as usize } else { last };
                case.turns += u32::from(llm != last);
                last = llm;
                let name = AttemptId(llms.len() as u32);
                llms.push(llm);
                let longest = plant.blocks[llm][capacity - 1] * block;
                let prompt = 1 + below((longest / 2).min(900));
                let output = 1 + below((longest - prompt).min(300));
                let origin = sharing.as_mut().map(|s| Origin { llm: LlmId::of(llm), ..s.origin(prompt, output) });
                let work = Work { attempt: name, llm: LlmId::of(llm), prompt, output, origin };
                batch.arrive(Time::from_ns(now), work, &mut news);
                serve(&mut batch, &plant, &mut shelf, &llms, now, &mut news);
                found.extend(news.drain(..).map(|n| (now, n)));
                twin.arrive(now, llm, Sequence::new(work, now), &mut expected);
                open.push(name);
                case.events += 1;
            }
        }
        let backlog =
            twin.outside.len() + twin.inner.waiting.len() + twin.inner.running.iter().filter(|s| !s.is_gone).count();
        assert_eq!(batch.audit(backlog as u32), Ok(()), "seed {seed}");
    }
    while let Some(end) = batch.next() {
        batch.advance(end, &mut news);
        serve(&mut batch, &plant, &mut shelf, &llms, end.ns(), &mut news);
        found.extend(news.drain(..).map(|n| (end.ns(), n)));
        case.events += 1;
        case.preempted |= batch.waiting.front().is_some_and(|j| j.has_started);
    }
    twin.advance(u64::MAX, &mut expected);
    let differs = found.iter().zip(&expected).position(|(a, b)| a != b);
    assert_eq!(
        (differs, found.len()),
        (None, expected.len()),
        "seed {seed}: {limits:?}, {n_llms} LLMs, {capacity} in memory, at {:?}",
        differs.map(|d| (found[d], expected[d]))
    );
    assert!(batch.running.is_empty() && batch.waiting.is_empty() && batch.pool.free() == batch.limits.blocks);
    (case.loads, case.passes) = (twin.loads, twin.passes);
    case.steps = twin.inner.steps;
    case
}

#[test]
fn three_thousand_workloads_of_several_llms_agree_to_the_nanosecond() {
    let all: Vec<Case> = (0..3_000).map(play).collect();
    let sum = |of: fn(&Case) -> u64| all.iter().map(of).sum::<u64>();
    let (events, steps) = (sum(|c| c.events), sum(|c| c.steps));
    assert!(events * 2 < steps, "{events} events for {steps} steps: nothing is jumped");
    let (loads, turns) = (sum(|c| c.loads.into()), sum(|c| c.turns.into()));
    assert!(loads > 7_500 && turns > 15_000, "only {loads} loads and {turns} turns");
    let passes = sum(|c| c.passes.into());
    assert!(passes > 3_500, "only {passes} passed anybody");
    let preempted = all.iter().filter(|c| c.preempted).count();
    assert!(preempted > 300, "only {preempted} workloads ever ran out of cache");
}
