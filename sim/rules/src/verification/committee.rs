//! A committee votes on an answer.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::errors::Errors;
use super::policy::{Answer, Check, Panel, Quorum, Role, Undecided, Verdict, Verifier, View};

settings! {
    /// Lets a committee vote on a share of the answers; the majority of its members decides.
    ///
    /// The members are drawn uniformly without replacement from the up nodes of the network. With M colluders, who vote
    /// against the truth, among N nodes and k seats, their number is hypergeometric: mean `k M / N`, and the committee
    /// is captured with probability `P(X >= (k + 1) / 2)`. An honest member judges with the error rates below,
    /// independently of the others. With an even number of votes a tie accepts the answer. A member that leaves before
    /// it votes is not replaced. An answer that is voted down is convicted as after any check: the fee is refunded.
    /// With a `quorum` of a share q of the seats at least `ceil(q k)` members must vote, or nothing is decided: an LLM
    /// that fewer others serve is never checked. If each member votes with probability v, that is the case with `P(Y <
    /// ceil(q k))`, Y binomial of k and v.
    /// Source: committee sampling of sharded ledgers (Kokoris-Kogias et al., `OmniLedger`, 2018); Gonka's group vote
    /// (reference/systems.md 3).
    pub struct Committee {
        /// How many nodes vote [1 ..= 63].
        pub seats: u32 = 9,
        /// Share of the answers that is voted on [0 ..= 1].
        pub rate: Share = Share::ONE,
        /// Share of the seats whose votes it takes to decide [0 ..= 1].
        pub quorum: Share = Share::ZERO,
        /// What becomes of an answer on which fewer voted.
        pub without_quorum: Undecided = Undecided::Pay,
        /// Whether the node that answered may be a member.
        pub may_hold_server: bool = false,
        /// Whether members that disagree with the majority are convicted.
        pub convicts: bool = false,
        /// Share of the right answers that an honest member rejects [0 ..= 1].
        pub false_positive: Share = Share::ZERO,
        /// Share of the wrong answers that an honest member accepts [0 ..= 1].
        pub false_negative: Share = Share::ZERO,
        /// Share of the answers that deviate by their serving stack (`nodes.x.stack`) that an honest member with
        /// another stack rejects; 0 to tolerate them [0 ..= 1].
        pub finds_deviations: Share = Share::ONE,
        /// Work of a vote relative to the work of an honest answer [0 ..= 10].
        pub work: Share = Share::ONE,
    }
}

impl Committee {
    /// How many votes it takes to decide.
    pub fn votes_needed(&self) -> u32 {
        let (seats, of) = (u128::from(self.seats), u128::from(self.quorum.denominator()));
        (seats * u128::from(self.quorum.numerator())).div_ceil(of.max(1)) as u32
    }
}

impl Verifier for Committee {
    fn check(&self, view: &View, draws: &mut Draws) -> Check {
        if !draws.chance(self.rate.max(view.least)) {
            return Check::Accept;
        }
        Check::Vote(Panel {
            seats: self.seats,
            role: Role::Judges { work: self.work },
            may_hold_server: self.may_hold_server,
            convicts: self.convicts,
        })
    }
    fn quorum(&self) -> Option<Quorum> {
        (!self.quorum.is_zero()).then(|| Quorum { votes: self.votes_needed(), otherwise: self.without_quorum })
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let &Self { false_positive, false_negative, finds_deviations, .. } = self;
        Errors { false_positive, false_negative, finds_deviations }.verdict(answer.truth, draws)
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting;

    use super::*;

    #[test]
    fn a_quorum_is_rounded_up_to_whole_votes() {
        let of = |seats: u32, quorum: Share| {
            let rule = Committee { seats, quorum, ..Committee::absent().expect("every setting has a default") };
            (rule.votes_needed(), rule.quorum())
        };
        assert_eq!(of(9, Share::ZERO), (0, None));
        assert_eq!(of(9, Share::ratio(1, 3)).0, 3);
        assert_eq!(of(10, Share::ratio(1, 3)).0, 4);
        assert_eq!(of(63, Share::ONE), (63, Some(Quorum { votes: 63, otherwise: Undecided::Pay })));
    }
}
