//! Gateways as firms: takes on top of fees, their reviews, costs, and what happens when the money is gone.

use engine::draws::{Purpose, name_hash};
use rules::take;
use state::ledger::{Account, Reason};
use units::ids::{CoinId, GatewayId, RequestId};
use units::share::Share;
use units::time::Span;

use super::trade::Customer;
use super::{REVIEWS, TARIFFS};
use crate::event::Event;
use crate::world::Moment;
use crate::world::firms::Market;

/// Between two looks at its books a gateway may earn: at least this long, so that looks come to an end.
const SHORTEST: Span = Span::mins(1);
/// At most this long, so that coins are sold.
const LONGEST: Span = Span::days(1);

impl Moment<'_> {
    /// Funds gateways, and schedules the first look at their books and the first reviews of their takes.
    pub(in crate::dynamics) fn plan_firms(&mut self) {
        for (i, row) in self.scenario.gateways.iter().enumerate() {
            let gateway = GatewayId::of(i);
            // Rules that change at the very start have changed.
            let firm = &mut self.state.gateways[i].firm;
            firm.opening = firm.take;
            self.plan_launch(gateway);
            if row.rules.costs.is_some() && self.state.gateways[i].closed.is_none() {
                let funding = row.rules.funding.map_or(0, |funding| funding.nanos);
                let ledger = &mut self.state.ledger;
                let (usd, account) = (ledger.usd(), Account::Gateway(gateway));
                ledger.transfer(usd, Account::World, account, funding, Reason::Capital);
                let once = row.adapter.as_ref().and_then(|adapter| adapter.once).map_or(0, |once| once.nanos);
                ledger.transfer(usd, Account::World, account, once, Reason::Capital);
                ledger.transfer(usd, account, Account::World, once, Reason::Cost);
                let firm = &mut self.state.gateways[i].firm;
                (firm.funded, firm.capital, firm.launch.has_adapter) = (funding, once, true);
                self.plan_books(gateway);
            }
            if let Some(every) = row.rules.take.taking().and_then(|taking| taking.policy().every()) {
                let first = self.first_review(Purpose::Take, name_hash(&row.name), every);
                self.agenda.after(first, TARIFFS, Event::Retake(gateway));
            }
        }
    }

    /// A price with what a gateway takes on top of it.
    #[inline]
    pub(in crate::dynamics) fn with_take(&self, gateway: GatewayId, price: i64) -> i64 {
        if !self.state.has_tops {
            return price;
        }
        price.saturating_add(self.state.gateways[gateway.row()].firm.take.of(price))
    }

    /// The price at which a request is let in, with its gateway's take on top, which is noted.
    #[cold]
    pub(super) fn topped(&mut self, request: RequestId, price: i64) -> i64 {
        let row = *self.state.requests.get(request);
        let usd = self.in_usd(row.network, price);
        self.state.wanted += 1;
        let firm = &mut self.state.gateways[row.gateway.row()].firm;
        firm.seen.own += 1;
        firm.seen.asked_usd += usd;
        let term = firm.term();
        self.state.requests.get_mut(request).term = term;
        self.with_take(row.gateway, price)
    }

    /// A gateway's part of a fee.
    #[inline]
    pub(super) fn take_of(&self, gateway: GatewayId, term: u16, fee: i64) -> i64 {
        match &self.scenario.gateways[gateway.row()].rules.take {
            take::Take::Inside(share) => share.of(fee),
            take::Take::By(taking) => match taking.policy().on() {
                take::On::Fee => taking.policy().first().of(fee),
                take::On::Top => self.state.gateways[gateway.row()].firm.part_on_top(term, fee),
            },
        }
    }

    /// A gateway reviews its take.
    pub(in crate::dynamics) fn review_take(&mut self, gateway: GatewayId) {
        let row = &self.scenario.gateways[gateway.row()];
        let Some(taking) = row.rules.take.taking().map(take::Taking::policy) else { return };
        let Some(every) = taking.every() else { return };
        let all = self.state.wanted;
        let state = &mut self.state.gateways[gateway.row()];
        let is_closed = state.closed.is_some();
        (state.firm.seen.all, state.firm.seen.spent) = (all, state.spent);
        let (Market { own, asked_usd, all, spent }, then) = (state.firm.seen, state.firm.then);
        state.firm.then = state.firm.seen;
        let (n, n_all) = ((own - then.own) as f64, (all - then.all) as f64);
        let per_thousand = |usd: f64| usd * 1_000.0 / n;
        let view = take::View {
            own: state.firm.take.as_f64(),
            lowest_rival: self.lowest_rival(gateway),
            share: (n_all > 0.0).then(|| n / n_all),
            price: (n > 0.0).then(|| per_thousand(asked_usd - then.asked_usd)),
            cost: if n > 0.0 { per_thousand((spent - then.spent) as f64 / 1e9) } else { 0.0 },
        };
        // One that is closed has nothing to answer, and takes what its owners expect when they open it.
        if !is_closed {
            self.state.gateways[gateway.row()].firm.take = taking.review(&view);
        }
        self.agenda.after(every, TARIFFS, Event::Retake(gateway));
    }

    /// The lowest take on top of the other open gateways.
    fn lowest_rival(&self, own: GatewayId) -> Option<f64> {
        let others = self.scenario.gateways.iter().zip(&self.state.gateways).enumerate();
        let rivals = others
            .filter(|(at, (row, state))| *at != own.row() && row.rules.take.is_on_top() && state.closed.is_none());
        rivals.map(|(_, (_, state))| state.firm.take).min().map(Share::as_f64)
    }

    /// Plans the next look at the books of a gateway: when what it has is gone if it earns nothing, or after a day.
    pub(super) fn plan_books(&mut self, gateway: GatewayId) {
        let rules = &self.scenario.gateways[gateway.row()].rules;
        let ledger = &self.state.ledger;
        let has = ledger.balance(ledger.usd(), Account::Gateway(gateway));
        let firm = &mut self.state.gateways[gateway.row()].firm;
        let gone = rules.lasts(firm.paid.saturating_add(has)).map(|open| firm.since + open.saturating_sub(firm.ran));
        let at = gone.map_or(self.now + LONGEST, |gone| gone.min(self.now + LONGEST)).max(self.now + SHORTEST);
        firm.looks = at;
        self.agenda.at(at, REVIEWS, Event::Books(gateway));
    }

    /// The books of a gateway are looked at, unless it has closed since that was planned: one that is funded and has
    /// nothing left closes.
    pub(in crate::dynamics) fn look_at_books(&mut self, gateway: GatewayId) {
        let state = &self.state.gateways[gateway.row()];
        if state.closed.is_some() || state.firm.looks != self.now {
            return;
        }
        if self.keep_books(gateway) { self.close_gateway(gateway) } else { self.plan_books(gateway) }
    }

    /// A gateway sells what it took, and pays its costs; says whether it is funded and has nothing left.
    pub(super) fn keep_books(&mut self, gateway: GatewayId) -> bool {
        let account = Account::Gateway(gateway);
        for coin in (0..self.scenario.coins.len()).map(CoinId::of) {
            let coins = self.state.ledger.balance(coin, account);
            self.sell(coin, Customer { coins: account, usd: account }, coins, Reason::Sale);
        }
        let rules = &self.scenario.gateways[gateway.row()].rules;
        let state = &self.state.gateways[gateway.row()];
        let costs = rules.cost_of(state.firm.open_for(state.closed, self.now));
        let due = costs.saturating_add(state.spent).saturating_sub(state.firm.paid);
        let usd = self.state.ledger.usd();
        let has = self.state.ledger.balance(usd, account);
        let is_over = rules.funding.is_some() && has <= due && due > 0;
        if rules.funding.is_none() && has < due {
            self.state.gateways[gateway.row()].firm.capital += due - has;
            self.state.ledger.transfer(usd, Account::World, account, due - has, Reason::Capital);
        }
        let pays = due.min(self.state.ledger.balance(usd, account));
        self.state.gateways[gateway.row()].firm.paid += pays;
        self.state.ledger.transfer(usd, account, Account::World, pays, Reason::Cost);
        is_over
    }

    /// A gateway has no money left and closes, for good unless its owners open it again.
    ///
    /// What nodes have a claim on is in escrow, and is paid to them; nothing else is owed to anybody.
    fn close_gateway(&mut self, gateway: GatewayId) {
        self.state.gateways[gateway.row()].closed = Some(self.now);
        self.fail_in_flight(gateway, None);
        if self.scenario.gateways[gateway.row()].rules.entry.is_some() {
            self.state.meters.outages.shut += 1;
            self.list_gateway(gateway);
        }
    }
}
