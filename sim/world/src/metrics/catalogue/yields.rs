//! Metrics of what stake yields, what is left of it as the supply grows, and what users pay.

use units::ids::CoinId;
use units::time::{Span, Time};

use super::service::{each, whole};
use super::{Metric, Owner, measured, ratio};
use crate::metrics::yields::Paid;
use crate::world::World;

/// What a network paid for stake; none without a coin.
fn paid(world: &World, network: usize, now: Time) -> Option<Paid> {
    world.scenario.networks[network].coin?;
    Some(world.state.paid(&world.scenario, network, now))
}

/// Growth of the supply of a coin a year since the warm-up ended, not compounded \[1/y\].
fn growth(world: &World, coin: usize, now: Time) -> Option<f64> {
    let (then, supply) = (world.state.prices[coin].supply_then, world.state.ledger.supply(CoinId::of(coin)));
    ratio(ratio((supply - then) as f64, then as f64)?, measured(world, now) / Span::days(365).as_secs())
}

/// What users paid for answers of tokens \[usd\], over so many tokens \[millions\].
fn cost(world: &World, tokens: u64) -> Option<f64> {
    let paid: f64 = world.state.networks.iter().map(|network| network.yields.paid_tokens_usd).sum();
    (!world.scenario.coins.is_empty()).then(|| ratio(paid, tokens as f64 / 1e6))?
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Network,
        "nominal_yield_y",
        Neither,
        needs Coin,
        "yield of bonded stake a year, in coins, costs not deducted: (emission + fees that nodes and delegators got) / (mean stake x \
         years)",
        |w, i, now| {
            let paid = paid(w, i, now)?;
            ratio(paid.minted + paid.fees, paid.stake_years)
        }
    ),
    each!(
        Network,
        "real_yield_y",
        More,
        needs Coin,
        "yield of bonded stake a year from fees alone, in coins, costs not deducted: fees that nodes and delegators got / (mean \
         stake x years)",
        |w, i, now| {
            let paid = paid(w, i, now)?;
            ratio(paid.fees, paid.stake_years)
        }
    ),
    each!(
        Network,
        "diluted_yield_y",
        More,
        needs Coin,
        "nominal yield less dilution: (1 + nominal_yield_y) / (1 + i) - 1, with i the growth of the supply a year",
        |w, i, now| {
            let (paid, coin) = (paid(w, i, now)?, w.scenario.networks[i].coin?);
            let nominal = ratio(paid.minted + paid.fees, paid.stake_years)?;
            Some((1.0 + nominal) / (1.0 + growth(w, coin.row(), now)?) - 1.0)
        }
    ),
    each!(
        Coin,
        "unstaked_yield_y",
        Neither,
        "what dilution takes of a coin that is not staked: 1 / (1 + i) - 1, with i the growth of the supply a year; a share of the \
         supply, not a price",
        |w, i, now| Some(1.0 / (1.0 + growth(w, i, now)?) - 1.0)
    ),
    each!(
        Coin,
        "velocity_y",
        Neither,
        "how often a year a circulating coin pays for service, V of M V = P Q: coins that users paid for answers a year / coins \
         that circulate at the end",
        |w, i, now| {
            let networks = (0..w.state.networks.len()).filter(|&n| w.scenario.networks[n].coin == Some(CoinId::of(i)));
            let paid: i128 = networks.map(|n| w.state.networks[n].yields.paid).sum();
            let circulating = w.state.supply(&w.scenario, CoinId::of(i)).circulating;
            ratio(ratio(paid as f64, circulating as f64)?, measured(w, now) / Span::days(365).as_secs())
        }
    ),
    whole!(
        "cost_per_million_tokens_usd",
        Less,
        needs Tokens,
        "what users paid for answers, per million tokens of prompts and answers together, at the price of the coin then",
        |w, _now| cost(w, w.state.meters.tokens.read + w.state.meters.tokens.written)
    ),
    whole!(
        "cost_per_million_output_tokens_usd",
        Less,
        needs Tokens,
        "what users paid for answers, prompts included, per million tokens of answers, at the price of the coin then",
        |w, _now| cost(w, w.state.meters.tokens.written)
    ),
];
