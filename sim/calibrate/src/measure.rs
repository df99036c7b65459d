//! The kernel as what is measured: steps of the llm, reference work, and two nodes that agree or not.

use files::publish::Fault;
use kernel::isa::Isa;
use kernel::llama::{Cache, Part, Runner, Wanted, logits};
use kernel::matrix::Order;
use kernel::synthetic::Noise;

use super::agreement::{self, Size};
use super::clock::{Clock, Span};
use super::point::{self, Point};
use super::schedule::Stand;
use super::subject::{LESS, Subject};
use super::{Agreement, Canary, Design, Plan, canary};

/// One repeat: times of a step.
pub type Sample = Span;

/// What the kernel refuses here is for want of memory.
#[expect(clippy::needless_pass_by_value, reason = "it stands where an error is mapped")]
fn told(fault: kernel::fault::Fault) -> Fault {
    Fault { message: fault.to_string(), remedy: LESS.into() }
}

/// The kernel, ready to be measured.
pub(super) struct Bench<'a> {
    subject: &'a Subject,
    plan: &'a Plan,
    isa: Isa,
    runner: Runner,
    prompt: Vec<u32>,
    canary: canary::Work,
    /// Started when the calibration began.
    clock: Clock,
}

impl<'a> Bench<'a> {
    pub(super) fn new(subject: &'a Subject, plan: &'a Plan, isa: Isa, clock: Clock) -> Result<Self, Fault> {
        let canary = canary::Work::new(isa, if plan.design == Design::Least { 64 } else { 1 })?;
        let runner = Runner::new(isa, plan.threads, Order::Fixed);
        let prompt = prompt(subject, &point::points(plan.design));
        Ok(Self { subject, plan, isa, runner, prompt, canary, clock })
    }

    /// A hash of the logits of a short prompt, by which kernels on other machines are known to be the same.
    pub(super) fn hash(&mut self) -> Result<u64, Fault> {
        let llm = &self.subject.llm;
        let tokens: Vec<u32> = (0..8).map(|i| i * 37 % llm.shape().vocabulary as u32).collect();
        let mut cache = Cache::new(llm.shape(), 1, tokens.len()).map_err(told)?;
        let parts = [Part { sequence: 0, tokens: &tokens, logits: Wanted::Every }];
        let mut hash = 0;
        let mut show = |_, row: &[f32]| hash = logits::hash(hash, row);
        self.runner.step(llm, &mut cache, &parts, &mut show).map_err(told)?;
        Ok(hash)
    }

    fn time(&mut self, point: &Point, n: usize) -> Result<Span, kernel::fault::Fault> {
        let llm = &self.subject.llm;
        let mut cache = Cache::new(llm.shape(), point.sequences(), point.context.max(point.chunk) + 1)?;
        let parts = point.parts(&self.prompt);
        let mut best = 0;
        let seen = |cache: &mut Cache| {
            (0..point.sequences()).for_each(|s| cache.assume(s, if s < point.batch { point.context } else { 0 }));
        };
        seen(&mut cache);
        let (mut cpu, mut wall) = (0.0, 0.0);
        for _ in 0..n {
            let clock = Clock::start();
            // What every user of logits does at the least.
            self.runner.step(llm, &mut cache, &parts, &mut |_, row| best ^= logits::top(row))?;
            let span = clock.read();
            (cpu, wall) = (cpu + span.cpu, wall + span.wall);
            seen(&mut cache);
        }
        std::hint::black_box(best);
        Ok(Span { cpu: cpu / n as f64, wall: wall / n as f64 })
    }
}

/// Random tokens, as many as the longest chunk has.
fn prompt(subject: &Subject, points: &[Point]) -> Vec<u32> {
    let longest = points.iter().map(|point| point.chunk).max().unwrap_or(0);
    let mut noise = Noise::new(7);
    (0..longest).map(|_| noise.below(subject.llm.shape().vocabulary as u64) as u32).collect()
}

impl Stand for Bench<'_> {
    fn steps(&mut self, point: &Point, n: usize) -> Result<Span, Fault> {
        self.time(point, n).map_err(told)
    }

    fn look(&mut self) -> Canary {
        self.canary.look()
    }

    fn agree(&mut self, size: &Size) -> Result<Agreement, Fault> {
        agreement::measure(self.subject, self.isa, self.plan.threads, size).map_err(told)
    }

    fn spent(&self) -> f64 {
        self.clock.read().wall
    }
}
