//! Metrics of what treasuries do with coins beside paying for something: they buy them back.

use super::service::each;
use super::{Metric, Owner};

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
];
