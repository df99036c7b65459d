//! An emission whose rate takes a step each epoch, up or down by the side of a target.

use units::settings;
use units::share::Share;

use crate::checking::Checking;

use super::decimal::{Dec, Part};
use super::policy::{Emitter, View, grows};

settings! {
    /// Mints a share of the supply each epoch that takes a step up while less than a goal is bonded, and down while
    /// more is.
    ///
    /// Each epoch: `i += step` if bonded / supply < goal, `i -= step` (at least 0) if it is more, then
    /// `floor(i * supply)` is minted \[base units\]; i is per epoch, not per year. Below the goal the supply grows
    /// faster than exponentially, so set a `cap` on long runs. Source: Livepeer, `bonding/Minter.sol` (`setInflation`,
    /// `mintedTokens`), a round of 5,760 blocks as the epoch; reference/results.md D14.
    pub struct StakeStep {
        /// The share of the supply that shall be bonded [> 0, <= 1].
        pub goal: Share = Share::percent(50),
        /// What is minted in the first epoch, of the supply, before its step [>= 0, <= 1].
        #[fixed = "the rate goes on from where it is"]
        pub start: Share = Share::ratio(137, 1_000_000),
        /// By how much that changes each epoch [>= 0, <= 1].
        pub step: Share = Share::ratio(3, 1_000_000),
    }
}

/// The rate of the last epoch; nothing before the first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rate(Option<Dec>);

impl Emitter for StakeStep {
    type Memory = Rate;

    fn mint(&self, memory: &mut Rate, view: &View) -> i64 {
        let (before, step) = (memory.0.unwrap_or(Dec::of(self.start)), Dec::of(self.step));
        let rate = match Dec::ratio(view.bonded, view.supply).cmp(&Dec::of(self.goal)) {
            std::cmp::Ordering::Less => before.plus(step),
            std::cmp::Ordering::Equal => before,
            std::cmp::Ordering::Greater => before.minus(step).max(Dec::ZERO),
        };
        memory.0 = Some(rate);
        rate.provision(view.supply, Part::ALL)
    }
    fn vet(&self, checking: &mut Checking) {
        // All steps upwards: epochs times the mean rate, as a yearly rate.
        let epochs = checking.facts.horizon.as_secs() / checking.facts.epoch.as_secs().max(1e-9);
        let sum = epochs * (self.start.as_f64() + self.step.as_f64() * (epochs + 1.0) / 2.0);
        let years = checking.facts.horizon.as_secs() / 31_536_000.0;
        grows(checking, "step", sum / years.max(1e-12));
    }
}

#[cfg(test)]
mod tests {
    use engine::math::pow;
    use units::time::Span;

    use super::*;
    use crate::emission::tests::view;

    /// The rates of so many rounds with a bonded share, and what the last mints of a billion coins.
    fn rounds(policy: &StakeStep, rounds: u64, bonded: i64) -> (f64, i64) {
        let (mut memory, mut minted) = (Rate::default(), 0);
        for number in 1..=rounds {
            let supply = 1_000_000_000_000_000;
            let view = View { supply, bonded: supply / 100 * bonded, ..view(Span::secs(69_120), number) };
            minted = policy.mint(&mut memory, &view);
        }
        (memory.0.unwrap_or_default().0 as f64 / 1e18, minted)
    }

    #[test]
    fn livepeer_falls_to_zero_when_it_was_said_to() {
        // .05611 % a round falling by .00005 %: 1,122 rounds, 898 days of 19.2 h (reference/results.md D14).
        let livepeer = StakeStep {
            goal: Share::percent(50),
            start: Share::ratio(5_611, 10_000_000),
            step: Share::ratio(5, 10_000_000),
        };
        assert_eq!(rounds(&livepeer, 1_122, 60).1, 100_000_000, "a ten-millionth of a billion is left");
        assert_eq!(rounds(&livepeer, 1_123, 60), (0.0, 0));
        assert_eq!((1_122.0 * 69_120.0 / 86_400.0_f64).round() as u32, 898);
        // Yield at 44 % bonded: 25.6 % a year over 456.25 rounds, 58.18 % (published: 58).
        let (rate, _) = rounds(&StakeStep { step: Share::ZERO, ..livepeer.clone() }, 1, 44);
        assert!((rate * 456.25 / 0.44 * 100.0 - 58.18).abs() < 0.01, "{rate}");
        assert!(((pow(1.0 + rate, 456.25) - 1.0) * 100.0 - 29.17).abs() < 0.01, "{rate}");
    }

    #[test]
    fn the_rate_rises_below_the_goal_and_rests_at_it() {
        let launch = StakeStep {
            goal: Share::percent(50),
            start: Share::ratio(137, 1_000_000),
            step: Share::ratio(3, 1_000_000),
        };
        let after = |n: u64, bonded| (rounds(&launch, n, bonded).0 * 1e6).round() as u32;
        assert_eq!([after(1, 49), after(10, 49), after(10, 50), after(10, 51)], [140, 167, 137, 107]);
    }
}
