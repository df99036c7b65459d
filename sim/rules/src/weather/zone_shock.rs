//! A shock to a zone.

use engine::law::Law;
use units::ids::ZoneId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Takes every node of one zone that is up down; each comes back after a repair of its own.
    ///
    /// A struck node's session ends, its absence is one draw of `repair`, and a new session begins with its return. A
    /// node that is down is not struck again, whatever took it down; one whose sessions are for ever is back for good.
    /// With own failures at rate a, shocks at g and all repairs exponential at b \[1/s\], a node is up for the part
    /// `b / (a + b + g)` of the time, and the number that are up falls k -> k - 1 at k a, k -> 0 at g and rises at
    /// (n - k) b: its variance lies far above the binomial one. Contrast `zone_outage`, where all return together and
    /// sessions go on meanwhile. Source: Marshall and Olkin, J. Am. Stat. Assoc. 62, 1967.
    pub struct ZoneShock {
        /// The zone, named by its region and number, as in `eu-1`.
        pub zone: Ref<ZoneId>,
        /// The law of a node's repair.
        pub repair: Law<Span>,
    }
}

impl Striker for ZoneShock {
    fn strike(&self) -> Strike<'_> {
        Strike::Nodes { repair: &self.repair }
    }
    fn target(&self) -> Target<'_> {
        Target::Zone(&self.zone)
    }
}
