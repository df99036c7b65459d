//! An emission that steers the bonded share of the supply to a goal.

use units::settings;
use units::share::Share;

use crate::checking::Checking;

use super::decimal::{Dec, Part};
use super::policy::{Emitter, View, grows};

settings! {
    /// Mints at a yearly rate that rises while less than a goal is bonded, and falls while more is.
    ///
    /// Each epoch: `i = clamp(i + (1 - bonded / supply / goal) * change / n, least, most)`, then `i * supply / n` is
    /// minted \[base units\], with n epochs in a year of 365 days, whole or not; in decimals of 18 places, each product
    /// and quotient rounded as the chain's `LegacyDec`, amounts rounded down. At a constant bonded share b the rate
    /// moves by `(1 - b / goal) * change` a year until it meets a bound. Valid for goals above 0. Source: Cosmos SDK,
    /// `x/mint/types/minter.go`, default parameters; reference/results.md D13.
    pub struct TargetStake {
        /// The share of the supply that shall be bonded [> 0, <= 1].
        pub goal: Share = Share::percent(67),
        /// The least that is minted in a year, of the supply [>= 0, <= 10].
        pub least: Share = Share::percent(7),
        /// The most that is minted in a year, of the supply [>= 0, <= 10].
        pub most: Share = Share::percent(20),
        /// By how much the yearly rate changes in a year if nothing is bonded [>= 0, <= 10].
        pub change: Share = Share::percent(13),
        /// The yearly rate at the start [>= 0, <= 10].
        #[fixed = "the rate goes on from where it is"]
        pub start: Share = Share::percent(13),
    }
}

/// The yearly rate of the last epoch; nothing before the first.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rate(Option<Dec>);

impl TargetStake {
    /// The rate of the next epoch, which is so much of a year.
    fn next(&self, rate: Dec, bonded: Dec, epoch: Part) -> Dec {
        let missing = Dec::ONE.minus(bonded.over(Dec::of(self.goal)));
        let change = missing.times(Dec::of(self.change)).within(epoch);
        rate.plus(change).max(Dec::of(self.least)).min(Dec::of(self.most))
    }
}

impl Emitter for TargetStake {
    type Memory = Rate;

    fn mint(&self, memory: &mut Rate, view: &View) -> i64 {
        let before = memory.0.unwrap_or(Dec::of(self.start));
        let epoch = Part::of_year(view.epoch);
        let rate = self.next(before, Dec::ratio(view.bonded, view.supply), epoch);
        memory.0 = Some(rate);
        rate.provision(view.supply, epoch)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.least > self.most {
            checking.refuse_with("least", "this is more than `most`", "lower `least`, or raise `most`");
        }
        grows(checking, "most", self.most.as_f64());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emission::tests::view;

    fn cosmos() -> TargetStake {
        TargetStake {
            goal: Share::percent(67),
            least: Share::percent(7),
            most: Share::percent(20),
            change: Share::percent(13),
            start: Share::percent(13),
        }
    }

    /// Blocks of 5 s in a year of 365.25 days, as the chain's parameters count them.
    const BLOCKS: u32 = 6_311_520;

    /// The rate, and the supply of a billion, after so many blocks at a bonded share, of so many in a year.
    fn after(blocks: u32, per_year: u32, bonded: Share) -> (f64, f64) {
        let block = Part::one_of(per_year.into());
        let (policy, mut rate, mut supply) = (cosmos(), Dec::of(cosmos().start), 1_000_000_000_000_000_i64);
        for _ in 0..blocks {
            rate = policy.next(rate, Dec::of(bonded), block);
            supply += rate.provision(supply, block);
        }
        (rate.0 as f64 / 1e18, supply as f64 / 1e15)
    }

    #[test]
    fn a_year_of_cosmos_at_half_bonded_ends_where_its_module_says() {
        // theory.json, inflation-bonded-50.
        let (rate, supply) = after(BLOCKS, BLOCKS, Share::percent(50));
        assert!((rate / 0.162_985_074_626_866 - 1.0).abs() < 1e-9, "{rate}");
        assert!((supply / 1.157_766_291_788_01 - 1.0).abs() < 1e-8, "{supply}");
    }

    #[test]
    fn bounds_are_met_when_the_rule_says() {
        // reference/results.md D13: years to 20 % with nothing bonded, to 7 % with all bonded; two hours before, it is
        // not there.
        for (bonded, years, bound) in [(0, 7.0 / 13.0, 0.2), (100, 0.937_062_937, 0.07), (50, 2.122_171_945_701, 0.2)] {
            let hours = 8_766;
            let at = (years * f64::from(hours)) as u32;
            let [before, there] = [at - 2, at + 2].map(|at| after(at, hours, Share::percent(bonded)).0);
            let is_met = |rate: f64| (rate - bound).abs() < 1e-15;
            assert!(!is_met(before) && is_met(there), "{bonded} %: {before}, then {there}");
        }
    }

    #[test]
    fn the_world_asks_once_an_epoch_and_counts_years_of_365_days() {
        let (policy, mut memory) = (cosmos(), Rate::default());
        let day = units::time::Span::days(1);
        let view = View { supply: 1_000_000_000_000, bonded: 670_000_000_000, ..view(day, 1) };
        // At the goal nothing changes: 13 % of a million coins over 365 days.
        assert_eq!(policy.mint(&mut memory, &view), 356_164_383);
        assert_eq!(policy.mint(&mut memory, &view), 356_164_383);
    }
}
