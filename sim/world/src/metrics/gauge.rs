//! A whole number that changes over time: its integrals and the time at each level.

use units::time::{Span, Time};

/// Levels above this one are counted with it: a bound on memory, far above what a scenario asks thresholds for.
const MOST: usize = 65_536;

/// A level over time, with exact integrals in whole nanoseconds.
#[derive(Clone, Debug, Default)]
pub struct Gauge {
    level: u64,
    changed: Time,
    began: Time,
    area: u128,
    square: u128,
    /// Nanoseconds at each level, kept only if somebody asks.
    held: Option<Vec<u64>>,
}

impl Gauge {
    /// A gauge that also keeps the time at each level.
    pub fn with_levels() -> Self {
        Self { held: Some(Vec::new()), ..Self::default() }
    }
    /// The present level.
    #[inline]
    pub fn level(&self) -> u64 {
        self.level
    }
    /// Adds the time since the last change to the integrals.
    #[inline]
    fn settle(&mut self, now: Time) {
        let dt = now.since(self.changed).ns();
        if dt > 0 {
            let area = u128::from(self.level) * u128::from(dt);
            self.area += area;
            self.square += area * u128::from(self.level);
            if let Some(held) = &mut self.held {
                let at = (self.level as usize).min(MOST);
                if held.len() <= at {
                    held.resize(at + 1, 0);
                }
                held[at] += dt;
            }
        }
        self.changed = now;
    }
    /// The level rises.
    #[inline]
    pub fn add(&mut self, now: Time, by: u64) {
        self.settle(now);
        self.level += by;
    }
    /// The level falls.
    #[inline]
    pub fn sub(&mut self, now: Time, by: u64) {
        self.settle(now);
        debug_assert!(self.level >= by, "a gauge cannot fall from {} by {by}", self.level);
        self.level -= by;
    }
    /// Forgets what was before, but not the level.
    pub fn clear(&mut self, now: Time) {
        self.settle(now);
        (self.began, self.area, self.square) = (now, 0, 0);
        if let Some(held) = &mut self.held {
            held.fill(0);
        }
    }
    /// The time integral of the level up to now \[ns\].
    pub fn area(&self, now: Time) -> u128 {
        self.area + u128::from(self.level) * u128::from(now.since(self.changed).ns())
    }
    /// The time average; none before any time has passed.
    pub fn mean(&self, now: Time) -> Option<f64> {
        self.mean_over(now, now.since(self.began))
    }
    /// The average over a part of the time outside of which the level was 0; none of no time.
    pub fn mean_over(&self, now: Time, part: Span) -> Option<f64> {
        (part.ns() > 0).then(|| self.area(now) as f64 / part.ns() as f64)
    }
    /// The variance over time; none before any time has passed.
    pub fn variance(&self, now: Time) -> Option<f64> {
        self.variance_over(now, now.since(self.began))
    }
    /// The variance over a part of the time outside of which the level was 0; none of no time.
    pub fn variance_over(&self, now: Time, part: Span) -> Option<f64> {
        let mean = self.mean_over(now, part)?;
        let rest = u128::from(self.level).pow(2) * u128::from(now.since(self.changed).ns());
        let second = (self.square + rest) as f64 / part.ns() as f64;
        Some((second - mean * mean).max(0.0))
    }
    /// The share of time at or above a level; none if levels are not kept or no time has passed.
    pub fn at_least(&self, now: Time, least: u32) -> Option<f64> {
        self.at_least_over(now, now.since(self.began), least)
    }
    /// The share at or above a level of a part of the time outside of which the level was 0.
    pub fn at_least_over(&self, now: Time, part: Span, least: u32) -> Option<f64> {
        let held = self.held.as_ref()?;
        let passed = part.ns();
        let above: u64 = held.iter().skip(least as usize).sum();
        let rest = if self.level >= u64::from(least) { now.since(self.changed).ns() } else { 0 };
        (passed > 0).then(|| (above + rest) as f64 / passed as f64)
    }
}

/// A level over time with its integral only: what most gauges need, at half the price.
#[derive(Clone, Copy, Debug, Default)]
pub struct Area {
    level: u64,
    changed: Time,
    integral: u128,
}

impl Area {
    /// The present level.
    #[inline]
    pub fn level(&self) -> u64 {
        self.level
    }
    /// The level rises.
    #[inline]
    pub fn add(&mut self, now: Time, by: u64) {
        self.integral = self.area(now);
        self.changed = now;
        self.level += by;
    }
    /// The level falls.
    #[inline]
    pub fn sub(&mut self, now: Time, by: u64) {
        self.integral = self.area(now);
        self.changed = now;
        debug_assert!(self.level >= by, "a level cannot fall from {} by {by}", self.level);
        self.level -= by;
    }
    /// Forgets what was before, but not the level.
    pub fn clear(&mut self, now: Time) {
        (self.integral, self.changed) = (0, now);
    }
    /// The time integral of the level up to now \[ns\].
    #[inline]
    pub fn area(&self, now: Time) -> u128 {
        self.integral + u128::from(self.level) * u128::from(now.since(self.changed).ns())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integrals_are_exact() {
        let at = Time::from_ns;
        let mut gauge = Gauge::with_levels();
        gauge.add(at(10), 2);
        gauge.add(at(20), 1);
        gauge.sub(at(40), 3);
        // 0 for 10, 2 for 10, 3 for 20, 0 for 60.
        assert_eq!(gauge.area(at(100)), 80);
        assert_eq!(gauge.mean(at(100)), Some(0.8));
        assert_eq!(gauge.variance(at(100)), Some(2.2 - 0.64));
        assert_eq!(gauge.at_least(at(100), 2), Some(0.3));
        gauge.clear(at(100));
        assert_eq!((gauge.mean(at(100)), gauge.mean(at(101))), (None, Some(0.0)));
    }
}
