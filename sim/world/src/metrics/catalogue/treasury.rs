//! Metrics of what networks do with coins that they have: treasuries buy coins back, insurances pay claims.

use state::ledger::Account;
use units::ids::NetworkId;

use super::service::each;
use super::{Metric, Owner, ratio};
use crate::metrics::tally::IndemnityMeter;
use crate::world::World;

/// Claims on the insurance of a network, if it has one, and the base units of one coin.
fn claims(world: &World, network: usize) -> Option<(IndemnityMeter, f64)> {
    let row = &world.scenario.networks[network];
    row.rules.insurance.as_ref()?;
    let unit = 10_u64.pow(world.scenario.coins[row.coin?.row()].rules.decimals) as f64;
    Some((world.state.meters.networks[network].indemnities, unit))
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Network,
        "bought_back_usd",
        Neither,
        needs Buyback,
        "usd that the network's treasury spent on buying a coin back",
        |w, i, _now| w.scenario.networks[i].bought_back.map(|_| w.state.meters.networks[i].bought_back.0 as f64 / 1e9)
    ),
    each!(
        Coin,
        "bought_back_coins",
        Neither,
        needs Buyback,
        "coins that treasuries bought back, those that they burnt since among them",
        |w, i, _now| {
            let networks = w.scenario.networks.iter().zip(&w.state.meters.networks);
            let mut own = networks.filter(|(row, _)| row.bought_back.is_some_and(|c| c.row() == i)).peekable();
            own.peek()?;
            let base: i128 = own.map(|(_, meter)| i128::from(meter.bought_back.1)).sum();
            Some(base as f64 / 10_u64.pow(w.scenario.coins[i].rules.decimals) as f64)
        }
    ),
    each!(
        Network,
        "locked_coins",
        Neither,
        needs Locked,
        "new coins of the network's operators that are not yet free, at the end",
        |w, i, _now| {
            let network = NetworkId::of(i);
            let coin = w.scenario.networks[i].coin?;
            let unit = 10_u64.pow(w.scenario.coins[coin.row()].rules.decimals) as f64;
            w.scenario.locks_new(coin).then(|| w.state.ledger.balance(coin, Account::Locked(network)) as f64 / unit)
        }
    ),
    each!(Network, "insurance_coins", Neither, needs Insurance, "coins in the network's insurance at the end", |w, i, _now| {
        let (coin, (_, unit)) = (w.scenario.networks[i].coin?, claims(w, i)?);
        Some(w.state.ledger.balance(coin, Account::Insurance(NetworkId::of(i))) as f64 / unit)
    }),
    each!(Network, "insurance_paid_coins", Neither, needs Insurance, "coins that the network's insurance paid for claims", |w, i, _now| {
        let (claims, unit) = claims(w, i)?;
        Some(claims.paid as f64 / unit)
    }),
    each!(
        Network,
        "insurance_unpaid_coins",
        Neither,
        needs Insurance,
        "what of claims the network's insurance could not pay, those that still wait apart",
        |w, i, _now| {
            let (claims, unit) = claims(w, i)?;
            Some((claims.due - claims.paid) as f64 / unit)
        }
    ),
    each!(
        Network,
        "insurance_paid_share",
        More,
        needs Insurance,
        "share of the claims on the network's insurance that it paid, by coins",
        |w, i, _now| {
            let (claims, _) = claims(w, i)?;
            ratio(claims.paid as f64, claims.due as f64)
        }
    ),
];
