//! The node that is expected to answer first.

use engine::draws::Draws;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Looks at a sample of nodes and picks the one that is expected to answer first.
    ///
    /// Expected latency = wires there and back + (backlog / slots + 1) S, with S the request's own service time on
    /// that node \[s\]: its hardware, its speed. Exact for an idle node; with a line it takes the requests before for
    /// ones like this. If no more than `candidates` nodes are listed, all are looked at. Source: the shortest expected
    /// delay rule (Banawan and Zahorjan, Performance Evaluation 13, 1989).
    pub struct LeastExpectedLatency {
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

impl Scheduler for LeastExpectedLatency {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let nodes = view.roster.members();
        let looks = (self.candidates as usize).min(nodes.len());
        let all = looks == nodes.len();
        // A random start keeps equals from all falling to the head of the list.
        let start = if nodes.is_empty() { 0 } else { draws.below(nodes.len() as u32) as usize };
        let mut best: Option<(Span, usize)> = None;
        for i in 0..looks {
            let at = if all { (start + i) % nodes.len() } else { draws.below(nodes.len() as u32) as usize };
            let latency = view.expect.latency(nodes[at], view.backlog(nodes[at]));
            if best.is_none_or(|(least, _)| latency < least) {
                best = Some((latency, at));
            }
        }
        best.map_or(Pick::None, |(_, at)| Pick::Node(nodes[at]))
    }
}
