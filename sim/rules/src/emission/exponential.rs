//! An emission that fades by a half-life.

use units::money::Money;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use crate::checking::Checking;

use super::fraction::{Fixed, high};
use super::policy::{Emitter, View, fits, units};

settings! {
    /// Mints a total over all time at a rate that fades by a half-life.
    ///
    /// By time t, `floor(total * (1 - 2^(-t / half_life)))` \[base units\] have been minted, computed with 128 binary
    /// places: off by at most one base unit for totals below 2^120. A reward `r * q^k` in epoch k is this with
    /// `total = r / (1 - q)` and `half_life = epoch * ln 2 / -ln q`. Source: Filecoin's simple minting (330 M FIL,
    /// half-life of 6 years), builtin-actors `reward/src/logic.rs`; Gonka (323,000 a day times exp(-0.000475 day)),
    /// reference/systems.md 3 and reference/results.md D5.
    pub struct Exponential {
        /// All coins that are minted as time goes on, as in `330_000_000 alp`.
        #[fixed = "coins are counted from the start"]
        pub total: Money,
        /// After which time half of what is left has been minted [> 0 s].
        #[fixed = "coins are counted from the start"]
        pub half_life: Span,
    }
}

/// Base units that are minted by a time \[ns\].
pub(super) fn minted(total: u128, time: u128, half_life: Span) -> u128 {
    high(total, Fixed::ratio(time, half_life.ns().max(1).into()).lost())
}

impl Emitter for Exponential {
    type Memory = Nothing;

    fn mint(&self, _: &mut Nothing, view: &View) -> i64 {
        let total = units(&self.total, view.decimals);
        let by = |epochs: u64| minted(total, u128::from(view.epoch.ns()) * u128::from(epochs), self.half_life);
        i64::try_from(by(view.number) - by(view.number - 1)).unwrap_or(i64::MAX)
    }
    fn vet(&self, checking: &mut Checking) {
        if let Some(all) = vet_total(&self.total, "total", self.half_life, checking) {
            fits(checking, "total", all);
        }
    }
}

/// Refuses a total that is no amount of the coin; else the base units of it that are minted by the horizon.
pub(super) fn vet_total(total: &Money, keys: &str, half_life: Span, checking: &mut Checking) -> Option<i128> {
    let coin = checking.facts.coin?;
    checking.amount(keys, total);
    if total.number.mantissa < 0 {
        checking.refuse(keys, "an emission cannot be negative");
    }
    let all = minted(units(total, coin.1), checking.facts.horizon.ns().into(), half_life);
    Some(i128::try_from(all).unwrap_or(i128::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emission::tests::view;

    const YEAR: Span = Span::days(365);

    #[test]
    fn filecoin_mints_what_was_published() {
        // 330 M FIL with a half-life of 6 years: by whole FIL after 1, 2, 6, 12, 20 years (reference/results.md D5).
        let by = |years: u64| minted(330_000_000_000_000_000_000_000_000, u128::from(YEAR.ns() * years), YEAR * 6);
        let rounded = [1, 2, 6, 12, 20].map(|years| (by(years) + 500_000_000_000_000_000) / 1_000_000_000_000_000_000);
        assert_eq!(rounded, [36_003_423, 68_078_826, 165_000_000, 247_500_000, 297_259_853]);
        assert_eq!(by(6), 165_000_000_000_000_000_000_000_000, "half of it, exactly");
    }

    #[test]
    fn gonka_pays_its_first_days_and_ends_at_its_sum() {
        // 323,000 q^k in day k, q = exp(-0.000475): all days together 680.2 M, half of it after 1,459 days.
        let (q, day) = (engine::math::exp(-0.000_475), Span::days(1));
        let half_life = Span::from_secs_f64(day.as_secs() * engine::math::ln(2.0) / 0.000_475);
        let total = (323_000.0 / (1.0 - q) * 1e6).round() as i64;
        let gonka = Exponential { total: format!("{total}e-6 gnk").parse().unwrap(), half_life };
        let mut sum = 0;
        for number in 1..=1_460 {
            let amount = gonka.mint(&mut Nothing, &view(day, number));
            let expected = 323_000e6 * engine::math::pow(q, (number - 1) as f64);
            assert!((amount as f64 - expected).abs() < 3.0, "day {number}: {amount} against {expected}");
            sum += amount;
        }
        assert!((total as f64 / 1e12 - 680.2).abs() < 0.1, "{total}");
        assert!((sum as f64 / total as f64 - 0.5).abs() < 2e-4, "{sum} of {total}");
    }
}
