//! Requests that are held are assigned to nodes, all at once, every so often.

use engine::agenda::Class;
use rules::owner::gateway::WhenEmpty;
use units::ids::{DeskId, RequestId};
use units::time::Time;

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::Moment;
use crate::world::desks::At;

impl Moment<'_> {
    /// Plans a desk's next round, if its policy has rounds and none is planned; rounds are at whole multiples of
    /// their period.
    #[inline]
    pub(super) fn await_round(&mut self, desk: DeskId, is_after: bool) {
        let row = &mut self.state.desks[desk.row()];
        let Some(every) = self.scenario.policy(row.by).every() else { return };
        if std::mem::replace(&mut row.is_round_planned, true) {
            return;
        }
        let since = self.now.since(Time::ZERO).ns();
        let rounds = if is_after { since / every.ns() + 1 } else { since.div_ceil(every.ns()) };
        self.agenda.at(Time::ZERO + every * rounds, Class::Timer, Event::Assign(desk));
    }

    /// A round of a desk: what is held is assigned, list by list.
    pub(in crate::dynamics) fn assign(&mut self, desk: DeskId) {
        self.state.desks[desk.row()].is_round_planned = false;
        let mut is_any_left = false;
        for roster in 0..self.state.rosters.len() {
            is_any_left |= self.assign_held(desk, roster);
        }
        if is_any_left {
            self.await_round(desk, true);
        }
    }

    /// Assigns what is held for one list; says whether something waits for the next round.
    fn assign_held(&mut self, desk: DeskId, roster: usize) -> bool {
        let Some((mut request, end)) = self.state.desks[desk.row()].held[roster].take() else { return false };
        let mut held = vec![request];
        while request != end {
            request = RequestId(self.state.requests.get(request).next);
            held.push(request);
        }
        let placed = self.match_listed(desk, roster, &held);
        let (at, is_empty) = (At { desk: desk.row(), roster }, placed.is_empty());
        let mut kept = None;
        for (i, &request) in held.iter().enumerate() {
            match placed.get(i) {
                Some(&Some(node)) => {
                    self.state.meters.held -= 1;
                    self.attempt(request, node);
                }
                None | Some(None)
                    if (is_empty || self.bans_all(at, request)) && self.when_empty(request) == WhenEmpty::Refuse =>
                {
                    self.state.meters.held -= 1;
                    self.end(request, Cause::NoNode);
                }
                Some(None) | None => kept = Some(self.behind(kept, (request, request))),
            }
        }
        self.keep_held(at, kept);
        // Where no node is listed, the next one that joins plans a round.
        !is_empty && kept.is_some()
    }
}
