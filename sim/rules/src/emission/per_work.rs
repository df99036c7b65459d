//! An emission for work.

use units::money::{Per, Price};
use units::settings;

use crate::checking::Checking;

use super::policy::{Emitter, View};

settings! {
    /// Mints for the work of the epoch: for service, for tokens or for answers.
    ///
    /// By the end of an epoch `floor(rate * amount so far)` \[base units\] have been minted: what an epoch leaves over
    /// is minted in a later one. The supply follows demand without a bound of its own: with users who pay less than
    /// `rate`, sending requests to one's own node pays. Shared `by = "work"`, each node gets `rate` for its own work.
    /// Source: Pocket's reward per relay, reference/systems.md 4.6 and incidents.md B4; mechanisms.md M9.
    pub struct PerWork {
        /// New coins for service (`1 alp/h`), for tokens of prompts and answers (`0.5 alp/Mtok`), or for each answer
        /// (`0.01 alp/request`).
        pub rate: Price,
    }
}

/// What is owed and not minted yet, as a numerator over what the rate is for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Owed(i128);

impl PerWork {
    /// Base units of the rate, the amount of an epoch, and how much of it they are for.
    fn terms(&self, view: &View) -> (i128, i128, i128) {
        let units = self.rate.money.number.times_rounded(10_i128.pow(view.decimals)).unwrap_or(0).max(0);
        match self.rate.per {
            Per::Span(span) => (units, view.worked.into(), span.ns().max(1).into()),
            Per::MillionTokens => (units, view.tokens.into(), 1_000_000),
            Per::Request => (units, view.answers.into(), 1),
            // Refused by `check`: nothing is minted for it.
            Per::Percent => (0, 0, 1),
        }
    }
}

impl Emitter for PerWork {
    type Memory = Owed;

    fn mint(&self, memory: &mut Owed, view: &View) -> i64 {
        let (units, amount, per) = self.terms(view);
        let all = units.saturating_mul(amount).saturating_add(memory.0);
        // A rate that has changed its kind leaves a rest over another divisor; it is less than a unit either way.
        memory.0 = all % per;
        i64::try_from(all / per).unwrap_or(i64::MAX)
    }
    fn vet(&self, checking: &mut Checking) {
        checking.amount("rate", &self.rate.money);
        let decimals = checking.facts.coin.map_or(0, |(_, decimals)| decimals);
        let most = i128::from(i64::MAX) / 1_000_000;
        if self.rate.money.number.times_rounded(10_i128.pow(decimals)).is_none_or(|units| units > most) {
            let message = "a million times this is more base units than fit 64 bits";
            checking.refuse_with("rate", message, "lower `rate` or the coin's `decimals`");
        }
        if self.rate.per == Per::Percent {
            checking
                .refuse("rate", "an emission is for a time of service, for tokens or for requests, as in `2 alp/h`");
        }
        if self.rate.money.number.mantissa < 0 {
            checking.refuse("rate", "an emission cannot be negative");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::Span;

    use super::*;
    use crate::emission::tests::view;

    #[test]
    fn all_epochs_together_mint_what_all_work_is_worth() {
        let check = |rate: &str, per: i128, amount: fn(&View) -> u64| {
            let (policy, mut memory) = (PerWork { rate: rate.parse().unwrap() }, Owed::default());
            let (mut minted, mut all) = (0, 0);
            for number in 1..=1_000 {
                let odd = number * 7_919 % 104_729;
                let work =
                    View { worked: odd * 1_000_003, answers: odd, tokens: odd * 31, ..view(Span::hours(1), number) };
                minted += i128::from(policy.mint(&mut memory, &work));
                all += i128::from(amount(&work));
                assert_eq!(minted, all * 1_234_567 / per, "{rate}, epoch {number}");
            }
        };
        check("1.234567 alp/h", 3_600_000_000_000, |view| view.worked);
        check("1.234567 alp/Mtok", 1_000_000, |view| view.tokens);
        check("1.234567 alp/request", 1, |view| view.answers);
    }
}
