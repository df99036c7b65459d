//! A constant emission.

use units::money::{Per, Price};
use units::settings;

use crate::checking::Checking;

use super::policy::{Basis, Emitter, Minting, View};

settings! {
    /// Mints coins at a constant rate.
    ///
    /// By the end of epoch k, `floor(rate * epoch * k)` \[base units\] have been minted: the remainder of an epoch is
    /// minted in a later one, and supply grows linearly. Shares are rounded down, and the remainder goes to the
    /// treasury of the coin's first network. Source: Gonka (323,000 per day at the start) and Bittensor (1 TAO per
    /// block), reference/systems.md 2 and 3.
    pub struct Constant {
        /// New coins per time, as in `100 alp/h`.
        pub rate: Price,
        /// How new coins are shared out.
        #[fixed = "the basis of sharing is counted from the start"]
        pub by: Basis = Basis::Stake,
    }
}

impl Emitter for Constant {
    fn mint(&self, view: &View) -> Minting {
        let Per::Span(span) = self.rate.per else { return Minting { amount: 0, basis: self.by } };
        let units = self.rate.money.number.times_rounded(10_i128.pow(view.decimals)).unwrap_or(0);
        let (all, span) = (units.saturating_mul(i128::from(view.epoch.ns())), i128::from(span.ns().max(1)));
        // In whole units an epoch has minted what the whole part says, and all epochs together what their rests come
        // to.
        let (whole, rest) = (all / span, all % span);
        let rests = |epochs: u64| rest * i128::from(epochs) / span;
        let amount = whole + rests(view.number) - rests(view.number - 1);
        Minting { amount: i64::try_from(amount).unwrap_or(i64::MAX), basis: self.by }
    }
    fn basis(&self) -> Option<Basis> {
        Some(self.by)
    }
    fn vet(&self, checking: &mut Checking) {
        let Per::Span(span) = self.rate.per else {
            return checking.refuse("rate", "an emission is per time, as in `100 alp/h`");
        };
        checking.amount("rate", &self.rate.money);
        let Some((_, decimals)) = checking.facts.coin else { return };
        let units = self.rate.money.number.times_rounded(10_i128.pow(decimals)).unwrap_or(0);
        let horizon = checking.facts.horizon;
        let minted = units.saturating_mul(i128::from(horizon.ns())) / i128::from(span.ns().max(1));
        if minted + i128::from(checking.facts.genesis) > i128::from(i64::MAX) {
            let message = format!("within {horizon} this mints more base units than fit 64 bits");
            checking.refuse_with("rate", message, "lower `rate` or the coin's `decimals`");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::{Span, Time};

    use super::*;

    /// What is minted in each of so many epochs of a minute.
    fn minted(rate: &str, decimals: u32, epochs: u64) -> Vec<i64> {
        let emission = Constant { rate: rate.parse().unwrap(), by: Basis::Stake };
        let epoch = Span::mins(1);
        let view = |number| View { now: Time::ZERO + epoch * number, epoch, number, supply: 0, decimals };
        (1..=epochs).map(|number| emission.mint(&view(number)).amount).collect()
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
    }

    #[test]
    fn more_than_a_ledger_holds_is_the_most_that_it_holds() {
        assert_eq!(minted("9_000_000_000_000 alp/s", 6, 2), [i64::MAX, i64::MAX]);
    }
}
