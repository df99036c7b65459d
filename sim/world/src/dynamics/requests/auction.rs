//! Requests bid for a network's service in rounds.

use engine::agenda::Class;
use rules::pricing::Bids;
use state::requests::Stage;
use units::ids::{NetworkId, RequestId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::metrics::cause::Cause;
use crate::world::Moment;
use crate::world::derived::spot;
use crate::world::tariffs::Bid;

impl Moment<'_> {
    /// Whether the network of a request sells by auction.
    pub(super) fn is_sold(&self, request: RequestId) -> bool {
        let network = self.state.requests.get(request).network;
        self.scenario.networks[network.row()].rules.pricing.round().is_some()
    }

    /// Whether a request is under a contract of its users, and needs no auction.
    pub(super) fn is_contracted(&self, request: RequestId) -> bool {
        let row = self.state.requests.get(request);
        self.contract_price(row.users, row.network, &row.need).is_some()
    }

    /// A request that was let in waits for the end of the round; one of users who do not know what it is worth ends.
    pub(super) fn bid(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let worth = self.worth(&row);
        let tariffs = self.state.networks[row.network.row()].tariffs.as_mut();
        let (Some(tariffs), Some(_)) = (tariffs, worth) else { return self.end(request, Cause::Outbid) };
        tariffs.rows[row.llm.row()].bids.push(Bid { request, lost: 0 });
        self.state.requests.get_mut(request).stage = Stage::Waiting;
        self.await_auction(row.network, Self::present_end);
    }

    /// The end of the present round, of rounds that end at whole multiples of a length: now, if it ends now.
    fn present_end(&self, every: Span) -> Time {
        Time::ZERO + every * self.now.since(Time::ZERO).ns().div_ceil(every.ns())
    }

    /// The end of the round after one that ends now.
    fn next_end(&self, every: Span) -> Time {
        Time::ZERO + every * (self.now.since(Time::ZERO).ns() / every.ns() + 1)
    }

    /// Plans the end of a round, unless one is planned.
    fn await_auction(&mut self, network: NetworkId, end: impl FnOnce(&Self, Span) -> Time) {
        let Some(every) = self.scenario.networks[network.row()].rules.pricing.round() else { return };
        let at = end(self, every);
        let Some(tariffs) = &mut self.state.networks[network.row()].tariffs else { return };
        if !std::mem::replace(&mut tariffs.is_round_planned, true) {
            self.agenda.at(at, Class::Timer, Event::Auction(network));
        }
    }

    /// A round of a network ends: the winners pay and go to a node, the losers end or bid again.
    pub(in crate::dynamics) fn auction(&mut self, network: NetworkId) {
        let pricing = &self.scenario.networks[network.row()].rules.pricing;
        let mut is_any_left = false;
        for llm in 0..self.scenario.llms.len() {
            let Some(tariffs) = &mut self.state.networks[network.row()].tariffs else { return };
            tariffs.is_round_planned = false;
            let bids = std::mem::take(&mut tariffs.rows[llm].bids);
            let Some(coin) = spot(self.scenario, network, &self.state.prices).filter(|_| !bids.is_empty()) else {
                continue;
            };
            let scale = 10_i128.pow(coin.decimals);
            let base = |nano_usd: i64| {
                let units = i128::from(nano_usd) * scale / i128::from(coin.nano_usd.max(1));
                i64::try_from(units).unwrap_or(i64::MAX)
            };
            let worth = |bid: &Bid| self.worth(self.state.requests.get(bid.request)).map_or(0, base);
            let worths: Vec<i64> = bids.iter().map(worth).collect();
            let fees = pricing.sell(&Bids { worths: &worths, coin });
            for (bid, fee) in bids.into_iter().zip(fees) {
                match fee {
                    Some(fee) => match self.set_aside(bid.request, fee) {
                        Ok(()) => self.place(bid.request),
                        Err(cause) => self.end(bid.request, cause),
                    },
                    None if bid.lost < pricing.again() => {
                        let Some(tariffs) = &mut self.state.networks[network.row()].tariffs else { return };
                        tariffs.rows[llm].bids.push(Bid { lost: bid.lost + 1, ..bid });
                        is_any_left = true;
                    }
                    None => self.end(bid.request, Cause::Outbid),
                }
            }
        }
        if is_any_left {
            self.await_auction(network, Self::next_end);
        }
    }
}
