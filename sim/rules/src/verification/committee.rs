//! A committee votes on an answer.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::errors::Errors;
use super::policy::{Answer, Check, Panel, Role, Verdict, Verifier, View};

settings! {
    /// Lets a committee vote on a share of the answers; the majority of its members decides.
    ///
    /// The members are drawn uniformly without replacement from the up nodes of the network. With M colluders, who vote
    /// against the truth, among N nodes and k seats, their number is hypergeometric: mean `k M / N`, and the committee
    /// is captured with probability `P(X >= (k + 1) / 2)`. An honest member judges with the error rates below,
    /// independently of the others. With an even number of votes a tie accepts the answer. A member that leaves before
    /// it votes is not replaced. An answer that is voted down is convicted as after any check: the fee is refunded.
    /// Source: committee sampling of sharded ledgers (Kokoris-Kogias et al., `OmniLedger`, 2018); Gonka's group vote
    /// (reference/systems.md 3).
    pub struct Committee {
        /// How many nodes vote [1 ..= 63].
        pub seats: u32 = 9,
        /// Share of the answers that is voted on [0 ..= 1].
        pub rate: Share = Share::ONE,
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

impl Verifier for Committee {
    fn check(&self, _: &View, draws: &mut Draws) -> Check {
        if !draws.chance(self.rate) {
            return Check::Accept;
        }
        Check::Vote(Panel {
            seats: self.seats,
            role: Role::Judges { work: self.work },
            may_hold_server: self.may_hold_server,
            convicts: self.convicts,
        })
    }
    fn verdict(&self, answer: Answer, draws: &mut Draws) -> Verdict {
        let &Self { false_positive, false_negative, finds_deviations, .. } = self;
        Errors { false_positive, false_negative, finds_deviations }.verdict(answer.truth, draws)
    }
}
