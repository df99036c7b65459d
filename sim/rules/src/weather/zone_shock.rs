//! A shock to a zone.

use engine::law::Law;
use units::ids::ZoneId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Takes down every up node of one zone; each comes back after its own repair time.
    ///
    /// The session of a node that is hit ends, its absence is one draw of `repair`, and a new session begins with its
    /// return. A node that is down is not hit, whatever took it down; one whose sessions last for ever is back
    /// permanently. With own failures at rate a, shocks at g and all repairs exponential at b \[1/s\], a node is up for
    /// the share `b / (a + b + g)` of the time, and the number that are up falls k -> k - 1 at k a, k -> 0 at g and
    /// rises at (n - k) b: its variance is far above the binomial one. Compare `zone_outage`, where all return together
    /// and sessions continue meanwhile. Source: Marshall and Olkin, J. Am. Stat. Assoc. 62, 1967.
    pub struct ZoneShock {
        /// The zone, named by its region and number, as in `eu-1`.
        pub zone: Ref<ZoneId>,
        /// Distribution of a node's repair time.
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
