//! Several nodes at once for one request.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;
use units::words;

use super::policy::{Cancel, Copied, Done, Ending, MOST_COPIES, Pick, Scheduler, View};

settings! {
    /// Sends a copy of each request to each of `d` distinct random nodes; their first or their last answer ends it.
    ///
    /// Redundancy-d: with `done = "first"`, copies cancelled at once, n nodes, exponential service at rate mu and
    /// independent copies, the mean sojourn is `sum_{i=d}^{n} 1 / (n mu C(n-1,d-1) / C(i-1,d-1) - n lambda)` \[s\],
    /// lambda the arrivals per node \[1/s\]. Fork-join: with `done = "all"` on both of two nodes it is `((12 - rho) /
    /// 8) / (mu - lambda)`, rho the load \[1\]. If fewer nodes are listed, each gets a copy. A request fails when its
    /// last copy fails, and may then be tried again with new copies; with `done = "all"` it waits for all copies that
    /// do not fail. Who gave the answer that ended it is paid and checked. The work of a copy whose answer nobody needs
    /// is wasted. With `work = "independent"` good only where most of the work is the node's own noise. Source: Gardner
    /// et al., Operations Research 65, 2017; Flatto and Hahn, SIAM J. Appl. Math. 44, 1984.
    pub struct Copies {
        /// Copies of a request [1 ..= 8].
        pub d: u32 = 2,
        /// Which answer ends the request.
        pub done: Done = Done::First,
        /// What becomes of the other copies after the first answer, if it ends the request.
        pub cancel: Cancel = Cancel::AtOnce,
        /// How much work the copies of a request are.
        pub work: Work = Work::Same,
    }
}

words! {
    /// How much work the copies of a request are.
    pub enum Work {
        /// As much as the request asks, each.
        Same = "same",
        /// The first as much as the request asks, the others as much as requests of their own would.
        Independent = "independent",
    }
}

impl Scheduler for Copies {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let nodes = view.roster.members();
        let d = (self.d as usize).min(MOST_COPIES).min(nodes.len());
        let mut seen = [NodeId(0); MOST_COPIES];
        for i in 0..d {
            seen[i] = loop {
                let node = nodes[draws.below(nodes.len() as u32) as usize];
                if !seen[..i].contains(&node) {
                    break node;
                }
            };
        }
        match d {
            0 => Pick::None,
            1 => Pick::Node(seen[0]),
            _ => Pick::Copies(Copied { nodes: seen, n: d as u8 }),
        }
    }
    fn ending(&self) -> Ending {
        Ending { done: self.done, cancel: self.cancel, is_independent: self.work == Work::Independent }
    }
}
