//! What the nodes of a coin's networks earn at the start: new coins, and fees at the load that is expected.

use rules::demand::Demand;
use rules::emission::{self, Emission};
use rules::payout::View as Paid;
use rules::pricing::CoinView;
use state::requests::Need;
use units::ids::{CoinId, NetworkId};
use units::time::{Span, Time};
use world::scenario::{Scenario, Users};

use super::pools::rate;

/// What a coin's nodes earn in a day \[coins\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Earnings {
    /// What is minted, at the rate of the first epoch.
    pub(super) minted: f64,
    /// What nodes and those who check get of fees.
    pub(super) fees: f64,
    /// What the treasuries get of fees.
    pub(super) treasury: f64,
    /// What users pay in all.
    pub(super) paid: f64,
    /// What a coin is worth at the start \[usd\].
    pub(super) usd: f64,
}

/// The networks of a coin.
pub(super) fn networks(scenario: &Scenario, coin: CoinId) -> Vec<NetworkId> {
    let ids = (0..scenario.networks.len()).map(NetworkId::of);
    ids.filter(|network| scenario.networks[network.row()].coin == Some(coin)).collect()
}

/// What a request of mean size asks for.
fn need(users: &Users) -> Option<Need> {
    let work = |mean: f64| mean.is_finite().then(|| Need::Work(Span::from_secs_f64(mean)));
    match &users.rules.demand {
        Demand::Work(law) => work(law.0.mean()),
        Demand::LlmWork(asked) => work(asked.work.mean()),
        Demand::Tokens(tokens) => {
            let (prompt, output) = (tokens.prompt.mean().round() as u32, tokens.output.mean().round() as u32);
            Some(Need::Tokens { prompt, output })
        }
        Demand::Recorded(_) | Demand::Conversation(_) | Demand::ByClient(_) => None,
    }
}

/// What nodes get of the fee for a request of mean size, what the treasury gets of it, and the fee \[base units\]; none
/// of auctions.
pub(super) fn fee(scenario: &Scenario, users: &Users, network: NetworkId) -> Option<(f64, f64, f64)> {
    let row = &scenario.networks[network.row()];
    let coin = &scenario.coins[row.coin?.row()];
    if row.rules.pricing.round().is_some() {
        return None;
    }
    let view = CoinView { decimals: coin.rules.decimals, nano_usd: coin.opening() };
    let fee = row.rules.pricing.opening(&view).price(&need(users)?);
    let mut takes = users.gateways.iter().map(|gateway| scenario.gateways[gateway.row()].rules.take.inside());
    let take = takes.next()?;
    if takes.any(|other| (other - take).abs() > 0.0) {
        return None;
    }
    let split = row.rules.payout.policy().split(&Paid { now: Time::ZERO, fee });
    let rest = 1.0 - split.treasury.as_f64() - split.burn.as_f64() - split.insurance.as_f64();
    let left = fee as f64 * (1.0 - take);
    Some((left * rest, left * split.treasury.as_f64(), fee as f64))
}

/// What is minted a day \[base units\], where it does not depend on what is answered.
pub(super) fn minted(scenario: &Scenario, id: CoinId) -> Option<f64> {
    let coin = &scenario.coins[id.row()];
    let rule = &coin.rules.emission;
    match rule {
        Emission::Steady(_) => return Some(0.0),
        Emission::PerWork(_) | Emission::Baseline(_) | Emission::TargetApr(_) => return None,
        _ => {}
    }
    let epoch = coin.rules.epoch;
    let of_coin = networks(scenario, id);
    let own = scenario.groups.iter().flat_map(|g| g.stake.iter().map(move |s| (g.rules.count, s)));
    let own = own.filter(|(_, stake)| of_coin.contains(&stake.0)).map(|(n, s)| i64::from(n).saturating_mul(s.1));
    let delegated = scenario.delegators.iter().filter(|class| class.coin == id).map(|class| class.stake);
    let view = emission::View {
        now: Time::ZERO + epoch,
        epoch,
        number: 1,
        supply: coin.genesis,
        bonded: own.chain(delegated).fold(0, i64::saturating_add),
        worked: 0,
        answers: 0,
        tokens: 0,
        decimals: coin.rules.decimals,
    };
    let first = rule.mint(&mut rule.memory(0), &view);
    Some(first as f64 * Span::days(1).as_secs() / epoch.as_secs())
}

/// What the nodes of a coin earn; none where it depends on more than the file says.
///
/// All requests are answered, all nodes are up, and users go on as at the start.
pub(super) fn earnings(scenario: &Scenario, id: CoinId) -> Option<Earnings> {
    let (coin, of_coin) = (&scenario.coins[id.row()], networks(scenario, id));
    let unit = 10_u64.pow(coin.rules.decimals) as f64;
    let day = Span::days(1).as_secs();
    let (mut fees, mut treasury, mut paid) = (0.0, 0.0, 0.0);
    for users in &scenario.users {
        let mut parts = Vec::new();
        for network in scenario.reached(users) {
            parts.push(if of_coin.contains(&network) { Some(fee(scenario, users, network)?) } else { None });
        }
        let Some(first) = parts.iter().flatten().next() else { continue };
        // Who pays in several ways pays what the routing says.
        if parts.iter().any(|part| part.as_ref() != Some(first)) {
            return None;
        }
        let a_day = rate(scenario, users)? * day / unit;
        (fees, treasury, paid) = (fees + a_day * first.0, treasury + a_day * first.1, paid + a_day * first.2);
    }
    let minted = minted(scenario, id)? / unit;
    Some(Earnings { minted, fees, treasury, paid, usd: coin.opening() as f64 / 1e9 })
}
