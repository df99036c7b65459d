//! Metrics of delegated stake: how much there is, what it yields, and how stake is spread over operators.

use state::ledger::Account;
use units::ids::NetworkId;
use units::time::Span;

use super::service::each;
use super::{Metric, Owner, ratio};
use crate::world::World;
use crate::world::delegations::Delegations;

fn delegations(world: &World, network: usize) -> Option<&Delegations> {
    world.state.networks[network].delegations.as_deref()
}

/// Years times base units of delegated stake in the measured run, and years alone.
fn years(world: &World, network: usize, now: units::time::Time) -> Option<(f64, f64)> {
    let year = Span::days(365).as_secs();
    let stake = delegations(world, network)?.area(now) as f64 * 1e-9 / year;
    Some((stake, super::measured(world, now) / year))
}

/// The stakes that operators hold on a network at the end, their own and delegated, from the least \[base units\];
/// those without any are left out.
fn held(world: &World, network: usize) -> Option<Vec<f64>> {
    delegations(world, network)?;
    let (state, coin) = (&world.state, world.scenario.networks[network].coin?);
    let bond = |node| state.ledger.balance(coin, Account::Bond(NetworkId::of(network), node));
    let sums = state.operators.iter().map(|operator| operator.nodes().map(bond).sum::<i64>() as f64);
    let mut list: Vec<f64> = sums.filter(|&sum| sum > 0.0).collect();
    list.sort_unstable_by(f64::total_cmp);
    (!list.is_empty()).then_some(list)
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
    each!(Network, "delegated_coins", Neither, needs Delegators, "delegated stake at the end, part of `bonded_coins`", |w, i, _now| {
        let coin = w.scenario.networks[i].coin?;
        let unit = 10_u64.pow(w.scenario.coins[coin.row()].rules.decimals) as f64;
        Some(delegations(w, i)?.total() as f64 / unit)
    }),
    each!(
        Network,
        "delegator_yield_y",
        More,
        needs Delegators,
        "net yield of delegated stake a year, in coins: rewards after commission less slashes / (mean delegated stake x years)",
        |w, i, now| {
            let own = delegations(w, i)?;
            ratio((own.rewarded - own.lost) as f64, years(w, i, now)?.0)
        }
    ),
    each!(
        Network,
        "delegator_nominal_yield_y",
        More,
        needs Delegators,
        "yield of delegated stake a year, in coins, before slashes: rewards after commission / (mean delegated stake x years)",
        |w, i, now| ratio(delegations(w, i)?.rewarded as f64, years(w, i, now)?.0)
    ),
    each!(
        Network,
        "stake_hhi",
        Less,
        needs Delegators,
        "concentration of stake over operators at the end, own and delegated: sum of squared shares (Herfindahl-Hirschman), 1 / n \
         where n have the same, 1 where one has all",
        |w, i, _now| held(w, i).map(|stakes| hhi(&stakes))
    ),
    each!(
        Network,
        "stake_gini",
        Less,
        needs Delegators,
        "Gini coefficient of the stakes of operators that have any at the end, own and delegated; 0 where all have the same",
        |w, i, _now| held(w, i).map(|stakes| gini(&stakes))
    ),
    each!(
        Network,
        "stake_nakamoto",
        More,
        needs Delegators,
        "Nakamoto coefficient at the end: the fewest operators that together hold more than half of the stake",
        |w, i, _now| held(w, i).map(|stakes| nakamoto(&stakes))
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
