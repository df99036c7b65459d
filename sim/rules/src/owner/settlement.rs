//! How claims on what users have set aside become coins of nodes.

use units::money::{Money, USD, USD_DECIMALS};
use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::settlement::Settling;

settings! {
    /// When claims on what users have set aside are settled, what a settlement costs, and how long they are valid.
    ///
    /// A claim comes about at the verdict on an answer. Until it is settled, its coins stay in escrow; then the fee is
    /// divided as `payout` and the gateway's `take` say, at the coin's price of that moment. The claims of all nodes of
    /// an operator are settled together. Without anything here, each answer is settled at its verdict, at no cost.
    pub struct Settlement {
        /// When claims are settled.
        #[fixed = "claims that wait are due as they were when they came"]
        #[flat]
        pub by: Settling = Settling::by_answer(),
        /// What a settlement costs the operator of the nodes, however many claims it has: in usd, or in the coin, which
        /// is bought at the market [>= 0].
        pub fee: Option<Money>,
        /// How long what users sign is valid; without it, for ever.
        ///
        /// A claim that is settled later than this after its request was sent is void: its users have the whole fee
        /// back, and the answer was served for nothing. Source: `validBefore` of x402, 300 s after the signature by
        /// default and 3,600 s where it is not given (reference/systems.md 14) [> 0 s].
        pub validity: Option<Span>,
        /// Whether settlements are sent in by the network's facilitator, which weather takes down
        /// (`facilitator_outage`).
        ///
        /// While it is down, nothing is settled: claims that are due wait until it is back, and are settled at that
        /// moment; those that are no longer valid then are lost to who served (`uncollected_usd_h`). Requests go on,
        /// as gateways verify what users sign themselves; let them depend on a `[service.x]` where they do not. With
        /// outages of D every E, answers that are settled at their verdicts wait `D^2 / (2 E)` on average, and where
        /// what is signed is valid for V, the part `(D - V) / E` of them expires. Source: x402's facilitator, which
        /// verifies and settles (reference/systems.md 14), one for all nodes in OpenGradient (1.4 there).
        #[fixed = "whether answers are simply paid at their verdicts is so from the start"]
        pub facilitator: bool = false,
    }
}

/// What a settlement costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Billionths of a usd.
    Usd(i64),
    /// Base units of the network's coin.
    Coin(i64),
}

impl Settlement {
    /// Each answer at its verdict, at no cost, for ever valid.
    pub fn plain() -> Self {
        Self { by: Settling::by_answer(), fee: None, validity: None, facilitator: false }
    }
    /// Whether answers are settled at their verdicts, at no cost and whenever that is.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.by.is_by_answer() && self.fee.is_none() && self.validity.is_none() && !self.facilitator
    }
    /// What a settlement costs, rounded down, in a network whose coin has these decimals.
    pub fn cost(&self, decimals: u32) -> Option<Cost> {
        let fee = self.fee.as_ref()?;
        let units = |decimals: u32| {
            let units = fee.number.times_rounded(10_i128.pow(decimals)).unwrap_or(0).max(0);
            i64::try_from(units).unwrap_or(i64::MAX)
        };
        Some(if fee.coin == USD { Cost::Usd(units(USD_DECIMALS)) } else { Cost::Coin(units(decimals)) })
    }
    /// Refuses settings that cannot be.
    pub(super) fn vet(&self, checking: &mut Checking) {
        if checking.facts.coin.is_none() && *self != Self::plain() {
            let message = "a network without a coin is free: there is nothing to settle";
            return checking.refuse_with("", message, "name its `coin`, or leave `settlement` out");
        }
        checking.within(self.by.name(), |c| self.by.policy().vet(c));
        let Some(fee) = &self.fee else { return };
        if fee.coin != USD {
            checking.amount("fee", fee);
        } else if self.cost(0) == Some(Cost::Usd(i64::MAX)) {
            // Billionths of a usd are rounded; what they cannot count is refused.
            checking.usd("fee", fee);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checking::Facts;

    #[test]
    fn a_fee_is_whole_units_of_its_money() {
        let of = |fee: &str| Settlement { fee: Some(fee.parse().unwrap()), ..Settlement::plain() };
        assert_eq!(of("0.001 usd").cost(6), Some(Cost::Usd(1_000_000)));
        assert_eq!(of("0.004_917_968_75 usd").cost(6), Some(Cost::Usd(4_917_969)));
        assert_eq!(of("0.001 alp").cost(6), Some(Cost::Coin(1_000)));
        assert_eq!(Settlement::plain().cost(6), None);
        assert!(Settlement::plain().is_plain() && !of("0 usd").is_plain());
    }

    #[test]
    fn a_fee_that_the_books_cannot_count_is_refused() {
        let refused = |fee: &str| {
            let facts = Facts { coin: Some(("alp", 6)), ..Facts::default() };
            let mut checking = Checking::new("settlement", facts);
            Settlement { fee: Some(fee.parse().unwrap()), ..Settlement::plain() }.vet(&mut checking);
            checking.refusals().len()
        };
        assert_eq!(["0.004_917_968_75 usd", "9_000_000_000_000 usd", "1 bet"].map(refused), [0, 1, 1]);
    }
}
