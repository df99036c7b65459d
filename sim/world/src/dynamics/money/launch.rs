//! Owners open a gateway where that pays, and close it where it does not.

use engine::draws::{Purpose, name_hash};
use rules::owner::launch::Market;
use state::ledger::{Account, Reason};
use units::ids::GatewayId;
use units::share::Share;
use units::time::Span;

use super::REVIEWS;
use crate::event::Event;
use crate::world::Moment;

impl Moment<'_> {
    /// Schedules the first review of whether a gateway is worth its costs.
    pub(super) fn plan_launch(&mut self, gateway: GatewayId) {
        let row = &self.scenario.gateways[gateway.row()];
        let Some(launch) = &row.rules.entry else { return };
        let first = self.first_review(Purpose::Launch, name_hash(&row.name), launch.review);
        self.agenda.after(first, REVIEWS, Event::Launch(gateway));
    }

    /// The owners of a gateway review whether it is worth its costs.
    pub(in crate::dynamics) fn review_launch(&mut self, gateway: GatewayId) {
        let row = &self.scenario.gateways[gateway.row()];
        let Some(launch) = &row.rules.entry else { return };
        let demand = self.demand_at(gateway);
        let (requests, earned) = (demand.requests, self.state.earned_by(self.scenario, gateway.row(), self.now));
        let earned = earned.unwrap_or(0.0);
        let then = self.state.gateways[gateway.row()].firm.launch;
        let span = self.played_since(then.at);
        if self.state.gateways[gateway.row()].closed.is_some() {
            let market = Market {
                requests_h: (requests - then.requests) as f64 / (span.as_secs() / 3_600.0),
                price: 1_000.0 * demand.usd,
                cost: row.adapter.as_ref().map_or(0.0, |adapter| adapter.nanos() as f64 / 1e6),
                others: demand.others,
                costs_h: row.rules.cost_of(Span::hours(1)) as f64 / 1e9,
            };
            let (rest, profit) = launch.expects(&row.rules.take, &market);
            if span > Span::ZERO && profit > 0.0 {
                self.open_gateway(gateway, rest.take);
            }
        } else {
            let losses = if earned < then.earned_usd { then.losses + 1 } else { 0 };
            self.state.gateways[gateway.row()].firm.launch.losses = losses;
            if losses >= launch.losses {
                self.leave_market(gateway);
            }
        }
        let earned = self.state.earned_by(self.scenario, gateway.row(), self.now).unwrap_or(0.0);
        let memory = &mut self.state.gateways[gateway.row()].firm.launch;
        (memory.at, memory.requests, memory.earned_usd) = (self.now, requests, earned);
        self.agenda.after(launch.review, REVIEWS, Event::Launch(gateway));
    }

    /// How long requests were played since a time.
    fn played_since(&self, then: units::time::Time) -> Span {
        self.state.pace.as_ref().map_or_else(|| self.now.since(then), |pace| pace.clock.played(then, self.now))
    }

    /// Owners open a gateway, with the take at which they expect it to rest.
    fn open_gateway(&mut self, gateway: GatewayId, take: Share) {
        let row = &self.scenario.gateways[gateway.row()];
        let (usd, account) = (self.state.ledger.usd(), Account::Gateway(gateway));
        let state = &mut self.state.gateways[gateway.row()];
        let open = state.firm.open_for(state.closed, self.now);
        (state.firm.ran, state.firm.since, state.closed) = (open, self.now, None);
        if row.rules.take.is_on_top() {
            state.firm.take = take;
        }
        let launch = row.rules.entry.as_ref().and_then(|launch| launch.once).map_or(0, |once| once.nanos);
        let adapter = row.adapter.as_ref().filter(|_| !state.firm.launch.has_adapter);
        let once = launch + adapter.and_then(|adapter| adapter.once).map_or(0, |once| once.nanos);
        (state.firm.launch.has_adapter, state.firm.launch.losses) = (true, 0);
        let has = self.state.ledger.balance(usd, account);
        let funding = row.rules.funding.map_or(0, |funding| (funding.nanos - has).max(0));
        state.firm.capital += once + funding;
        self.state.ledger.transfer(usd, Account::World, account, once + funding, Reason::Capital);
        self.state.ledger.transfer(usd, account, Account::World, once, Reason::Cost);
        self.state.meters.outages.opened += 1;
        self.plan_books(gateway);
        self.list_gateway(gateway);
    }

    /// Owners close a gateway: it pays what it owes, and answers what it has let in.
    fn leave_market(&mut self, gateway: GatewayId) {
        self.keep_books(gateway);
        self.state.gateways[gateway.row()].closed = Some(self.now);
        self.state.meters.outages.shut += 1;
        self.list_gateway(gateway);
    }
}
