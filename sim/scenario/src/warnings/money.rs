//! What a sound scenario of coins may not mean: rules that never act, sellers with too little, runs that end too early.

use rules::entry::Entry;
use rules::market::Market;
use rules::owner::insurance::Shortfall;
use rules::owner::settlement::Cost;
use rules::payout::Payout;
use rules::pricing::{CoinView, Tariff};
use rules::settlement::Settling;
use rules::slashing::Destination;
use rules::verification::Verification;
use rules::weather::Strike;
use units::ids::{CoinId, NetworkId};
use units::time::{Span, Time};
use world::scenario::{Group, Scenario, Struck, Weather};

use crate::Checked;

/// How many times the slowest clock a run should last.
const CLOCKS: u64 = 3;

/// What may not be meant, as in [`super::warnings`].
pub(super) fn money(checked: &Checked) -> Vec<String> {
    let scenario = &checked.scenario;
    let mut list = feeds(scenario);
    list.extend(crashes(scenario));
    list.extend(windows(scenario));
    list.extend(operators(scenario));
    list.extend(unseen(scenario));
    list.extend(delegators(scenario));
    list.extend(unbonding(checked));
    list.extend(settlements(scenario));
    list.extend(treasuries(scenario));
    list.extend(insurances(scenario));
    list.extend(clocks(scenario));
    list
}

/// Feeds that refuse what they have just read, and outages that nobody notices.
fn feeds(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for coin in &scenario.coins {
        let Some(feed) = &coin.rules.feed else { continue };
        if let Some(refuses) = feed.refuses_after.filter(|&refuses| refuses < feed.every) {
            list.push(format!(
                "`coin.{}.feed` reads the price every {} and refuses requests when it is older than {refuses}: they are refused before each reading; raise `refuses_after`, or lower `every`",
                coin.name, feed.every
            ));
        }
    }
    for weather in &scenario.weather {
        let Strike::Darken { lasts } = weather.rules.fault.policy().strike() else { continue };
        let Some(coin) = struck(weather) else { continue };
        let named = &scenario.coins[coin.row()];
        let refuses = named.rules.feed.as_ref().and_then(|feed| feed.refuses_after);
        if moves(scenario, coin) || refuses.is_some_and(|refuses| refuses < lasts) {
            continue;
        }
        list.push(format!(
            "`weather.{}.feed_outage` changes nothing: the price of {} never moves; give it a `market` whose price does, or a `price_crash`",
            weather.name, named.name
        ));
    }
    list
}

/// The coin that a fault strikes.
fn struck(weather: &Weather) -> Option<CoinId> {
    if let Struck::Coin(coin) = weather.struck { Some(coin) } else { None }
}

/// Whether anything may move the price of a coin.
fn moves(scenario: &Scenario, coin: CoinId) -> bool {
    let rules = &scenario.coins[coin.row()].rules;
    let path = format!("coin.{}.market", scenario.coins[coin.row()].name);
    !matches!(rules.market, Market::Fixed(_))
        || scenario.changes.iter().flat_map(|change| &change.set).any(|(changed, _)| changed.starts_with(&path))
        || scenario.weather.iter().any(|weather| {
            struck(weather) == Some(coin) && matches!(weather.rules.fault.policy().strike(), Strike::Fall { .. })
        })
}

/// Crashes in a pool whose sellers do not have the coins that they take.
fn crashes(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for weather in &scenario.weather {
        let Strike::Fall { by, .. } = weather.rules.fault.policy().strike() else { continue };
        let Some(coin) = struck(weather) else { continue };
        let named = &scenario.coins[coin.row()];
        let Some(pool) = named.rules.market.reserves(named.rules.decimals) else { continue };
        let x = pool.coins as f64;
        let takes = x * (1.0 / by.complement().as_f64().sqrt() - 1.0);
        let (who, has, remedy) = if let Some(seller) = weather.seller {
            let holders = &scenario.holders[seller.row()];
            (format!("`holders.{}` have", holders.name), holders.coins, "give them more `coins`".to_string())
        } else {
            let remedy = format!("raise `coin.{}.genesis`, or name a `seller`", named.name);
            ("outsiders have".to_string(), outside(scenario, coin), remedy)
        };
        let has = has.max(0) as f64;
        if has < takes {
            let unit = 10_u64.pow(named.rules.decimals) as f64;
            let left = 1.0 / (1.0 + has / x);
            list.push(format!(
                "`weather.{}.price_crash` takes {:.0} {name} sold into the pool, but {who} {:.0} {name} at the start, with which the price falls by {:.1} %; {remedy}",
                weather.name,
                takes / unit,
                has / unit,
                (1.0 - left * left) * 100.0,
                name = named.name
            ));
        }
    }
    list
}

/// Coins of the start that nobody has staked, and that no pool, holders, delegators or treasury have \[base units\].
fn outside(scenario: &Scenario, coin: CoinId) -> i64 {
    let named = &scenario.coins[coin.row()];
    let held = scenario.holders.iter().filter(|h| h.coin == coin).map(|h| h.coins);
    let delegated = scenario.delegators.iter().filter(|d| d.coin == coin).map(|d| d.stake);
    let staked = scenario.groups.iter().flat_map(|g| g.stake.iter().map(move |stake| (g.rules.count, stake)));
    let staked = staked.filter(|(_, stake)| coin_of(scenario, stake.0) == Some(coin));
    let staked = staked.map(|(count, stake)| i64::from(count).saturating_mul(stake.1));
    let split = named.rules.genesis.split();
    let treasuries = split.into_iter().flat_map(|split| &split.treasury.list);
    let treasuries = treasuries.map(|(_, money)| money.base_units(named.rules.decimals).unwrap_or(0));
    let own = scenario.networks.iter().filter(|network| network.coin == Some(coin));
    let reserves = own.filter_map(|network| network.rules.insurance.as_ref()?.reserve.as_ref());
    let reserves = reserves.map(|reserve| reserve.base_units(named.rules.decimals).unwrap_or(0));
    let treasuries = treasuries.chain(reserves);
    let free = named.genesis.saturating_sub(scenario.in_pools(coin));
    held.chain(delegated).chain(staked).chain(treasuries).fold(free, i64::saturating_sub)
}

fn coin_of(scenario: &Scenario, network: NetworkId) -> Option<CoinId> {
    scenario.networks[network.row()].coin
}

/// Windows of requests of which there is only one, and money that is paid on less often than there are windows.
fn windows(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    let Some(pace) = &scenario.pace else { return list };
    let horizon = scenario.horizon.since(Time::ZERO);
    let between = pace.period.saturating_sub(pace.window);
    if pace.period > horizon {
        list.push(format!(
            "`pace.requests` has one window, at the start: its period of {} is longer than the horizon of {horizon}; shorten the period, or leave `pace` out",
            pace.period
        ));
    } else if between > Span::ZERO && pace.step > between {
        list.push(format!(
            "`pace.step` is {}, but there are only {between} between two windows: money is paid on once, when the next one begins; shorten it",
            pace.step
        ));
    }
    list
}

/// Operators who sell or decide by what they earn, and earn nothing, or buy hardware that costs nothing.
fn operators(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for group in &scenario.groups {
        let (name, sells, entry) = (&group.name, &group.rules.sells, &group.rules.entry);
        let migration = &group.rules.migration;
        let earns = group.networks.iter().any(|&network| coin_of(scenario, network).is_some());
        let rules = [
            (!earns && sells.policy().is_active()).then(|| format!("sells.{}` never sells", sells.name())),
            (!earns && entry.is_active()).then(|| format!("entry.{}` sees no income", entry.name())),
            (!earns && migration.is_active()).then(|| format!("migration.{}` sees no income", migration.name())),
        ];
        for rule in rules.into_iter().flatten() {
            list.push(format!(
                "`nodes.{name}.{rule}: none of its networks has a coin; name the `coin` of one, or leave it out"
            ));
        }
        if matches!(entry, Entry::PresentValue(_)) && group.capital.0 == 0 {
            list.push(format!(
                "`nodes.{name}.entry.present_value` compares with the price of hardware, which is 0: nodes come with any gain and go with any loss; set `nodes.{name}.capital`"
            ));
        }
    }
    list
}

/// Networks to which nodes could move and where nobody is at the start, so that nobody sees what they pay.
fn unseen(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for group in scenario.groups.iter().filter(|group| group.rules.migration.is_active()) {
        for (at, network) in group.networks.iter().enumerate() {
            let is_there = |other: &Group| {
                let is_mover = other.rules.migration.is_active();
                let count = other.rules.count as usize;
                let place = other.networks.iter().position(|own| own == network);
                place.is_some_and(|place| !is_mover || other.start.map_or(place < count, |start| start == place))
            };
            if !scenario.groups.iter().any(is_there) {
                let (name, rule) = (&scenario.networks[network.row()].name, group.rules.migration.name());
                list.push(format!(
                    "`nodes.{}.migration.{rule}` never leads to `{name}`, number {} of their networks: nobody is there at the start, so that nobody sees what it pays; leave `start` out, or add a group that serves it",
                    group.name,
                    at + 1
                ));
            }
        }
    }
    list
}

/// Delegators without operators, and commissions without delegators.
fn delegators(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for class in &scenario.delegators {
        if !scenario.groups.iter().any(|group| stakes(group, class.network)) {
            let network = &scenario.networks[class.network.row()].name;
            list.push(format!(
                "`delegators.{}` have nobody to stake with: no nodes have a stake on the network `{network}`; give some a `stake.{network}`",
                class.name
            ));
        }
    }
    for group in scenario.groups.iter().filter(|group| !group.rules.commission.is_zero()) {
        if !scenario.delegators.iter().any(|class| stakes(group, class.network)) {
            list.push(format!(
                "`nodes.{name}.commission` is never taken: no delegators stake with these nodes; add a table `[delegators.crowd]`, or leave it out",
                name = group.name
            ));
        }
    }
    list
}

fn stakes(group: &Group, network: NetworkId) -> bool {
    group.stake.iter().any(|stake| stake.0 == network && stake.1 > 0)
}

/// Unbonding that keeps no capacity and lets no slash reach further: it delays when stakes are sold.
fn unbonding(checked: &Checked) -> Vec<String> {
    let scenario = &checked.scenario;
    // Where another network serves meanwhile, the two are to be compared.
    if scenario.networks.iter().any(|network| network.rules.serves_unbonding) {
        return Vec::new();
    }
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let (name, rules, id) = (&network.name, &network.rules, NetworkId::of(at));
        let given_up = scenario.groups.iter().any(|g| g.rules.are_chosen() && stakes(g, id));
        let is_set = checked.tree.at(&format!("network.{name}.unbonding")).is_some();
        let delegated = scenario.delegators.iter().any(|class| class.network == id);
        if given_up && is_set && rules.unbonding > Span::ZERO && rules.slashing.list.is_empty() && !delegated {
            list.push(format!(
                "`network.{name}.unbonding` only delays when stakes are sold: nothing is slashed, and nodes go at once; set `network.{name}.serves_unbonding`, or add `slashing`"
            ));
        }
    }
    list
}

/// Settlements that cost more than they bring, and claims that all expire before they are settled.
fn settlements(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for network in &scenario.networks {
        let (rules, Some(coin)) = (&network.rules.settlement, network.coin) else { continue };
        let path = format!("network.{}.settlement", network.name);
        let coin = &scenario.coins[coin.row()];
        let view = CoinView { decimals: coin.rules.decimals, nano_usd: coin.opening() };
        let tariff = network.rules.pricing.opening(&view);
        let price = i128::from(tariff.request) * i128::from(view.nano_usd) / 10_i128.pow(view.decimals);
        let cost = match rules.cost(view.decimals) {
            None => 0,
            Some(Cost::Usd(nanos)) => i128::from(nanos),
            Some(Cost::Coin(base)) => i128::from(base) * i128::from(view.nano_usd) / 10_i128.pow(view.decimals),
        };
        let is_flat = tariff == Tariff { request: tariff.request, ..Tariff::default() };
        if rules.by.is_by_answer() && is_flat && price > 0 && cost > price {
            list.push(format!(
                "`{path}.fee` is {} usd for each answer, and a request costs {} usd: operators pay more than they get; settle in batches, as in `batch = {{ size = 20, age = \"15 min\" }}`",
                cost as f64 / 1e9,
                price as f64 / 1e9
            ));
        }
        if let (Settling::Batch(batch), Some(validity)) = (&rules.by, rules.validity)
            && let (None, Some(idle), None) = (batch.size, batch.idle, batch.age)
            && idle >= validity
        {
            list.push(format!(
                "`{path}.validity` is {validity}, and every claim waits {idle} or longer: none is ever paid; shorten `batch.idle`, or set `batch.size` or `batch.age`"
            ));
        }
    }
    list
}

/// Treasuries that buy a coin back out of fees of which they get nothing.
fn treasuries(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for network in &scenario.networks {
        let Some(buyback) = &network.rules.buyback else { continue };
        let Payout::FeeSplit(split) = &network.rules.payout;
        if buyback.share.is_some() && split.treasury.is_zero() {
            let name = &network.name;
            list.push(format!(
                "`network.{name}.buyback` never buys: it spends a share of the fees that the treasury gets, and that is none; set \
                 `network.{name}.payout.fee_split.treasury`"
            ));
        }
    }
    list
}

/// Insurances that never have anything, insure against what is never found, or are paced.
fn insurances(scenario: &Scenario) -> Vec<String> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        let Some(rules) = &network.rules.insurance else { continue };
        let (name, id) = (&network.name, NetworkId::of(at));
        let Payout::FeeSplit(split) = &network.rules.payout;
        let slashes = network.rules.slashing.values().any(|rule| rule.destination() == Destination::Insurance);
        if rules.reserve.is_none() && split.insurance.is_zero() && !slashes {
            list.push(format!(
                "`network.{name}.insurance` never has anything to pay with; give it a `reserve`, a part of fees \
                 (`network.{name}.payout.fee_split.insurance`), or slashes (`destination = \"insurance\"`)"
            ));
        }
        let checks = network.rules.verification.values().any(|rule| !matches!(rule, Verification::Trust(_)));
        if !rules.wrong_answer.is_zero() && !checks {
            list.push(format!(
                "`network.{name}.insurance.wrong_answer` never pays: no answer is checked; add a `verification`"
            ));
        }
        if !rules.delegators.is_zero() && !scenario.delegators.iter().any(|class| class.network == id) {
            list.push(format!(
                "`network.{name}.insurance.delegators` never pays: nobody delegates stake on the network; add a table `[delegators.crowd]`, or leave it out"
            ));
        }
        if scenario.pace.is_some() && !rules.wrong_answer.is_zero() {
            list.push(format!(
                "`network.{name}.insurance` gets fees between windows of requests, and no claims: they are not paid on; leave `pace` out to see whether it lasts"
            ));
        }
    }
    list
}

/// Runs that are over before what is slowest in them has had its effect.
fn clocks(scenario: &Scenario) -> Vec<String> {
    let mut clocks: Vec<(String, Span)> = Vec::new();
    for group in &scenario.groups {
        if let Some(terms) = group.rules.entry.policy().terms() {
            clocks.push((format!("nodes.{}.entry.{}.smooth", group.name, group.rules.entry.name()), terms.smooth));
        }
        if let Some(terms) = group.rules.migration.policy().terms() {
            let path = format!("nodes.{}.migration.{}.smooth", group.name, group.rules.migration.name());
            clocks.push((path, terms.smooth));
        }
        if group.rules.reviews() {
            clocks.push((format!("nodes.{}.review", group.name), group.rules.review));
        }
    }
    for class in &scenario.delegators {
        let path = format!("delegators.{}", class.name);
        clocks.push((format!("{path}.review"), class.rules.review));
        if let rules::chooses::Choosing::Yield(yields) = &class.rules.chooses {
            clocks.push((format!("{path}.chooses.yields.inertia"), yields.inertia));
        }
    }
    for coin in scenario.coins.iter().filter(|coin| coin.rules.emission.mints()) {
        clocks.push((format!("coin.{}.epoch", coin.name), coin.rules.epoch));
    }
    for network in &scenario.networks {
        if let Some(buyback) = &network.rules.buyback {
            clocks.push((format!("network.{}.buyback.every", network.name), buyback.every));
        }
        if let Some(insurance) = network.rules.insurance.as_ref().filter(|i| i.shortfall == Shortfall::ProRata) {
            clocks.push((format!("network.{}.insurance.every", network.name), insurance.every));
        }
        if let Some(every) = network.rules.pricing.every() {
            clocks.push((format!("network.{}.pricing.{}.every", network.name, network.rules.pricing.name()), every));
        }
    }
    let horizon = scenario.horizon.since(Time::ZERO);
    // Of two that are as slow, the first.
    let slowest = clocks.into_iter().reduce(|slowest, clock| if clock.1 > slowest.1 { clock } else { slowest });
    let short = slowest.filter(|(_, span)| horizon.ns() < span.ns().saturating_mul(CLOCKS));
    short
        .map(|(path, span)| {
            format!(
                "`horizon` is {horizon}, less than {CLOCKS} times the slowest clock, `{path}` ({span}): what follows from it has hardly begun; lengthen the run, or shorten it"
            )
        })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests;
