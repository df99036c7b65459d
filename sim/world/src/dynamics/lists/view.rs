//! Old views of the nodes: reports renew them, all at once or node by node.

use engine::agenda::Class;
use units::ids::{DeskId, GatewayId, LlmId, NodeId, RequestId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::scenario::Picker;
use crate::world::desks::{At, View};
use crate::world::{Moment, State};

impl Moment<'_> {
    /// A desk's view is renewed, or what it knows of the node whose turn it is.
    pub(in crate::dynamics) fn renew(&mut self, desk: DeskId) {
        let Some(view) = &self.state.desks[desk.row()].view else { return };
        let age = self.scenario.view_age(self.state.desks[desk.row()].by);
        let in_turn = !view.turns.is_empty();
        // At the start everything is new, whoever reports next.
        if in_turn && self.now > Time::ZERO {
            let node = self.state.hear_next(desk);
            self.state.note_reports(self.scenario, desk.row(), self.now, node.into_iter());
        } else {
            self.renew_all(desk);
            let all = (0..self.state.nodes.len()).map(NodeId::of);
            self.state.note_reports(self.scenario, desk.row(), self.now, all);
        }
        let turn = self.state.desks[desk.row()].view.as_ref().filter(|_| in_turn);
        let next = turn.map_or(self.now + age, |view| view.next_turn(age));
        // Nobody looks while there is no request; nodes that report in turn keep their turns.
        let next = match &self.state.pace {
            Some(pace) if !in_turn && self.state.meters.in_system.level() == 0 => pace.clock.opens(next),
            _ => Some(next),
        };
        if let Some(next) = next {
            self.agenda.at(next, Class::Timer, Event::Renew(desk));
        }
        if self.state.meters.held > 0 {
            for roster in 0..self.state.rosters.len() {
                self.ask_held_for(At { desk: desk.row(), roster });
            }
        }
    }

    /// Adds a dispatch to an old view, if who picks counts its own.
    #[inline]
    pub(in crate::dynamics) fn count_own(&mut self, request: RequestId, node: NodeId) {
        let at = self.state.at(self.scenario, self.state.requests.get(request));
        let desk = &mut self.state.desks[at.desk];
        if let Some(View { rosters, backlogs, is_live: false, .. }) = &mut desk.view
            && self.scenario.counts_own(desk.by)
        {
            backlogs[node.row()] += 1;
            rosters[at.roster].report(node, backlogs[node.row()]);
            if self.scenario.has_trusted_rosters {
                for &roster in &self.state.groups[self.state.nodes.identity(node).group.row()].rosters {
                    rosters[roster as usize].report(node, backlogs[node.row()]);
                }
            }
            for &roster in self.state.seats.iter().flat_map(|seats| seats.of(node)) {
                rosters[roster as usize].report(node, backlogs[node.row()]);
            }
        }
    }

    /// How many nodes a gateway lists.
    #[inline]
    pub(in crate::dynamics) fn n_listed(&self, gateway: GatewayId, roster: usize) -> usize {
        let view = self.state.desks[gateway.row()].view.as_ref();
        view.map_or(self.state.rosters[roster].len(), |view| view.rosters[roster].len())
    }

    /// All nodes report to a desk.
    fn renew_all(&mut self, desk: DeskId) {
        let by = self.state.desks[desk.row()].by;
        let networks = self.scenario.picked(by);
        let state = &mut *self.state;
        let Some(view) = &mut state.desks[desk.row()].view else { return };
        for (&network, llm) in networks.iter().flat_map(|n| (0..self.scenario.llms.len()).map(move |l| (n, l))) {
            let roster = self.scenario.roster(network, LlmId::of(llm));
            view.rosters[roster].copy_from(&state.rosters[roster]);
            if self.scenario.has_trusted_rosters {
                let trusted = self.scenario.trusted_roster(roster);
                view.rosters[trusted].copy_from(&state.rosters[trusted]);
            }
        }
        // Few of the nodes have a seat: a copy would be of room for all.
        for roster in state.seats.iter().flat_map(|seats| networks.iter().flat_map(|&network| seats.rosters(network))) {
            view.rosters[roster].refill(&state.rosters[roster], state.nodes.backlogs());
        }
        view.backlogs.clear();
        view.backlogs.extend_from_slice(state.nodes.backlogs());
        let Picker::Gateway(gateway) = by else { return };
        let Some(bans) = &state.gateways[gateway.row()].bans else { return };
        for node in bans.banned().to_vec() {
            state.shun(gateway, node);
        }
    }
}

impl State {
    /// The node whose turn it is reports to a desk; gives it.
    fn hear_next(&mut self, desk: DeskId) -> Option<NodeId> {
        let bans = self.gateways.get(desk.row()).and_then(|gateway| gateway.bans.as_ref());
        let view = self.desks[desk.row()].view.as_mut()?;
        let node = view.turns[(view.turn % view.turns.len() as u64) as usize];
        view.turn += 1;
        let backlog = self.nodes.backlog(node);
        view.backlogs[node.row()] = backlog;
        let seats = self.seats.iter().flat_map(|seats| seats.of(node));
        for &at in self.groups[self.nodes.identity(node).group.row()].rosters.iter().chain(seats) {
            let (own, other) = (&mut view.rosters[at as usize], &self.rosters[at as usize]);
            if other.has(node) && !bans.is_some_and(|b| b.has(node)) {
                own.enter(node, backlog);
                own.report(node, backlog);
            } else {
                own.leave(node);
            }
        }
        Some(node)
    }
}

impl View {
    /// When the next of those reports that report in turn: the k-th of n at `age k / n`, round after round.
    fn next_turn(&self, age: Span) -> Time {
        let n = self.turns.len().max(1) as u128;
        Time::from_ns(((u128::from(self.turn) + 1) * u128::from(age.ns()) / n) as u64)
    }
}
