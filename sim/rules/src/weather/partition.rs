//! A partition of the regions.

use units::ids::RegionId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Cuts all wires between some regions and the others for a time; each side goes on by itself.
    ///
    /// What is sent meanwhile waits, as TCP does, until the wires are whole again, or until its gateway gives up on it
    /// (see `gateway.timeout`; without one it waits to the end); what was under way when it struck arrives. A request
    /// whose work is spread evenly over the strike of length D \[s\] waits D / 2 on average. Nodes on the other side
    /// stay listed where the list does not live on heartbeats that cross, and are picked in vain. Source: the partition
    /// of Gilbert and Lynch, SIGACT News 33(2), 2002, with messages delayed rather than lost.
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
