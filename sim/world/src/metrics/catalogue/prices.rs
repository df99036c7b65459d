//! Metrics of prices that move.

use super::service::{cause, each, each_share, whole_share};
use super::{Metric, Owner, measured, played, ratio};
use crate::metrics::cause::Cause;
use crate::metrics::prices::{self, Fees};
use crate::metrics::tally::Unsent;
use crate::world::World;

fn mean_fee(fees: Fees) -> Option<f64> {
    ratio(fees.usd, fees.n as f64)
}

/// Requests of users that were not sent for a cause, of those that they wanted to send; nothing where it cannot be.
fn unsent(world: &World, users: usize, cause: Unsent) -> (u64, u64) {
    let (rules, meter) = (&world.scenario.users[users].rules, &world.state.meters.users[users]);
    let may = match cause {
        Unsent::Unwilling => rules.heeds_prices(),
        Unsent::PricedOut => rules.values.is_some(),
        Unsent::OverBudget => rules.budget.is_some(),
    };
    if may { (meter.unsent[cause as usize], meter.wanted) } else { (0, 0) }
}

pub(super) const METRICS: &[Metric] = &[
    each!(Network, "price_mean_usd", Neither, needs MovingPrices, "what a request was asked to pay, mean", |w, i, _now| {
        mean_fee(w.state.meters.prices[i].fees)
    }),
    each!(
        Network,
        "price_level_mean", Neither, needs PriceSteps,
        "prices over those at the start in the network's coin, mean over time and LLMs that are asked for",
        |w, i, now| w.state.meters.prices[i].mean(now)
    ),
    each!(
        Network,
        "price_level_var", Neither, needs PriceSteps,
        "variance over time of prices over those at the start, mean over LLMs",
        |w, i, now| w.state.meters.prices[i].variance(now)
    ),
    each!(Network, "price_level_min", Neither, needs PriceSteps, "the lowest price of any LLM over that at the start", |w, i, _now| {
        w.state.meters.prices[i].asked().map(|level| level.ends.0).min_by(f64::total_cmp)
    }),
    each!(Network, "price_level_max", Neither, needs PriceSteps, "the highest price of any LLM over that at the start", |w, i, _now| {
        w.state.meters.prices[i].asked().map(|level| level.ends.1).max_by(f64::total_cmp)
    }),
    each!(Network, "price_changes_per_h", Neither, needs PriceSteps, "changes of LLMs' prices, per hour", |w, i, now| {
        let moves = w.scenario.networks[i].rules.pricing.every().is_some();
        moves.then(|| ratio(w.state.meters.prices[i].changes as f64 * 3600.0, measured(w, now)))?
    }),
    each!(Llm, "price_mean_usd", Neither, needs MovingPrices, "what a request was asked to pay where prices move, mean", |w, i, _now| {
        mean_fee(w.state.meters.llms[i].fees)
    }),
    each!(
        Llm,
        "price_level_mean", Neither, needs PriceSteps,
        "the LLM's price over that at the start, mean over time and networks",
        |w, i, now| prices::mean(w.state.meters.prices.iter().filter_map(|meter| meter.mean_of(i, now)))
    ),
    each!(Users, "wanted_rps", Neither, needs ChoosyUsers, "requests per second that users wanted to send before they looked at prices", |w, i, now| {
        let looks = w.scenario.users[i].rules.looks_at_prices();
        looks.then(|| ratio(w.state.meters.users[i].wanted as f64, played(w, now)))?
    }),
    each_share!(Users, "unsent_share", Less, needs ChoosyUsers, "share of the wanted requests that were not sent because of their price", |w, i| {
        let meter = &w.state.meters.users[i];
        (meter.unsent.iter().sum(), meter.wanted)
    }),
    each_share!(
        Users,
        "contract_share", Neither, needs Contract,
        "share of the requests that were let in that were under these users' contract",
        |w, i| w.state.users[i].contract.map_or((0, 0), |contract| (contract.under, contract.asked))
    ),
    each!(
        Users,
        "contract_unused_usd_h", Less, needs Contract,
        "what these users paid for what they did not use of their contract, per hour",
        |w, i, now| ratio(w.state.users[i].contract?.unused_usd * 3600.0, measured(w, now))
    ),
    whole_share!(
        "refused_outbid_share", Less, needs Auction,
        "share refused because others bid more, or their users have no `values` to bid by",
        |w| if w.state.has_auctions { cause(w, Cause::Outbid) } else { (0, 0) }
    ),
    each_share!(
        Users,
        "priced_out_share", Less, needs Values,
        "share of the wanted requests that were not sent because they cost more than they were worth (`values`)",
        |w, i| unsent(w, i, Unsent::PricedOut)
    ),
    each_share!(
        Users,
        "over_budget_share", Less, needs Budget,
        "share of the wanted requests that were not sent because the budget of the time was spent",
        |w, i| unsent(w, i, Unsent::OverBudget)
    ),
    each!(
        Users,
        "surplus_usd_h", More, needs Values,
        "consumer surplus: what answers were worth less what they cost, per hour",
        |w, i, now| {
            let knows = w.scenario.users[i].rules.values.is_some();
            knows.then(|| ratio(w.state.meters.users[i].surplus_usd * 3600.0, played(w, now)))?
        }
    ),
];
