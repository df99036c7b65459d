//! Which part of the time requests are played in: a window in each period, and what must be played in full.

use std::sync::Arc;

use engine::draws::{Address, Purpose};
use units::time::{Span, Time};

use super::Scenario;

/// The golden section of a circle: turns by it fill the circle most evenly.
const GOLDEN: f64 = 0.381_966_011_250_105;
/// How far from the golden section strides are looked for.
const AROUND: u64 = 500;

/// Requests are played in windows, everything else all the time.
#[derive(Clone, Debug)]
pub struct Pace {
    /// The length of a window [> 0, <= `period`].
    pub window: Span,
    /// Each period has one window.
    pub period: Span,
    /// How often what is earned between windows is paid.
    pub step: Span,
    /// Windows that are given, whatever chance and faults say: those of a world that is compared with this one.
    pub given: Option<Arc<[Played]>>,
}

/// A stretch of time in which requests are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Played {
    /// When it begins.
    pub from: Time,
    /// When it is over; requests that come at this very time are not sent any more.
    pub to: Time,
}

impl Scenario {
    /// The stretches in which a replication plays requests, in the order of time and apart from each other; none if it
    /// plays all.
    ///
    /// The first period has its window at the start, so that there is an income from the start. After it a period of n
    /// windows has the k-th window (r + k s mod n) n-ths of the period after its start, and no window is in two
    /// periods: r is drawn for the replication, and s has no divisor with n, so that n periods meet each part of the
    /// period once; of all such s it is the one whose turns fill the circle most evenly, as the least of largest
    /// partial quotients of s / n says (L. Kuipers, H. Niederreiter: Uniform Distribution of Sequences, 1974, ch.
    /// 2.3). Where the period is longer than n windows, the place of the window within its n-th is drawn, too.
    ///
    /// Faults are played in full, with the length of a window after them, and so are the bins of claims about
    /// recovery, the first of what other claims with `after` measure, and what leads to instants that are observed.
    pub fn played(&self, replication: u32) -> Option<Arc<[Played]>> {
        let pace = self.pace.as_ref()?;
        if let Some(given) = &pace.given {
            return Some(given.clone());
        }
        let mut list = self.regular(pace, replication);
        let strikes = self.strikes(replication);
        let mut add = |from: Time, to: Time| list.push(Played { from, to });
        for strike in &strikes {
            add(strike.at, strike.end + pace.window);
        }
        for aftermath in &self.observe.aftermaths {
            for stretch in self.stretches(&strikes, aftermath.fault, aftermath.delay) {
                match aftermath.bins {
                    Some(_) => add(stretch.from, stretch.to),
                    None => add(stretch.from, stretch.to.min(stretch.from + pace.window)),
                }
            }
        }
        for &at in &self.observe.at {
            let from = Time::from_ns(at.ns().saturating_sub(pace.window.ns()));
            add(from, at + Span::from_ns(1));
        }
        Some(united(list, self.horizon).into())
    }

    /// One window in each period.
    fn regular(&self, pace: &Pace, replication: u32) -> Vec<Played> {
        let (window, period) = (pace.window.ns().max(1), pace.period.ns().max(1));
        if window >= period {
            return vec![Played { from: Time::ZERO, to: self.horizon }];
        }
        let n = period / window;
        let (stride, slot) = (stride(n), period / n);
        let stream = Address { seed: self.seed, replication, purpose: Purpose::Pace, entity: 0 }.stream();
        let mut draws = stream.draws(0);
        let turned = (draws.uniform() * n as f64) as u64;
        let offset = (draws.uniform() * (slot - window) as f64) as u64;
        let mut list = Vec::new();
        for k in 0..=self.horizon.ns() / period {
            let within = if k == 0 { 0 } else { offset + slot * ((turned + (k % n) * stride) % n) };
            let from = Time::from_ns(k.saturating_mul(period).saturating_add(within));
            list.push(Played { from, to: from + pace.window });
        }
        list
    }
}

/// The stretches up to a horizon in the order of time; those that meet are one.
fn united(mut list: Vec<Played>, horizon: Time) -> Vec<Played> {
    list.retain(|played| played.from < played.to && played.from < horizon);
    list.sort_by_key(|played| (played.from, played.to));
    let mut all: Vec<Played> = Vec::new();
    for next in list {
        match all.last_mut() {
            Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
            _ => all.push(next),
        }
    }
    if let Some(last) = all.last_mut() {
        // What comes at the horizon is in the run.
        last.to = last.to.min(horizon + Span::from_ns(1));
    }
    all
}

/// A number of parts of a circle, without a divisor in common with the number n of them all, whose turns fill the
/// circle evenly.
fn stride(n: u64) -> u64 {
    let golden = (n as f64 * GOLDEN) as u64;
    let candidates = golden.saturating_sub(AROUND).max(1)..=(golden + AROUND).min(n.max(2) - 1);
    let best = candidates.filter_map(|s| Some((largest_quotient(s, n)?, s.abs_diff(golden), s))).min();
    best.map_or(1, |(_, _, s)| s)
}

/// The largest partial quotient of the continued fraction of s / n; none if they have a divisor in common.
fn largest_quotient(s: u64, n: u64) -> Option<u64> {
    let (mut a, mut b, mut largest) = (n, s, 0);
    while b > 0 {
        largest = largest.max(a / b);
        (a, b) = (b, a % b);
    }
    (a == 1).then_some(largest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::scenario;

    fn paced(window: Span, period: Span, periods: u64) -> Scenario {
        let mut world = scenario();
        world.horizon = Time::ZERO + period * periods;
        world.pace = Some(Pace { window, period, step: Span::hours(1), given: None });
        world
    }

    #[test]
    fn every_hour_of_the_day_is_met_once_in_as_many_days() {
        assert_eq!(stride(24), 7);
        for replication in 0..20 {
            let list = paced(Span::hours(1), Span::days(1), 49).played(replication).unwrap();
            assert_eq!((list[0].from, list[0].to), (Time::ZERO, Time::ZERO + Span::hours(1)));
            let turned = list[24].from.ns() % Span::days(1).ns();
            let hour = |played: &Played| {
                let after = (played.from.ns() + Span::days(1).ns() - turned) % Span::days(1).ns();
                assert_eq!(after % Span::hours(1).ns(), 0, "{played:?}");
                after / Span::hours(1).ns()
            };
            let mut met: Vec<u64> = list[1..25].iter().map(hour).collect();
            // Already a few days are spread: no two of eight are in neighbouring hours.
            let mut few = met[..3].to_vec();
            few.sort_unstable();
            assert!(few.windows(2).all(|pair| pair[1] - pair[0] > 2), "{few:?}");
            met.sort_unstable();
            assert_eq!(met, (0..24).collect::<Vec<_>>());
        }
    }

    #[test]
    fn strides_share_no_divisor_with_the_number_of_parts() {
        for n in (1..200).chain([86_400, 1_000_000]) {
            let s = stride(n);
            assert!(n == 1 || largest_quotient(s, n).is_some(), "{s} of {n}");
        }
        // Fibonacci numbers are as near to the golden section as can be.
        assert_eq!([stride(8), stride(89), stride(233)], [3, 34, 89]);
    }

    #[test]
    fn a_window_as_long_as_its_period_plays_all() {
        let all = paced(Span::hours(1), Span::hours(1), 5).played(0).unwrap();
        assert_eq!(all[..], [Played { from: Time::ZERO, to: Time::ZERO + Span::hours(5) }]);
    }

    #[test]
    fn stretches_that_meet_are_one() {
        let at = |h: u64| Time::ZERO + Span::hours(h);
        let played = |from, to| Played { from: at(from), to: at(to) };
        let list = united(vec![played(5, 6), played(1, 2), played(2, 3), played(2, 2), played(9, 12)], at(10));
        let last = Played { from: at(9), to: at(10) + Span::from_ns(1) };
        assert_eq!(list, [played(1, 3), played(5, 6), last]);
    }
}
