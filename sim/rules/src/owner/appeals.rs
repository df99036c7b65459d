//! How nodes appeal against convictions for wrong answers.

use units::money::Money;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

settings! {
    /// Lets nodes appeal when a check convicts one of their answers: what slashes take waits in escrow until somebody
    /// has looked again.
    ///
    /// Who appeals posts `fee` out of what the node holds; what is lacking its operator buys, and who cannot does not
    /// appeal. After `takes` the appeal is decided. If the conviction is reversed, the node has back what was taken and
    /// its fee: as stake while it is a member, else as coins. If not, both are lost: what was taken goes where its rule
    /// says, the fee to the treasury. Jail, reputation, the users' refund and a place that was lost stay as they are.
    /// Nobody appeals against sentences that a rule put off, votes against the majority, and slashes of nodes that have
    /// left.
    ///
    /// With A the share that appeals and P the share of appeals that succeed, a conviction that takes S costs `(1 - A)
    /// S + A (1 - P) (S + F)` on average, F the fee; each of A and P is stated for right and for wrong answers. An
    /// appeal pays who is convicted if `P S > (1 - P) F`, that is `F < P S / (1 - P)`: a fee between these values for
    /// wrong and for right answers is paid by the innocent alone. Source: slashes in escrow with an appeal,
    /// reference/mechanisms.md M5 e; deferred and cancelled slashes of Polkadot (27 eras); Kleros' appeal fees.
    pub struct Appeals {
        /// How long until an appeal is decided [> 0 s].
        #[fixed = "appeals are decided in the order in which they were made"]
        pub takes: Span = Span::days(3),
        /// What an appeal costs that does not succeed, in the network's coin; without it, nothing.
        pub fee: Option<Money>,
        /// Share of the convictions of right answers against which their nodes appeal [0 ..= 1].
        pub right: Share = Share::ONE,
        /// Share of the convictions of wrong answers against which their nodes appeal [0 ..= 1].
        pub wrong: Share = Share::ZERO,
        /// Share of the appeals on right answers that succeed [0 ..= 1].
        pub reverses_right: Share,
        /// Share of the appeals on wrong answers that succeed [0 ..= 1].
        pub reverses_wrong: Share,
    }
}

impl Appeals {
    /// The share of convictions that are appealed, and that of the appeals that succeed.
    pub fn chances(&self, is_wrong: bool) -> (Share, Share) {
        if is_wrong { (self.wrong, self.reverses_wrong) } else { (self.right, self.reverses_right) }
    }
    /// What a conviction costs that takes this much, on average.
    pub fn costs(&self, is_wrong: bool, slash: f64, fee: f64) -> f64 {
        let (appeals, succeeds) = self.chances(is_wrong);
        let (a, p) = (appeals.as_f64(), succeeds.as_f64());
        (1.0 - a) * slash + a * (1.0 - p) * (slash + fee)
    }
    /// Refuses appeals about nothing, and fees that cannot be.
    pub(super) fn vet(&self, is_secured_elsewhere: bool, checking: &mut Checking) {
        let Some(coin) = checking.facts.coin else {
            let message = "a network without a coin has no stakes, so there is nothing to appeal against";
            checking.refuse_with("", message, "name its `coin`");
            return;
        };
        if let Some(fee) = &self.fee {
            checking.stake("fee", fee, coin);
        }
        if is_secured_elsewhere {
            let message = "what a slash takes is stake of another network, which cannot be held back here";
            checking.refuse_with("", message, "leave out `appeals` or `secured_by`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Appeals {
        Appeals {
            takes: Span::days(3),
            fee: None,
            right: Share::ONE,
            wrong: Share::percent(50),
            reverses_right: Share::percent(90),
            reverses_wrong: Share::percent(20),
        }
    }

    #[test]
    fn a_conviction_costs_what_is_not_reversed() {
        assert!((rule().costs(false, 10.0, 5.0) - 0.1 * 15.0).abs() < 1e-12);
        assert!((rule().costs(true, 10.0, 5.0) - (5.0 + 0.5 * 0.8 * 15.0)).abs() < 1e-12);
    }

    /// An appeal pays while the fee is below P S / (1 - P): 90 for the innocent, 2.5 for the guilty.
    #[test]
    fn a_fee_between_two_bounds_keeps_the_guilty_from_appealing() {
        let all = Appeals { wrong: Share::ONE, ..rule() };
        let none = Appeals { right: Share::ZERO, wrong: Share::ZERO, ..rule() };
        let gains = |is_wrong: bool, fee: f64| none.costs(is_wrong, 10.0, fee) - all.costs(is_wrong, 10.0, fee);
        assert!(gains(true, 2.49) > 0.0 && gains(true, 2.51) < 0.0);
        assert!(gains(false, 89.9) > 0.0 && gains(false, 90.1) < 0.0);
    }
}
