//! The roster of a session is drawn at its first request, and follows those who leave and return.

use engine::agenda::Class;
use engine::draws::{Address, Purpose};
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;
use crate::world::desks::At;
use crate::world::seats::session;

impl Moment<'_> {
    /// Draws the roster of the session that is under way, if nobody asked for it yet.
    #[inline(always)]
    pub(in crate::dynamics) fn seat_session(&mut self, at: At) {
        if self.state.seats.is_some() {
            self.seat_anew(at.roster);
        }
    }

    fn seat_anew(&mut self, roster: usize) {
        let state = &mut *self.state;
        let Some(seats) = &mut state.seats else { return };
        let Some(cell) = seats.cell(roster) else { return };
        let (network, base) = (cell.network, self.scenario.roster(cell.network, cell.llm));
        let Some(rule) = &self.scenario.networks[network.row()].rules.session else { return };
        let session = rule.number(self.now.since(Time::ZERO));
        if cell.session == session {
            return;
        }
        // By its address alone: neither who asks nor what was drawn before moves who is drawn.
        let stream = |entity: u64| {
            let (seed, replication) = (self.scenario.seed, state.replication);
            Address { seed, replication, purpose: Purpose::Seats, entity }.stream()
        };
        let numbers = stream(stream(cell.entity).draws(session).bits());
        let listed = seats.start(base, session, state.rosters[base].members());
        let mut drawn: Vec<(u64, NodeId, u32)> = listed
            .map(|(node, tenant)| (numbers.draws(state.nodes.identity(node).name).bits(), node, tenant))
            .collect();
        let most = rule.nodes as usize;
        if drawn.len() > most {
            drawn.select_nth_unstable(most);
            drawn.truncate(most);
        }
        drawn.sort_unstable();
        for (node, _) in seats.clear(roster) {
            state.rosters[roster].leave(node);
            state.desks.iter_mut().filter_map(|desk| desk.view.as_mut()).for_each(|v| v.rosters[roster].leave(node));
        }
        seats.fill(roster, session, drawn.into_iter().map(|(_, node, tenant)| (node, tenant)));
        for &(node, _) in seats.cell(roster).map_or(&[][..], |cell| &cell.members) {
            let backlog = state.nodes.backlog(node);
            if state.rosters[base].has(node) {
                state.rosters[roster].enter(node, backlog);
            }
            for view in state.desks.iter_mut().filter_map(|desk| desk.view.as_mut()) {
                if view.rosters[base].has(node) {
                    let backlog = if view.is_live { backlog } else { view.backlogs[node.row()] };
                    view.rosters[roster].enter(node, backlog);
                }
            }
        }
    }

    /// The list of a network and an LLM is about to change for a node: the draw of the session's rosters needs it as it
    /// was when the session began. What is there at the start of the run was listed before.
    pub(super) fn keep_start(&mut self, network: NetworkId, roster: usize) {
        let state = &mut *self.state;
        let Some(seats) = &mut state.seats else { return };
        if let Some(session) = session(self.scenario, network, self.now).filter(|_| self.now > Time::ZERO) {
            seats.keep_start(roster, session, state.rosters[roster].members());
        }
    }

    /// A node was put on or taken off the list of a network and an LLM: the rosters on which it has a seat follow.
    pub(super) fn follow_seats(&mut self, base: usize, node: NodeId) {
        let is_listed = self.state.rosters[base].has(node);
        let backlog = self.state.nodes.backlog(node);
        let mut i = 0;
        while let Some((roster, of)) = self.state.seats.as_ref().and_then(|seats| seats.seat(self.scenario, node, i)) {
            i += 1;
            if of != base {
                continue;
            }
            if is_listed && self.state.seats.as_ref().is_some_and(|seats| seats.has_seat(roster, node)) {
                self.state.rosters[roster].enter(node, backlog);
            } else {
                self.state.rosters[roster].leave(node);
            }
            if self.state.has_live_views {
                self.follow(roster, node);
            }
        }
    }

    /// Plans the beginning of a network's next session, for requests that wait for it.
    pub(in crate::dynamics) fn await_session(&mut self, network: NetworkId) {
        let Some(seats) = &mut self.state.seats else { return };
        if !seats.await_next(network, true) {
            return;
        }
        let Some(rule) = &self.scenario.networks[network.row()].rules.session else { return };
        let next = rule.number(self.now.since(Time::ZERO)) + 1;
        let since = Span::from_ns(rule.every.ns().saturating_mul(next));
        self.agenda.at(Time::ZERO + since, Class::Timer, Event::Session(network));
    }

    /// A network's next session begins: what is held may find a node on its roster.
    pub(in crate::dynamics) fn begin_network_session(&mut self, network: NetworkId) {
        let Some(seats) = &mut self.state.seats else { return };
        seats.await_next(network, false);
        let rosters: Vec<usize> = seats.rosters(network).collect();
        let mut is_any_left = false;
        for roster in rosters {
            for desk in 0..self.state.desks.len() {
                self.ask_held_for(At { desk, roster });
                is_any_left |= self.state.desks[desk].held[roster].is_some();
            }
        }
        if is_any_left {
            self.await_session(network);
        }
    }
}
