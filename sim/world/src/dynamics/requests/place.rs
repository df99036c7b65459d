//! A node is picked for a request, and an attempt goes to it.

use engine::agenda::Class;
use engine::draws::Index;
use rules::conduct::Act;
use rules::owner::gateway::{TimeoutTo, WhenEmpty};
use rules::scheduling;
use rules::scheduling::Pick;
use state::attempts::{Attempt, Effort, Purpose};
use state::requests::{Need, Request, Shared, Stage};
use state::roster::Roster;
use state::tried::NOBODY;
use units::ids::{AttemptId, GatewayId, GroupId, NodeId, RequestId};
use units::share::Share;
use units::time::Span;

use crate::dynamics::lists::knowledge::{Knowledge, Tables};
use crate::dynamics::service::service;
use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::gateways::{GatewayState, StaleView};
use crate::world::{Moment, State};

/// A part of a span, rounded down.
pub(in crate::dynamics) fn part(span: Span, share: Share) -> Span {
    i64::try_from(span.ns()).map_or(Span::MAX, |ns| Span::from_ns(share.of(ns) as u64))
}

/// The roster that a gateway sees: its own old copy if it has one.
fn seen_roster<'a>(gateway: &'a mut GatewayState, rosters: &'a mut [Roster], at: usize) -> &'a mut Roster {
    match &mut gateway.view {
        None => &mut rosters[at],
        Some(view) => &mut view.rosters[at],
    }
}

impl Moment<'_> {
    /// Picks a node for a request and sends an attempt, or holds or refuses it.
    #[inline(always)]
    pub(super) fn place(&mut self, request: RequestId) {
        match self.pick(request) {
            Pick::Node(node) => self.attempt(request, node),
            Pick::Copies(copied) => self.attempt_copies(request, &copied),
            Pick::None => {
                let gateway = self.state.requests.get(request).gateway;
                match self.scenario.gateways[gateway.row()].rules.when_empty {
                    WhenEmpty::Refuse => self.end(request, Cause::NoNode),
                    WhenEmpty::Hold => self.hold(request),
                }
            }
        }
    }

    /// Picks among the listed nodes: all, or those that were not tried yet as long as there is one.
    #[inline(always)]
    fn pick(&mut self, request: RequestId) -> Pick {
        let row = self.state.requests.get(request);
        if row.tried == NOBODY {
            return self.pick_listed(request);
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
        let pick = self.pick_listed(request);
        let state = &mut *self.state;
        seen_roster(&mut state.gateways[gateway.row()], &mut state.rosters, at).show();
        pick
    }

    #[inline(always)]
    fn pick_listed(&mut self, request: RequestId) -> Pick {
        let row = self.state.requests.get(request);
        let index = row.gateway.row();
        let gateway = &self.scenario.gateways[index];
        let roster = self.scenario.roster(row.network, row.llm);
        // The policy is lent its memory while it looks at everything else.
        let State { gateways, rosters, nodes, groups, users, requests, attempts, memories, ledger, .. } =
            &mut *self.state;
        let row = requests.get(request);
        let GatewayState { view: seen, memory, bans, outputs, .. } = &mut gateways[index];
        let (members, backlogs) = match &*seen {
            None => (&rosters[roster], nodes.backlogs()),
            Some(view) if view.is_live => (&view.rosters[roster], nodes.backlogs()),
            Some(view) => (&view.rosters[roster], &view.backlogs[..]),
        };
        // With one node or none there is nothing to choose; rounds and draws of later picks do not depend on this one.
        if members.len() < 2 {
            return members.members().first().map_or(Pick::None, |&node| Pick::Node(node));
        }
        let reported = seen.as_ref().filter(|view| !view.is_live).map(|view| &view.reported);
        let knows = Knowledge {
            scenario: self.scenario,
            now: self.now,
            request: row,
            reported,
            bans: bans.as_ref(),
            outputs,
            nodes,
            backlogs,
            groups,
            tables: Tables { requests, attempts, memories, ledger },
        };
        let users = &users[row.users.row()];
        let session = match requests.shared(request).session {
            Shared::ALONE => Index::Alone { number: row.number }.bits(),
            session => Index::Session { session }.bits(),
        };
        let view = scheduling::View { roster: members, backlogs, knows: &knows, sessions: users.affinity, session };
        // Retries get draws of their own, so that the first pick does not depend on whether there is a second.
        let drawn = Index::Try { number: row.number, is_back: false, tries: Index::drawn_try(row.tries), copy: 0 };
        let mut draws = users.scheduling.draws(drawn.bits());
        let pick = gateway.rules.scheduling.pick(&mut memory[roster], &view, &mut draws);
        // The look at the list is a cache line a pick, so builds for speed leave it out.
        let is_listed = !cfg!(debug_assertions)
            || match &pick {
                Pick::Node(node) => members.has(*node),
                Pick::Copies(copied) => copied.nodes().iter().all(|&node| members.has(node)),
                Pick::None => true,
            };
        self.state.invariants.debug_hold(|| is_listed, || format!("gateway {index} does not list its {pick:?}"));
        pick
    }

    /// Sends an attempt of a request to a node.
    #[inline(always)]
    fn attempt(&mut self, request: RequestId, node: NodeId) {
        self.begin_try(request);
        let need = self.state.requests.get(request).left();
        let attempt = self.open_try(request, node, need, 0);
        self.travel(attempt);
    }

    /// One try more of a request.
    #[inline(always)]
    pub(super) fn begin_try(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        row.tries += 1;
        row.stage = Stage::Tried;
    }

    /// Opens an attempt of a request at a node and arms its time-out.
    #[inline(always)]
    pub(super) fn open_try(&mut self, request: RequestId, node: NodeId, need: Need, copy: u8) -> AttemptId {
        let group = self.state.group(node);
        // Field by field: a row that has just been written is not read back whole, which stalls.
        let &Request { gateway: at, llm, number, users, network, .. } = self.state.requests.get(request);
        let gateway = &self.scenario.gateways[at.row()];
        let honest = service(self.scenario, &self.state.groups, group, llm, &need);
        let effort = self.conduct(request, group, honest, copy);
        let attempt = self.open(request, node, Purpose::Try, effort);
        self.state.attempts.get_mut(attempt).copy = copy;
        self.state.meters.picks += 1;
        if gateway.rules.counts_own
            && let Some(StaleView { rosters, backlogs, is_live: false, .. }) = &mut self.state.gateways[at.row()].view
        {
            backlogs[node.row()] += 1;
            rosters[self.scenario.roster(network, llm)].report(node, backlogs[node.row()]);
        }
        if let Some(timeout) = &gateway.rules.timeout {
            let name = self.state.attempts.name(attempt);
            let after = timeout.after.sample(&mut self.state.users[users.row()].patience.draws(number));
            let timer = self.agenda.after(after, Class::Timer, Event::TimeOut(name));
            self.state.attempts.get_mut(attempt).timeout = timer.bits();
        }
        attempt
    }

    /// What the node really does with a request.
    #[inline(always)]
    fn conduct(&mut self, request: RequestId, group: GroupId, honest: Span, copy: u8) -> Effort {
        if self.state.groups[group.row()].derived.is_honest {
            return Effort::honest(honest);
        }
        let row = *self.state.requests.get(request);
        let index = Index::Try { number: row.number, is_back: false, tries: Index::drawn_try(row.tries - 1), copy };
        let mut draws = self.users_of(row.users).conduct.draws(index.bits());
        match self.scenario.groups[group.row()].rules.conduct.policy().act(&mut draws) {
            Act::Honest => Effort::honest(honest),
            Act::Cheat { work } => Effort { honest, service: part(honest, work), is_cheat: true },
        }
    }

    /// Opens an attempt that travels.
    #[inline(always)]
    pub(in crate::dynamics) fn open(
        &mut self,
        request: RequestId,
        node: NodeId,
        purpose: Purpose,
        effort: Effort,
    ) -> AttemptId {
        let attempt = Attempt::travelling(request, self.state.nodes.name(node), purpose, effort, self.now);
        self.state.attempts.open(attempt)
    }

    /// Holds a request at its gateway.
    fn hold(&mut self, request: RequestId) {
        let row = self.state.requests.get_mut(request);
        (row.stage, row.next) = (Stage::Held, u32::MAX);
        let (gateway, roster) = (row.gateway.row(), self.scenario.roster(row.network, row.llm));
        self.state.meters.held += 1;
        let held = &mut self.state.gateways[gateway].held[roster];
        match *held {
            None => *held = Some((request, request)),
            Some((first, last)) => {
                *held = Some((first, request));
                self.state.requests.get_mut(last).next = request.0;
            }
        }
    }

    /// Asks requests that are held for a node of this kind again: it has joined or freed.
    pub(in crate::dynamics) fn ask_held(&mut self, node: NodeId) {
        let group = self.state.group(node).row();
        for gateway in 0..self.state.gateways.len() {
            for at in 0..self.state.groups[group].rosters.len() {
                let roster = self.state.groups[group].rosters[at] as usize;
                self.ask_held_for(gateway, roster);
            }
        }
    }

    /// Asks what a gateway holds for one roster, in order, until its list is empty; who still holds keeps its place.
    pub(in crate::dynamics) fn ask_held_for(&mut self, gateway: usize, roster: usize) {
        let Some((mut request, end)) = self.state.gateways[gateway].held[roster].take() else { return };
        let mut kept = None;
        loop {
            let next = RequestId(self.state.requests.get(request).next);
            let pick = self.pick(request);
            match pick {
                Pick::Node(_) | Pick::Copies(_) => self.state.meters.held -= 1,
                Pick::None if self.sees_nobody(gateway, roster) => {
                    // Nor is there a node for those behind it.
                    kept = Some(self.behind(kept, (request, end)));
                    break;
                }
                Pick::None => kept = Some(self.behind(kept, (request, request))),
            }
            match pick {
                Pick::Node(node) => self.attempt(request, node),
                Pick::Copies(copied) => self.attempt_copies(request, &copied),
                Pick::None => {}
            }
            if request == end {
                break;
            }
            request = next;
        }
        // What was held again meanwhile stands behind what was held all the time.
        let again = self.state.gateways[gateway].held[roster].take();
        self.state.gateways[gateway].held[roster] = match (kept, again) {
            (Some(_), Some(again)) => Some(self.behind(kept, again)),
            (kept, again) => kept.or(again),
        };
    }

    /// Joins two lines of held requests, each from its first to its last.
    fn behind(
        &mut self,
        line: Option<(RequestId, RequestId)>,
        (first, last): (RequestId, RequestId),
    ) -> (RequestId, RequestId) {
        let Some((head, tail)) = line else { return (first, last) };
        self.state.requests.get_mut(tail).next = first.0;
        (head, last)
    }

    /// Whether a gateway's list of a roster is empty.
    fn sees_nobody(&mut self, gateway: usize, roster: usize) -> bool {
        let state = &mut *self.state;
        seen_roster(&mut state.gateways[gateway], &mut state.rosters, roster).is_empty()
    }

    /// Whether a time-out of a gateway ends when service begins.
    pub(in crate::dynamics) fn times_start(&self, gateway: GatewayId) -> bool {
        self.scenario.gateways[gateway.row()].rules.timeout.as_ref().is_some_and(|t| t.to == TimeoutTo::Start)
    }
}
