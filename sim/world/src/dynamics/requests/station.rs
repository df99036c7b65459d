//! A gateway's own station: requests wait there and are worked on before a node is picked.

use engine::agenda::Class;
use units::ids::{GatewayId, RequestId};

use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// A request reaches the station of its gateway, if there is one.
    #[inline(always)]
    pub(super) fn enter_station(&mut self, request: RequestId) {
        if self.state.exposures.is_some() {
            self.expose_to_gateway(request);
        }
        if !self.state.uses.stations {
            return self.admit(request);
        }
        let gateway = self.state.requests.get(request).gateway;
        let Some(station) = &self.scenario.gateways[gateway.row()].rules.station else { return self.admit(request) };
        self.state.meters.gateways_at_station[gateway.row()].add(self.now, 1);
        if self.state.gateways[gateway.row()].at_work < station.servers {
            return self.work_on(gateway, request);
        }
        self.state.requests.get_mut(request).next = u32::MAX;
        let waiting = &mut self.state.gateways[gateway.row()].waiting;
        match *waiting {
            None => *waiting = Some((request, request)),
            Some((first, last)) => {
                *waiting = Some((first, request));
                self.state.requests.get_mut(last).next = request.0;
            }
        }
    }

    /// A gateway's station begins to work on a request.
    fn work_on(&mut self, gateway: GatewayId, request: RequestId) {
        let Some(station) = &self.scenario.gateways[gateway.row()].rules.station else { return };
        self.state.gateways[gateway.row()].at_work += 1;
        let row = *self.state.requests.get(request);
        let service = station.service.sample(&mut self.users_of(row.users).station.draws(row.number));
        let name = self.state.requests.name(request);
        self.agenda.after(service, Class::Completion, Event::Pass(name));
    }

    /// A request has passed its gateway's station.
    pub(in crate::dynamics) fn pass(&mut self, request: RequestId) {
        let gateway = self.state.requests.get(request).gateway;
        self.state.meters.gateways_at_station[gateway.row()].sub(self.now, 1);
        let state = &mut self.state.gateways[gateway.row()];
        state.at_work -= 1;
        if let Some((first, last)) = state.waiting {
            let next = RequestId(self.state.requests.get(first).next);
            self.state.gateways[gateway.row()].waiting = (first != last).then_some((next, last));
            self.work_on(gateway, first);
        }
        if self.state.depends && self.is_turned_away(request) {
            return;
        }
        self.admit(request);
    }
}
