//! An outage of the one through whom a list hears of its nodes, or claims are settled.

use units::ids::NetworkId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Takes down the facilitator of a network for a time: no heartbeat arrives at its list, and where it settles
    /// claims (`network.x.settlement.facilitator`), none is settled.
    ///
    /// Entries expire as if all nodes had left: with heartbeats every h, entries that live A and an outage of D \[s\],
    /// D above A, every node is off the list for `D + h - A` \[s\] on average (each has its own heartbeat phase before
    /// and after). Work in progress continues. Source: OpenGradient's single facilitator (facilitator down for more
    /// than 900 to 1,800 s empties the active list, TEERegistry.sol).
    pub struct FacilitatorOutage {
        /// The network whose list gets heartbeats through a facilitator, or whose claims one settles.
        pub network: Ref<NetworkId>,
        /// How long it lasts [> 0 s].
        pub lasts: Span,
    }
}

impl Striker for FacilitatorOutage {
    fn strike(&self) -> Strike<'_> {
        Strike::Silence { lasts: self.lasts }
    }
    fn target(&self) -> Target<'_> {
        Target::List(&self.network)
    }
}
