//! A node by its stake.

use engine::draws::Draws;
use units::settings;

use super::policy::{Pick, Scheduler, View};
use super::weights::Weights;
use crate::columns::Column;

settings! {
    /// Picks a node with a probability in proportion to its stake.
    ///
    /// P(node i) = `s_i / sum_j s_j`, s the bonded stake of a listed node on the request's network \[coins\], or what
    /// it weighs there where the network says so (`network.x.weight`); as old as the gateway's view. A slashed node
    /// gets less from then on; one without a stake gets nothing, and where no listed node has one, the request is
    /// refused. With equal nodes and exponential service a node is an M/M/1 queue with arrivals at
    /// `lambda s_i / sum_j s_j` \[1/s\], and overloaded where that exceeds its service rate: it looks at neither
    /// backlogs nor speeds. `proportional` does the same for any weight. Source: selection in proportion to stake, as
    /// of block proposers in proof of stake (Kiayias, Russell, David and Oliynykov, Ouroboros, CRYPTO 2017) and of
    /// executors by weight in Gonka (reference/systems.md 3).
    pub struct StakeWeighted {}
}

impl Scheduler for StakeWeighted {
    type Memory = Weights;

    fn pick(&self, weights: &mut Weights, view: &View, draws: &mut Draws) -> Pick {
        weights.pick(view, draws, |node| view.number(Column::Weight, node))
    }
    fn refuses(&self) -> bool {
        true
    }
    fn columns(&self) -> Vec<Column> {
        vec![Column::Weight]
    }
}

#[cfg(test)]
mod tests {
    use units::ids::NodeId;

    use super::super::table::{Table, chi_square, draws, view};
    use super::*;

    /// The same by adding up the stakes of all listed nodes in the order of their rows.
    fn brute_force(table: &Table, draws: &mut Draws) -> Pick {
        let stake = |row: usize| if table.roster.has(NodeId(row as u32)) { table.values[row] } else { 0.0 };
        let total: f64 = (0..table.values.len()).map(stake).sum();
        let mut left = draws.uniform() * total;
        for row in 0..table.values.len() {
            if left < stake(row) {
                return Pick::Node(NodeId(row as u32));
            }
            left -= stake(row);
        }
        Pick::Refuse
    }

    #[test]
    fn through_slashes_joins_retries_and_renewed_views_it_picks_as_one_that_looks_at_all() {
        for case in 0..40 {
            let mut random = draws(case);
            let n = 1 + random.below(40);
            let mut table = Table::of(Column::Weight, (0..n).map(|_| f64::from(random.below(6))));
            let mut weights = Weights::default();
            for step in 0..200 {
                let node = NodeId(random.below(n));
                match random.below(8) {
                    0 => table.roster.leave(node),
                    1 => table.roster.enter(node, 0),
                    2 | 3 => {
                        table.values[node.row()] = f64::from(random.below(6));
                        table.changes.note(node);
                    }
                    4 if random.below(5) == 0 => {
                        let other = table.roster.clone();
                        table.roster.copy_from(&other);
                    }
                    _ => {}
                }
                let is_hidden = random.below(4) == 0 && table.roster.hide(NodeId(random.below(n)));
                let index = case * 1_000 + step;
                let picked = view(&table, |view| StakeWeighted {}.pick(&mut weights, view, &mut draws(index)));
                assert_eq!(picked, brute_force(&table, &mut draws(index)), "case {case}, step {step}");
                if is_hidden {
                    table.roster.show();
                }
            }
        }
    }

    #[test]
    fn shares_of_picks_are_shares_of_stakes() {
        let stakes = [5.0, 0.0, 1.0, 2.5, 0.5, 11.0];
        let table = Table::of(Column::Weight, stakes.into_iter());
        let (mut weights, mut counts, n) = (Weights::default(), [0.0; 6], 40_000);
        for i in 0..n {
            let Pick::Node(node) = view(&table, |view| StakeWeighted {}.pick(&mut weights, view, &mut draws(i))) else {
                panic!("somebody has a stake")
            };
            counts[node.row()] += 1.0;
        }
        assert!(counts[1] <= 0.0, "no stake, no work");
        let with: Vec<usize> = (0..6).filter(|&row| stakes[row] > 0.0).collect();
        let counted: Vec<f64> = with.iter().map(|&row| counts[row]).collect();
        let expected: Vec<f64> = with.iter().map(|&row| n as f64 * stakes[row] / 20.0).collect();
        let chi = chi_square(&counted, &expected);
        // 4 degrees of freedom: beyond 18.5 once in a thousand.
        assert!(chi < 18.5, "{chi}: {counts:?}");
    }
}
