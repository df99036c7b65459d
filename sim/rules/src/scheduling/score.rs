//! The node with the highest score, by a formula of the user's.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;

use super::policy::{Lacking, Pick, Scheduler, View};
use crate::columns::Column;
use crate::node_formula::{Filter, Score};
use crate::sample::sample;

settings! {
    /// Picks the node with the highest score, by a formula, among a sample.
    ///
    /// The formula reads node columns (`windtunnel list columns`), each as old as the gateway's view; units are
    /// checked. A node whose score does not exist (`ln` of a negative number, 0 / 0) loses to every other and is
    /// counted in `unscored_looks`. Nodes for which `filter` is false are left out; where none is left, `none_left`
    /// decides. Among equals the first that was looked at is picked. If no more than `candidates` nodes are listed, all
    /// are looked at, from a random one on. `score = "-latency_s"` picks as `least_expected_latency` does. Source:
    /// scoring plugins of cluster schedulers, such as the Kubernetes scheduling framework (filter, then score).
    pub struct ByScore {
        /// The score; the node with the highest is picked.
        pub score: Score,
        /// Which nodes may be picked; without it, all that are listed.
        pub filter: Option<Filter>,
        /// What happens to a request when `filter` admits none of the nodes looked at.
        pub none_left: Lacking = Lacking::Refuse,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

impl Scheduler for ByScore {
    /// Looks at nodes that had no score.
    type Memory = u64;

    fn pick(&self, unscored: &mut u64, view: &View, draws: &mut Draws) -> Pick {
        let mut best: Option<(f64, NodeId)> = None;
        for node in sample(view.roster.members(), self.candidates, draws) {
            if self.filter.as_ref().is_some_and(|filter| !filter.admits(|column| view.number(column, node))) {
                continue;
            }
            let score = self.score.of(|column| view.number(column, node));
            if score.is_nan() {
                *unscored += 1;
                // It is picked only if no other node has a score.
                best = best.or(Some((f64::NAN, node)));
            } else if best.is_none_or(|(most, _)| most.is_nan() || score > most) {
                best = Some((score, node));
            }
        }
        best.map_or_else(|| self.none_left.pick(), |(_, node)| Pick::Node(node))
    }
    fn refuses(&self) -> bool {
        self.filter.is_some() && self.none_left == Lacking::Refuse
    }
    fn columns(&self) -> Vec<Column> {
        let filter = self.filter.iter().flat_map(Filter::columns);
        self.score.columns().iter().chain(filter).copied().collect()
    }
}
