//! Metrics of delegated stake: how much there is, and what it yields.

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

pub(super) const METRICS: &[Metric] = &[
    each!(Network, "delegated_coins", Neither, needs Delegators, "delegated stake at the end, part of `bonded_coins`", |w, i, _now| {
        let coin = w.scenario.networks[i].coin?;
        let unit = 10_u64.pow(w.scenario.coins[coin.row()].rules.decimals) as f64;
        Some(delegations(w, i)?.total() as f64 / unit)
    }),
    each!(Network, "redelegated_coins", Neither, needs Redelegates, "delegated stake that went at once to another operator", |w, i, _now| {
        let network = units::ids::NetworkId::of(i);
        let has = w.scenario.delegators.iter().any(|class| class.network == network && class.rules.redelegates);
        let coin = w.scenario.networks[i].coin.filter(|_| has)?;
        let unit = 10_u64.pow(w.scenario.coins[coin.row()].rules.decimals) as f64;
        Some(delegations(w, i)?.redelegated as f64 / unit)
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
];
