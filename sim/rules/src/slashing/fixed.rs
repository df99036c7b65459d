//! A fixed part or a fixed amount.

use units::money::Money;
use units::settings;
use units::settings::Nothing;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Destination, Evidence, Offence, Sentence, Slasher, StakeView};

settings! {
    /// Takes a fixed share of the offender's stake, or a fixed amount, for each offence.
    ///
    /// slash = floor(share * (bonded + unbonding)), or the amount; both in base units, at most the whole stake. After n
    /// slashes of a share s a stake is at `(1 - s)^n` of its start, less the rounding. Exactly one of the two is given.
    /// With `eject` the first conviction is the last: the node may never serve there again, and the rest of its stake
    /// stays bonded. Source: slash fractions and tombstones of Cosmos x/slashing, Gonka (20 % for an invalid answer).
    pub struct Fixed {
        /// The offence that it punishes.
        pub offence: Offence = Offence::WrongAnswer,
        /// Share of the current stake [0 ..= 1].
        pub share: Option<Share>,
        /// An amount of the network's coin [>= 0].
        pub amount: Option<Money>,
        /// How long the offender is jailed.
        pub jail: Span = Span::ZERO,
        /// Whether the offender may never come back (a tombstone).
        pub eject: bool = false,
        /// Who gets the slashed stake.
        pub destination: Destination = Destination::Burn,
    }
}

impl Slasher for Fixed {
    type Memory = Nothing;

    fn destination(&self) -> Destination {
        self.destination
    }
    fn hears(&self, offence: Offence) -> bool {
        offence == self.offence
    }
    fn judge(&self, _: &mut Nothing, _: &Evidence, view: &StakeView) -> Sentence {
        let slashable = view.bonded + view.unbonding;
        let slash = match (&self.share, &self.amount) {
            (Some(share), _) => share.of(slashable),
            (None, Some(amount)) => amount.base_units(view.decimals).unwrap_or(0),
            (None, None) => 0,
        };
        let slash = slash.min(slashable);
        Sentence { slash, jail: self.jail, tombstone: self.eject, destination: self.destination }
    }
    fn vet(&self, checking: &mut Checking) {
        match (&self.share, &self.amount, checking.facts.coin) {
            (Some(_), None, _) => {}
            (None, Some(amount), Some(_)) => checking.amount("amount", amount),
            (None, Some(_), None) => {
                checking.refuse_with("", "a network without a coin has no stakes", "name its `coin`");
            }
            (None, None, _) => checking.refuse_with("", "this takes nothing", "give `share = \"5 %\"` or `amount`"),
            (Some(_), Some(_), _) => {
                checking.refuse_with("", "`share` and `amount` exclude each other", "keep one of them");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use units::ids::NodeId;

    use super::super::policy::Finding;
    use super::*;
    use units::time::Time;

    /// One percent of 1,000,000 units a hundred times, rounded down: theory.json, slash-1pct.
    #[test]
    fn a_hundred_slashes_of_one_percent_leave_what_integers_say() {
        let rule = Fixed {
            offence: Offence::WrongAnswer,
            share: Some(Share::percent(1)),
            amount: None,
            jail: Span::ZERO,
            eject: false,
            destination: Destination::Burn,
        };
        let evidence = Evidence {
            node: NodeId(0),
            offence: Offence::WrongAnswer,
            finding: Finding::Offended,
            at: Time::ZERO,
            now: Time::ZERO,
        };
        let mut stake = 1_000_000_i64;
        for _ in 0..10 {
            let view = StakeView { bonded: stake, unbonding: 0, total: stake, members: 1, decimals: 0 };
            stake -= rule.judge(&mut Nothing, &evidence, &view).slash;
        }
        // (0.99)^10 = 0.904382...; every step rounds the slash down, so a little more stays.
        assert!((904_382..904_392).contains(&stake), "{stake}");
    }
}
