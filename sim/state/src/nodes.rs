//! Nodes as columns: what schedulers read lies together, what is seldom asked lies apart.

use units::ids::{GroupId, NodeId, NodeRef, RegionId, ZoneId};
use units::time::Time;

use crate::attempts::Line;
use crate::ranks::Ranks;
use crate::sharing::Sharing;

/// What never changes about a node.
#[derive(Clone, Copy, Debug)]
pub struct Identity {
    /// The group it belongs to.
    pub group: GroupId,
    /// Who runs it, numbered within the scenario.
    pub operator: u32,
    /// Where it stands on the wires.
    pub region: RegionId,
    /// With whom it shares accidents.
    pub zone: ZoneId,
    /// The hash of its name: the address of its draws.
    pub name: u64,
}

/// All nodes.
#[derive(Clone, Debug, Default)]
pub struct Nodes {
    identity: Vec<Identity>,
    generation: Vec<u32>,
    presence: Vec<Presence>,
    backlog: Vec<u32>,
    busy: Vec<u32>,
    working: Vec<Time>,
    line: Vec<Line>,
    sharing: Vec<Option<Box<Sharing>>>,
    ranks: Vec<Option<Box<Ranks>>>,
    cycle: Vec<u32>,
}

/// Whether a node is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Presence {
    /// Churn has it in.
    is_in: bool,
    /// How many outages hold it down.
    struck: u32,
    /// When it last went up or down.
    since: Time,
}

impl Nodes {
    /// Adds a node that is away.
    pub fn add(&mut self, identity: Identity) -> NodeId {
        let node = NodeId::of(self.identity.len());
        self.identity.push(identity);
        self.generation.push(0);
        self.presence.push(Presence { is_in: false, struck: 0, since: Time::ZERO });
        self.backlog.push(0);
        self.busy.push(0);
        self.working.push(Time::ZERO);
        self.line.push(Line::default());
        self.sharing.push(None);
        self.ranks.push(None);
        self.cycle.push(0);
        node
    }
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.identity.len()
    }
    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.identity.is_empty()
    }
    /// What never changes about a node.
    #[inline]
    pub fn identity(&self, node: NodeId) -> &Identity {
        &self.identity[node.row()]
    }
    /// Whether a node is up: churn has it in and no outage holds it down.
    #[inline]
    pub fn is_up(&self, node: NodeId) -> bool {
        let presence = self.presence[node.row()];
        presence.is_in && presence.struck == 0
    }
    /// Whether churn has a node in, outage or not.
    pub fn is_in(&self, node: NodeId) -> bool {
        self.presence[node.row()].is_in
    }
    /// When a node last went up or down.
    pub fn since(&self, node: NodeId) -> Time {
        self.presence[node.row()].since
    }
    /// Notes when a node went up or down.
    pub fn mark(&mut self, node: NodeId, now: Time) {
        self.presence[node.row()].since = now;
    }
    /// Churn lets a node in.
    pub fn enter(&mut self, node: NodeId) {
        self.presence[node.row()].is_in = true;
    }
    /// Churn takes a node out.
    pub fn leave(&mut self, node: NodeId) {
        self.presence[node.row()].is_in = false;
    }
    /// An outage takes hold of a node.
    pub fn strike(&mut self, node: NodeId) {
        self.presence[node.row()].struck += 1;
    }
    /// An outage lets go of a node.
    pub fn relieve(&mut self, node: NodeId) {
        self.presence[node.row()].struck -= 1;
    }
    /// The current life of a node, as events name it.
    #[inline]
    pub fn name(&self, node: NodeId) -> NodeRef {
        NodeRef { id: node, generation: self.generation[node.row()] }
    }
    /// Whether a name still means the same life.
    #[inline]
    pub fn is_current(&self, name: NodeRef) -> bool {
        self.generation[name.id.row()] == name.generation
    }
    /// The current life of a node by number.
    #[inline]
    pub fn generation(&self, node: NodeId) -> u32 {
        self.generation[node.row()]
    }
    /// Ends a life: what was sent to it will find nobody.
    pub fn end_life(&mut self, node: NodeId) {
        self.generation[node.row()] = self.generation[node.row()].wrapping_add(1);
    }
    /// How many attempts wait or are served at a node.
    #[inline]
    pub fn backlog(&self, node: NodeId) -> u32 {
        self.backlog[node.row()]
    }
    /// How many attempts wait or are served at a node, to change it.
    #[inline]
    pub fn backlog_mut(&mut self, node: NodeId) -> &mut u32 {
        &mut self.backlog[node.row()]
    }
    /// The backlogs of all nodes, by row.
    #[inline]
    pub fn backlogs(&self) -> &[u32] {
        &self.backlog
    }
    /// How many slots of a node are taken.
    #[inline]
    pub fn busy(&self, node: NodeId) -> u32 {
        self.busy[node.row()]
    }
    /// How many slots of a node are taken, to change it.
    #[inline]
    pub fn busy_mut(&mut self, node: NodeId) -> &mut u32 {
        &mut self.busy[node.row()]
    }
    /// Since when a node has had a backlog, while it has one.
    #[inline]
    pub fn working_since(&self, node: NodeId) -> Time {
        self.working[node.row()]
    }
    /// A busy period of a node begins.
    #[inline]
    pub fn begin_work(&mut self, node: NodeId, now: Time) {
        self.working[node.row()] = now;
    }
    /// All attempts at a node, in line.
    #[inline]
    pub fn line(&self, node: NodeId) -> Line {
        self.line[node.row()]
    }
    /// All attempts at a node, to change the line.
    #[inline]
    pub fn line_mut(&mut self, node: NodeId) -> &mut Line {
        &mut self.line[node.row()]
    }
    /// The sharers of a node; made on first use.
    #[inline]
    pub fn sharing_mut(&mut self, node: NodeId) -> &mut Sharing {
        self.sharing[node.row()].get_or_insert_with(Box::default)
    }
    /// The attempts of a node by rank; made on first use.
    #[inline]
    pub fn ranks_mut(&mut self, node: NodeId) -> &mut Ranks {
        self.ranks[node.row()].get_or_insert_with(Box::default)
    }
    /// The attempts of a node by rank; none where nothing was ever ranked.
    pub fn ranks(&self, node: NodeId) -> Option<&Ranks> {
        self.ranks[node.row()].as_deref()
    }
    /// The number of the session or absence a node is in: the index of its churn draws.
    pub fn cycle(&self, node: NodeId) -> u32 {
        self.cycle[node.row()]
    }
    /// Goes on to the next session or absence.
    pub fn next_cycle(&mut self, node: NodeId) -> u32 {
        self.cycle[node.row()] += 1;
        self.cycle[node.row()]
    }
}
