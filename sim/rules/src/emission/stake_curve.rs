//! An emission that is a curve over the bonded share of the supply.

use units::settings;
use units::settings::Nothing;
use units::share::Share;

use crate::checking::Checking;

use super::decimal::{Dec, Part};
use super::fraction::{Fixed, high};
use super::policy::{Emitter, View, grows};

settings! {
    /// Mints at a yearly rate that peaks where the ideal share of the supply is bonded.
    ///
    /// With x = bonded / supply, `I(x) = least + (most - least) * f(x)` in a year of 365 days, where `f = x / ideal`
    /// up to the ideal and `2^((ideal - x) / falloff)` above it; rounded down to 18 places at each step. If all of it
    /// goes to stakers their yield I(x) / x falls in x from the ideal on. Valid for an ideal above 0. Source:
    /// Substrate, `pallet_staking_reward_fn::compute_inflation`; reference/results.md D17, D17b.
    pub struct StakeCurve {
        /// The share of the supply that shall be bonded [> 0, < 1].
        pub ideal: Share = Share::percent(75),
        /// What is minted in a year if nothing is bonded, and far above the ideal, of the supply [>= 0, <= 10].
        pub least: Share = Share::ratio(25, 1_000),
        /// What is minted in a year at the ideal, of the supply [>= 0, <= 10].
        pub most: Share = Share::percent(10),
        /// How much more than the ideal must be bonded for the part above `least` to halve [>= 0.01, <= 1].
        pub falloff: Share = Share::percent(5),
    }
}

/// The curve from 0 to 1.
fn curve(bonded: Dec, ideal: Dec, falloff: Dec) -> Dec {
    if bonded <= ideal {
        return Dec(bonded.0 * Dec::ONE.0 / ideal.0.max(1)).min(Dec::ONE);
    }
    let (above, falloff) = (bonded.minus(ideal).0.unsigned_abs(), falloff.0.unsigned_abs().max(1));
    let lost = Fixed::ratio(above, falloff).lost();
    // What is kept of one, rounded down: at least one unit of 2^-128 is lost above the ideal.
    Dec(i128::try_from(high(Dec::ONE.0.unsigned_abs(), lost.wrapping_neg())).unwrap_or(0))
}

impl StakeCurve {
    /// The yearly rate at a bonded share.
    fn rate(&self, bonded: Dec) -> Dec {
        let (least, most) = (Dec::of(self.least), Dec::of(self.most));
        let part = curve(bonded.min(Dec::ONE), Dec::of(self.ideal), Dec::of(self.falloff));
        least.plus(Dec(most.minus(least).0 * part.0 / Dec::ONE.0))
    }
}

impl Emitter for StakeCurve {
    type Memory = Nothing;

    fn mint(&self, _: &mut Nothing, view: &View) -> i64 {
        self.rate(Dec::ratio(view.bonded, view.supply)).provision(view.supply, Part::of_year(view.epoch))
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

    const fn percent(percent: i128) -> Dec {
        Dec(percent * 10_000_000_000_000_000)
    }

    #[test]
    fn the_curve_is_that_of_the_pallet_to_18_places() {
        // A run of pallet-staking-reward-fn 25.0.0: ideal 75 %, falloff 5 % (reference/results.md D17b). At 76 % it
        // printed a unit more than 2^(-1/5) = .870550563296124139136…
        let check = |bonded, published| {
            let found = curve(percent(bonded), percent(75), percent(5)).0;
            assert!(found.abs_diff(published) <= 1, "{bonded} %: {found}");
        };
        check(50, 666_666_666_666_666_666);
        check(75, 1_000_000_000_000_000_000);
        check(76, 870_550_563_296_124_140);
        check(80, 500_000_000_000_000_000);
        check(85, 250_000_000_000_000_000);
        check(90, 125_000_000_000_000_000);
        check(95, 62_500_000_000_000_000);
        check(100, 31_250_000_000_000_000);
    }

    #[test]
    fn inflation_and_yield_are_those_of_polkadot() {
        // reference/results.md D17: 2.5 % to 10 %.
        let polkadot = StakeCurve {
            ideal: Share::percent(75),
            least: Share::ratio(25, 1_000),
            most: Share::percent(10),
            falloff: Share::percent(5),
        };
        for (bonded, rate, yields) in [(50, 7.5, 15.0), (75, 10.0, 13.333), (80, 6.25, 7.8125), (90, 3.4375, 3.8194)] {
            let found = polkadot.rate(percent(bonded)).0 as f64 / 1e16;
            assert!((found - rate).abs() < 1e-12, "{bonded} %: {found}");
            assert!((found / bonded as f64 * 100.0 - yields).abs() < 1e-3, "{bonded} %: {found}");
        }
    }
}
