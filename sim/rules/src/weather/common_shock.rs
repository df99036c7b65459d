//! A shock to what nodes have in common.

use engine::law::Law;
use units::ids::GroupId;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Reach, Strike, Striker, Target};

settings! {
    /// Takes down a share of some groups' nodes at once, as by a bad image, a driver, an operator, or a provider that
    /// reclaims its machines.
    ///
    /// Each node that a shock can hit goes down with probability `share`, independently; its session ends, its absence
    /// is one draw of `repair`, and a new session begins with its return. With own failures at rate a, shocks at g that
    /// take a share s of all, and repairs exponential at b \[1/s\], a node is up for the share `p = b / (a + g s + b)`
    /// of the time, two are up together for `p2 = 2 b p / (2 b + 2 a + g (2 s - s^2))` of it, and the number of n nodes
    /// that are up has the variance `n p (1 - p) + n (n - 1) (p2 - p^2)`. To model one image, vendor or client version,
    /// name the groups of its nodes. Source: Marshall and Olkin, J. Am. Stat. Assoc. 62, 1967; outages that users
    /// report of three services take 60 to 64 % of all hosts at once for half an hour (OpenDC; reference/serving.md 3);
    /// of 2,635 interruptions of spot machines 92 % came together within three minutes (reference/systems.md 16).
    pub struct CommonShock {
        /// Groups of nodes that it can hit; all groups if none is named.
        pub nodes: Vec<Ref<GroupId>> = Vec::new(),
        /// Which of these nodes one shock can hit.
        pub reach: Reach = Reach::All,
        /// Probability that a node within reach goes down [0 ..= 1].
        pub share: Share = Share::ONE,
        /// Distribution of a node's repair time.
        pub repair: Law<Span>,
    }
}

impl Striker for CommonShock {
    fn strike(&self) -> Strike<'_> {
        Strike::Nodes { repair: &self.repair }
    }
    fn target(&self) -> Target<'_> {
        Target::Groups { names: &self.nodes, reach: self.reach, share: self.share }
    }
}
