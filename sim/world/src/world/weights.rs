//! What the nodes of a network weigh, as it weighed them last, and the sprint in which they are measured.

use engine::draws::Draws;
use rules::owner::coin::Basis;
use units::ids::NodeId;
use units::time::{Span, Time};

use super::State;
use crate::scenario::{Network, Scenario};

/// How often a node is drawn among all before those that will do are counted.
const DRAWS: u32 = 64;
/// Parts of a unit of weight in which new coins are shared.
const PARTS: f64 = 1e6;

/// The weights of a network's nodes, by row.
#[derive(Clone, Debug)]
pub(crate) struct Weights {
    /// What each weighs.
    values: Vec<f64>,
    /// What each was found to weigh, without a look at collateral and caps.
    found: Vec<f64>,
    /// What all nodes up to and with each weighed when they were weighed last.
    sums: Vec<f64>,
    /// The sprint that is under way.
    sprint: Option<Sprint>,
    /// How often nodes were weighed.
    weighed: u64,
    /// Whether new coins are shared by them.
    shares: bool,
}

/// A sprint.
#[derive(Clone, Debug)]
pub(crate) struct Sprint {
    /// When it began.
    began: Time,
    /// Who serves on.
    excused: Vec<bool>,
}

impl Weights {
    /// Of a network that weighs its nodes, before it has.
    pub(super) fn of(scenario: &Scenario, network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        network.rules.weight.as_ref()?;
        let rules = network.coin.map(|coin| &scenario.coins[coin.row()].rules);
        let shares = rules.is_some_and(|coin| coin.sharing.by == Basis::Weight && coin.emission.mints());
        let none = vec![0.0; n_nodes];
        Some(Box::new(Self { values: none.clone(), found: none.clone(), sums: none, sprint: None, weighed: 0, shares }))
    }
    /// What a node weighs.
    #[inline]
    pub(crate) fn at(&self, node: NodeId) -> f64 {
        self.values[node.row()]
    }
    /// What all weigh.
    pub(crate) fn total(&self) -> f64 {
        self.values.iter().sum()
    }
    /// What a node was found to weigh last.
    pub(crate) fn found(&self, node: NodeId) -> f64 {
        self.found[node.row()]
    }
    /// How often nodes were weighed.
    pub(crate) fn weighed(&self) -> u64 {
        self.weighed
    }
    /// Whether new coins are shared by them.
    pub(crate) fn shares(&self) -> bool {
        self.shares
    }
    /// What counts of a node where new coins are shared; nothing where they are not shared by weight.
    pub(crate) fn parts(&self, node: NodeId) -> Option<i64> {
        self.shares.then(|| (self.at(node) * PARTS) as i64)
    }
    /// Nodes were weighed: what each was found to weigh, and weighs.
    pub(crate) fn note(&mut self, found: Vec<f64>, values: Vec<f64>) {
        let mut sum = 0.0;
        for (up_to, value) in self.sums.iter_mut().zip(&values) {
            sum += value;
            *up_to = sum;
        }
        (self.found, self.values, self.weighed) = (found, values, self.weighed + 1);
    }
    /// A node has left for good: who takes its row inherits nothing. Says whether it weighed anything.
    pub(crate) fn forget(&mut self, node: NodeId) -> bool {
        self.found[node.row()] = 0.0;
        std::mem::take(&mut self.values[node.row()]) > 0.0
    }
    /// A sprint begins.
    pub(crate) fn begin_sprint(&mut self, began: Time, excused: Vec<bool>) {
        self.sprint = Some(Sprint { began, excused });
    }
    /// The sprint under way ends.
    pub(crate) fn end_sprint(&mut self) -> Option<Sprint> {
        self.sprint.take()
    }
    /// Whether a node takes part in a sprint, if it is there.
    fn is_measured(&self, node: NodeId) -> bool {
        self.sprint.as_ref().is_some_and(|sprint| !sprint.excused[node.row()])
    }
    /// One of some nodes that will do, with a probability in proportion to its weight; none if those have none.
    ///
    /// Drawn among all first, a few times, in O(log nodes) each; else among those that will do, in O(nodes).
    pub(crate) fn draw(&self, draws: &mut Draws, nodes: &[NodeId], will_do: impl Fn(NodeId) -> bool) -> Option<NodeId> {
        let all = self.sums.last().copied().unwrap_or(0.0);
        if all > 0.0 {
            for _ in 0..DRAWS {
                let at = draws.uniform() * all;
                let row = self.sums.partition_point(|&sum| sum <= at);
                let node = NodeId::of(row.min(self.sums.len() - 1));
                // One that left since has no weight any more.
                if self.at(node) > 0.0 && will_do(node) {
                    return Some(node);
                }
            }
        }
        let those = || nodes.iter().copied().filter(|&node| self.at(node) > 0.0 && will_do(node));
        let mut left = draws.uniform() * those().map(|node| self.at(node)).sum::<f64>();
        let mut last = None;
        for node in those() {
            last = Some(node);
            if left < self.at(node) {
                break;
            }
            left -= self.at(node);
        }
        last
    }
}

impl Sprint {
    /// Whether a node served on.
    pub(crate) fn excused(&self, node: NodeId) -> bool {
        self.excused[node.row()]
    }
    /// For how long a node computed that is up since a time.
    pub(crate) fn computed(&self, since: Time, now: Time) -> Span {
        now.since(since.max(self.began))
    }
}

impl State {
    /// Whether a node takes part in a sprint of any of its networks, and so serves none of them.
    pub(crate) fn is_measured(&self, scenario: &Scenario, node: NodeId) -> bool {
        self.served(scenario, node).iter().any(|network| {
            self.networks[network.row()].weights.as_ref().is_some_and(|weights| weights.is_measured(node))
        })
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    fn weights(values: &[f64]) -> Weights {
        let none = vec![0.0; values.len()];
        let (found, sums) = (none.clone(), none.clone());
        let mut weights = Weights { values: none, found, sums, sprint: None, weighed: 0, shares: true };
        weights.note(values.to_vec(), values.to_vec());
        weights
    }

    fn counts(weights: &Weights, nodes: &[u32], n: u64, will_do: impl Fn(NodeId) -> bool) -> Vec<f64> {
        let nodes: Vec<NodeId> = nodes.iter().map(|&node| NodeId(node)).collect();
        let stream = Address { seed: 5, replication: 0, purpose: Purpose::Measure, entity: 2 }.stream();
        let mut counts = vec![0.0; weights.values.len()];
        for i in 0..n {
            if let Some(node) = weights.draw(&mut stream.draws(i), &nodes, &will_do) {
                counts[node.row()] += 1.0;
            }
        }
        counts
    }

    /// Pearson's statistic against shares in proportion to some weights.
    fn chi(counts: &[f64], weights: &[f64]) -> f64 {
        let (n, all): (f64, f64) = (counts.iter().sum(), weights.iter().sum());
        let terms = counts.iter().zip(weights).filter(|(_, w)| **w > 0.0);
        terms.map(|(count, w)| (count - n * w / all) * (count - n * w / all) / (n * w / all)).sum()
    }

    #[test]
    fn draws_are_in_proportion_to_the_weights_of_those_who_will_do() {
        let mut weights = weights(&[3.0, 0.0, 1.0, 6.0, 2.0, 8.0]);
        let all = [0, 1, 2, 3, 4, 5];
        let n = 20_000;
        // 4 degrees of freedom: beyond 18.5 once in a thousand; 2: 13.8.
        assert!(chi(&counts(&weights, &all, n, |_| true), &[3.0, 0.0, 1.0, 6.0, 2.0, 8.0]) < 18.5);
        let light = |node: NodeId| [0, 2, 4].contains(&node.0);
        let found = counts(&weights, &all, n, light);
        assert!(chi(&found, &[3.0, 0.0, 1.0, 0.0, 2.0, 0.0]) < 13.8, "{found:?}");
        assert!(found.iter().sum::<f64>() >= n as f64);
        // Who has left is drawn no more, though the sums still hold it.
        assert!(weights.forget(NodeId(5)) && !weights.forget(NodeId(5)) && !weights.forget(NodeId(1)));
        let found = counts(&weights, &all, n, |_| true);
        assert!(chi(&found, &[3.0, 0.0, 1.0, 6.0, 2.0, 0.0]) < 16.3 && found[5] <= 0.0, "{found:?}");
        // Nobody weighs anything.
        let none = counts(&weights, &[1, 5], 100, |node| [1, 5].contains(&node.0));
        assert!(none.iter().sum::<f64>() <= 0.0);
    }

    #[test]
    fn where_hardly_anybody_will_do_those_are_counted() {
        // One in a hundred thousand: hardly ever found among all.
        let mut values = vec![1_000.0; 200];
        (values[7], values[9]) = (1.0, 3.0);
        let weights = weights(&values);
        let found = counts(&weights, &[7, 9], 20_000, |node| [7, 9].contains(&node.0));
        let mut expected = vec![0.0; 200];
        (expected[7], expected[9]) = (1.0, 3.0);
        // 1 degree of freedom: beyond 10.8 once in a thousand.
        assert!(chi(&found, &expected) < 10.8, "{} and {}", found[7], found[9]);
    }
}
