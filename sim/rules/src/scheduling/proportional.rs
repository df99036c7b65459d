//! A node by a weight of the user's.

use engine::draws::Draws;
use units::ids::NodeId;
use units::settings;

use super::policy::{Pick, Scheduler, View};
use super::weights::{Weights, weight};
use crate::checking::Checking;
use crate::columns::Column;
use crate::node_formula::Score;
use crate::sample::sample;

settings! {
    /// Picks a node with a probability in proportion to a weight, given as a formula.
    ///
    /// P(node i) = `w_i / sum_j w_j`, w the value of `to` at a node; a weight that is negative or does not exist counts
    /// as 0; where all are 0, the request is refused. `to = "speed * slots"` splits requests by capacity,
    /// `to = "stake_coins"` by stake, `to = "pow(price_usd_h, -2)"` by inverse square prices. A formula of `speed`,
    /// `slots`, `price_usd_h`, `stake_coins` and `weight` alone is exact over all listed nodes, and a pick takes a time
    /// that hardly grows with their number; one that reads a column that changes with each request, such as `backlog`,
    /// is over a sample of `candidates` nodes, all if no more are listed. Columns are as old as the gateway's view.
    /// Source: weighted random routing, such as the weighted clusters of Envoy and Gonka's choice of an executor by its
    /// weight (reference/systems.md 3).
    pub struct Proportional {
        /// The weight of a node; only the ratio of weights matters.
        #[fixed = "the weights of nodes are kept between picks"]
        pub to: Score,
        /// Nodes looked at where the formula reads a column that changes with each request [1 ..= 4096].
        pub candidates: u32 = 64,
    }
}

/// What is kept for the next pick.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// Weights of all nodes, where they last.
    weights: Weights,
    /// Room for a pick, where they do not: nodes, and the sums of weights up to each.
    room: Vec<(NodeId, f64)>,
}

impl Scheduler for Proportional {
    type Memory = Kept;

    fn pick(&self, Kept { weights, room }: &mut Kept, view: &View, draws: &mut Draws) -> Pick {
        if self.to.columns().iter().all(|column| column.is_lasting()) {
            return weights.pick(view, draws, |node| self.to.of(|column| view.number(column, node)));
        }
        let mut total = 0.0;
        room.clear();
        for node in sample(view.roster.members(), self.candidates, draws) {
            total += weight(self.to.of(|column| view.number(column, node)));
            room.push((node, total));
        }
        let found = draws.uniform() * total;
        room.iter().find(|&&(_, sum)| found < sum).map_or(Pick::Refuse, |&(node, _)| Pick::Node(node))
    }
    fn refuses(&self) -> bool {
        true
    }
    fn columns(&self) -> Vec<Column> {
        self.to.columns().to_vec()
    }
    fn vet(&self, checking: &mut Checking) {
        if self.to.constant().is_some_and(|to| weight(to) <= 0.0) {
            let remedy = "read a column of nodes, as in `to = \"speed * slots\"`, or use `random`";
            checking.refuse_with("to", "every weight is 0, so no node is ever picked", remedy);
        }
    }
}

#[cfg(test)]
mod tests {
    use units::problem::Problems;
    use units::settings::Setting;
    use units::tree::{Place, Tree, Value};

    use super::super::table::{Table, chi_square, draws, view};
    use super::*;

    fn rule(to: &str) -> Proportional {
        let tree = Tree { place: Place::NONE, value: Value::text(to) };
        let to = Score::read(&tree, &mut Problems::default()).expect("the formula is sound");
        Proportional { to, candidates: 64 }
    }

    #[test]
    fn shares_of_picks_are_shares_of_weights_whether_they_are_kept_or_not() {
        let values = [1.0, 2.0, 0.0, 4.0, 8.0];
        for (to, column, expected) in [
            ("2 * speed", Column::Speed, [1.0, 2.0, 0.0, 4.0, 8.0]),
            ("price_usd_h * price_usd_h", Column::Price, [1.0, 4.0, 0.0, 16.0, 64.0]),
            ("speed - 1", Column::Speed, [0.0, 1.0, 0.0, 3.0, 7.0]),
            ("1 / (1 + backlog)", Column::Backlog, [1.0 / 2.0, 1.0 / 3.0, 1.0, 1.0 / 5.0, 1.0 / 9.0]),
        ] {
            let table = Table::of(column, values.into_iter());
            let (mut kept, mut counts, n) = (Kept::default(), [0.0; 5], 30_000);
            for i in 0..n {
                match view(&table, |view| rule(to).pick(&mut kept, view, &mut draws(i))) {
                    Pick::Node(node) => counts[node.row()] += 1.0,
                    other => panic!("{other:?}"),
                }
            }
            let total: f64 = expected.iter().sum();
            let with: Vec<usize> = (0..5).filter(|&row| expected[row] > 0.0).collect();
            assert!((0..5).all(|row| counts[row] <= 0.0 || expected[row] > 0.0), "{to}: {counts:?}");
            let counted: Vec<f64> = with.iter().map(|&row| counts[row]).collect();
            let due: Vec<f64> = with.iter().map(|&row| n as f64 * expected[row] / total).collect();
            let chi = chi_square(&counted, &due);
            // At most 4 degrees of freedom: beyond 18.5 once in a thousand.
            assert!(chi < 18.5, "{to}: {chi}: {counts:?}");
        }
    }

    #[test]
    fn where_all_weights_are_nothing_no_node_is_picked() {
        for (to, column) in [("-speed", Column::Speed), ("ln(0 - backlog)", Column::Backlog)] {
            let table = Table::of(column, [1.0, 2.0].into_iter());
            let picked = view(&table, |view| rule(to).pick(&mut Kept::default(), view, &mut draws(1)));
            assert_eq!(picked, Pick::Refuse, "{to}");
        }
    }
}
