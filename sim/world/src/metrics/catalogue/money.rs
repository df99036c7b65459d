//! Metrics of money: what operators earn, what stakes are, and what there is of each coin.

use engine::math::sqrt;
use state::ledger::Account;
use units::ids::{CoinId, HolderId, NetworkId, OperatorId};
use units::time::{Span, Time};

use super::needs::mints;
use super::service::{each, whole};
use super::{Metric, Owner, measured, ratio};
use crate::metrics::tally::GroupMeter;
use crate::world::fleets::Fleet;
use crate::world::operators::Operator;
use crate::world::{World, margins};

fn coins(world: &World, coin: CoinId, base: i64) -> f64 {
    base as f64 / 10_u64.pow(world.scenario.coins[coin.row()].rules.decimals) as f64
}

fn coins_of(world: &World, coin: usize, base: i128) -> f64 {
    base as f64 / 10_u64.pow(world.scenario.coins[coin].rules.decimals) as f64
}

/// Whether trades or time move the price of a coin.
pub(super) fn moves(world: &World, coin: usize) -> bool {
    world.scenario.coins[coin].rules.market.moves()
}

/// What the nodes of a group have cost for being in, up or not \[usd\].
pub(super) fn rent_usd(world: &World, group: usize, now: Time) -> f64 {
    let per_hour = world.scenario.groups[group].rent_per_hour;
    if per_hour == 0 {
        return 0.0;
    }
    let own = world.state.operators.iter().filter(|o| o.group.row() == group);
    own.map(|o| o.held_measured(now)).sum::<u128>() as f64 * 1e-9 / 3600.0 * (per_hour as f64 / 1e9)
}

/// The nodes of a group whose operators enter and leave.
fn entering(world: &World, group: usize) -> Option<&Fleet> {
    world.state.fleets[group].as_ref().filter(|_| world.scenario.groups[group].rules.entry.is_active())
}

/// The usd of all operators of a group of nodes.
fn operators(world: &World, group: usize, of: impl Fn(&World, OperatorId) -> i64) -> Option<f64> {
    if world.scenario.coins.is_empty() {
        return None;
    }
    let own = |&o: &OperatorId| world.state.operators[o.row()].group.row() == group;
    let all = (0..world.state.operators.len()).map(OperatorId::of).filter(own);
    Some(all.map(|o| i128::from(of(world, o))).sum::<i128>() as f64 / 1e9)
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Nodes,
        "operator_margin_usd_h",
        More,
        "fees, checking pay and emission less slashes, settlement fees, cost and rent, per hour of an up node",
        |w, i, now| {
            let (meter, group) = (&w.state.meters.groups[i], &w.scenario.groups[i]);
            let up_h = meter.up.area(now) as f64 * 1e-9 / 3600.0;
            let rent = rent_usd(w, i, now);
            Some(
                ratio(meter.earned_usd - meter.penalties_usd() - meter.settlement_usd - rent, up_h)?
                    - group.usd_per_hour,
            )
        }
    ),
    each!(Nodes, "earned_usd_h", More, "fees, checking pay and emission per hour of an up node", |w, i, now| {
        let meter = &w.state.meters.groups[i];
        ratio(meter.earned_usd, meter.up.area(now) as f64 * 1e-9 / 3600.0)
    }),
    each!(
        Nodes,
        "emission_share",
        Less,
        needs Emission,
        "share of what nodes earn that is newly minted: emission / (emission + fees and checking pay)",
        |w, i, _now| {
            let meter = &w.state.meters.groups[i];
            mints(&w.scenario).then(|| ratio(meter.minted_usd, meter.earned_usd)).flatten()
        }
    ),
    whole!(
        "subsidy_share",
        Less,
        needs Emission,
        "share of what all nodes earn that is newly minted: emission / (emission + fees and checking pay)",
        |w, _now| {
            let sum = |of: fn(&GroupMeter) -> f64| w.state.meters.groups.iter().map(of).sum();
            mints(&w.scenario).then(|| ratio(sum(|g| g.minted_usd), sum(|g| g.earned_usd))).flatten()
        }
    ),
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
    each!(
        Network,
        "runway_d",
        More,
        needs Spending,
        "days for which the coins in the treasury at the end last at the price then, without what selling them does to it",
        |w, i, _now| {
            let (coin, spending) = (w.scenario.networks[i].coin?, w.scenario.networks[i].rules.spending.as_ref()?);
            let held = coins(w, coin, w.state.ledger.balance(coin, Account::Treasury(NetworkId::of(i))));
            ratio(held * w.state.prices[coin.row()].spot as f64 / 1e9, spending.usd_per_day())
        }
    ),
    each!(Network, "unpaid_usd", Less, needs Spending, "what the network's treasury owes at the end", |w, i, _now| {
        let row = &w.scenario.networks[i];
        let pays = row.rules.spending.is_some() && row.coin.is_some();
        pays.then(|| w.state.networks[i].owes as f64 / 1e9)
    }),
    each!(Coin, "supply_coins", Neither, "coins in existence at the end: genesis + minted - burnt", |w, i, _now| {
        let coin = CoinId::of(i);
        Some(coins(w, coin, w.state.ledger.supply(coin)))
    }),
    each!(Coin, "escrow_coins", Neither, "coins set aside for answers at the end", |w, i, _now| {
        let coin = CoinId::of(i);
        Some(coins(w, coin, w.state.ledger.balance(coin, Account::Escrow)))
    }),
    each!(
        Coin,
        "circulating_coins",
        Neither,
        "coins that could be sold at the end: the supply without bonded and unbonding stakes, treasuries, coins that vest \
         and escrow",
        |w, i, _now| Some(coins(w, CoinId::of(i), w.state.supply(&w.scenario, CoinId::of(i)).circulating))
    ),
    each!(Coin, "minted_coins", Neither, "coins minted", |w, i, _now| {
        let coin = CoinId::of(i);
        Some(coins(w, coin, w.state.ledger.minted(coin)))
    }),
    each!(Coin, "burnt_coins", Neither, "coins burnt", |w, i, _now| {
        let coin = CoinId::of(i);
        Some(coins(w, coin, w.state.ledger.burnt(coin)))
    }),
    each!(Nodes, "wallet_usd", More, needs AnyCoin, "usd in the operators' wallets at the end, costs paid", |w, i, _now| {
        operators(w, i, |w, o| w.state.ledger.balance(w.state.ledger.usd(), Account::Operator(o)))
    }),
    each!(
        Nodes,
        "capital_usd",
        Less,
        needs AnyCoin,
        "usd that operators brought in from outside for stakes and hardware, and for costs that their sales did not cover",
        |w, i, _now| operators(w, i, |w, o| w.state.operators[o.row()].capital)
    ),
    each!(Nodes, "in_nodes", More, needs Entry, "nodes that operators have at the end, up or not", |w, i, _now| {
        entering(w, i).map(|fleet| fleet.n_in() as f64)
    }),
    each!(Network, "member_nodes", Neither, needs Migration, "nodes that serve the network at the end, up or not", |w, i, _now| {
        w.state.takings.as_ref().map(|takings| f64::from(takings.members(NetworkId::of(i))))
    }),
    each!(Nodes, "moves_per_d", Neither, needs Migration, "nodes that left one network for another, per day", |w, i, now| {
        ratio(w.state.berths[i].as_ref()?.moved as f64, measured(w, now) / 86_400.0)
    }),
    each!(Nodes, "entered_nodes", Neither, needs Entry, "nodes that operators set up", |w, i, _now| {
        entering(w, i).map(|fleet| fleet.entered as f64)
    }),
    each!(Nodes, "left_nodes", Less, needs Entry, "nodes that operators took down", |w, i, _now| {
        entering(w, i).map(|fleet| fleet.left as f64)
    }),
    each!(
        Nodes,
        "dropped_nodes",
        Less,
        needs Entry,
        "nodes that were set up and could not buy their stakes: their hardware was sold again",
        |w, i, _now| entering(w, i).map(|fleet| fleet.dropped as f64)
    ),
    each!(
        Nodes,
        "margin_median",
        More,
        needs Entry,
        "median over the operators that have nodes of income less cost over cost, smoothed, as of their last reviews up to the end",
        |w, i, _now| {
            entering(w, i)?;
            let own = w.state.operators.iter().filter(|o| o.group.row() == i);
            let mut margins: Vec<f64> = own.filter_map(Operator::margin).collect();
            margins::median(&mut margins).filter(|margin| margin.is_finite())
        }
    ),
    each!(Coin, "price_min_usd", Neither, needs Moves, "lowest price of one coin", |w, i, _now| {
        moves(w, i).then(|| w.state.prices[i].least as f64 / 1e9)
    }),
    each!(Coin, "sold_coins", Neither, needs Moves, "coins sold to the market, or into its pool", |w, i, _now| {
        moves(w, i).then(|| coins_of(w, i, w.state.prices[i].traded.sold))
    }),
    each!(Coin, "bought_coins", Neither, needs Moves, "coins bought from the market, or from its pool, after the first instant", |w, i, _now| {
        moves(w, i).then(|| coins_of(w, i, w.state.prices[i].traded.bought))
    }),
    each!(Coin, "traded_usd", Neither, needs Moves, "usd paid in trades of the coin", |w, i, _now| {
        moves(w, i).then(|| w.state.prices[i].traded.usd as f64 / 1e9)
    }),
    each!(
        Coin,
        "sell_pressure_coins_h",
        Neither,
        needs Moves,
        "coins that operators and outsiders sell less those that users and nodes buy, per hour: what holders, or a fall of \
         the price, must take up; below 0 where more is bought",
        |w, i, now| {
            let net = coins_of(w, i, w.state.prices[i].traded.pressed);
            moves(w, i).then(|| ratio(net, measured(w, now) / 3600.0))?
        }
    ),
    each!(
        Coin,
        "volatility_y",
        Neither,
        needs Moves,
        "realised volatility of the price: sqrt of the sum of squared moves of its logarithm over years; noted at each \
         move or reading of the price",
        |w, i, now| {
            let years = measured(w, now) / Span::days(365).as_secs();
            moves(w, i).then(|| ratio(w.state.prices[i].squares, years).map(sqrt))?
        }
    ),
    each!(Coin, "pool_coins", Neither, needs Pool, "coins in the pool at the end", |w, i, _now| {
        let coin = CoinId::of(i);
        w.state.prices[i].is_pool.then(|| coins(w, coin, w.state.ledger.balance(coin, Account::Pool(coin))))
    }),
    each!(
        Coin,
        "pool_usd",
        Neither,
        needs Pool,
        "usd in the pool at the end; of a pool that is quoted in another coin, what its coins of that are worth then",
        |w, i, _now| {
            let usd = || w.state.pool(CoinId::of(i), w.scenario.coins[i].quote).usd;
            w.state.prices[i].is_pool.then(|| usd() as f64 / 1e9)
        }
    ),
    each!(Holders, "held_coins", Neither, "free coins of these holders at the end", |w, i, _now| {
        let coin = w.scenario.holders[i].coin;
        Some(coins(w, coin, w.state.ledger.balance(coin, Account::Holders(HolderId::of(i)))))
    }),
    each!(
        Holders,
        "vesting_coins",
        Neither,
        "coins of these holders at the end that are not yet free",
        |w, i, _now| {
            let coin = w.scenario.holders[i].coin;
            Some(coins(w, coin, w.state.ledger.balance(coin, Account::Vesting(HolderId::of(i)))))
        }
    ),
    each!(Holders, "held_usd", Neither, "usd of these holders at the end", |w, i, _now| {
        Some(w.state.ledger.balance(w.state.ledger.usd(), Account::Holders(HolderId::of(i))) as f64 / 1e9)
    }),
    each!(
        Holders,
        "worth_usd",
        More,
        "usd of these holders at the end, and their coins at the price of one more, whatever a sale would earn",
        |w, i, _now| {
            let (coin, account) = (w.scenario.holders[i].coin, Account::Holders(HolderId::of(i)));
            let held = coins(w, coin, w.state.ledger.balance(coin, account)) * w.state.prices[coin.row()].spot as f64;
            Some((held + w.state.ledger.balance(w.state.ledger.usd(), account) as f64) / 1e9)
        }
    ),
    each!(Coin, "price_usd", Neither, "price of one coin at the end", |w, i, _now| Some(
        w.state.prices[i].spot as f64 / 1e9
    )),
];
