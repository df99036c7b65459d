//! What is put to the vote, and when.

use units::ids::{GovernanceId, HolderId};
use units::money::Money;
use units::reference::Ref;
use units::settings;
use units::settings::Paths;
use units::time::Span;

use super::governance::Votes;
use crate::checking::Checking;

settings! {
    /// A proposal to change settings while the run goes on.
    ///
    /// It is made at `at`, and again every `again` until it has passed or was made `tries` times; a proposal that is
    /// still under way is not made a second time. A setting keeps its new value until somebody changes it again. What a
    /// change means for what is under way is that of `[change.x]`.
    pub struct Proposal {
        /// Which governance votes on it; without it, the only one there is.
        pub governance: Option<Ref<GovernanceId>>,
        /// When it is made, in simulated time: when the signal is there to which it answers.
        pub at: Span,
        /// The settings by path, each with its new value, as in `{ "network.alpha.committee" = 5 }`; `"none"` unsets an
        /// optional one.
        pub set: Paths,
        /// Time after which it is made again if it has not passed; without it, it is made once [> 0 s].
        pub again: Option<Span>,
        /// How often it is made at most [1 ..= 1_000].
        pub tries: u32 = 1_000,
        /// What voters want of it, by class; classes that are not named want what the governance says.
        pub votes: Votes = Votes::silent(),
        /// How much it matters to voters, in units of turnout's log odds; 0 for a usual one [>= -10, <= 10].
        pub salience: f64 = 0.0,
        /// Whether it harms: the council of a `brake` stops it unless it is captured.
        pub harms: bool = false,
        /// Holders who make it.
        pub by: Option<Ref<HolderId>>,
        /// What they deposit: burnt if it misses its quorum or is stopped, else given back; without so many coins it is
        /// turned away [>= 0].
        pub bond: Option<Money>,
    }
}

impl Proposal {
    /// Refuses what cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        checking.within("votes", |c| self.votes.vet(c));
        if let Some(bond) = &self.bond {
            checking.amount("bond", bond);
            if self.by.is_none() {
                checking.refuse_with("bond", "nobody deposits it", "name holders: `by = \"fund\"`");
            }
        }
    }
}
