//! Users look at the price before they send a request, and what an answer leaves them.

use state::requests::{Need, Request};
use units::ids::{GatewayId, LlmId, NetworkId, UsersId};
use units::time::Time;

use crate::metrics::tally::Unsent;
use crate::world::Moment;
use crate::world::derived::spot;

/// The lowest price of a request over a gateway's networks.
struct Quote {
    /// Now \[billionths of a usd\].
    nano_usd: i64,
    /// Now, over that at the start; not a number where both are free.
    ratio: f64,
}

impl Moment<'_> {
    /// Whether a user who looks at prices sends a request; counted if not.
    #[cold]
    pub(super) fn chooses(&mut self, users: UsersId, number: u64, llm: LlmId, need: &Need) -> bool {
        let rules = &self.scenario.users[users.row()].rules;
        let quote = self.lowest(self.scenario.users[users.row()].gateway, llm, need);
        let (now, state) = (self.now, &mut self.state.users[users.row()]);
        let is_willing = || state.willingness.draws(number).uniform() < rules.share_at(quote.ratio);
        let unsent = if rules.heeds_prices() && !is_willing() {
            Some(Unsent::Unwilling)
        } else if rules
            .values
            .as_ref()
            .is_some_and(|law| law.sample(&mut state.worth.draws(number)).nanos < quote.nano_usd)
        {
            Some(Unsent::PricedOut)
        } else if let Some((most, period)) = rules.budget()
            && !state.spend_budget(now.since(Time::ZERO).ns() / period.ns().max(1), quote.nano_usd, most)
        {
            Some(Unsent::OverBudget)
        } else {
            None
        };
        self.state.meters.users[users.row()].wants(unsent);
        self.state.wanted += u64::from(unsent.is_some());
        unsent.is_none()
    }

    /// The lowest price at which a gateway's networks would take a request.
    fn lowest(&self, gateway: GatewayId, llm: LlmId, need: &Need) -> Quote {
        let mut quote = Quote { nano_usd: i64::MAX, ratio: f64::NAN };
        let (mut least, mut least_opening) = (f64::INFINITY, f64::INFINITY);
        for &network in &self.scenario.gateways[gateway.row()].networks {
            let base = self.with_take(gateway, self.price(network, llm, need));
            let opening = &self.state.networks[network.row()].opening;
            quote.nano_usd = quote.nano_usd.min(self.in_nano_usd(network, base));
            least = least.min(self.in_usd(network, base));
            least_opening = least_opening.min(opening.tariff.price(need) as f64 * opening.usd_per_unit);
        }
        let opening = self.state.gateways[gateway.row()].firm.opening.as_f64();
        quote.ratio = least / (least_opening * (1.0 + opening));
        quote
    }

    /// What base units of a network's coin are worth \[billionths of a usd\], rounded down.
    fn in_nano_usd(&self, network: NetworkId, base: i64) -> i64 {
        let Some(coin) = spot(self.scenario, network, &self.state.prices) else { return 0 };
        let nanos = i128::from(base) * i128::from(coin.nano_usd) / 10_i128.pow(coin.decimals);
        i64::try_from(nanos).unwrap_or(i64::MAX)
    }

    /// What a request is worth to its user \[billionths of a usd\], if the user knows.
    pub(in crate::dynamics) fn worth(&self, row: &Request) -> Option<i64> {
        let law = self.scenario.users[row.users.row()].rules.values.as_ref()?;
        Some(law.sample(&mut self.state.users[row.users.row()].worth.draws(row.number)).nanos)
    }

    /// An answer stands: its user has what it is worth, less the fee.
    #[cold]
    pub(in crate::dynamics) fn note_surplus(&mut self, row: &Request) {
        let Some(worth) = self.worth(row) else { return };
        let usd = worth as f64 / 1e9 - self.in_usd(row.network, row.fee);
        self.state.meters.users[row.users.row()].surplus_usd += usd;
    }
}
