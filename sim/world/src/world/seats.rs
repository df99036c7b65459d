//! Rosters of sessions: which nodes have a seat for whom until a network's session ends.

use engine::draws::name_hash;
use rules::owner::network::Per;
use state::requests::Request;
use units::ids::{LlmId, NetworkId, NodeId};
use units::time::Time;

use crate::scenario::Scenario;

/// No session.
const NEVER: u64 = u64::MAX;

/// The rosters of all sessions that are under way, and what the draw of the next ones needs.
#[derive(Clone, Debug)]
pub(crate) struct Seats {
    /// How many rosters of networks and LLMs stand before those of sessions.
    first: usize,
    /// Where each network's rosters begin; none where it has no sessions.
    networks: Vec<Option<Row>>,
    pub(crate) cells: Vec<Cell>,
    /// Who was listed when a session began, by roster of a network and LLM.
    starts: Vec<Start>,
    /// The rosters on which each node has a seat.
    of: Vec<Vec<u32>>,
    /// How many nodes each row has had.
    tenants: Vec<u32>,
}

/// What is known of a network with sessions.
#[derive(Clone, Copy, Debug)]
struct Row {
    cell: usize,
    is_per_app: bool,
    /// Whether the beginning of its next session is on the agenda.
    is_awaited: bool,
}

/// A roster of a network's sessions.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) network: NetworkId,
    pub(crate) llm: LlmId,
    /// The hash of the names that it is for.
    pub(crate) entity: u64,
    /// The session for which it was last drawn.
    pub(crate) session: u64,
    /// Who has a seat, listed or not, in the order of their numbers, and which of its row each is.
    pub(crate) members: Vec<(NodeId, u32)>,
}

/// Who was listed just before the session began in which a list last changed.
#[derive(Clone, Debug)]
struct Start {
    session: u64,
    /// Each node, and which of its row it was.
    nodes: Vec<(NodeId, u32)>,
}

impl Seats {
    /// Room for the sessions of a scenario; none where no network has any.
    pub(super) fn new(scenario: &Scenario, n_nodes: usize) -> Option<Box<Self>> {
        if scenario.networks.iter().all(|network| network.rules.session.is_none()) {
            return None;
        }
        let (mut cells, mut networks) = (Vec::new(), Vec::new());
        for (i, network) in scenario.networks.iter().enumerate() {
            let Some(rule) = &network.rules.session else {
                networks.push(None);
                continue;
            };
            let is_per_app = rule.per.contains(&Per::App);
            networks.push(Some(Row { cell: cells.len(), is_per_app, is_awaited: false }));
            let apps = if is_per_app { scenario.users.len() } else { 1 };
            for (app, llm) in (0..apps).flat_map(|app| (0..scenario.llms.len()).map(move |llm| (app, llm))) {
                let app = if is_per_app { &scenario.users[app].name } else { "" };
                let name = if rule.per.contains(&Per::Llm) { &scenario.llms[llm] } else { "" };
                cells.push(Cell {
                    network: NetworkId::of(i),
                    llm: LlmId::of(llm),
                    entity: name_hash(&format!("{}/{app}/{name}", network.name)),
                    session: NEVER,
                    members: Vec::new(),
                });
            }
        }
        let start = Start { session: NEVER, nodes: Vec::new() };
        Some(Box::new(Self {
            first: scenario.n_rosters(),
            networks,
            cells,
            starts: vec![start; scenario.n_rosters()],
            of: vec![Vec::new(); n_nodes],
            tenants: vec![0; n_nodes],
        }))
    }
    /// The roster on which a request finds its nodes.
    #[inline]
    pub(crate) fn roster(&self, scenario: &Scenario, row: &Request) -> usize {
        let Some(network) = self.networks[row.network.row()] else {
            return scenario.roster_for(row.users, row.network, row.llm);
        };
        let app = if network.is_per_app { row.users.row() } else { 0 };
        self.first + network.cell + app * scenario.llms.len() + row.llm.row()
    }
    /// The cell of a roster, if it is one of a session.
    pub(crate) fn cell(&self, roster: usize) -> Option<&Cell> {
        self.cells.get(roster.checked_sub(self.first)?)
    }
    /// The rosters of a network's sessions.
    pub(crate) fn rosters(&self, network: NetworkId) -> impl Iterator<Item = usize> {
        let cells = self.cells.iter().enumerate().filter(move |(_, cell)| cell.network == network);
        cells.map(|(at, _)| self.first + at)
    }
    /// The rosters on which a node has a seat.
    pub(crate) fn of(&self, node: NodeId) -> &[u32] {
        &self.of[node.row()]
    }
    /// The i-th of these rosters, and the list that it is drawn from.
    pub(crate) fn seat(&self, scenario: &Scenario, node: NodeId, i: usize) -> Option<(usize, usize)> {
        let roster = *self.of(node).get(i)? as usize;
        let cell = self.cell(roster)?;
        Some((roster, scenario.roster(cell.network, cell.llm)))
    }
    /// Notes that the beginning of a network's next session is on the agenda, or no longer; says whether it has
    /// sessions and that is new.
    pub(crate) fn await_next(&mut self, network: NetworkId, is_awaited: bool) -> bool {
        let Some(row) = &mut self.networks[network.row()] else { return false };
        std::mem::replace(&mut row.is_awaited, is_awaited) != is_awaited
    }
    /// A list is about to change: who was on it when the session began is kept, once a session.
    pub(crate) fn keep_start(&mut self, roster: usize, session: u64, members: &[NodeId]) {
        let start = &mut self.starts[roster];
        if start.session == session {
            return;
        }
        start.session = session;
        start.nodes.clear();
        start.nodes.extend(members.iter().map(|&node| (node, self.tenants[node.row()])));
    }
    /// Who was listed when a session began, and which of its row each was; `members` are those who are listed now.
    pub(crate) fn start<'a>(
        &'a self,
        roster: usize,
        session: u64,
        members: &'a [NodeId],
    ) -> impl Iterator<Item = (NodeId, u32)> {
        let start = &self.starts[roster];
        let has_changed = start.session == session;
        let (kept, present) = if has_changed { (&start.nodes[..], &[][..]) } else { (&[][..], members) };
        kept.iter().copied().chain(present.iter().map(|&node| (node, self.tenants[node.row()])))
    }
    /// Gives all seats of a roster up; gives those who had them.
    pub(crate) fn clear(&mut self, roster: usize) -> Vec<(NodeId, u32)> {
        let members = std::mem::take(&mut self.cells[roster - self.first].members);
        for (node, _) in &members {
            self.of[node.row()].retain(|&other| other as usize != roster);
        }
        members
    }
    /// Seats those of these who are still there, for a session.
    pub(crate) fn fill(&mut self, roster: usize, session: u64, drawn: impl Iterator<Item = (NodeId, u32)>) {
        let cell = &mut self.cells[roster - self.first];
        cell.session = session;
        for (node, tenant) in drawn.filter(|&(node, tenant)| self.tenants[node.row()] == tenant) {
            cell.members.push((node, tenant));
            self.of[node.row()].push(roster as u32);
        }
    }
    /// A node has gone for good: another may take its row, but not its seats, which old views still know.
    pub(crate) fn vacate(&mut self, node: NodeId) {
        self.tenants[node.row()] += 1;
    }
    /// Whether the node of a row has a seat on a roster, and not one that had the row before.
    pub(crate) fn has_seat(&self, roster: usize, node: NodeId) -> bool {
        let seat = (node, self.tenants[node.row()]);
        self.cell(roster).is_some_and(|cell| cell.members.contains(&seat))
    }
}

/// The number of a network's session at a time; none if it has no sessions.
pub(crate) fn session(scenario: &Scenario, network: NetworkId, now: Time) -> Option<u64> {
    scenario.networks[network.row()].rules.session.as_ref().map(|rule| rule.number(now.since(Time::ZERO)))
}
