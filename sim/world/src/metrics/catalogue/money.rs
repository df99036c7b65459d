//! Metrics of money: what operators earn, what stakes are, and what there is of each coin.

use state::ledger::Account;
use units::ids::{CoinId, NetworkId};

use super::service::each;
use super::{Metric, Owner, ratio};
use crate::world::World;

fn coins(world: &World, coin: CoinId, base: i64) -> f64 {
    base as f64 / 10_u64.pow(world.scenario.coins[coin.row()].rules.decimals) as f64
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Nodes,
        "operator_margin_usd_h",
        More,
        "fees, checking pay and emission less slashes and cost, per hour of an up node",
        |w, i, now| {
            let (meter, group) = (&w.state.meters.groups[i], &w.scenario.groups[i]);
            let up_h = meter.up.area(now) as f64 * 1e-9 / 3600.0;
            let gain = meter.earned_usd - meter.slashed_usd();
            Some(ratio(gain, up_h)? - group.usd_per_hour)
        }
    ),
    each!(Nodes, "earned_usd_h", More, "fees, checking pay and emission per hour of an up node", |w, i, now| {
        let meter = &w.state.meters.groups[i];
        ratio(meter.earned_usd, meter.up.area(now) as f64 * 1e-9 / 3600.0)
    }),
    each!(Network, "bonded_coins", Neither, needs Coin, "bonded stake at the end", |w, i, _now| {
        let coin = w.scenario.networks[i].coin?;
        Some(coins(w, coin, w.state.networks[i].bonded))
    }),
    each!(Network, "unbonding_coins", Neither, needs Coin, "unbonding stake at the end", |w, i, _now| {
        let coin = w.scenario.networks[i].coin?;
        Some(coins(w, coin, w.state.bonds.unbonding_total(NetworkId::of(i))))
    }),
    each!(Network, "treasury_coins", Neither, needs Coin, "coins in the network's treasury at the end", |w, i, _now| {
        let coin = w.scenario.networks[i].coin?;
        Some(coins(w, coin, w.state.ledger.balance(coin, Account::Treasury(NetworkId::of(i)))))
    }),
    each!(Coin, "supply_coins", Neither, "coins in existence at the end: genesis + minted - burnt", |w, i, _now| {
        let coin = CoinId::of(i);
        Some(coins(w, coin, w.state.ledger.supply(coin)))
    }),
    each!(Coin, "minted_coins", Neither, "coins minted", |w, i, _now| {
        let coin = CoinId::of(i);
        Some(coins(w, coin, w.state.ledger.minted(coin)))
    }),
    each!(Coin, "burnt_coins", Neither, "coins burnt", |w, i, _now| {
        let coin = CoinId::of(i);
        Some(coins(w, coin, w.state.ledger.burnt(coin)))
    }),
    each!(Coin, "price_usd", Neither, "price of one coin at the end", |w, i, _now| Some(
        w.state.nano_usd[i] as f64 / 1e9
    )),
];
