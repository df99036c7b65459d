//! What is measured of a network's stakes on their way out.

use units::time::Time;

use super::gauge::{Area, Gauge};

/// Stakes on their way out of one network.
#[derive(Clone, Debug, Default)]
pub struct ExitMeter {
    /// Stakes that unbond.
    pub unbonding: Gauge,
    /// Base units of them.
    pub amount: Area,
    /// Epochs of the exit queue that ended.
    pub epochs: u64,
    /// Sum over epochs of the stakes that still waited at their end.
    pub backlog: u64,
    /// Epochs after which none waited.
    pub empty: u64,
    /// Stakes that had their turn.
    pub turns: u64,
    /// Whole epochs that they had waited beyond the one in which they asked.
    pub delay: u64,
    /// The longest such wait.
    pub longest: Option<u64>,
}

impl ExitMeter {
    /// A meter that also keeps the time at each number of unbonding stakes, if anybody asks.
    pub fn new(has_levels: &[u32]) -> Self {
        let unbonding = if has_levels.is_empty() { Gauge::default() } else { Gauge::with_levels() };
        Self { unbonding, ..Self::default() }
    }
    /// The meter after the warm-up: levels stay.
    pub fn cleared(&self, now: Time) -> Self {
        let mut fresh = Self { unbonding: self.unbonding.clone(), amount: self.amount, ..Self::default() };
        fresh.unbonding.clear(now);
        fresh.amount.clear(now);
        fresh
    }
    /// A stake left the bond.
    pub fn left(&mut self, now: Time, amount: i64) {
        self.unbonding.add(now, 1);
        self.amount.add(now, amount.unsigned_abs());
    }
    /// A stake is free.
    pub fn freed(&mut self, now: Time, amount: i64) {
        self.unbonding.sub(now, 1);
        self.amount.sub(now, amount.unsigned_abs());
    }
    /// Something was taken of stakes that unbond.
    pub fn slashed(&mut self, now: Time, amount: i64) {
        self.amount.sub(now, amount.unsigned_abs());
    }
    /// A stake had its turn after so many epochs.
    pub fn waited(&mut self, epochs: u64) {
        self.turns += 1;
        self.delay += epochs;
        self.longest = self.longest.max(Some(epochs));
    }
    /// An epoch ended with so many stakes that still wait.
    pub fn epoch(&mut self, backlog: u64) {
        self.epochs += 1;
        self.backlog += backlog;
        self.empty += u64::from(backlog == 0);
    }
}
