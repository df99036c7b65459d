//! The node with the highest weighted sum of named scores.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;

use super::policy::{Pick, Scheduler, View};
use crate::checking::Checking;
use crate::columns::Column;
use crate::sample::sample;

settings! {
    /// Picks the node with the highest weighted sum of named scores among a sample.
    ///
    /// Each score is between 0 and 1: the best of the nodes looked at has 1, the worst 0, and the others are
    /// interpolated linearly by value; if all are equal, all have 1. Less is better of backlogs, times, prices and
    /// failures; more of stake, uptime and cached tokens; an LLM in memory is 1, one that is not 0. Only the ratio of
    /// weights matters. Among equals the first that was looked at is picked. If no more than `candidates` nodes are
    /// listed, all are looked at, from a random one on. Source: the scorers of llm-d and of the Kubernetes Gateway API
    /// Inference Extension, whose weighted sum picks the endpoint.
    pub struct Weighted {
        /// Weight of the backlog [>= 0].
        pub backlog: f64 = 0.0,
        /// Weight of the work left, `work_left_s` [>= 0].
        pub work_left: f64 = 0.0,
        /// Weight of the expected latency, `latency_s` [>= 0].
        pub latency: f64 = 0.0,
        /// Weight of the link latency there and back, `way_s` [>= 0].
        pub way: f64 = 0.0,
        /// Weight of having the LLM in memory, `llm_held` [>= 0].
        pub residency: f64 = 0.0,
        /// Weight of the tokens of the prompt in the node's cache, `prefix_tokens` [>= 0].
        pub prefix: f64 = 0.0,
        /// Weight of the price per hour, `price_usd_h` [>= 0].
        pub price: f64 = 0.0,
        /// Weight of the stake, `stake_coins` [>= 0].
        pub stake: f64 = 0.0,
        /// Weight of the time since the node came up, `uptime_s` [>= 0].
        pub uptime: f64 = 0.0,
        /// Weight of failed attempts since the last answer, `failures` [>= 0].
        pub failures: f64 = 0.0,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

/// Which end of a column is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Best {
    Least,
    Most,
    /// The value is the score.
    Itself,
}

/// Room for a pick, so that nothing is allocated for it.
#[derive(Clone, Debug, Default)]
pub struct Room {
    nodes: Vec<NodeId>,
    values: Vec<f64>,
    sums: Vec<f64>,
}

impl Weighted {
    fn scorers(&self) -> [(f64, Column, Best); 10] {
        [
            (self.backlog, Column::Backlog, Best::Least),
            (self.work_left, Column::WorkLeft, Best::Least),
            (self.latency, Column::Latency, Best::Least),
            (self.way, Column::Way, Best::Least),
            (self.residency, Column::Held, Best::Itself),
            (self.prefix, Column::Prefix, Best::Most),
            (self.price, Column::Price, Best::Least),
            (self.stake, Column::Stake, Best::Most),
            (self.uptime, Column::Uptime, Best::Most),
            (self.failures, Column::Failures, Best::Least),
        ]
    }
}

impl Scheduler for Weighted {
    type Memory = Room;

    fn pick(&self, room: &mut Room, view: &View, draws: &mut Draws) -> Pick {
        let Room { nodes, values, sums } = room;
        nodes.clear();
        nodes.extend(sample(view.roster.members(), self.candidates, draws));
        sums.clear();
        sums.resize(nodes.len(), 0.0);
        for (weight, column, best) in self.scorers().into_iter().filter(|scorer| scorer.0 > 0.0) {
            values.clear();
            values.extend(nodes.iter().map(|&node| view.number(column, node)));
            let (least, most) =
                values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| (a.min(v), b.max(v)));
            for (sum, &value) in sums.iter_mut().zip(&*values) {
                *sum += weight
                    * match best {
                        Best::Itself => value,
                        _ if most <= least => 1.0,
                        Best::Least => (most - value) / (most - least),
                        Best::Most => (value - least) / (most - least),
                    };
            }
        }
        let mut best: Option<usize> = None;
        for at in 0..sums.len() {
            if best.is_none_or(|best| sums[at] > sums[best]) {
                best = Some(at);
            }
        }
        best.map_or(Pick::Refuse, |at| Pick::Node(nodes[at]))
    }
    fn columns(&self) -> Vec<Column> {
        self.scorers().iter().filter(|scorer| scorer.0 > 0.0).map(|scorer| scorer.1).collect()
    }
    fn vet(&self, checking: &mut Checking) {
        if self.scorers().iter().all(|scorer| scorer.0 <= 0.0) {
            checking.refuse_with("", "every weight is 0", "give at least one, as in `backlog = 1`");
        }
    }
}
