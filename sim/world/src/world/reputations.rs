//! The reputations that a network keeps of its nodes, and what is measured of them.

use rules::reputation::Memory;
use units::ids::{GroupId, NetworkId, NodeId};
use units::time::Time;

use crate::scenario::{Network, Scenario};
use crate::world::State;

/// What a network thinks of nodes.
#[derive(Clone, Debug)]
pub(crate) struct Reputations {
    pub(crate) memory: Memory,
    /// What is public, by node.
    public: Vec<f64>,
    /// Whether it hears each checker instead of verdicts.
    pub(crate) is_pairwise: bool,
    /// Whether a number is public as soon as it changes.
    pub(crate) is_instant: bool,
    /// By group of nodes.
    of_groups: Vec<OfGroup>,
    /// By node: whether it is a member that counts, and since when it waits to be known.
    counts: Vec<bool>,
    waits: Vec<Option<Time>>,
    /// At which number a node is known.
    known: f64,
}

/// The reputations of the members of a group.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct OfGroup {
    members: u32,
    sum: f64,
    /// Both times the time \[s\] up to `at`.
    members_area: f64,
    sum_area: f64,
    at: Time,
    /// Nodes that came since the start, those that have become known, and how long that took \[s\].
    came: u64,
    became_known: u64,
    waited: f64,
    /// What its members were paid for rating, in parts of all that was paid at a publication.
    dividends: f64,
    publications: u32,
}

impl OfGroup {
    fn settle(&mut self, now: Time) {
        let s = now.since(self.at).as_secs();
        self.members_area += f64::from(self.members) * s;
        self.sum_area += self.sum * s;
        self.at = now;
    }
    /// Both areas \[s\] up to now.
    pub(crate) fn areas(mut self, now: Time) -> (f64, f64) {
        self.settle(now);
        (self.sum_area, self.members_area)
    }
    /// How many became known, of how many that came, and how long it took them in all \[s\].
    pub(crate) fn known(&self) -> (u64, u64, f64) {
        (self.became_known, self.came, self.waited)
    }
    /// Its part of what was paid for rating, summed over publications, and their number.
    pub(crate) fn dividends(&self) -> (f64, u32) {
        (self.dividends, self.publications)
    }
}

impl Reputations {
    /// Those of a network that keeps them.
    pub(crate) fn of(scenario: &Scenario, network: &Network, n_nodes: usize) -> Option<Box<Self>> {
        let rules = network.rules.reputation.as_ref()?;
        Some(Box::new(Self {
            memory: rules.by.memory(n_nodes),
            public: vec![rules.by.opening(); n_nodes],
            is_pairwise: rules.by.is_pairwise(),
            is_instant: rules.every.ns() == 0,
            of_groups: vec![OfGroup::default(); scenario.groups.len()],
            counts: vec![false; n_nodes],
            waits: vec![None; n_nodes],
            known: rules.known,
        }))
    }
    /// The public reputation of a node.
    #[inline]
    pub(crate) fn public(&self, node: NodeId) -> f64 {
        self.public[node.row()]
    }
    /// What is measured of a group.
    pub(crate) fn of_group(&self, group: usize) -> &OfGroup {
        &self.of_groups[group]
    }
    /// A node has come: it has the reputation of those of whom nothing is known.
    pub(crate) fn begin(&mut self, node: NodeId, group: GroupId, opening: f64, now: Time) {
        self.end(node, group, now);
        self.public[node.row()] = opening;
        self.counts[node.row()] = true;
        let known = self.known;
        let row = &mut self.of_groups[group.row()];
        row.settle(now);
        (row.members, row.sum, row.came) = (row.members + 1, row.sum + opening, row.came + 1);
        if opening >= known {
            row.became_known += 1;
        }
        self.waits[node.row()] = (opening < known).then_some(now);
    }
    /// A node has left for good.
    pub(crate) fn end(&mut self, node: NodeId, group: GroupId, now: Time) {
        if std::mem::take(&mut self.counts[node.row()]) {
            let row = &mut self.of_groups[group.row()];
            row.settle(now);
            (row.members, row.sum) = (row.members - 1, row.sum - self.public[node.row()]);
            if row.members == 0 {
                // What rounding leaves is nobody's.
                row.sum = 0.0;
            }
        }
        self.waits[node.row()] = None;
    }
    /// A node has another reputation; gives the one before.
    pub(crate) fn set(&mut self, node: NodeId, group: GroupId, score: f64, now: Time) -> f64 {
        let before = std::mem::replace(&mut self.public[node.row()], score);
        if self.counts[node.row()] && before.to_bits() != score.to_bits() {
            let row = &mut self.of_groups[group.row()];
            row.settle(now);
            row.sum += score - before;
            if score >= self.known
                && let Some(since) = self.waits[node.row()].take()
            {
                row.became_known += 1;
                row.waited += now.since(since).as_secs();
            }
        }
        before
    }
    /// What was paid for rating at a publication, by node in parts of all.
    pub(crate) fn pay(&mut self, parts: &[f64], group_of: impl Fn(NodeId) -> GroupId) {
        if parts.iter().any(|&part| part > 0.0) {
            self.of_groups.iter_mut().for_each(|row| row.publications += 1);
            for (node, &part) in parts.iter().enumerate() {
                self.of_groups[group_of(NodeId::of(node)).row()].dividends += part;
            }
        }
    }
    /// The warm-up is over: what was measured so far is forgotten; those who wait began when they did.
    pub(crate) fn clear(&mut self, now: Time) {
        for row in &mut self.of_groups {
            *row = OfGroup { members: row.members, sum: row.sum, at: now, ..OfGroup::default() };
        }
    }
}

impl State {
    /// The public reputation of a node on a network; 1 where none is kept.
    #[inline]
    pub(crate) fn reputation(&self, network: NetworkId, node: NodeId) -> f64 {
        self.networks[network.row()].reputations.as_ref().map_or(1.0, |kept| kept.public(node))
    }
}
