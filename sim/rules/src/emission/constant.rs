//! A constant emission.

use units::money::{Per, Price};
use units::settings;
use units::settings::Nothing;

use crate::checking::Checking;

use super::policy::{Emitter, View, fits, rate};

settings! {
    /// Mints coins at a constant rate.
    ///
    /// By the end of epoch k, `floor(rate * epoch * k)` \[base units\] have been minted: the remainder of an epoch is
    /// minted in a later one, and supply grows linearly. Source: Gonka (323,000 per day at the start) and Bittensor
    /// (1 TAO per block of 12 s, 7,200 a day), reference/systems.md 2 and 3.
    pub struct Constant {
        /// New coins per time, as in `100 alp/h`.
        pub rate: Price,
    }
}

impl Emitter for Constant {
    type Memory = Nothing;

    fn mint(&self, _: &mut Nothing, view: &View) -> i64 {
        let Some((units, span)) = rate(&self.rate, view.decimals) else { return 0 };
        let all = units.saturating_mul(i128::from(view.epoch.ns()));
        // In whole units an epoch has minted what the whole part says, and all epochs together what their rests come
        // to.
        let (whole, rest) = (all / span, all % span);
        let rests = |epochs: u64| rest * i128::from(epochs) / span;
        let amount = whole + rests(view.number) - rests(view.number - 1);
        i64::try_from(amount).unwrap_or(i64::MAX)
    }
    fn vet(&self, checking: &mut Checking) {
        if let Some((units, span)) = vet_rate(&self.rate, "rate", checking) {
            fits(checking, "rate", units.saturating_mul(i128::from(checking.facts.horizon.ns())) / span);
        }
    }
}

/// Refuses a rate that is not per time, or not in the coin; else its base units and their span \[ns\].
pub(super) fn vet_rate(price: &Price, keys: &str, checking: &mut Checking) -> Option<(i128, i128)> {
    let Per::Span(_) = price.per else {
        checking.refuse(keys, "an emission is per time, as in `100 alp/h`");
        return None;
    };
    if price.money.number.mantissa < 0 {
        checking.refuse(keys, "an emission cannot be negative");
    }
    checking.amount(keys, &price.money);
    let (_, decimals) = checking.facts.coin?;
    rate(price, decimals)
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::*;
    use crate::emission::tests::view;

    /// What is minted in each of so many epochs of a minute.
    fn minted(rate: &str, decimals: u32, epochs: u64) -> Vec<i64> {
        let emission = Constant { rate: rate.parse().unwrap() };
        let view = |number| View { decimals, ..view(Span::mins(1), number) };
        (1..=epochs).map(|number| emission.mint(&mut Nothing, &view(number))).collect()
    }

    #[test]
    fn what_an_epoch_leaves_over_is_minted_later() {
        for (rate, decimals, hour) in
            [("59 alp/h", 0, 59), ("100 alp/h", 0, 100), ("1 alp/h", 0, 1), ("7 alp/d", 3, 291)]
        {
            let each = minted(rate, decimals, 60);
            assert_eq!(each.iter().sum::<i64>(), hour, "{rate}: {each:?}");
            let (least, most) = (each.iter().min().unwrap(), each.iter().max().unwrap());
            assert!(most - least <= 1, "{rate}: {each:?}");
        }
        // 7,000 units in 1,440 minutes: after k of them floor(7,000 k / 1,440), for as long as one likes.
        let each = minted("7 alp/d", 3, 2 * 1_440);
        let so_far = |k: usize| each[..k].iter().sum::<i64>();
        assert!((0..=each.len()).all(|k| so_far(k) == 7_000 * k as i64 / 1_440));
        // Bittensor: a coin each 12 s is 7,200 a day.
        assert_eq!(minted("5 tao/min", 9, 1_440).iter().sum::<i64>(), 7_200_000_000_000);
    }

    #[test]
    fn more_than_a_ledger_holds_is_the_most_that_it_holds() {
        assert_eq!(minted("9_000_000_000_000 alp/s", 6, 2), [i64::MAX, i64::MAX]);
    }
}
