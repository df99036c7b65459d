//! An emission that steers the yield of stakers to a goal.

use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::decimal::{Dec, Part};
use super::policy::{Emitter, View, grows};

settings! {
    /// Mints at a yearly rate that a controller sets so that stakers earn a goal.
    ///
    /// Each epoch the yield `i' * supply / bonded` of the last rate i' is measured, its error e against the goal
    /// taken, and `i = clamp(i' + gain * (e - e' + e * epoch / reset), least, most)` of the supply is minted in a year
    /// of 365 days: a PI controller in its incremental form, which does not wind up at the bounds. With nothing bonded
    /// the yield counts as 0. At a constant bonded share b the distance x from `goal * b` follows
    /// `x = (1 - g - g h) x' + g x''` with g = gain / b and h = epoch / reset. Valid while g < 2 / (2 + h); beyond,
    /// the rate swings between its bounds. Source: Åström and Hägglund, PID Controllers, 2nd ed., ISA 1995, section
    /// 3.2 (incremental form); controllers of staking yields in QTM, reference/mechanisms.md M3 (i).
    pub struct TargetApr {
        /// What stakers shall earn in a year, of their stake [>= 0, <= 10].
        pub goal: Share = Share::percent(15),
        /// The yearly rate for an error of one [>= 0, <= 10].
        pub gain: Share = Share::percent(5),
        /// After which time a constant error has been added as often as the gain says; at least a tenth of an epoch of
        /// the coin [> 0 s].
        pub reset: Span = Span::days(30),
        /// The least that is minted in a year, of the supply [>= 0, <= 10].
        pub least: Share = Share::ZERO,
        /// The most that is minted in a year, of the supply [>= 0, <= 10].
        pub most: Share = Share::percent(20),
        /// The yearly rate at the start [>= 0, <= 10].
        #[fixed = "the rate goes on from where it is"]
        pub start: Share = Share::percent(5),
    }
}

/// The rate of the last epoch and the error then; nothing before the first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Steering(Option<(Dec, Dec)>);

impl TargetApr {
    /// The rate of the next epoch, with the error that it answers.
    fn next(&self, last: Option<(Dec, Dec)>, view: &View) -> (Dec, Dec) {
        let rate = last.map_or(Dec::of(self.start), |last| last.0);
        let stakers = Dec::ratio(view.bonded, view.supply);
        let error = Dec::of(self.goal).minus(rate.over(stakers));
        let before = last.map_or(error, |last| last.1);
        let epoch = Dec::of(Share::ratio(view.epoch.ns(), self.reset.ns().max(1)));
        let change = error.minus(before).plus(error.times(epoch)).times(Dec::of(self.gain));
        (rate.plus(change).max(Dec::of(self.least)).min(Dec::of(self.most)), error)
    }
}

impl Emitter for TargetApr {
    type Memory = Steering;

    fn mint(&self, memory: &mut Steering, view: &View) -> i64 {
        let (rate, error) = self.next(memory.0, view);
        memory.0 = Some((rate, error));
        rate.provision(view.supply, Part::of_year(view.epoch))
    }
    fn vet(&self, checking: &mut Checking) {
        if self.least > self.most {
            checking.refuse_with("least", "this is more than `most`", "lower `least`, or raise `most`");
        }
        let epoch = checking.facts.epoch;
        // A decimal counts up to 10.
        if u128::from(self.reset.ns()) * 10 < u128::from(epoch.ns()) {
            let message = format!("this is less than a tenth of an epoch of the coin, {epoch}");
            checking.refuse_with("reset", message, "make `reset` longer, or the coin's `epoch` shorter");
        }
        grows(checking, "most", self.most.as_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emission::tests::view;

    fn policy(gain: Share) -> TargetApr {
        let (goal, most) = (Share::percent(15), Share::percent(20));
        TargetApr { goal, gain, reset: Span::days(10), least: Share::ZERO, most, start: Share::percent(5) }
    }

    /// The rates of so many days at a bonded share of 40 %.
    fn days(gain: Share, days: u64) -> Vec<f64> {
        let (policy, mut memory) = (policy(gain), Steering::default());
        let rate = |number| {
            let supply = 1_000_000_000_000_000;
            policy.mint(&mut memory, &View { supply, bonded: supply / 10 * 4, ..view(Span::days(1), number) });
            memory.0.unwrap().0.0 as f64 / 1e18
        };
        (1..=days).map(rate).collect()
    }

    #[test]
    fn the_rate_follows_its_difference_equation_to_the_goal() {
        let rates = days(Share::percent(10), 400);
        let (g, h, goal) = (0.1 / 0.4, 0.1, 0.15 * 0.4);
        // The first answer has no error before it.
        let mut at = vec![0.05 - goal, (0.05 - goal) * (1.0 - g * h)];
        while at.len() <= rates.len() {
            at.push((1.0 - g - g * h) * at[at.len() - 1] + g * at[at.len() - 2]);
        }
        for (day, (rate, expected)) in rates.iter().zip(&at[1..]).enumerate() {
            assert!((rate - goal - expected).abs() < 1e-15, "day {day}: {rate} against {}", goal + expected);
        }
        assert!((rates[399] - goal).abs() < 1e-5, "15 % of what is bonded is 6 % of the supply: {}", rates[399]);
    }

    #[test]
    fn the_rate_swings_beyond_the_gain_that_its_docs_name() {
        // g < 2 / (2 + h) with h = 1 / 10: a gain of 38.095 % at a bonded share of 40 %.
        let calm = days(Share::percent(37), 4_000);
        assert!((calm[3_999] - 0.06).abs() < 1e-9, "{:?}", &calm[3_990..]);
        let wild = days(Share::percent(39), 4_000);
        let (least, most) = wild[3_000..].iter().fold((1.0, 0.0), |(a, b), &x| (f64::min(a, x), f64::max(b, x)));
        assert!(least == 0.0 && most > 0.1, "it swings from {least} to {most}");
    }
}
