//! The least loaded of a few.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;

use super::policy::{Pick, Scheduler, Ties, View};

/// The most nodes a pick looks at.
const MOST: usize = 64;

settings! {
    /// Samples `d` nodes and picks the one with the least backlog.
    ///
    /// With exponential service, load rho \[1\] and many nodes, the share of nodes that hold at least k requests is
    /// `rho^((d^k - 1) / (d - 1))`, against rho^k for one random choice. For N nodes the mean sojourn is above that
    /// limit by O(1/N) (Gast and Van Houdt, 2017). Holds for fresh backlogs; with a stale view it degrades far more
    /// gently than the shortest queue of all. Source: Mitzenmacher, IEEE TPDS 12(10), 2001.
    pub struct PowerOfD {
        /// Nodes looked at [1 ..= 64].
        pub d: u32 = 2,
        /// Whether a node may be sampled twice.
        pub replacement: bool = false,
        /// Which node is picked among equals.
        pub ties: Ties = Ties::Uniform,
    }
}

impl Scheduler for PowerOfD {
    type Memory = Option<NodeId>;

    #[inline]
    fn pick(&self, memory: &mut Option<NodeId>, view: &View, draws: &mut Draws) -> Pick {
        let nodes = view.roster.members();
        match nodes {
            [] => return Pick::Refuse,
            [node] => return Pick::Node(*node),
            _ => {}
        }
        let d = (self.d as usize).min(MOST);
        let d = if self.replacement { d } else { d.min(nodes.len()) };
        let mut seen = [NodeId(0); MOST];
        let mut best = NodeId(0);
        let (mut least, mut equals) = (u32::MAX, 0);
        for i in 0..d {
            let node = loop {
                let node = nodes[draws.below(nodes.len() as u32) as usize];
                if self.replacement || !seen[..i].contains(&node) {
                    break node;
                }
            };
            seen[i] = node;
            let backlog = view.backlog(node);
            if backlog < least {
                (best, least, equals) = (node, backlog, 1);
            } else if backlog == least && !seen[..i].contains(&node) {
                let is_better = match self.ties {
                    Ties::First => false,
                    Ties::LowestId => node < best,
                    Ties::LastUsed => *memory == Some(node),
                    Ties::Uniform => {
                        // The k-th equal replaces the choice with chance 1/k: all equals end up alike.
                        equals += 1;
                        draws.below(equals) == 0
                    }
                };
                if is_better {
                    best = node;
                }
            }
        }
        if self.ties == Ties::LastUsed {
            *memory = Some(best);
        }
        Pick::Node(best)
    }
}
