//! What is put to the vote, and when.

use units::ids::{GovernanceId, HolderId};
use units::money::Money;
use units::reference::Ref;
use units::settings;
use units::settings::Paths;
use units::time::Span;

use super::governance::Votes;
use crate::checking::Checking;
use crate::followed::Signal;

settings! {
    /// A proposal to change settings while the run goes on.
    ///
    /// It is made at `at`, or as soon as its signal `when` is there, and again every `again` until it has passed or was
    /// made `tries` times; a proposal that is still under way is not made a second time. A setting keeps its new value
    /// until somebody changes it again. What a change means for what is under way is that of `[change.x]`.
    pub struct Proposal {
        /// Which governance votes on it; without it, the only one there is.
        pub governance: Option<Ref<GovernanceId>>,
        /// When it is made, in simulated time: when the signal is there to which it answers. With `when`, from when on
        /// it is looked for the signal.
        pub at: Option<Span>,
        /// The signal on which it is made: a comparison of columns of the time series (those of `series.csv`), each the
        /// state at the look or the mean since the last, as in `price_usd[coin.alp] < 0.5 usd/alp`. It is made once;
        /// with `again`, so long after that it is looked for the signal anew.
        pub when: Option<Signal>,
        /// Time between looks for the signal, from `at` on [> 0 s].
        pub every: Span = Span::hours(1),
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
        if self.at.is_none() && self.when.is_none() {
            let remedy = "give its time, as in `at = \"10 d\"`, or its signal, as in `when = \"active_nodes < 40\"`";
            checking.refuse_with("", "this proposal is never made", remedy);
        }
        if let Some(bond) = &self.bond {
            checking.amount("bond", bond);
            if self.by.is_none() {
                checking.refuse_with("bond", "nobody deposits it", "name holders: `by = \"fund\"`");
            }
        }
    }
}
