//! A policy with rounds assigns what is held for a list: what it sees, and what is known.

use engine::draws::{Draws, Index};
use rules::columns::{Knows as _, Lengths};
use rules::scheduling::{Held, Waiting};
use state::requests::Request;
use state::roster::Roster;
use state::tried::NOBODY;
use units::ids::{DeskId, NodeId, RequestId};
use units::time::Span;

use super::knowledge::{Knowledge, Seen};
use crate::scenario::Picker;
use crate::world::Moment;
use crate::world::desks::At;

/// Requests that are held for one list, as a policy sees them.
struct Line<'a> {
    held: &'a [RequestId],
    /// What is known of nodes, for the first of the requests.
    knows: Knowledge<'a>,
    roster: &'a Roster,
}

impl Line<'_> {
    fn request(&self, at: usize) -> &Request {
        self.knows.seen.state.requests.get(self.held[at])
    }
    /// Whether the gateway of a request bans a node: a network that assigns itself does not pick it for the request.
    fn is_banned(&self, at: usize, node: NodeId) -> bool {
        let Seen { state, desk, .. } = self.knows.seen;
        let bans = || state.gateways[self.request(at).gateway.row()].bans.as_ref();
        matches!(desk.by, Picker::Network(_)) && bans().is_some_and(|bans| bans.has(node))
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
        let tried = &self.knows.seen.state.tried;
        let is_out = |node: NodeId| tried.nodes(head).any(|other| other == node);
        !is_out(node) || self.roster.members().iter().all(|&node| is_out(node) || self.is_banned(request, node))
    }
    fn latency(&self, request: usize, node: NodeId, backlog: u32, lengths: Lengths) -> Span {
        self.knows.of(self.held[request]).latency(node, backlog, lengths)
    }
    fn draws(&self, request: usize) -> Draws {
        let &Request { users, number, tries, .. } = self.request(request);
        let index = Index::Try { number, is_back: false, tries: Index::drawn_try(tries), copy: 0 };
        self.knows.seen.state.users[users.row()].scheduling.draws(index.bits())
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
        let at = At { desk: desk.row(), roster };
        self.seat_session(at);
        // The policy is lent its memory while it looks at everything else.
        let mut memory = std::mem::take(&mut self.state.desks[at.desk].memory);
        let (knows, members) = self.known(held[0], at);
        let by = knows.seen.desk.by;
        let placed = if members.is_empty() {
            Vec::new()
        } else {
            let line = Line { held, knows, roster: members };
            let seen = Held { roster: members, backlogs: knows.backlogs, requests: &line };
            self.scenario.policy(by).assign(&mut memory[roster], &seen)
        };
        let is_whole = placed.is_empty() || placed.len() == held.len();
        let is_whole = is_whole && placed.iter().flatten().all(|&node| members.has(node));
        self.state.desks[at.desk].memory = memory;
        self.state.invariants.hold(is_whole, || format!("{by:?} does not list what it assigned: {placed:?}"));
        for (&request, node) in held.iter().zip(&placed) {
            self.note_picks(request, at, node.as_slice());
        }
        placed
    }
}
