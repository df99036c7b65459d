//! The node with the least work left.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;
use units::settings::Nothing;

use super::policy::{Pick, Scheduler, View};
use crate::columns::Column;
use crate::sample::sample;

settings! {
    /// Samples nodes and picks the one with the least work left.
    ///
    /// Work left = the service times of all requests at the node, less what is done of them, over its slots \[s\].
    /// Plain work is known when it is asked for; the length of an answer is not, and is taken for the mean of those
    /// that the gateway has seen. With all nodes looked at, a fresh view, one slot each and equal speeds, every request
    /// starts when it would in one first-come-first-served line for all of them: with Poisson arrivals the waits are
    /// those of M/G/k. With an old view all gateways send to the same nodes until the next report. If no more than
    /// `candidates` nodes are listed, all are looked at. Source: the equivalence of least work left and the central
    /// queue (Harchol-Balter, Performance Modeling and Design of Computer Systems, 2013, section 24.2).
    pub struct LeastWorkLeft {
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

impl Scheduler for LeastWorkLeft {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let mut best: Option<(f64, NodeId)> = None;
        for node in sample(view.roster.members(), self.candidates, draws) {
            let left = view.number(Column::WorkLeft, node);
            if best.is_none_or(|(least, _)| left < least) {
                best = Some((left, node));
            }
        }
        best.map_or(Pick::Refuse, |(_, node)| Pick::Node(node))
    }
    fn columns(&self) -> Vec<Column> {
        vec![Column::WorkLeft]
    }
    fn chooses_of_one(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::super::table::{Table, draws, view};
    use super::*;

    #[test]
    fn of_small_random_states_it_picks_the_least_of_all() {
        let rule = LeastWorkLeft { candidates: 64 };
        for case in 0..500 {
            let mut random = draws(case);
            let n = 1 + random.below(8);
            let table = Table::of(Column::WorkLeft, (0..n).map(|_| f64::from(random.below(5))));
            let Pick::Node(node) = view(&table, |view| rule.pick(&mut Nothing, view, &mut draws(1_000 + case))) else {
                panic!("a node is listed")
            };
            let least = table.values.iter().copied().fold(f64::INFINITY, f64::min);
            assert!(table.values[node.row()] <= least, "case {case}: {:?}", table.values);
        }
    }
}
