//! When each node was first sentenced: by time, and by the answers it had settled until then.

use units::ids::{GroupId, NodeId};
use units::time::Time;

use crate::scenario::Scenario;

/// First sentences by group, kept only where a scenario asks for them. The warm-up is not cut off: a life counts whole.
#[derive(Clone, Debug, Default)]
pub struct Sentences {
    lives: Vec<Life>,
    groups: Vec<Sentenced>,
    within: Vec<u32>,
}

/// What one life of a node has come to.
#[derive(Clone, Copy, Debug, Default)]
struct Life {
    began: Time,
    settled: u32,
    is_sentenced: bool,
}

/// The first sentences of one group's nodes.
#[derive(Clone, Debug, Default)]
pub struct Sentenced {
    /// Nodes that have joined.
    pub lives: u64,
    /// Nodes that were sentenced.
    pub nodes: u64,
    /// Answers that they had settled by then, the one they were sentenced for included.
    pub answers: u64,
    /// Time since they had joined \[ns\].
    pub time: u128,
    /// Nodes that were sentenced within so many answers, by threshold.
    pub within: Vec<u64>,
}

impl Sentences {
    /// Records for a scenario; empty where nobody asks.
    pub fn new(scenario: &Scenario, n_nodes: usize) -> Self {
        let within = scenario.observe.sentenced.clone();
        if within.is_empty() {
            return Self::default();
        }
        let group = Sentenced { within: vec![0; within.len()], ..Sentenced::default() };
        Self { lives: vec![Life::default(); n_nodes], groups: vec![group; scenario.groups.len()], within }
    }
    /// Whether anybody asked.
    #[inline]
    pub fn are_kept(&self) -> bool {
        !self.lives.is_empty()
    }
    /// A node joins.
    pub fn began(&mut self, now: Time, node: NodeId, group: GroupId) {
        if let Some(life) = self.lives.get_mut(node.row()) {
            *life = Life { began: now, ..Life::default() };
            self.groups[group.row()].lives += 1;
        }
    }
    /// An answer of a node is settled.
    #[inline]
    pub fn settled(&mut self, node: NodeId) {
        if let Some(life) = self.lives.get_mut(node.row()) {
            life.settled += 1;
        }
    }
    /// A rule sentenced a node.
    pub fn sentenced(&mut self, now: Time, node: NodeId, group: GroupId) {
        let Some(life) = self.lives.get_mut(node.row()).filter(|l| !l.is_sentenced) else { return };
        life.is_sentenced = true;
        let sum = &mut self.groups[group.row()];
        sum.nodes += 1;
        sum.answers += u64::from(life.settled);
        sum.time += u128::from(now.since(life.began).ns());
        for (within, &most) in sum.within.iter_mut().zip(&self.within) {
            *within += u64::from(life.settled <= most);
        }
    }
    /// What there is of a group; nothing where nobody asked.
    pub fn of(&self, group: usize) -> Option<&Sentenced> {
        self.groups.get(group)
    }
}
