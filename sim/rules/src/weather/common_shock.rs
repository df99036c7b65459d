//! A shock to what nodes have in common.

use engine::law::Law;
use units::ids::GroupId;
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Reach, Strike, Striker, Target};

settings! {
    /// Takes a part of some groups' nodes down at once: a bad image, a driver, an operator, a provider that wants its
    /// machines back.
    ///
    /// Of the nodes that a strike can reach each goes down with probability `share`, by a draw of its own; its session
    /// ends, its absence is one draw of `repair`, and a new session begins with its return. With own failures at rate
    /// a, shocks at g that take a share s of all, and repairs exponential at b \[1/s\], a node is up for the part `p =
    /// b / (a + g s + b)` of the time, two are up together for `p2 = 2 b p / (2 b + 2 a + g (2 s - s^2))` of it, and
    /// the number of n nodes that are up has the variance `n p (1 - p) + n (n - 1) (p2 - p^2)`. What nodes of one
    /// image, vendor or client version have in common is said by naming their groups. Source: Marshall and Olkin, J.
    /// Am. Stat. Assoc. 62, 1967; outages that users report of three services take 60 to 64 % of all hosts at once for
    /// half an hour (OpenDC; reference/serving.md 3); of 2,635 interruptions of spot machines 92 % came together within
    /// three minutes (reference/systems.md 16).
    pub struct CommonShock {
        /// Groups of nodes that it can reach; all groups if none is named.
        pub nodes: Vec<Ref<GroupId>> = Vec::new(),
        /// Whose nodes among them one strike can reach.
        pub reach: Reach = Reach::All,
        /// Probability that a node within reach goes down [0 ..= 1].
        pub share: Share = Share::ONE,
        /// The law of a node's repair.
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
