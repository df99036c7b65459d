//! Regions and the wires between them.

use engine::law::Law;
use units::quantity::Name;
use units::settings;
use units::time::Span;

settings! {
    /// A region of the world.
    pub struct Region {
        /// Zones in it; they are named by the region and a number from 1, as in `eu-1` [1 ..= 1_000].
        pub zones: u32 = 1,
    }
}

settings! {
    /// The wires between two regions, or within one.
    pub struct Link {
        /// The two regions; the same twice for the wires within one.
        pub between: Vec<Name>,
        /// The law of the time a message takes one way.
        pub latency: Law<Span>,
    }
}
