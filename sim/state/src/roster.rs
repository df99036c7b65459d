//! Rosters: which nodes a gateway may pick, with the indexes that policies read.

use std::ops::Range;

use units::ids::NodeId;

use crate::bits::Bits;
use crate::journal::Journal;

const ABSENT: u32 = u32::MAX;

/// The nodes that serve one LLM on one network.
///
/// Every change is O(1): members are dense, and where a policy asks for the shortest line, nodes are filed by backlog.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    members: Vec<NodeId>,
    position: Vec<u32>,
    /// No row below it was ever listed.
    lowest: u32,
    filed: Option<Filed>,
    /// Members that are out of sight for one pick: who, where among the members, where among those of equal backlog.
    hidden: Vec<(NodeId, usize, usize)>,
    /// Who was listed or taken off; who is only out of sight is not in it.
    changes: Journal,
}

/// Nodes by backlog: `levels[b]` holds those with backlog b.
#[derive(Clone, Debug, Default)]
struct Filed {
    /// The sum of all backlogs.
    total: u64,
    levels: Vec<Vec<NodeId>>,
    backlog: Vec<u32>,
    place: Vec<u32>,
    least: usize,
    /// The same nodes by id, kept only if a policy asks for the lowest.
    by_id: Option<Vec<Bits>>,
}

/// What a policy asks of the rosters that it picks from; the last can what the others can.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// Who is listed.
    Members,
    /// The shortest line, who is idle, and the sum of all backlogs.
    Backlogs,
    /// The lowest id among the shortest lines, too.
    Ids,
}

impl Roster {
    /// An empty roster that can answer what is asked of it.
    pub fn of(order: Order) -> Self {
        match order {
            Order::Members => Self::new(),
            Order::Backlogs => Self::ranked(),
            Order::Ids => Self::ranked_by_id(),
        }
    }
    /// An empty roster.
    pub fn new() -> Self {
        Self::default()
    }
    /// An empty roster that also files its nodes by backlog.
    pub fn ranked() -> Self {
        Self { filed: Some(Filed::default()), ..Self::default() }
    }
    /// An empty roster that files its nodes by backlog, and by id among equals.
    pub fn ranked_by_id() -> Self {
        Self { filed: Some(Filed { by_id: Some(Vec::new()), ..Filed::default() }), ..Self::default() }
    }
    /// The nodes, in no meaningful but a reproducible order.
    #[inline]
    pub fn members(&self) -> &[NodeId] {
        &self.members
    }
    /// How many nodes there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.members.len()
    }
    /// Whether there is none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }
    /// Whether a node is listed.
    #[inline]
    pub fn has(&self, node: NodeId) -> bool {
        self.position.get(node.row()).is_some_and(|&p| p != ABSENT)
    }
    /// The position of a node among the members, if it is listed.
    pub fn place(&self, node: NodeId) -> Option<u32> {
        self.position.get(node.row()).copied().filter(|&p| p != ABSENT)
    }
    /// The rows within which all lie that were ever listed.
    pub fn rows(&self) -> Range<u32> {
        self.lowest..self.position.len() as u32
    }
    /// Who was listed or taken off, and that all may have changed. Who is hidden stays listed here: see
    /// [`Roster::hidden`].
    #[inline]
    pub fn changes(&self) -> &Journal {
        &self.changes
    }
    /// Tells whoever keeps something of these nodes that rules changed, so that all of it may be different.
    pub fn doubt(&mut self) {
        self.changes.note_all();
    }
    /// The members that are out of sight for this pick.
    #[inline]
    pub fn hidden(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.hidden.iter().map(|hidden| hidden.0)
    }
    /// The nodes of least backlog.
    ///
    /// # Panics
    /// If the roster is not ranked.
    pub fn shortest(&self) -> &[NodeId] {
        let filed = self.filed.as_ref().expect("a policy that asks for the shortest line needs a ranked roster");
        filed.levels.get(filed.least).map_or(&[], Vec::as_slice)
    }
    /// The nodes without a backlog.
    ///
    /// # Panics
    /// If the roster is not ranked.
    pub fn idle(&self) -> &[NodeId] {
        let filed = self.filed.as_ref().expect("a policy that asks who is idle needs a ranked roster");
        filed.levels.first().map_or(&[], Vec::as_slice)
    }
    /// The sum of all backlogs.
    ///
    /// # Panics
    /// If the roster is not ranked.
    pub fn total(&self) -> u64 {
        self.filed.as_ref().expect("a policy that asks for all backlogs needs a ranked roster").total
    }
    /// The node of lowest id among those of least backlog.
    ///
    /// # Panics
    /// If the roster is not ranked by id.
    pub fn shortest_lowest(&self) -> Option<NodeId> {
        let filed = self.filed.as_ref();
        let by_id = filed.and_then(|f| f.by_id.as_ref()).expect("a policy that asks for the lowest id needs its order");
        by_id.get(filed?.least)?.least().map(NodeId::of)
    }
    /// Whether a node is among those of least backlog; false for all if the roster is not ranked.
    pub fn is_shortest(&self, node: NodeId) -> bool {
        let has_least = |f: &Filed| f.backlog[node.row()] as usize == f.least;
        self.has(node) && self.filed.as_ref().is_some_and(has_least)
    }
    /// Lists a node.
    pub fn enter(&mut self, node: NodeId, backlog: u32) {
        if self.has(node) {
            return;
        }
        self.lowest = if self.position.is_empty() { node.0 } else { self.lowest.min(node.0) };
        if self.position.len() <= node.row() {
            self.position.resize(node.row() + 1, ABSENT);
        }
        self.position[node.row()] = self.members.len() as u32;
        self.members.push(node);
        self.changes.note(node);
        if let Some(filed) = &mut self.filed {
            filed.put(node, backlog);
        }
    }
    /// Takes a node off the list.
    pub fn leave(&mut self, node: NodeId) {
        if self.has(node) {
            self.remove(node);
            self.changes.note(node);
        }
    }
    fn remove(&mut self, node: NodeId) {
        let at = self.position[node.row()] as usize;
        self.members.swap_remove(at);
        if let Some(&moved) = self.members.get(at) {
            self.position[moved.row()] = at as u32;
        }
        self.position[node.row()] = ABSENT;
        if let Some(filed) = &mut self.filed {
            filed.take(node);
        }
    }
    /// Puts a member out of sight until [`Roster::show`]; says whether it was one.
    pub fn hide(&mut self, node: NodeId) -> bool {
        if !self.has(node) {
            return false;
        }
        let at = self.position[node.row()] as usize;
        let place = self.filed.as_ref().map_or(0, |f| f.place[node.row()] as usize);
        self.remove(node);
        self.hidden.push((node, at, place));
        true
    }
    /// Puts all that was hidden back to where it stood, as if nothing had been.
    pub fn show(&mut self) {
        while let Some((node, at, place)) = self.hidden.pop() {
            let last = self.members.len();
            self.members.push(node);
            self.members.swap(at, last);
            for i in [at, last] {
                self.position[self.members[i].row()] = i as u32;
            }
            if let Some(filed) = &mut self.filed {
                filed.put_back(node, place);
            }
        }
    }
    /// Notes a node's backlog, if the roster is ranked.
    #[inline]
    pub fn report(&mut self, node: NodeId, backlog: u32) {
        if self.filed.is_none() || !self.has(node) {
            return;
        }
        if let Some(filed) = &mut self.filed {
            filed.take(node);
            filed.put(node, backlog);
        }
    }
    /// Lists whom another roster lists, with these backlogs: O(members) of both.
    pub fn refill(&mut self, other: &Self, backlogs: &[u32]) {
        while let Some(&node) = self.members.last() {
            self.leave(node);
        }
        for &node in &other.members {
            self.enter(node, backlogs[node.row()]);
        }
    }
    /// Becomes a copy of another roster, keeping its own memory.
    pub fn copy_from(&mut self, other: &Self) {
        self.members.clone_from(&other.members);
        self.position.clone_from(&other.position);
        self.lowest = other.lowest;
        self.filed.clone_from(&other.filed);
        self.changes.note_all();
    }
}

impl Filed {
    fn put(&mut self, node: NodeId, backlog: u32) {
        let level = backlog as usize;
        self.total += u64::from(backlog);
        if self.levels.len() <= level {
            self.levels.resize_with(level + 1, Vec::new);
        }
        if self.place.len() <= node.row() {
            self.place.resize(node.row() + 1, ABSENT);
            self.backlog.resize(node.row() + 1, 0);
        }
        self.place[node.row()] = self.levels[level].len() as u32;
        self.backlog[node.row()] = backlog;
        self.levels[level].push(node);
        if let Some(by_id) = &mut self.by_id {
            if by_id.len() <= level {
                by_id.resize_with(level + 1, Bits::default);
            }
            by_id[level].put(node.row());
        }
        self.least = self.least.min(level);
        while self.least + 1 < self.levels.len() && self.levels[self.least].is_empty() {
            self.least += 1;
        }
    }
    /// Undoes the last `take` of a node, which stood at this place.
    fn put_back(&mut self, node: NodeId, place: usize) {
        let level = self.backlog[node.row()] as usize;
        self.total += level as u64;
        if let Some(by_id) = &mut self.by_id {
            by_id[level].put(node.row());
        }
        let line = &mut self.levels[level];
        let last = line.len();
        line.push(node);
        line.swap(place, last);
        for i in [place, last] {
            self.place[line[i].row()] = i as u32;
        }
        self.least = self.least.min(level);
    }
    fn take(&mut self, node: NodeId) {
        let level = self.backlog[node.row()] as usize;
        self.total -= level as u64;
        if let Some(by_id) = &mut self.by_id {
            by_id[level].take(node.row());
        }
        let line = &mut self.levels[level];
        let at = self.place[node.row()] as usize;
        line.swap_remove(at);
        if let Some(&moved) = line.get(at) {
            self.place[moved.row()] = at as u32;
        }
        while self.least + 1 < self.levels.len() && self.levels[self.least].is_empty() {
            self.least += 1;
        }
    }
}

#[cfg(test)]
mod tests;
