//! Several nodes at once for one request.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;
use units::words;

use super::policy::{Cancel, Copied, Done, Ending, MOST_COPIES, Pick, Scheduler, View};

settings! {
    /// Sends a copy of each request to each of `d` distinct random nodes; the first or the last answer completes the
    /// request.
    ///
    /// Redundancy-d: with `done = "first"`, copies cancelled at once, n nodes, exponential service at rate mu and
    /// independent copies, the mean sojourn is `sum_{i=d}^{n} 1 / (n mu C(n-1,d-1) / C(i-1,d-1) - n lambda)` \[s\],
    /// lambda the arrivals per node \[1/s\]. Fork-join: with `done = "all"` on both of two nodes it is `((12 - rho) /
    /// 8) / (mu - lambda)`, rho the load \[1\]. If fewer nodes are listed, each gets a copy. A request fails when its
    /// last copy fails, and may then be tried again with new copies; with `done = "all"` it waits for all copies that
    /// do not fail. The node that gave the answer that ended it is paid and checked. The work of a copy whose answer is
    /// not needed is wasted. `work = "independent"` is realistic only where most of the work is the node's own noise.
    /// Source: Gardner et al., Operations Research 65, 2017; Flatto and Hahn, SIAM J. Appl. Math. 44, 1984.
    pub struct Copies {
        /// Copies of a request [1 ..= 8].
        pub d: u32 = 2,
        /// Which answer completes the request.
        pub done: Done = Done::First,
        /// What happens to the other copies after the first answer, if it completes the request.
        pub cancel: Cancel = Cancel::AtOnce,
        /// How much work each copy of a request is.
        pub work: Work = Work::Same,
    }
}

words! {
    /// How much work each copy of a request is.
    pub enum Work {
        /// Each is as much work as the request.
        Same = "same",
        /// The first is as much work as the request; the others are drawn independently, as for new requests.
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
            0 => Pick::Refuse,
            1 => Pick::Node(seen[0]),
            _ => Pick::Copies(Copied { nodes: seen, n: d as u8 }),
        }
    }
    fn ending(&self) -> Ending {
        Ending { done: self.done, cancel: self.cancel, is_independent: self.work == Work::Independent }
    }
}
