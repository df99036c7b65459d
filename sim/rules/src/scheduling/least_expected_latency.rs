//! The node that is expected to answer first.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;
use units::time::Span;

use super::policy::{Pick, Scheduler, View};
use crate::columns::Lengths;
use crate::sample::sample;

settings! {
    /// Picks the node with the least expected latency among a sample.
    ///
    /// Expected latency = link latency there and back + (backlog / slots + 1) S, with S the request's own service time
    /// on that node \[s\]: its hardware, its speed. Exact for an idle node; with a line it assumes that the requests
    /// ahead are like this one. The length of an answer is not known in advance; see `oracle`. If no more than
    /// `candidates` nodes are listed, all are looked at. Source: the shortest expected delay rule (Banawan and
    /// Zahorjan, Performance Evaluation 13, 1989).
    pub struct LeastExpectedLatency {
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
        /// Whether the length of an answer is known in advance; if not, it is estimated by the mean of the answers that
        /// the gateway has seen, by LLM, starting from one of 256 tokens.
        pub oracle: bool = false,
    }
}

impl Scheduler for LeastExpectedLatency {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let lengths = if self.oracle { Lengths::True } else { Lengths::Seen };
        let mut best: Option<(Span, NodeId)> = None;
        for node in sample(view.roster.members(), self.candidates, draws) {
            let latency = view.knows.latency(node, view.backlog(node), lengths);
            if best.is_none_or(|(least, _)| latency < least) {
                best = Some((latency, node));
            }
        }
        best.map_or(Pick::Refuse, |(_, node)| Pick::Node(node))
    }
    fn chooses_of_one(&self) -> bool {
        false
    }
}
