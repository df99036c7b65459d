//! A policy with rounds assigns what is held for a list: what it sees, and what is known.

use engine::draws::{Draws, Index};
use rules::columns::{Knows as _, Lengths};
use rules::scheduling::{Held, Pick, Waiting};
use state::requests::Request;
use state::roster::Roster;
use state::tried::{NOBODY, Tried};
use units::ids::{DeskId, NodeId, RequestId};
use units::time::Span;

use super::knowledge::{Knowledge, Tables};
use super::pick::{note, seen_nodes};
use crate::scenario::Picker;
use crate::world::desks::{At, Desk};
use crate::world::gateways::GatewayState;
use crate::world::users::UsersState;
use crate::world::{Moment, State};

/// Requests that are held for one list, as a policy sees them.
struct Line<'a> {
    held: &'a [RequestId],
    /// What is known of nodes, for the first of the requests.
    knows: Knowledge<'a>,
    roster: &'a Roster,
    tried: &'a Tried,
    /// The gateways, if they hold requests for a network that assigns itself: it does not pick whom one of them bans.
    banning: &'a [GatewayState],
    users: &'a [UsersState],
}

impl Line<'_> {
    fn request(&self, at: usize) -> &Request {
        self.knows.tables.requests.get(self.held[at])
    }
    /// Whether the gateway of a request bans a node.
    fn is_banned(&self, at: usize, node: NodeId) -> bool {
        let gateway = self.banning.get(self.request(at).gateway.row());
        gateway.and_then(|gateway| gateway.bans.as_ref()).is_some_and(|bans| bans.has(node))
    }
    /// What is known of nodes for one of the requests.
    fn knows(&self, at: usize) -> Knowledge<'_> {
        self.knows.of(self.request(at), self.knows.tables.requests.shared(self.held[at]))
    }
}

impl Waiting for Line<'_> {
    fn len(&self) -> usize {
        self.held.len()
    }
    fn may(&self, request: usize, node: NodeId) -> bool {
        if self.is_banned(request, node) {
            return false;
        }
        let head = self.request(request).tried;
        if head == NOBODY {
            return true;
        }
        let is_out = |node: NodeId| self.tried.nodes(head).any(|other| other == node);
        !is_out(node) || self.roster.members().iter().all(|&node| is_out(node) || self.is_banned(request, node))
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
    /// Whether the gateway of a request bans all that another desk lists for it.
    pub(in crate::dynamics) fn bans_all(&self, at: At, request: RequestId) -> bool {
        let state = &*self.state;
        let gateway = state.requests.get(request).gateway.row();
        let roster = state.desks[at.desk].view.as_ref().map_or(&state.rosters[at.roster], |v| &v.rosters[at.roster]);
        let bans = state.gateways[gateway].bans.as_ref().filter(|bans| bans.banned().len() >= roster.len());
        at.desk != gateway && bans.is_some_and(|bans| roster.members().iter().all(|&node| bans.has(node)))
    }

    /// A node for each of the requests that are held at a desk for a list, as its policy assigns them; empty if none is
    /// listed.
    pub(in crate::dynamics) fn match_listed(
        &mut self,
        desk: DeskId,
        roster: usize,
        held: &[RequestId],
    ) -> Vec<Option<NodeId>> {
        self.seat_session(At { desk: desk.row(), roster });
        let State {
            desks,
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
        let Desk { by, view, memory, outputs, .. } = &mut desks[desk.row()];
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
            gateways,
            outputs,
            nodes,
            backlogs,
            groups,
            tables: Tables { requests, attempts, memories, batches, ledger },
        };
        let banning = if matches!(by, Picker::Network(_)) { &gateways[..] } else { &[] };
        let line = Line { held, knows, roster: members, tried, banning, users };
        let policy = self.scenario.policy(*by);
        let placed = policy.assign(&mut memory[roster], &Held { roster: members, backlogs, requests: &line });
        let is_whole = placed.len() == held.len() && placed.iter().flatten().all(|&node| members.has(node));
        invariants.hold(is_whole, || format!("{by:?} does not list what it assigned: {placed:?}"));
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
