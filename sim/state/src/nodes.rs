//! Nodes as columns: what schedulers read lies together, what serving reads is one line of the cache a node.

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
    rows: Vec<Row>,
    backlog: Vec<u32>,
    /// When each last went up or down.
    since: Vec<Time>,
    sharing: Vec<Option<Box<Sharing>>>,
    ranks: Vec<Option<Box<Ranks>>>,
    cycle: Vec<u32>,
}

/// What is read or changed of a node whenever an attempt comes or goes: one line of the cache.
///
/// As columns of their own these cost seven misses a visit once there are more nodes than the cache holds.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Row {
    identity: Identity,
    /// Since when it has had work.
    working: Time,
    generation: u32,
    busy: u32,
    line: Line,
    /// How many outages hold it down.
    struck: u32,
    /// Churn has it in.
    is_in: bool,
    /// It is about to leave, and takes what comes until it has nothing left.
    is_draining: bool,
}

const _: () = assert!(size_of::<Row>() == 64, "a node's row must be one line of the cache");

impl Nodes {
    /// Adds a node that is away.
    pub fn add(&mut self, identity: Identity) -> NodeId {
        let node = NodeId::of(self.rows.len());
        let (working, line) = (Time::ZERO, Line::default());
        self.rows.push(Row {
            identity,
            working,
            generation: 0,
            busy: 0,
            line,
            struck: 0,
            is_in: false,
            is_draining: false,
        });
        self.backlog.push(0);
        self.since.push(Time::ZERO);
        self.sharing.push(None);
        self.ranks.push(None);
        self.cycle.push(0);
        node
    }
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }
    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
    /// What never changes about a node.
    #[inline]
    pub fn identity(&self, node: NodeId) -> &Identity {
        &self.rows[node.row()].identity
    }
    /// Whether a node is up: churn has it in and no outage holds it down.
    #[inline]
    pub fn is_up(&self, node: NodeId) -> bool {
        let row = &self.rows[node.row()];
        row.is_in && row.struck == 0
    }
    /// Whether churn has a node in, outage or not.
    pub fn is_in(&self, node: NodeId) -> bool {
        self.rows[node.row()].is_in
    }
    /// When a node last went up or down.
    pub fn since(&self, node: NodeId) -> Time {
        self.since[node.row()]
    }
    /// Notes when a node went up or down.
    pub fn mark(&mut self, node: NodeId, now: Time) {
        self.since[node.row()] = now;
    }
    /// Whether a node is about to leave.
    #[inline]
    pub fn is_draining(&self, node: NodeId) -> bool {
        self.rows[node.row()].is_draining
    }
    /// A node is about to leave.
    pub fn drain(&mut self, node: NodeId) {
        self.rows[node.row()].is_draining = true;
    }
    /// Churn lets a node in.
    pub fn enter(&mut self, node: NodeId) {
        self.rows[node.row()].is_in = true;
    }
    /// Churn takes a node out.
    pub fn leave(&mut self, node: NodeId) {
        let row = &mut self.rows[node.row()];
        (row.is_in, row.is_draining) = (false, false);
    }
    /// An outage takes hold of a node.
    pub fn strike(&mut self, node: NodeId) {
        self.rows[node.row()].struck += 1;
    }
    /// An outage lets go of a node.
    pub fn relieve(&mut self, node: NodeId) {
        self.rows[node.row()].struck -= 1;
    }
    /// The current life of a node, as events name it.
    #[inline]
    pub fn name(&self, node: NodeId) -> NodeRef {
        NodeRef { id: node, generation: self.rows[node.row()].generation }
    }
    /// Whether a name still means the same life.
    #[inline]
    pub fn is_current(&self, name: NodeRef) -> bool {
        self.rows[name.id.row()].generation == name.generation
    }
    /// The current life of a node by number.
    #[inline]
    pub fn generation(&self, node: NodeId) -> u32 {
        self.rows[node.row()].generation
    }
    /// Ends a life: what was sent to it will find nobody.
    pub fn end_life(&mut self, node: NodeId) {
        let row = &mut self.rows[node.row()];
        row.generation = row.generation.wrapping_add(1);
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
        self.rows[node.row()].busy
    }
    /// How many slots of a node are taken, to change it.
    #[inline]
    pub fn busy_mut(&mut self, node: NodeId) -> &mut u32 {
        &mut self.rows[node.row()].busy
    }
    /// Since when a node has had a backlog, while it has one.
    #[inline]
    pub fn working_since(&self, node: NodeId) -> Time {
        self.rows[node.row()].working
    }
    /// A busy period of a node begins.
    #[inline]
    pub fn begin_work(&mut self, node: NodeId, now: Time) {
        self.rows[node.row()].working = now;
    }
    /// All attempts at a node, in line.
    #[inline]
    pub fn line(&self, node: NodeId) -> Line {
        self.rows[node.row()].line
    }
    /// All attempts at a node, to change the line.
    #[inline]
    pub fn line_mut(&mut self, node: NodeId) -> &mut Line {
        &mut self.rows[node.row()].line
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
