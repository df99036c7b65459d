//! Nodes as the arms of a bandit: what their attempts have earned.

use units::ids::NodeId;
use units::time::Span;

use super::policy::Ended;

/// What the attempts at each node have earned, 1 for each that was answered soon enough and 0 for each other.
#[derive(Clone, Debug, Default)]
pub struct Arms {
    /// Attempts that ended, and those of them that earned 1, by the row of the node.
    rows: Vec<(u32, u32)>,
    /// Attempts that ended at any node.
    pub(super) ended: u64,
}

impl Arms {
    pub(super) fn new(nodes: usize) -> Self {
        Self { rows: vec![(0, 0); nodes], ended: 0 }
    }
    /// How many attempts at a node have ended, and how many of them earned 1.
    #[inline]
    pub(super) fn of(&self, node: NodeId) -> (u32, u32) {
        self.rows.get(node.row()).copied().unwrap_or_default()
    }
    /// An attempt has ended; it earns 1 if it was answered, in time if a time is set.
    pub(super) fn see(&mut self, ended: &Ended, within: Option<Span>) {
        if self.rows.len() <= ended.node.row() {
            self.rows.resize(ended.node.row() + 1, (0, 0));
        }
        let is_earned = ended.answered_after.is_some_and(|after| within.is_none_or(|within| after <= within));
        let (n, earned) = &mut self.rows[ended.node.row()];
        (*n, *earned) = (*n + 1, *earned + u32::from(is_earned));
        self.ended += 1;
    }
}

#[cfg(test)]
pub(super) mod tests {
    use engine::draws::{Address, Purpose};
    use units::time::Time;

    use super::super::policy::{Pick, Scheduler};
    use super::super::table::{Table, view};
    use super::*;
    use crate::columns::Column;

    /// The mean regret of a policy over many runs on arms that earn 1 with these chances, at each of these times.
    pub(in crate::scheduling) fn regret<P: Scheduler>(policy: &P, arms: &[f64], runs: u64, at: &[usize]) -> Vec<f64> {
        let best = arms.iter().copied().fold(0.0, f64::max);
        let table = Table::of(Column::Backlog, arms.iter().map(|_| 0.0));
        let mut sums = vec![0.0; at.len()];
        for run in 0..runs {
            let stream = |purpose| Address { seed: run, replication: 0, purpose, entity: 1 }.stream();
            let (picks, earns) = (stream(Purpose::Scheduling), stream(Purpose::Demand));
            let mut memory = policy.memory(arms.len());
            let mut regret = 0.0;
            view(&table, |view| {
                for t in 0..*at.last().expect("a time is asked for") {
                    let picked = policy.pick(&mut memory, view, &mut picks.draws(t as u64));
                    let Pick::Node(node) = picked else { panic!("{picked:?}") };
                    regret += best - arms[node.row()];
                    let is_earned = earns.draws(t as u64).uniform() < arms[node.row()];
                    let answered_after = is_earned.then_some(Span::ZERO);
                    policy.observe(&mut memory, &Ended { node, at: Time::ZERO, answered_after });
                    if let Some(i) = at.iter().position(|&at| at == t + 1) {
                        sums[i] += regret;
                    }
                }
            });
        }
        sums.iter().map(|sum| sum / runs as f64).collect()
    }

    #[test]
    fn what_comes_late_or_not_at_all_earns_nothing() {
        let mut arms = Arms::new(2);
        let within = Some(Span::secs(2));
        for after in [Some(1), Some(2), Some(3), None] {
            arms.see(&Ended { node: NodeId(1), at: Time::ZERO, answered_after: after.map(Span::secs) }, within);
        }
        arms.see(&Ended { node: NodeId(5), at: Time::ZERO, answered_after: Some(Span::secs(9)) }, None);
        let of = |node| arms.of(NodeId(node));
        assert_eq!((of(0), of(1), of(5), of(7), arms.ended), ((0, 0), (4, 2), (1, 1), (0, 0), 5));
    }
}
