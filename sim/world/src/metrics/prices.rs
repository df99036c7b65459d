//! What is measured of prices that move: fees, and how high each price is beside that at the start.

use units::time::Time;

use crate::scenario::Scenario;

/// What is measured of a network's prices.
#[derive(Clone, Debug, Default)]
pub struct PriceMeter {
    /// Fees that users were asked to pay.
    pub fees: Fees,
    /// Steps after which an LLM had another price.
    pub changes: u64,
    /// By LLM.
    pub levels: Vec<Level>,
}

/// Fees that users were asked to pay.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fees {
    /// How many.
    pub n: u64,
    /// Their sum \[usd\].
    pub usd: f64,
}

impl Fees {
    pub(super) fn add(&mut self, usd: f64) {
        self.n += 1;
        self.usd += usd;
    }
}

/// How high the price of an LLM is beside that at the start, over time.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// Whether anybody asks for the LLM; else its price stays and says nothing.
    pub(super) is_asked: bool,
    pub(super) now: f64,
    since: Time,
    began: Time,
    area: f64,
    square: f64,
    /// The lowest and the highest.
    pub ends: (f64, f64),
}

impl Level {
    fn new() -> Self {
        let began = Time::ZERO;
        Self { is_asked: false, now: 1.0, since: began, began, area: 0.0, square: 0.0, ends: (1.0, 1.0) }
    }
    pub(super) fn settle(&mut self, now: Time) {
        let dt = now.since(self.since).as_secs();
        self.area += self.now * dt;
        self.square += self.now * self.now * dt;
        self.since = now;
    }
    fn clear(&mut self, now: Time) {
        *self = Self {
            now: self.now,
            is_asked: self.is_asked,
            since: now,
            began: now,
            ends: (self.now, self.now),
            ..Self::new()
        };
    }
    /// The mean over time, and that of the square.
    fn moments(mut self, now: Time) -> Option<(f64, f64)> {
        self.settle(now);
        let secs = now.since(self.began).as_secs();
        (secs > 0.0).then(|| (self.area / secs, self.square / secs))
    }
}

impl PriceMeter {
    /// Nothing measured yet.
    fn new(moves: bool, n_llms: usize) -> Self {
        Self { levels: if moves { vec![Level::new(); n_llms] } else { Vec::new() }, ..Self::default() }
    }
    /// Forgets what was measured; prices stay.
    pub fn cleared(&self, now: Time) -> Self {
        let mut fresh = Self { levels: self.levels.clone(), ..Self::default() };
        fresh.levels.iter_mut().for_each(|level| level.clear(now));
        fresh
    }
    /// Of all networks of a scenario.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let n_llms = scenario.llms.len();
        scenario.networks.iter().map(|n| Self::new(n.rules.pricing.every().is_some(), n_llms)).collect()
    }
    /// Levels of LLMs that are asked for.
    pub fn asked(&self) -> impl Iterator<Item = &Level> {
        self.levels.iter().filter(|level| level.is_asked)
    }
    /// The present level, mean over LLMs.
    pub fn level(&self) -> Option<f64> {
        mean(self.asked().map(|level| level.now))
    }
    /// The mean level over time and over LLMs.
    pub fn mean(&self, now: Time) -> Option<f64> {
        mean(self.asked().filter_map(|level| Some(level.moments(now)?.0)))
    }
    /// The variance of the level over time, mean over LLMs.
    pub fn variance(&self, now: Time) -> Option<f64> {
        let of = |level: &Level| level.moments(now).map(|(mean, square)| (square - mean * mean).max(0.0));
        mean(self.asked().filter_map(of))
    }
    /// The mean level of one LLM over time.
    pub fn mean_of(&self, llm: usize, now: Time) -> Option<f64> {
        let level = self.levels.get(llm).filter(|level| level.is_asked)?;
        Some(level.moments(now)?.0)
    }
}

/// The mean of some numbers.
pub fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (n, sum) = values.fold((0_u32, 0.0), |(n, sum), value| (n + 1, sum + value));
    (n > 0).then(|| sum / f64::from(n))
}
