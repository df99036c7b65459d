//! An emission for work.

use units::money::{Per, Price};
use units::settings;

use crate::checking::Checking;

use super::policy::{Emitter, View};

settings! {
    /// Mints for the work of the epoch: for service, for tokens or for answers.
    ///
    /// By the end of an epoch `floor(rate * amount so far)` \[base units\] have been minted: what an epoch leaves over
    /// is minted in a later one, also where `rate` has changed since. The supply follows demand without a bound of its
    /// own: with users who pay less than `rate`, sending requests to one's own node pays. Shared `by = "work"`, each
    /// node gets `rate` for its own work. Source: Pocket's reward per relay, reference/systems.md 5 and incidents.md
    /// B4; mechanisms.md M3 (h).
    pub struct PerWork {
        /// New coins for service (`1 alp/h`), for tokens of prompts and answers (`0.5 alp/Mtok`), or for each answer
        /// (`0.01 alp/request`).
        pub rate: Price,
    }
}

/// What is owed and not minted yet: `rest / per` base units, less than one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    rest: i128,
    per: i128,
}

impl Default for Owed {
    fn default() -> Self {
        Self { rest: 0, per: 1 }
    }
}

impl Owed {
    /// Owes `rest / per` more, less than one, and pays what has become whole \[base units\].
    fn pay(&mut self, rest: i128, per: i128) -> i128 {
        // Divisors of prices divide a year in nanoseconds, so that their common multiple does.
        let each = per / gcd(self.per, per);
        let (all, common) = (self.rest * each + rest * (self.per * each / per), self.per * each);
        let left = all % common;
        let shared = gcd(left, common);
        *self = Self { rest: left / shared, per: common / shared };
        all / common
    }
}

/// The greatest common divisor.
fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

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
        let all = units.saturating_mul(amount);
        i64::try_from(all / per + memory.pay(all % per, per)).unwrap_or(i64::MAX)
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

    #[test]
    fn what_is_owed_is_paid_whatever_the_rate_becomes() {
        // Three thirds of a unit in all: of a service of 1,200 s, of tokens, and of a day.
        let work = View { worked: 0, answers: 0, tokens: 0, decimals: 0, ..view(Span::hours(1), 1) };
        let mut memory = Owed::default();
        let mut mint = |rate: &str, view: View| PerWork { rate: rate.parse().unwrap() }.mint(&mut memory, &view);
        assert_eq!(mint("1 alp/h", View { worked: Span::secs(1_200).ns(), ..work }), 0);
        assert_eq!(mint("1 alp/Mtok", View { tokens: 333_333, ..work }), 0);
        assert_eq!(mint("1 alp/request", work), 0);
        assert_eq!(mint("1 alp/d", View { worked: Span::hours(8).ns(), ..work }), 0);
        // A third of a millionth is missing.
        assert_eq!(mint("1 alp/y", View { worked: Span::days(365).ns() / 3_000_000 - 1, ..work }), 0);
        assert_eq!(mint("1 alp/y", View { worked: 1, ..work }), 1);
        assert_eq!(memory, Owed::default());
    }
}
