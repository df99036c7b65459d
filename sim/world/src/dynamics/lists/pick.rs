//! A gateway picks among the nodes that it lists.

use engine::draws::Index;
use rules::columns::{Column, Knows as _};
use rules::scheduling;
use rules::scheduling::{Ended, Pick};
use state::nodes::Nodes;
use state::requests::Shared;
use state::roster::Roster;
use state::tried::NOBODY;
use units::ids::{AttemptId, NodeId, RequestId};
use units::time::Span;

use super::knowledge::{Knowledge, Tables};
use crate::dynamics::requests::answer::deadline;
use crate::log::{Log, Picked};
use crate::world::gateways::{GatewayState, StaleView};
use crate::world::{Moment, State};

/// The roster that a gateway sees: its own old copy if it has one.
fn seen_roster<'a>(gateway: &'a mut GatewayState, rosters: &'a mut [Roster], at: usize) -> &'a mut Roster {
    match &mut gateway.view {
        None => &mut rosters[at],
        Some(view) => &mut view.rosters[at],
    }
}

/// The roster and the backlogs that a gateway sees.
#[inline(always)]
pub(super) fn seen_nodes<'a>(
    view: Option<&'a StaleView>,
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

/// Notes what the gateway knew of the nodes that it picked.
#[cold]
pub(super) fn note(log: &mut Log, knows: &Knowledge, among: usize, pick: &Pick) {
    let nodes = match pick {
        Pick::Node(node) => std::slice::from_ref(node),
        Pick::Copies(copied) => copied.nodes(),
        Pick::Hold | Pick::Refuse => &[],
    };
    let (request, at) = (knows.request, knows.now);
    for &node in nodes {
        log.picked(Picked {
            users: request.users,
            number: request.number,
            attempt: request.tries,
            at,
            gateway: request.gateway,
            among: among as u32,
            node,
            known: Column::ALL.map(|column| if knows.keeps(column) { knows.number(column, node) } else { f64::NAN }),
        });
    }
}

impl Moment<'_> {
    /// Picks among the listed nodes: all, or those that were not tried yet as long as there is one. Where none is
    /// listed, no policy is asked.
    #[inline(always)]
    pub(in crate::dynamics) fn pick(&mut self, request: RequestId) -> Option<Pick> {
        let row = self.state.requests.get(request);
        if row.tried == NOBODY {
            return self.pick_listed(request, 0);
        }
        let (gateway, at, tried) = (row.gateway, self.scenario.roster(row.network, row.llm), row.tried);
        // Those that were tried are out of sight for this one pick; afterwards the list is as it was.
        let state = &mut *self.state;
        let roster = seen_roster(&mut state.gateways[gateway.row()], &mut state.rosters, at);
        for node in state.tried.nodes(tried) {
            roster.hide(node);
        }
        if roster.is_empty() {
            roster.show();
        }
        let pick = self.pick_listed(request, 0);
        let state = &mut *self.state;
        seen_roster(&mut state.gateways[gateway.row()], &mut state.rosters, at).show();
        pick
    }

    /// Picks a node for one copy more of a request: one that has none and was not tried; nothing if there is no such
    /// node.
    pub(in crate::dynamics) fn pick_beside(&mut self, request: RequestId, copy: u8) -> Option<Pick> {
        let state = &mut *self.state;
        let row = state.requests.get(request);
        let at = self.scenario.roster(row.network, row.llm);
        let roster = seen_roster(&mut state.gateways[row.gateway.row()], &mut state.rosters, at);
        let gateway = row.gateway;
        for node in state.tried.nodes(row.tried) {
            roster.hide(node);
        }
        let mut attempt = row.copy;
        for _ in 0..row.copies {
            let row = state.attempts.get(AttemptId(attempt));
            roster.hide(row.node);
            attempt = row.sibling;
        }
        let pick = self.pick_listed(request, copy);
        let state = &mut *self.state;
        seen_roster(&mut state.gateways[gateway.row()], &mut state.rosters, at).show();
        pick
    }

    #[inline(always)]
    fn pick_listed(&mut self, request: RequestId, copy: u8) -> Option<Pick> {
        let row = self.state.requests.get(request);
        let index = row.gateway.row();
        let gateway = &self.scenario.gateways[index];
        let roster = self.scenario.roster(row.network, row.llm);
        // The policy is lent its memory while it looks at everything else.
        let State {
            gateways, rosters, nodes, groups, users, requests, attempts, memories, batches, ledger, log, ..
        } = &mut *self.state;
        let row = requests.get(request);
        let GatewayState { view: seen, memory, bans, outputs, .. } = &mut gateways[index];
        let (members, backlogs) = seen_nodes(seen.as_ref(), rosters, nodes, roster);
        if members.is_empty() {
            return None;
        }
        let reported = seen.as_ref().filter(|view| !view.is_live).map(|view| &view.reported);
        let knows = Knowledge {
            scenario: self.scenario,
            now: self.now,
            request: row,
            shared: requests.shared(request),
            reported,
            bans: bans.as_ref(),
            outputs,
            nodes,
            backlogs,
            groups,
            tables: Tables { requests, attempts, memories, batches, ledger },
        };
        let users = &users[row.users.row()];
        let session = match requests.shared(request).session {
            Shared::ALONE => Index::Alone { number: row.number }.bits(),
            session => Index::Session { session }.bits(),
        };
        let target = self.scenario.users[row.users.row()].rules.target.as_ref();
        let view = scheduling::View {
            roster: members,
            backlogs,
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
        let pick = gateway.rules.scheduling.pick(&mut memory[roster], &view, &mut draws);
        if let Some(log) = log {
            note(log, &knows, members.len(), &pick);
        }
        // The look at the list is a cache line a pick, so builds for speed leave it out.
        let is_listed = !cfg!(debug_assertions)
            || match &pick {
                Pick::Node(node) => members.has(*node),
                Pick::Copies(copied) => copied.nodes().iter().all(|&node| members.has(node)),
                Pick::Hold | Pick::Refuse => true,
            };
        self.state.invariants.debug_hold(|| is_listed, || format!("gateway {index} does not list its {pick:?}"));
        Some(pick)
    }

    /// Tells the policy that picked the node of an attempt how it ended.
    #[inline(always)]
    pub(in crate::dynamics) fn tell(&mut self, request: RequestId, node: NodeId, answered_after: Option<Span>) {
        let row = self.state.requests.get(request);
        let policy = &self.scenario.gateways[row.gateway.row()].rules.scheduling;
        if policy.observes() {
            let roster = self.scenario.roster(row.network, row.llm);
            let memory = &mut self.state.gateways[row.gateway.row()].memory[roster];
            policy.observe(memory, &Ended { node, at: self.now, answered_after });
        }
    }
}
