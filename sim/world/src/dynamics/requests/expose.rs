//! Who sees requests: noted as they reach gateways and nodes, counted when they are over.

use engine::draws::{Purpose, name_hash};
use state::requests::Request;
use units::ids::RequestId;
use units::time::{Span, Time};

use crate::scenario::Role;
use crate::world::Moment;

impl Moment<'_> {
    /// A gateway has a request before it.
    #[cold]
    pub(super) fn expose_to_gateway(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        let seen = self.scenario.sees(row.users, Role::Gateway(row.gateway));
        let Some(exposures) = &mut self.state.exposures else { return };
        let exposure = exposures.of(request);
        exposure.by_gateway |= seen.what;
        exposure.is_linked |= seen.what && seen.who;
    }

    /// How long a request takes through the relay of its users, who pay for it.
    pub(super) fn pass_relay(&mut self, row: &Request) -> Span {
        let users = &self.scenario.users[row.users.row()];
        let guard = users.rules.privacy.policy();
        if let (Some(fee), Some(meter)) = (guard.fee(), self.state.meters.exposures.get_mut(row.users.row())) {
            meter.relay_nanos = meter.relay_nanos.saturating_add(fee.nanos);
        }
        let Some(latency) = guard.latency() else { return Span::ZERO };
        latency.sample(&mut self.stream(Purpose::Relay, name_hash(&users.name)).draws(row.number))
    }

    /// A request is over, and nobody works on it any more: who has seen it is counted.
    #[cold]
    pub(super) fn count_exposure(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        let is_settled = row.answered > Time::ZERO;
        let settled = self.scenario.sees(row.users, Role::Settlement(row.network));
        let Some(exposures) = &mut self.state.exposures else { return };
        let exposure = exposures.of(request);
        if exposure.has_moved {
            return;
        }
        let meter = &mut self.state.meters.exposures[row.users.row()];
        let one = u64::from;
        meter.requests += 1;
        meter.by_gateway += one(exposure.by_gateway);
        meter.by_server += one(exposure.servers > 0);
        meter.by_further += one(exposure.servers > 1);
        meter.by_checker += one(exposure.checkers > 0);
        meter.published += one(is_settled && settled.what);
        meter.linked += one(exposure.is_linked || is_settled && settled.what && settled.who);
        meter.operators += exposure.operators.len() as u64;
    }
}
