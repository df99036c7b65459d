//! Metrics of what secures a network: how stake is spread, what it is worth, and what is paid for it.

use engine::math::ln;
use state::ledger::Account;
use units::ids::{CoinId, NetworkId, NodeId};
use units::time::Span;

use super::service::{each, whole};
use super::{Metric, Owner, measured, ratio};
use crate::world::World;

/// Seconds of a year.
fn year_s() -> f64 {
    Span::days(365).as_secs()
}

/// The stakes bonded on a network at the end, added up by what each node belongs to, from the least \[base units\];
/// those without any are left out.
fn held(world: &World, network: usize, key: impl Fn(NodeId) -> Option<usize>) -> Option<Vec<f64>> {
    let (state, coin) = (&world.state, world.scenario.networks[network].coin?);
    let home = world.scenario.home(NetworkId::of(network));
    let mut sums: Vec<i64> = Vec::new();
    for node in (0..state.nodes.len()).map(NodeId::of) {
        let at = key(node)?;
        sums.resize(sums.len().max(at + 1), 0);
        sums[at] += state.ledger.balance(coin, Account::Bond(home, node));
    }
    let mut list: Vec<f64> = sums.into_iter().filter(|&sum| sum > 0).map(|sum| sum as f64).collect();
    list.sort_unstable_by(f64::total_cmp);
    (!list.is_empty()).then_some(list)
}

/// By operator.
fn operators(world: &World, network: usize) -> Option<Vec<f64>> {
    held(world, network, |node| Some(world.state.nodes.identity(node).operator as usize))
}

/// By zone; nothing where nodes are nowhere.
fn zones(world: &World, network: usize) -> Option<Vec<f64>> {
    let is_placed = |node: NodeId| !world.scenario.groups[world.state.group(node).row()].places.is_empty();
    held(world, network, |node| is_placed(node).then(|| world.state.nodes.identity(node).zone.row()))
}

/// By class of hardware; nothing where some have none.
fn hardware(world: &World, network: usize) -> Option<Vec<f64>> {
    held(world, network, |node| {
        world.scenario.groups[world.state.group(node).row()].hardware.map(units::ids::HardwareId::row)
    })
}

/// What a third of the stake is worth that secures a network \[usd\].
fn corruption_cost(world: &World, network: usize) -> Option<f64> {
    let coin = world.scenario.networks[network].coin?;
    let unit = 10_u64.pow(world.scenario.coins[coin.row()].rules.decimals) as f64;
    let (id, home) = (NetworkId::of(network), world.scenario.home(NetworkId::of(network)));
    let bonded = world.scenario.counted(id, world.state.networks[home.row()].bonded);
    Some(bonded as f64 / unit / 3.0 * world.state.prices[coin.row()].spot as f64 / 1e9)
}

/// The Herfindahl-Hirschman index.
fn hhi(stakes: &[f64]) -> f64 {
    let total: f64 = stakes.iter().sum();
    stakes.iter().map(|stake| (stake / total) * (stake / total)).sum()
}

/// The Gini coefficient of stakes in order, from the least.
fn gini(stakes: &[f64]) -> f64 {
    let (n, total) = (stakes.len() as f64, stakes.iter().sum::<f64>());
    let ranked = stakes.iter().enumerate().map(|(i, stake)| (i + 1) as f64 * stake);
    2.0 * ranked.sum::<f64>() / (n * total) - (n + 1.0) / n
}

/// How many of the largest stakes are more than half of all.
fn nakamoto(stakes: &[f64]) -> f64 {
    let half = stakes.iter().sum::<f64>() / 2.0;
    let mut sum = 0.0;
    let needed = stakes.iter().rev().position(|stake| {
        sum += stake;
        sum > half
    });
    needed.map_or(0.0, |at| (at + 1) as f64)
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Network,
        "stake_hhi",
        Less,
        needs Coin,
        "concentration of stake over operators at the end, own and delegated: sum of squared shares (Herfindahl-Hirschman), 1 / n \
         where n have the same, 1 where one has all",
        |w, i, _now| operators(w, i).map(|stakes| hhi(&stakes))
    ),
    each!(
        Network,
        "stake_gini",
        Less,
        needs Coin,
        "Gini coefficient of the stakes of operators that have any at the end, own and delegated; 0 where all have the same",
        |w, i, _now| operators(w, i).map(|stakes| gini(&stakes))
    ),
    each!(
        Network,
        "stake_nakamoto",
        More,
        needs Coin,
        "Nakamoto coefficient at the end: the fewest operators that together hold more than half of the stake",
        |w, i, _now| operators(w, i).map(|stakes| nakamoto(&stakes))
    ),
    each!(
        Network,
        "zone_stake_hhi",
        Less,
        needs Coin,
        "concentration of stake over zones at the end: sum of squared shares",
        |w, i, _now| zones(w, i).map(|stakes| hhi(&stakes))
    ),
    each!(
        Network,
        "hardware_stake_hhi",
        Less,
        needs Coin,
        "concentration of stake over classes of hardware at the end: sum of squared shares",
        |w, i, _now| hardware(w, i).map(|stakes| hhi(&stakes))
    ),
    each!(
        Network,
        "corruption_cost_usd",
        More,
        needs Coin,
        "cost of corruption: what a third of the stake that is bonded at the end is worth then, without what buying it would do to \
         the price",
        |w, i, _now| {
            corruption_cost(w, i)
        }
    ),
    each!(
        Network,
        "corruption_cover_share",
        More,
        needs Profit,
        "cost of corruption over what corrupting all networks that the same stakes secure gains (`profit`), at the end; at 1 and \
         below an attack pays",
        |w, i, _now| {
            let gain = w.scenario.profit(NetworkId::of(i))?;
            ratio(corruption_cost(w, i)?, gain as f64 / 1e9)
        }
    ),
    whole!(
        "security_budget_usd_h",
        Neither,
        needs AnyCoin,
        "what all nodes earn per hour together: fees, checking pay and emission",
        |w, now| {
            let earned: f64 = w.state.meters.groups.iter().map(|group| group.earned_usd).sum();
            (!w.scenario.coins.is_empty()).then(|| ratio(earned * 3600.0, measured(w, now))).flatten()
        }
    ),
    each!(
        Nodes,
        "break_even_price_share",
        Less,
        needs Emission,
        "share of the price of the coin at which nodes earn what they cost, if fees are the same in usd: (cost and stake taken - \
         fees) / emission; 0 or less where fees cover the cost, above 1 where nodes lose",
        |w, i, now| {
            let (meter, group) = (&w.state.meters.groups[i], &w.scenario.groups[i]);
            let up_h = meter.up.area(now) as f64 * 1e-9 / 3600.0;
            let cost = group.usd_per_hour * up_h + super::money::rent_usd(w, i, now) + meter.penalties_usd();
            ratio(cost - (meter.earned_usd - meter.minted_usd), meter.minted_usd)
        }
    ),
    each!(
        Coin,
        "supply_growth_y",
        Neither,
        "growth of the supply a year from the start up to the end, minted less burnt, compounded: ln(supply / genesis) / years",
        |w, i, now| {
            let years = now.since(units::time::Time::ZERO).as_secs() / year_s();
            let supply = w.state.ledger.supply(CoinId::of(i)) as f64;
            (supply > 0.0).then(|| ratio(ln(supply / w.scenario.coins[i].genesis as f64), years)).flatten()
        }
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn concentration_is_that_of_the_textbook() {
        let equal = [5.0; 8];
        assert_eq!((hhi(&equal), gini(&equal), nakamoto(&equal)), (0.125, 0.0, 5.0));
        // Shares of 10, 20, 30 and 40 %: sum of squares 0.30; Gini 0.25; the two largest have 70 %.
        let stakes = [1.0, 2.0, 3.0, 4.0];
        assert!((hhi(&stakes) - 0.3).abs() < 1e-12 && (gini(&stakes) - 0.25).abs() < 1e-12);
        assert_eq!(nakamoto(&stakes) as u32, 2);
    }
}
