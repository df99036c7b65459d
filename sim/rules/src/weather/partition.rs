//! A partition of the regions.

use units::ids::RegionId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Cuts all links between some regions and the others for a time; each side continues on its own.
    ///
    /// Messages sent meanwhile wait, as in TCP, until the partition ends, or until the gateway gives up (see
    /// `gateway.timeout`; without one they wait to the end); messages already under way arrive. A message sent at a
    /// uniform time within a partition of length D \[s\] waits D / 2 on average. Nodes on the other side stay listed
    /// unless the list depends on heartbeats that cross the cut, and picks of them fail. Source: the partition of
    /// Gilbert and Lynch, SIGACT News 33(2), 2002, with messages delayed rather than lost.
    pub struct Partition {
        /// The regions on one side; all others are on the other.
        pub regions: Vec<Ref<RegionId>>,
        /// How long it lasts [> 0 s].
        pub lasts: Span,
    }
}

impl Striker for Partition {
    fn strike(&self) -> Strike<'_> {
        Strike::Cut { lasts: self.lasts }
    }
    fn target(&self) -> Target<'_> {
        Target::Side(&self.regions)
    }
}
