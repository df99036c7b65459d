//! Measures all points in rounds, so that whatever drifts drifts for all alike.

use kernel::isa::Isa;
use kernel::llama::{Cache, Runner, logits};
use kernel::matrix::Order;
use kernel::synthetic::Noise;

use super::clock::{Clock, Span};
use super::point::{self, Point};
use super::subject::{LESS, Subject};
use super::{Agreement, Canary, Design, Plan, agreement, canary};
use crate::publish::Fault;

/// One repeat: times of a step.
pub type Sample = Span;

/// Repeats of each point.
const REPEATS: usize = 5;
/// Deviation over mean of a point's repeats above which it is measured anew.
pub(super) const UNSTEADY: f64 = 0.05;
/// How often a point is measured anew.
const AGAIN: usize = 3;
/// Steps of a repeat are added up until they took so long \[s\].
const LEAST: f64 = 0.02;
/// The most steps of a repeat.
const MOST_STEPS: usize = 16;

/// All that was measured.
pub(super) struct Found {
    pub(super) points: Vec<Point>,
    pub(super) canaries: Vec<Canary>,
    pub(super) agreement: Agreement,
    pub(super) logits_hash: u64,
}

pub(super) fn measure(
    subject: &Subject,
    isa: Isa,
    plan: &Plan,
    tell: &mut dyn FnMut(&str, f64),
) -> Result<Found, Fault> {
    let told = |fault: kernel::fault::Fault| Fault { message: fault.to_string(), remedy: LESS.into() };
    let is_test = plan.design == Design::Least;
    let mut points = point::points(plan.design);
    let mut runner = Runner::new(isa, plan.threads, Order::Fixed);
    let mut bench = Bench { subject, runner: &mut runner, prompt: prompt(subject, &points), is_test };
    let mut canary = canary::Work::new(isa, if is_test { 64 } else { 1 })?;
    let mut canaries = vec![canary.look()];
    for point in &points {
        // Touches all memory, and wakes the machine up.
        bench.step(point, 1).map_err(told)?;
    }
    let logits_hash = bench.hash().map_err(told)?;
    let n = (REPEATS * points.len()) as f64;
    for round in 0..REPEATS {
        for (at, point) in points.iter_mut().enumerate() {
            tell(&point.name(), 0.1 + 0.7 * (round as f64 * n / REPEATS as f64 + at as f64) / n);
            let span = bench.repeat(point).map_err(told)?;
            point.repeats.push(span);
        }
        canaries.push(canary.look());
    }
    for point in &mut points {
        for _ in 0..AGAIN {
            let spread = point.spread(plan.threads);
            if is_test || spread <= UNSTEADY {
                break;
            }
            tell(&format!("{} again", point.name()), 0.8);
            let again = (0..REPEATS).map(|_| bench.repeat(point)).collect::<Result<Vec<_>, _>>().map_err(told)?;
            let again = Point { repeats: again, ..point.clone() };
            if again.spread(plan.threads) < spread {
                *point = again;
            }
        }
    }
    canaries.push(canary.look());
    if points.iter().any(|point| point.time(plan.threads) <= 0.0) {
        let message = "this machine's clock stands still: a step took no time".to_string();
        return Err(Fault { message, remedy: "calibrate on another machine".into() });
    }
    tell("agreement of two honest nodes", 0.85);
    let agreement = agreement::measure(subject, isa, plan).map_err(told)?;
    Ok(Found { points, canaries, agreement, logits_hash })
}

/// Random tokens, as many as the longest chunk has.
fn prompt(subject: &Subject, points: &[Point]) -> Vec<u32> {
    let longest = points.iter().map(|point| point.chunk).max().unwrap_or(0);
    let mut noise = Noise::new(7);
    (0..longest).map(|_| noise.below(subject.llm.shape().vocabulary as u64) as u32).collect()
}

struct Bench<'a> {
    subject: &'a Subject,
    runner: &'a mut Runner,
    prompt: Vec<u32>,
    is_test: bool,
}

impl Bench<'_> {
    /// One repeat of a point: the mean of some steps.
    fn repeat(&mut self, point: &Point) -> Result<Span, kernel::fault::Fault> {
        let least = if self.is_test { 0.0 } else { LEAST };
        let mut sum = self.step(point, 1)?;
        let steps = ((least / sum.wall.max(1e-6)).ceil() as usize).clamp(1, MOST_STEPS);
        // The first step warms up; where one takes longer than a repeat needs, it is measured alone.
        if steps > 1 {
            sum = self.step(point, steps)?;
        }
        Ok(Span { cpu: sum.cpu / steps as f64, wall: sum.wall / steps as f64 })
    }

    /// The time of `n` steps of a point.
    fn step(&mut self, point: &Point, n: usize) -> Result<Span, kernel::fault::Fault> {
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
        Ok(Span { cpu, wall })
    }

    /// A hash of the logits of a short prompt, by which kernels on other machines are known to be the same.
    fn hash(&mut self) -> Result<u64, kernel::fault::Fault> {
        let llm = &self.subject.llm;
        let tokens: Vec<u32> = (0..8).map(|i| i * 37 % llm.shape().vocabulary as u32).collect();
        let mut cache = Cache::new(llm.shape(), 1, tokens.len())?;
        let parts = [kernel::llama::Part { sequence: 0, tokens: &tokens, logits: kernel::llama::Wanted::Every }];
        let mut hash = 0;
        self.runner.step(llm, &mut cache, &parts, &mut |_, row| hash = logits::hash(hash, row))?;
        Ok(hash)
    }
}
