//! An outage of a zone.

use units::ids::ZoneId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Takes down all nodes of one zone for a time.
    ///
    /// Work there is treated as its group's `leaving` says. Nodes whose own churn has them up come back together when
    /// it ends. Over 92 % of spot interruptions of one type in one zone fall within 3 minutes of each other. Source:
    /// Spot-and-Scoot, arXiv 2604.16457; zone outages of OpenDC's failure traces.
    pub struct ZoneOutage {
        /// The zone, named by its region and number, as in `eu-1`.
        pub zone: Ref<ZoneId>,
        /// How long it lasts [> 0 s].
        pub lasts: Span,
    }
}

impl Striker for ZoneOutage {
    fn strike(&self) -> Strike<'_> {
        Strike::Zone { lasts: self.lasts }
    }
    fn target(&self) -> Target<'_> {
        Target::Zone(&self.zone)
    }
}
