//! A node is picked among those that are listed, by a gateway or by a network that assigns itself.

use engine::draws::Index;
use rules::columns::{Column, Knows as _, Lengths};
use rules::routing::Shortest;
use rules::scheduling;
use rules::scheduling::{Ended, Pick};
use state::nodes::Nodes;
use state::requests::Shared;
use state::roster::Roster;
use state::tried::NOBODY;
use units::ids::{AttemptId, GatewayId, NetworkId, NodeId, RequestId};
use units::time::Span;

use super::knowledge::{Knowledge, Seen};
use crate::dynamics::requests::answer::deadline;
use crate::log::Picked;
use crate::world::Moment;
use crate::world::desks::{At, Desk, View};
use crate::world::gateways::GatewayState;

/// How many of the nodes with the shortest line are looked at for who answers first.
const LOOKED_AT: usize = 64;

/// The roster that is seen at a desk: its own copy if it has one.
fn seen_roster<'a>(desks: &'a mut [Desk], rosters: &'a mut [Roster], at: At) -> &'a mut Roster {
    match &mut desks[at.desk].view {
        None => &mut rosters[at.roster],
        Some(view) => &mut view.rosters[at.roster],
    }
}

/// The roster and the backlogs that a gateway sees.
#[inline(always)]
pub(super) fn seen_nodes<'a>(
    view: Option<&'a View>,
    rosters: &'a [Roster],
    nodes: &'a Nodes,
    at: usize,
) -> (&'a Roster, &'a [u32]) {
    match view {
        None => (&rosters[at], nodes.backlogs()),
        Some(view) if view.is_live => (&view.rosters[at], nodes.backlogs()),
        Some(view) => (&view.rosters[at], &view.backlogs[..]),
    }
}

/// What the gateway knew of a node that it picked.
fn noted(knows: &Knowledge, among: usize, node: NodeId) -> Picked {
    let request = knows.request;
    Picked {
        users: request.users,
        number: request.number,
        attempt: request.tries,
        at: knows.seen.now,
        gateway: request.gateway,
        among: among as u32,
        node,
        known: Column::ALL.map(|column| if knows.keeps(column) { knows.number(column, node) } else { f64::NAN }),
    }
}

/// Whom a gateway bans that a desk lists: its own desk lists none of them.
fn banned(gateways: &[GatewayState], gateway: GatewayId, at: At) -> &[NodeId] {
    match &gateways[gateway.row()].bans {
        Some(bans) if at.desk != gateway.row() => bans.banned(),
        _ => &[],
    }
}

impl Moment<'_> {
    /// Picks among the listed nodes: all, or those that were not tried yet as long as there is one. Where none is
    /// listed, no policy is asked.
    #[inline(always)]
    pub(in crate::dynamics) fn pick(&mut self, request: RequestId) -> Option<Pick> {
        let row = self.state.requests.get(request);
        if self.state.picks_plainly && row.tried == NOBODY {
            let at = At { desk: row.gateway.row(), roster: self.scenario.roster(row.network, row.llm) };
            return self.pick_listed(request, at, 0);
        }
        self.pick_elsewhere(request)
    }

    /// Picks where networks assign or have sessions, or the request was tried before.
    fn pick_elsewhere(&mut self, request: RequestId) -> Option<Pick> {
        let at = self.state.at(self.scenario, self.state.requests.get(request));
        self.seat_session(at);
        let row = self.state.requests.get(request);
        if row.tried == NOBODY && (at.desk == row.gateway.row() || !self.state.gateways[row.gateway.row()].shuns()) {
            return self.pick_listed(request, at, 0);
        }
        self.pick_in_sight(request, at)
    }

    /// Picks with some nodes out of sight for this one pick; afterwards the list is as it was.
    fn pick_in_sight(&mut self, request: RequestId, at: At) -> Option<Pick> {
        let state = &mut *self.state;
        let row = state.requests.get(request);
        let banned = banned(&state.gateways, row.gateway, at);
        let roster = seen_roster(&mut state.desks, &mut state.rosters, at);
        for &node in banned {
            roster.hide(node);
        }
        for node in state.tried.nodes(row.tried) {
            roster.hide(node);
        }
        if roster.is_empty() {
            roster.show();
            for &node in banned {
                roster.hide(node);
            }
        }
        let pick = self.pick_listed(request, at, 0);
        let state = &mut *self.state;
        seen_roster(&mut state.desks, &mut state.rosters, at).show();
        pick
    }

    /// Picks a node for one copy more of a request: one that has none and was not tried; nothing if there is no such
    /// node.
    pub(in crate::dynamics) fn pick_beside(&mut self, request: RequestId, copy: u8) -> Option<Pick> {
        let at = self.state.at(self.scenario, self.state.requests.get(request));
        self.seat_session(at);
        let state = &mut *self.state;
        let row = state.requests.get(request);
        let roster = seen_roster(&mut state.desks, &mut state.rosters, at);
        for &node in banned(&state.gateways, row.gateway, at) {
            roster.hide(node);
        }
        for node in state.tried.nodes(row.tried) {
            roster.hide(node);
        }
        let mut attempt = row.copy;
        for _ in 0..row.copies {
            let row = state.attempts.get(AttemptId(attempt));
            roster.hide(row.node);
            attempt = row.sibling;
        }
        let pick = self.pick_listed(request, at, copy);
        let state = &mut *self.state;
        seen_roster(&mut state.desks, &mut state.rosters, at).show();
        pick
    }

    /// What is known of nodes where one is picked for a request, and the roster that is seen there.
    #[inline(always)]
    pub(super) fn known(&self, request: RequestId, at: At) -> (Knowledge<'_>, &Roster) {
        let state = &*self.state;
        let desk = &state.desks[at.desk];
        let (roster, mut backlogs) = seen_nodes(desk.view.as_ref(), &state.rosters, &state.nodes, at.roster);
        if let Some(parts) =
            state.parts.as_ref().filter(|_| desk.view.is_none() && at.roster < self.scenario.n_rosters())
        {
            // Networks of nodes with parts have no old views and no sessions, so that the roster tells which it is.
            backlogs = parts.backlogs(self.scenario.network_of_roster(at.roster));
        }
        let seen = Seen { scenario: self.scenario, state, desk, now: self.now };
        (Knowledge { request: state.requests.get(request), id: request, backlogs, seen }, roster)
    }

    /// The nodes of a network with the shortest line, as a gateway sees them that may send a request there.
    pub(in crate::dynamics) fn shortest(&self, request: RequestId, network: NetworkId) -> Option<Shortest> {
        let row = self.state.requests.get(request);
        let desk = self.state.desk(row.gateway, network);
        let (knows, roster) =
            self.known(request, At { desk, roster: self.scenario.roster_for(row.users, network, row.llm) });
        let nodes = roster.shortest();
        let latency = |node: &NodeId| knows.latency(*node, knows.backlogs[node.row()], Lengths::Seen);
        Some(Shortest {
            backlog: knows.backlogs[nodes.first()?.row()],
            n_nodes: nodes.len() as u32,
            latency: nodes.iter().take(LOOKED_AT).map(latency).min()?,
        })
    }

    /// Notes in the log, if there is one, what was known of nodes that were picked for a request.
    #[cold]
    pub(super) fn note_picks(&mut self, request: RequestId, at: At, nodes: &[NodeId]) {
        let (knows, roster) = self.known(request, at);
        let rows: Vec<Picked> = nodes.iter().map(|&node| noted(&knows, roster.len(), node)).collect();
        if let Some(log) = &mut self.state.log {
            for row in rows {
                log.picked(row);
            }
        }
    }

    #[inline(always)]
    fn pick_listed(&mut self, request: RequestId, at: At, copy: u8) -> Option<Pick> {
        let desk = &mut self.state.desks[at.desk];
        let listed = desk.view.as_ref().map_or(&self.state.rosters[at.roster], |view| &view.rosters[at.roster]);
        match *listed.members() {
            [] => return None,
            [node] if !desk.chooses_of_one => return Some(Pick::Node(node)),
            _ => {}
        }
        let by = desk.by;
        // The policy is lent its memory while it looks at everything else.
        let mut memory = std::mem::take(&mut desk.memory);
        let (knows, roster) = self.known(request, at);
        let state = &*self.state;
        let row = knows.request;
        let users = &state.users[row.users.row()];
        let session = match state.requests.shared(request).session {
            Shared::ALONE => Index::Alone { number: row.number }.bits(),
            session => Index::Session { session }.bits(),
        };
        let users_rules = state.uses.targets.then(|| &self.scenario.users[row.users.row()].rules);
        let target = users_rules.and_then(|rules| rules.target.as_ref());
        let view = scheduling::View {
            roster,
            backlogs: knows.backlogs,
            knows: &knows,
            sessions: users.affinity,
            session,
            users: row.users,
            tries: row.tries.into(),
            now: self.now,
            deadline: target.and_then(|target| deadline(target, users, row)),
        };
        // Retries get draws of their own, so that the first pick does not depend on whether there is a second.
        let drawn = Index::Try { number: row.number, is_back: false, tries: Index::drawn_try(row.tries), copy };
        let mut draws = users.scheduling.draws(drawn.bits());
        let pick = self.scenario.policy(by).pick(&mut memory[at.roster], &view, &mut draws);
        // The look at the list is a cache line a pick, so builds for speed leave it out.
        let is_listed = !cfg!(debug_assertions) || pick.nodes().iter().all(|&node| roster.has(node));
        // Nothing is left of what was lent: it need not be dropped.
        std::mem::forget(std::mem::replace(&mut self.state.desks[at.desk].memory, memory));
        if self.state.log.is_some() {
            self.note_picks(request, at, pick.nodes());
        }
        self.state.invariants.debug_hold(|| is_listed, || format!("{by:?} does not list its {pick:?}"));
        Some(pick)
    }

    /// Tells the policy that picked the node of an attempt how it ended.
    #[inline(always)]
    pub(in crate::dynamics) fn tell(&mut self, request: RequestId, node: NodeId, answered_after: Option<Span>) {
        if self.state.has_observers {
            self.tell_policy(request, node, answered_after);
        }
    }
    fn tell_policy(&mut self, request: RequestId, node: NodeId, answered_after: Option<Span>) {
        let row = self.state.requests.get(request);
        let at = self.state.at(self.scenario, row);
        let Desk { by, memory, .. } = &mut self.state.desks[at.desk];
        let policy = self.scenario.policy(*by);
        if policy.observes() {
            policy.observe(&mut memory[at.roster], &Ended { node, at: self.now, answered_after });
        }
    }
}
