//! A gateway assigns the requests that it holds to nodes, all at once, every so often.

use engine::agenda::Class;
use rules::owner::gateway::WhenEmpty;
use units::ids::{GatewayId, RequestId};
use units::time::Time;

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::Moment;

impl Moment<'_> {
    /// Plans a gateway's next round, if its policy has rounds and none is planned; rounds are at whole multiples of
    /// their period.
    #[inline]
    pub(super) fn await_round(&mut self, gateway: GatewayId, is_after: bool) {
        let Some(every) = self.scenario.gateways[gateway.row()].rules.scheduling.every() else { return };
        let row = &mut self.state.gateways[gateway.row()];
        if std::mem::replace(&mut row.is_round_planned, true) {
            return;
        }
        let since = self.now.since(Time::ZERO).ns();
        let rounds = if is_after { since / every.ns() + 1 } else { since.div_ceil(every.ns()) };
        self.agenda.at(Time::ZERO + every * rounds, Class::Timer, Event::Assign(gateway));
    }

    /// A round of a gateway: what it holds is assigned, list by list.
    pub(in crate::dynamics) fn assign(&mut self, gateway: GatewayId) {
        self.state.gateways[gateway.row()].is_round_planned = false;
        let mut is_any_left = false;
        for roster in 0..self.state.rosters.len() {
            is_any_left |= self.assign_held(gateway, roster);
        }
        if is_any_left {
            self.await_round(gateway, true);
        }
    }

    /// Assigns what is held for one list; says whether something waits for the next round.
    fn assign_held(&mut self, gateway: GatewayId, roster: usize) -> bool {
        let Some((mut request, end)) = self.state.gateways[gateway.row()].held[roster].take() else { return false };
        let mut held = vec![request];
        while request != end {
            request = RequestId(self.state.requests.get(request).next);
            held.push(request);
        }
        let placed = self.match_listed(gateway, roster, &held);
        let when_empty = self.scenario.gateways[gateway.row()].rules.when_empty;
        let is_empty = placed.is_empty();
        let mut kept = None;
        for (at, &request) in held.iter().enumerate() {
            match placed.get(at) {
                Some(&Some(node)) => {
                    self.state.meters.held -= 1;
                    self.attempt(request, node);
                }
                None if when_empty == WhenEmpty::Refuse => {
                    self.state.meters.held -= 1;
                    self.end(request, Cause::NoNode);
                }
                Some(None) | None => kept = Some(self.behind(kept, (request, request))),
            }
        }
        // What was held again meanwhile stands behind what was held all the time.
        let again = self.state.gateways[gateway.row()].held[roster].take();
        self.state.gateways[gateway.row()].held[roster] = match (kept, again) {
            (Some(_), Some(again)) => Some(self.behind(kept, again)),
            (kept, again) => kept.or(again),
        };
        // Where no node is listed, the next one that joins plans a round.
        !is_empty && kept.is_some()
    }
}
