//! What a request meets at the door: whether its gateway is there, and the services on which the gateway depends.

use engine::agenda::Class;
use engine::draws::{Purpose, name_hash};
use rules::owner::standard::Adapter;
use rules::weather::{Shows, Strike};
use state::requests::Request;
use units::ids::{RequestId, ServiceId};
use units::share::Share;
use units::time::Span;

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::Moment;

impl Moment<'_> {
    /// A request reaches its gateway.
    #[inline(always)]
    pub(in crate::dynamics) fn enter(&mut self, request: RequestId) {
        if self.state.depends { self.enter_if_there(request) } else { self.enter_station(request) }
    }

    /// The same where gateways may be down, or depend on services.
    #[cold]
    fn enter_if_there(&mut self, request: RequestId) {
        if self.is_turned_away(request) {
            return;
        }
        let row = *self.state.requests.get(request);
        let relayed = self.pass_relay(&row);
        match self.ask_services(request).map(|asked| relayed + asked) {
            Ok(Span::ZERO) => self.enter_station(request),
            Ok(after) => {
                let name = self.state.requests.name(request);
                self.agenda.after(after, Class::Arrival, Event::Consulted(name));
            }
            Err(cause) => self.end(request, cause),
        }
    }

    /// The services of a request's gateway have answered.
    pub(in crate::dynamics) fn consulted(&mut self, request: RequestId) {
        if !self.is_turned_away(request) {
            self.enter_station(request);
        }
    }

    /// Whether a request ends because its gateway is down, or closed for good.
    pub(super) fn is_turned_away(&mut self, request: RequestId) -> bool {
        let row = *self.state.requests.get(request);
        let gateway = &self.state.gateways[row.gateway.row()];
        if gateway.closed.is_some() {
            self.end(request, Cause::GatewayClosed);
            return true;
        }
        let Some(fault) = gateway.outages.iter().copied().find(|&fault| self.is_hit(fault, &row)) else { return false };
        self.note_shown(fault);
        self.end(request, Cause::GatewayDown);
        true
    }

    /// Whether an outage hits a request: one draw for each request and fault.
    pub(super) fn is_hit(&self, fault: u16, row: &Request) -> bool {
        let weather = &self.scenario.weather[usize::from(fault)];
        let share = match weather.rules.fault.policy().strike() {
            Strike::Outage { share, .. } => share,
            // A gateway that was robbed is down for all.
            Strike::Compromise { .. } => Share::ONE,
            _ => return false,
        };
        share == Share::ONE || {
            let users = name_hash(&self.scenario.users[row.users.row()].name);
            let entity = name_hash(&weather.name) ^ users.rotate_left(17);
            self.stream(Purpose::Outage, entity).draws(row.number).chance(share)
        }
    }

    /// Notes what a user is told whose request ends in an outage.
    pub(super) fn note_shown(&mut self, fault: u16) {
        let strike = self.scenario.weather[usize::from(fault)].rules.fault.policy().strike();
        if matches!(strike, Strike::Outage { shows, .. } if shows != Shows::Unavailable) {
            self.state.meters.outages.misled += 1;
        }
    }

    /// How long the services of a request's gateway take, or why the request ends.
    fn ask_services(&mut self, request: RequestId) -> Result<Span, Cause> {
        let row = *self.state.requests.get(request);
        let scenario = self.scenario;
        let mut slowest = Span::ZERO;
        for &service in &scenario.gateways[row.gateway.row()].services {
            slowest = slowest.max(self.ask_service(service, &row)?);
        }
        if let Some(adapter) = &scenario.gateways[row.gateway.row()].adapter {
            slowest = slowest.max(self.pass_adapter(adapter, &row));
        }
        Ok(slowest)
    }

    /// How long the adapter of a standard takes for a request, which it costs the gateway something.
    fn pass_adapter(&mut self, adapter: &Adapter, row: &Request) -> Span {
        let spent = &mut self.state.gateways[row.gateway.row()].spent;
        *spent = spent.saturating_add(adapter.nanos());
        let Some(latency) = &adapter.latency else { return Span::ZERO };
        let users = name_hash(&self.scenario.users[row.users.row()].name).rotate_left(17);
        let entity = name_hash(&self.scenario.gateways[row.gateway.row()].name) ^ users;
        latency.sample(&mut self.stream(Purpose::Dependency, entity).draws(row.number))
    }

    /// How long a service takes for a request, or its fallback.
    fn ask_service(&mut self, service: ServiceId, row: &Request) -> Result<Span, Cause> {
        let scenario = self.scenario;
        let (name, rules) = (&scenario.services[service.row()].name, &scenario.services[service.row()].rules);
        let entity = name_hash(name) ^ name_hash(&scenario.users[row.users.row()].name).rotate_left(17);
        let mut draws = self.stream(Purpose::Dependency, entity).draws(row.number);
        // Drawn whether it is needed or not, so that an outage shifts no draw.
        let luck = draws.uniform();
        let latency = rules.latency.as_ref().map_or(Span::ZERO, |law| law.sample(&mut draws));
        let (now, state) = (self.now, &mut self.state.services[service.row()]);
        let meter = &mut self.state.meters.outages.services[service.row()];
        meter.asked += 1;
        let is_hit = luck < state.hit(rules, now);
        let struck = state.down.clone().into_iter().find(|&fault| self.is_hit(fault, row));
        let (state, meters) = (&mut self.state.services[service.row()], &mut self.state.meters.outages);
        let taken = if struck.is_none() { state.take(rules, now, is_hit) } else { None };
        if let Some(taken) = taken {
            meters.services[service.row()].took(taken.waits, is_hit);
            return Ok(taken.takes + latency);
        }
        let Some(fallback) = &rules.fallback else {
            return Err(match struck {
                Some(fault) => {
                    self.note_shown(fault);
                    Cause::ServiceDown
                }
                None => Cause::ServiceFull,
            });
        };
        meters.services[service.row()].fallbacks += 1;
        let spent = &mut self.state.gateways[row.gateway.row()].spent;
        *spent = spent.saturating_add(fallback.nanos());
        Ok(fallback.latency.as_ref().map_or(Span::ZERO, |law| law.sample(&mut draws)))
    }
}
