//! The node with the highest upper confidence bound.

use engine::draws::Draws;
use engine::math::{ln, sqrt};
use units::ids::NodeId;
use units::settings;
use units::time::Span;

use super::bandit::Arms;
use super::policy::{Ended, Pick, Scheduler, View};
use crate::sample::sample;

settings! {
    /// Learns which nodes answer, and picks the one with the highest upper confidence bound among a sample (UCB1).
    ///
    /// An attempt earns 1 if it is answered, `within` the time if one is set, and 0 if it is late or fails. Of a node
    /// with n ended attempts that earned the mean m \[1\] the bound is `m + sqrt(exploration * ln(t) / n)`, t the ended
    /// attempts of the gateway's whole list; a node without any comes first. With independent rewards that do not
    /// change and all nodes looked at, the expected regret after t attempts is at most `sum_i 8 ln(t) / D_i + (1 +
    /// pi^2 / 3) sum_i D_i`, D_i the gap between the best node's mean and that of node i \[1\]. Attempts under way
    /// teach nothing yet: many at once go to the same node. If no more than `candidates` nodes are listed, all are
    /// looked at, from a random one on. Source: Auer, Cesa-Bianchi and Fischer, Machine Learning 47, 2002.
    pub struct Ucb {
        /// Weight of what is not known yet; 2 is that of UCB1 [>= 0].
        pub exploration: f64 = 2.0,
        /// Time by which an answer earns 1; without it, every answer does [> 0 s].
        pub within: Option<Span>,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 16,
    }
}

impl Scheduler for Ucb {
    type Memory = Arms;

    fn memory(&self, nodes: usize) -> Arms {
        Arms::new(nodes)
    }
    fn pick(&self, arms: &mut Arms, view: &View, draws: &mut Draws) -> Pick {
        let width = self.exploration * ln(arms.ended.max(1) as f64);
        let mut best: Option<(f64, NodeId)> = None;
        for node in sample(view.roster.members(), self.candidates, draws) {
            let (n, earned) = arms.of(node);
            if n == 0 {
                return Pick::Node(node);
            }
            let bound = f64::from(earned) / f64::from(n) + sqrt(width / f64::from(n));
            if best.is_none_or(|(most, _)| bound > most) {
                best = Some((bound, node));
            }
        }
        best.map_or(Pick::Refuse, |(_, node)| Pick::Node(node))
    }
    fn observes(&self) -> bool {
        true
    }
    fn observe(&self, arms: &mut Arms, ended: &Ended) {
        arms.see(ended, self.within);
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::PI;

    use units::time::Time;

    use super::super::bandit::tests::regret;
    use super::super::table::{Table, draws, view};
    use super::*;
    use crate::columns::Column;

    #[test]
    fn of_small_random_states_it_picks_the_highest_bound() {
        let rule = Ucb { exploration: 2.0, within: None, candidates: 4096 };
        for case in 0..500 {
            let mut random = draws(case);
            let n = 1 + random.below(6);
            let table = Table::of(Column::Backlog, (0..n).map(|_| 0.0));
            let mut arms = Arms::new(0);
            for _ in 0..random.below(40) {
                let answered_after = (random.below(2) == 0).then_some(Span::ZERO);
                let node = NodeId(random.below(n));
                arms.see(&Ended { node, at: Time::ZERO, answered_after }, None);
            }
            let bound = |node: NodeId| {
                let (n, earned) = arms.of(node);
                let t = arms.ended as f64;
                if n == 0 { f64::INFINITY } else { f64::from(earned) / f64::from(n) + sqrt(2.0 * ln(t) / f64::from(n)) }
            };
            let most = (0..n).map(|node| bound(NodeId(node))).fold(0.0, f64::max);
            let picked = view(&table, |view| rule.pick(&mut arms.clone(), view, &mut draws(1_000 + case)));
            let Pick::Node(node) = picked else { panic!("{picked:?}") };
            assert!(bound(node) >= most - 1e-12, "case {case}: {} of {most}", bound(node));
        }
    }

    /// Below the bound of the source; and the worse node is picked n times, so often that its bound, `m_2 + sqrt(2
    /// ln(t) / n)`, is down at the better one's.
    #[test]
    fn the_regret_of_two_nodes_grows_with_the_logarithm_of_time() {
        let rule = Ucb { exploration: 2.0, within: None, candidates: 16 };
        let (gap, at) = (0.5_f64, [1_000, 10_000]);
        let found = regret(&rule, &[0.9, 0.4], 50, &at);
        for (&t, &regret) in at.iter().zip(&found) {
            let wide = 2.0 * ln(t as f64);
            let most = 4.0 * wide / gap + (1.0 + PI * PI / 3.0) * gap;
            assert!(regret < most, "{regret} after {t} attempts, at most {most}");
            let apart = gap + sqrt(wide / t as f64);
            let expected = gap * wide / (apart * apart);
            assert!((regret / expected - 1.0).abs() < 0.08, "{regret} after {t} attempts instead of {expected}");
        }
    }
}
