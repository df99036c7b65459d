//! What a list of nodes answers.

use units::ids::RegionId;
use units::reference::Ref;
use units::time::{Span, Time};

use crate::checking::Checking;

units::questions! {
    /// Says when the list of a network hears of a node, and when a node drops off it; asked when a node comes or
    /// goes, and when the wires to it are cut or whole again.
    pub trait Registry {
        /// Whether the list knows at every moment who is there; then nothing else is asked.
        fn is_fresh(&self) -> bool;
        /// The first time from `from` on at which the list hears of a node that is up and reached.
        fn hears(&self, presence: &Presence, from: Time) -> Time;
        /// When a node drops off that the list no longer reaches from `gone` on.
        fn drops(&self, presence: &Presence, gone: Time) -> Time;
        /// How its rhythm stands to the coming of nodes.
        fn rhythm(&self) -> Rhythm;
        /// Where the list stands, if it stands anywhere: from there it must be reached.
        fn region(&self) -> Option<&Ref<RegionId>> {
            None
        }
        /// Whether all that it hears comes through one facilitator.
        fn has_facilitator(&self) -> bool {
            false
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a list goes by about one node.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
    pub struct Presence {
        /// When it last came.
        pub came: Time,
        /// Its phase, see [`Rhythm`].
        pub phase: Span,
    }
}

/// How the rhythm of a list stands to the coming of nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Each node's own, from its coming on; one that is there at the start beat last a random part of this before.
    FromComing(Span),
    /// The list's own: each node has its moment, a random part of this, again and again.
    Fixed(Span),
}
