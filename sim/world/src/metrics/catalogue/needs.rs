//! What a scenario must have for a metric to exist: where a setting is absent, no run will ever have the number.

mod owned;
mod requires;
mod thresholds;

use rules::admission::Reason;
use rules::scheduling::Scheduling;
use rules::slashing::Slashing;
use rules::verification::Verification;
use units::ids::NetworkId;

use super::{Column, metrics};
use crate::scenario::{Scenario, Weather};
use owned::{
    NO_APPEALS, NO_CANARIES, NO_CHECKS, NO_FORCED_ERRORS, NO_HEDGE, NO_INDIVIDUALS, NO_JUDGE_COMPROMISED,
    NO_PREFIX_REUSE, NO_QUORUM, NO_REFUSALS, NO_RELAY_FEE, NO_REQUEST_COSTS, NO_REQUESTS, NO_SCORE, NOBODY_APPROVED,
    NOBODY_COMPROMISED, NOBODY_LAUNCHES, NOBODY_MOVES, NOBODY_REVISES, NOBODY_ROBBED, NOBODY_TRIES_AGAIN,
    NOTHING_LOADS, Owned, UNDISPUTED, UNMEASURED_EXPOSURE, approves, attests, expires, inspects, keeps_reputations,
    loads, pays_a_relay, pays_raters, refuses, reuses_prefixes,
};
pub(super) use owned::{costs_by_request, has_feed, mints};
pub use requires::Requires;

/// A need by its name; nothing without one.
macro_rules! need {
    () => {
        $crate::metrics::catalogue::Requires::Nothing
    };
    ($need:ident) => {
        $crate::metrics::catalogue::Requires::$need
    };
}
pub(super) use need;

/// What a column cannot exist without and the scenario does not have, in words; none if it may exist.
///
/// A metric that merely happens not to exist, because nothing of its kind came about, is none of these.
pub fn lacks(scenario: &Scenario, column: &Column) -> Option<&'static str> {
    lacks_of(scenario, column.need, &column.owner)
}

/// The same of a column by its name and owner.
pub fn lacks_named(scenario: &Scenario, name: &str, owner: &str) -> Option<&'static str> {
    let declared = metrics().find(|metric| metric.name == name).map(|metric| metric.need);
    lacks_of(scenario, declared.unwrap_or_else(|| Requires::of_threshold(name)), owner)
}

fn lacks_of(scenario: &Scenario, need: Requires, owner: &str) -> Option<&'static str> {
    let at = Owned::of(scenario, owner);
    let (has, what) = match need {
        Requires::Nothing => return None,
        Requires::Requests => (!scenario.users.is_empty(), NO_REQUESTS),
        Requires::Window | Requires::Feed if scenario.users.is_empty() => (false, NO_REQUESTS),
        Requires::Tokens => (
            at.users().any(|u| u.rules.demand.is_tokens()) && scenario.groups.iter().any(|g| g.batching.is_some()),
            "no user requests tokens from nodes with continuous batching (`queueing.continuous_batching`)",
        ),
        Requires::Window => (
            at.users()
                .any(|u| u.rules.demand.is_tokens() && u.llms.iter().any(|l| scenario.windows[l.row()] < u64::MAX)),
            "no user requests tokens from an llm that has a `window`",
        ),
        Requires::RateRule => refuses(scenario, Reason::Rate, "no rule limits rates (`admission.token_bucket`)"),
        Requires::QueueRule => {
            refuses(scenario, Reason::Queue, "no rule limits what is under way (`admission.queue_bound`)")
        }
        Requires::DeadlineRule => refuses(scenario, Reason::Deadline, "no rule looks ahead (`admission.deadline`)"),
        Requires::BytesRule => refuses(scenario, Reason::Bytes, "no rule limits bytes (`admission.byte_budget`)"),
        Requires::PrefixReuse => (scenario.groups.iter().any(reuses_prefixes), NO_PREFIX_REUSE),
        Requires::Target => (at.users().any(|u| u.rules.target.is_some()), "none of these users have a `target`"),
        Requires::Weight => (at.networks().any(|n| n.rules.weight.is_some()), "no network weighs its nodes (`weight`)"),
        Requires::AnyLoading => (scenario.groups.iter().any(loads), NOTHING_LOADS),
        Requires::Loading => (at.groups().any(loads), NOTHING_LOADS),
        Requires::Copies => (
            scenario.pickers().any(|by| matches!(scenario.policy(by), Scheduling::Copies(_)))
                || scenario.gateways.iter().any(|g| g.rules.hedge.is_some()),
            "nobody sends copies (`scheduling.copies`, `hedge`)",
        ),
        Requires::Refusals => (scenario.pickers().any(|picker| scenario.policy(picker).refuses()), NO_REFUSALS),
        Requires::Hedge => (scenario.gateways.iter().any(|g| g.rules.hedge.is_some()), NO_HEDGE),
        Requires::Station => {
            (at.gateways().any(|g| g.rules.station.is_some()), "the gateway does not work on requests (`station`)")
        }
        Requires::Score => (at.gateways().any(|g| matches!(g.rules.scheduling, Scheduling::ByScore(_))), NO_SCORE),
        Requires::Ban => (scenario.gateways.iter().any(|g| g.rules.ban.is_some()), "no gateway bans nodes (`ban`)"),
        Requires::Joins => (
            scenario.groups.iter().any(|g| g.rules.churn.policy().crowd().is_some()),
            "no group has nodes that join (`churn.joins`)",
        ),
        Requires::StaleLists => (
            at.networks().any(|n| !n.rules.liveness.policy().is_fresh()),
            "every list is always up to date (`liveness`)",
        ),
        Requires::ExitQueue => {
            (at.networks().any(|n| n.rules.exit_queue.is_some()), "stakes leave without a queue (`exit_queue`)")
        }
        Requires::Coin => (at.networks().any(|n| n.coin.is_some()), "the network has no `coin`"),
        Requires::MovingPrices => (
            at.networks().any(|n| n.rules.pricing.moves()),
            "prices are posted (`pricing.target_utilisation`, `pricing.eip1559`, `pricing.vickrey`)",
        ),
        Requires::Spending => (
            at.networks().any(|n| n.rules.spending.is_some() && n.coin.is_some()),
            "the network's treasury pays for nothing (`spending`)",
        ),
        Requires::Buyback => (
            at.networks().filter_map(|n| n.bought_back).any(|coin| at.is("coin", &scenario.coins[coin.row()].name)),
            "no treasury buys it back (`network.buyback`)",
        ),
        Requires::Insurance => {
            (at.networks().any(|n| n.rules.insurance.is_some()), "the network insures nobody (`insurance`)")
        }
        Requires::Locked => (
            at.networks().any(|n| n.coin.is_some_and(|coin| scenario.locks_new(coin))),
            "new coins of the network are free at once (`coin.sharing.vesting`)",
        ),
        Requires::Profit => (
            (0..scenario.networks.len()).map(NetworkId::of).any(|n| {
                let row = &scenario.networks[n.row()];
                at.is("network", &row.name) && row.coin.is_some() && scenario.profit(n).is_some()
            }),
            "it is not said what corrupting the network gains (`network.profit`)",
        ),
        Requires::Cap => {
            (at.networks().any(|n| n.rules.payment.caps()), "users pay what requests cost (`payment.upto`)")
        }
        Requires::Validity => (at.networks().any(expires), "what users sign is valid for ever (`settlement.validity`)"),
        Requires::PayerStake => {
            (at.networks().any(|n| n.rules.payment.is_staked()), "users do not pay from a stake (`payment.stake`)")
        }
        Requires::Unpaid => (
            at.networks().any(|n| n.rules.payment.caps() || n.rules.payment.is_staked() || expires(n)),
            "all that requests cost is paid (`payment.upto`, `payment.stake`, `settlement.validity`)",
        ),
        Requires::Locks => (
            at.networks().any(|n| n.rules.locks()),
            "no more coins are set aside than answers under way cost (`payment.escrow`, `settlement`)",
        ),
        Requires::Settlement => (
            at.networks().any(|n| n.coin.is_some() && !n.rules.settlement.is_plain()),
            "each answer is settled at its verdict, at no cost (`settlement`)",
        ),
        Requires::PriceSteps => (
            at.networks().any(|n| n.rules.pricing.every().is_some()),
            "prices do not move (`pricing.target_utilisation`, `pricing.eip1559`, `pricing.blob_fee`)",
        ),
        Requires::Auction => (
            at.networks().any(|n| n.rules.pricing.round().is_some()),
            "nothing is sold by auction (`pricing.vickrey`, `pricing.first_price`, `pricing.uniform`)",
        ),
        Requires::ChoosyUsers => (
            at.users().any(|u| u.rules.looks_at_prices()),
            "none of these users look at prices (`elasticity`, `headroom`, `budget`, `values`)",
        ),
        Requires::Values => (at.users().any(|u| u.rules.values.is_some()), "none of these users have `values`"),
        Requires::Budget => (at.users().any(|u| u.rules.budget.is_some()), "none of these users have a `budget`"),
        Requires::Contract => (at.users().any(|u| u.rules.contract.is_some()), "none of these users have a `contract`"),
        Requires::Homes => (scenario.users.iter().any(|u| u.rules.has_homes()), NO_INDIVIDUALS),
        Requires::Again => (scenario.users.iter().any(|u| u.rules.tries_again()), NOBODY_TRIES_AGAIN),
        Requires::Feed => (has_feed(scenario), "no price is ever too old to sell by (`feed.refuses_after`)"),
        Requires::Entry => (at.groups().any(|g| g.rules.entry.is_active()), "no operator enters or leaves (`entry`)"),
        Requires::Migration => (at.groups().any(|g| g.rules.migration.is_active()), NOBODY_MOVES),
        Requires::Delegators => (
            scenario.delegators.iter().any(|d| at.is("network", &scenario.networks[d.network.row()].name)),
            "nobody delegates stake on the network (`[delegators.x]`)",
        ),
        Requires::Redelegates => (
            scenario
                .delegators
                .iter()
                .any(|d| d.rules.redelegates && at.is("network", &scenario.networks[d.network.row()].name)),
            "no delegators of the network move stake at once (`delegators.x.redelegates`)",
        ),
        Requires::AnyCoin => (!scenario.coins.is_empty(), "there is no coin (`[coin.x]`)"),
        Requires::Moves => (at.coins().any(|c| c.rules.market.moves()), "the price of the coin never moves (`market`)"),
        Requires::Pool => (
            at.coins().any(|c| c.rules.market.reserves(c.rules.decimals).is_some()),
            "the coin is not traded in a pool (`market.pool`)",
        ),
        Requires::Emission => (mints(scenario), "no coin is ever minted (`coin.emission`)"),
        Requires::Votes => (
            at.rules().any(Verification::votes),
            "there are no votes (`verification.replicate`, `verification.committee`)",
        ),
        Requires::Quorum => (at.rules().any(|rule| rule.policy().quorum().is_some()), NO_QUORUM),
        Requires::Windows => (at.rules().any(|rule| rule.policy().disputes().is_some()), UNDISPUTED),
        Requires::Proposals => (at.is_proposed_to(), "nothing is proposed to the governance (`[proposal.x]`)"),
        Requires::Attacks => (!scenario.attackers.is_empty(), "nobody gets votes by money (`[attacker.x]`)"),
        Requires::Appeals => (at.networks().any(|n| n.rules.appeals.is_some()), NO_APPEALS),
        Requires::ForcedErrors => (at.networks().any(|n| n.rules.forced_errors.is_some()), NO_FORCED_ERRORS),
        Requires::Canaries => (at.rules().any(|rule| rule.policy().probes().is_some()), NO_CANARIES),
        Requires::DowntimeWindow => (
            at.networks()
                .flat_map(|n| n.rules.slashing.values())
                .any(|rule| matches!(rule, Slashing::DowntimeWindow(_))),
            "nothing watches for downtime (`slashing.downtime_window`)",
        ),
        Requires::Cheats => (at.groups().any(|g| !g.rules.are_honest()), "no node cheats (`conduct`)"),
        Requires::AnyCheats => (
            scenario.has_forgers() || scenario.groups.iter().any(|g| !g.rules.are_honest() || g.stack.is_some()),
            "no node cheats (`conduct`), and no answer that deviates (`nodes.x.stack`) replaces another",
        ),
        Requires::Stacks => (!scenario.stacks.is_empty(), "no nodes have a serving stack (`nodes.x.stack`)"),
        Requires::Inspections => {
            (at.gateways().any(inspects), "the gateway inspects no answers (`routing.quality_weighted`)")
        }
        Requires::GatewayFailures => (
            scenario.may_fail(),
            "no gateway is ever down (`weather.x.gateway_outage`) or closes (`gateway.x.funding`)",
        ),
        Requires::Outages => {
            (scenario.has_outages(), "nothing is ever down (`weather.x.gateway_outage`, `weather.x.service_outage`)")
        }
        Requires::Services => (!scenario.services.is_empty(), "no gateway depends on a service (`[service.x]`)"),
        Requires::Cache => (
            scenario.services.iter().any(|s| at.is("service", &s.name) && s.rules.cache.is_some()),
            "the service has no `cache`",
        ),
        Requires::Launch => (scenario.gateways.iter().any(|g| g.rules.entry.is_some()), NOBODY_LAUNCHES),
        Requires::Books => (at.gateways().any(|g| g.rules.costs.is_some()), "the gateway has no `costs`"),
        Requires::RequestCosts => (at.gateways().any(costs_by_request), NO_REQUEST_COSTS),
        Requires::Needs => (at.users().any(|u| u.rules.needs.is_some()), "none of these users need a level (`needs`)"),
        Requires::Apps => (!scenario.apps.is_empty(), "no apps integrate gateways (`[apps.x]`)"),
        Requires::UsersOfApps => (at.users().any(|u| u.apps.is_some()), "none of these users use apps (`apps`)"),
        Requires::Reputation => keeps_reputations(at),
        Requires::Dividends => pays_raters(at),
        Requires::Probation => (at.networks().any(|n| n.rules.probation.is_some()), "the network has no `probation`"),
        Requires::Amnesty => (at.networks().any(|n| n.rules.amnesty.is_some()), "the network has no `amnesty`"),
        Requires::Revision => (at.groups().any(|g| g.rules.revises.is_some()), NOBODY_REVISES),
        Requires::Exposure => (scenario.measures_exposure(), UNMEASURED_EXPOSURE),
        Requires::Trusted => (scenario.has_trusted_rosters, "no users want trusted execution (`privacy`)"),
        Requires::RelayFee => (at.users().any(pays_a_relay), NO_RELAY_FEE),
        Requires::Attested => (at.networks().any(attests), "the network takes no attestations (`permission.attested`)"),
        Requires::Approvals => (at.networks().any(approves), NOBODY_APPROVED),
        Requires::Compromise => (at.faults().any(Weather::is_compromise), NOBODY_COMPROMISED),
        Requires::Robbery => (at.faults().any(Weather::is_robbery), NOBODY_ROBBED),
        Requires::ForgedJudgements => (at.faults().any(Weather::forges_judgements), NO_JUDGE_COMPROMISED),
        Requires::Take => (at.gateways().any(|g| g.rules.take.taking().is_some()), "no policy sets the `take`"),
        Requires::Checks => (at.rules().any(|rule| !matches!(rule, Verification::Trust(_))), NO_CHECKS),
    };
    if has { None } else { Some(what) }
}
