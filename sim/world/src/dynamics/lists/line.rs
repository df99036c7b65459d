//! A gateway with rounds assigns what it holds for a list: what its policy sees, and what it knows.

use engine::draws::{Draws, Index};
use rules::columns::{Knows as _, Lengths};
use rules::scheduling::{Held, Pick, Waiting};
use state::requests::Request;
use state::roster::Roster;
use state::tried::{NOBODY, Tried};
use units::ids::{GatewayId, NodeId, RequestId};
use units::time::Span;

use super::knowledge::{Knowledge, Tables};
use super::pick::{note, seen_nodes};
use crate::world::gateways::GatewayState;
use crate::world::users::UsersState;
use crate::world::{Moment, State};

/// Requests that are held for one list, as a policy sees them.
struct Line<'a> {
    held: &'a [RequestId],
    /// What the gateway knows of nodes, for the first of the requests.
    knows: Knowledge<'a>,
    roster: &'a Roster,
    tried: &'a Tried,
    users: &'a [UsersState],
}

impl Line<'_> {
    fn request(&self, at: usize) -> &Request {
        self.knows.tables.requests.get(self.held[at])
    }
    /// What the gateway knows of nodes for one of the requests.
    fn knows(&self, at: usize) -> Knowledge<'_> {
        self.knows.of(self.request(at), self.knows.tables.requests.shared(self.held[at]))
    }
}

impl Waiting for Line<'_> {
    fn len(&self) -> usize {
        self.held.len()
    }
    fn may(&self, request: usize, node: NodeId) -> bool {
        let head = self.request(request).tried;
        if head == NOBODY {
            return true;
        }
        let is_tried = |node: NodeId| self.tried.nodes(head).any(|other| other == node);
        !is_tried(node) || self.roster.members().iter().all(|&node| is_tried(node))
    }
    fn latency(&self, request: usize, node: NodeId, backlog: u32, lengths: Lengths) -> Span {
        self.knows(request).latency(node, backlog, lengths)
    }
    fn draws(&self, request: usize) -> Draws {
        let &Request { users, number, tries, .. } = self.request(request);
        let index = Index::Try { number, is_back: false, tries: Index::drawn_try(tries), copy: 0 };
        self.users[users.row()].scheduling.draws(index.bits())
    }
}

impl Moment<'_> {
    /// A node for each of the requests that a gateway holds for a list, as its policy assigns them; empty if none is
    /// listed.
    pub(in crate::dynamics) fn match_listed(
        &mut self,
        gateway: GatewayId,
        roster: usize,
        held: &[RequestId],
    ) -> Vec<Option<NodeId>> {
        let State {
            gateways,
            rosters,
            nodes,
            groups,
            users,
            requests,
            attempts,
            memories,
            batches,
            ledger,
            log,
            tried,
            invariants,
            ..
        } = &mut *self.state;
        let GatewayState { view, memory, bans, outputs, .. } = &mut gateways[gateway.row()];
        let (members, backlogs) = seen_nodes(view.as_ref(), rosters, nodes, roster);
        if members.is_empty() {
            return Vec::new();
        }
        let knows = Knowledge {
            scenario: self.scenario,
            now: self.now,
            request: requests.get(held[0]),
            shared: requests.shared(held[0]),
            reported: view.as_ref().filter(|view| !view.is_live).map(|view| &view.reported),
            bans: bans.as_ref(),
            outputs,
            nodes,
            backlogs,
            groups,
            tables: Tables { requests, attempts, memories, batches, ledger },
        };
        let line = Line { held, knows, roster: members, tried, users };
        let policy = &self.scenario.gateways[gateway.row()].rules.scheduling;
        let placed = policy.assign(&mut memory[roster], &Held { roster: members, backlogs, requests: &line });
        let is_whole = placed.len() == held.len() && placed.iter().flatten().all(|&node| members.has(node));
        invariants.hold(is_whole, || format!("gateway {} does not list what it assigned: {placed:?}", gateway.0));
        if let Some(log) = log {
            for (at, node) in placed.iter().enumerate() {
                if let Some(node) = *node {
                    note(log, &line.knows(at), members.len(), &Pick::Node(node));
                }
            }
        }
        placed
    }
}
