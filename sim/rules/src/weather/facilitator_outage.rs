//! An outage of the one through whom a list hears of its nodes.

use units::ids::NetworkId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Takes down the facilitator of a network's list for a time: no heartbeat arrives.
    ///
    /// Entries expire as if all nodes had left: with heartbeats every h, entries that live A and an outage of D \[s\],
    /// D above A, every node is off the list for `D + h - A` \[s\] on average (each has its own heartbeat phase before
    /// and after). Work in progress continues. Source: OpenGradient's single facilitator (facilitator down for more
    /// than 900 to 1,800 s empties the active list, TEERegistry.sol).
    pub struct FacilitatorOutage {
        /// The network whose list gets heartbeats through a facilitator.
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
