//! A gateway or a service is down: what is in flight fails, and what was cached is lost.

use rules::weather::{Strike, Then};
use state::attempts::{NONE, Purpose};
use state::requests::{Request, Stage};
use units::ids::{AttemptId, GatewayId, RequestId};

use crate::metrics::cause::Cause;
use crate::scenario::Struck;
use crate::world::Moment;

impl Moment<'_> {
    /// An outage of a gateway or a service begins.
    pub(in crate::dynamics) fn begin_outage(&mut self, fault: u16) {
        match self.scenario.weather[usize::from(fault)].struck {
            Struck::Gateway(gateway) => {
                self.state.gateways[gateway.row()].outages.push(fault);
                self.fail_in_flight(gateway, Some(fault));
            }
            Struck::Service(service) => self.state.services[service.row()].down.push(fault),
            _ => {}
        }
    }

    /// An outage of a gateway or a service is over; says whether the fault was one.
    pub(in crate::dynamics) fn end_outage(&mut self, fault: u16) -> bool {
        let row = &self.scenario.weather[usize::from(fault)];
        let Strike::Outage { then, .. } = row.rules.fault.policy().strike() else { return false };
        let (under_way, services) = match row.struck {
            Struck::Gateway(gateway) => {
                let services = self.scenario.gateways[gateway.row()].services.clone();
                (&mut self.state.gateways[gateway.row()].outages, services)
            }
            Struck::Service(service) => (&mut self.state.services[service.row()].down, vec![service]),
            _ => return false,
        };
        if let Some(first) = under_way.iter().position(|&other| other == fault) {
            under_way.remove(first);
        }
        if then == Then::ColdCache {
            for service in services {
                self.state.services[service.row()].cold = Some(self.now);
            }
        }
        true
    }

    /// Requests that a gateway has let in and that are not answered yet fail, or those that a fault hits; their nodes
    /// finish the work, and nobody pays for it.
    pub(in crate::dynamics) fn fail_in_flight(&mut self, gateway: GatewayId, fault: Option<u16>) {
        let is_lost = |row: &Request| {
            row.gateway == gateway
                && matches!(row.stage, Stage::Waiting | Stage::Held | Stage::Tried)
                && fault.is_none_or(|fault| self.is_hit(fault, row))
        };
        let mut lost: Vec<RequestId> =
            self.state.requests.entries().filter(|(_, row)| is_lost(row)).map(|(request, _)| request).collect();
        lost.sort_unstable();
        if lost.is_empty() {
            return;
        }
        self.forget_held(&lost);
        for network in &mut self.state.networks {
            for row in network.tariffs.iter_mut().flat_map(|tariffs| &mut tariffs.rows) {
                row.bids.retain(|bid| lost.binary_search(&bid.request).is_err());
            }
        }
        self.orphan_tries(&lost);
        for request in lost {
            if let Some(fault) = fault {
                self.note_shown(fault);
            }
            self.lose(request, Cause::GatewayFailed, None);
        }
    }

    /// Requests that are lost are no longer held.
    fn forget_held(&mut self, lost: &[RequestId]) {
        for desk in 0..self.state.desks.len() {
            for roster in 0..self.state.desks[desk].held.len() {
                let Some((mut request, end)) = self.state.desks[desk].held[roster].take() else { continue };
                let mut kept = None;
                loop {
                    let next = RequestId(self.state.requests.get(request).next);
                    if lost.binary_search(&request).is_ok() {
                        self.state.meters.held -= 1;
                    } else {
                        kept = Some(self.behind(kept, (request, request)));
                    }
                    if request == end {
                        break;
                    }
                    request = next;
                }
                self.state.desks[desk].held[roster] = kept;
            }
        }
    }

    /// Nobody needs the tries of lost requests any more: each becomes a copy whose answer is thrown away.
    fn orphan_tries(&mut self, lost: &[RequestId]) {
        let is_single = |purpose, sibling| purpose == Purpose::Try && sibling == NONE;
        let singles: Vec<(AttemptId, RequestId)> = self
            .state
            .attempts
            .entries()
            .filter(|(_, row)| is_single(row.purpose, row.sibling) && lost.binary_search(&row.request).is_ok())
            .map(|(attempt, row)| (attempt, row.request))
            .collect();
        for (attempt, request) in singles {
            self.state.attempts.get_mut(attempt).sibling = attempt.0;
            let row = self.state.requests.get_mut(request);
            (row.copies, row.copy, row.back) = (1, attempt.0, 0);
        }
        for &request in lost {
            self.orphan(request);
        }
    }
}
