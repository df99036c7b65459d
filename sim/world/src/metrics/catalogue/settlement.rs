//! Metrics of settlement: how claims on what users have set aside become coins of nodes, and what is never paid.

use state::ledger::Account;
use units::ids::UsersId;
use units::time::Time;

use super::service::each;
use super::{Metric, Owner, measured, played, ratio};
use crate::metrics::tally::{SettlementMeter, Uncollected, Unmet};
use crate::world::World;

/// How the claims of a network are settled, if not simply at their verdicts.
fn settlement(world: &World, network: usize) -> Option<&SettlementMeter> {
    world.state.networks[network].claims.as_ref().map(|_| &world.state.meters.networks[network].settlement)
}

/// Whether fees of a network may stay unpaid because of a cap.
fn caps(world: &World, network: usize) -> bool {
    let row = &world.scenario.networks[network];
    row.coin.is_some() && row.rules.payment.caps()
}

/// Whether what users of a network sign may expire.
fn expires(world: &World, network: usize) -> bool {
    let row = &world.scenario.networks[network];
    row.coin.is_some() && row.rules.settlement.validity.is_some()
}

/// Whether nodes of a network get no more of users' stakes than their allowances.
fn has_allowances(world: &World, network: usize) -> bool {
    world.state.networks[network].allowances.is_some()
}

/// What of fees of a network nobody ever pays for a cause, per hour.
fn unmet(world: &World, network: usize, cause: Unmet, now: Time) -> Option<f64> {
    ratio(world.state.meters.networks[network].uncollected.of(cause) * 3600.0, played(world, now))
}

/// What of fees of a network nobody ever pays, if that may be.
fn uncollected(world: &World, network: usize) -> Option<Uncollected> {
    let may = caps(world, network) || expires(world, network) || has_allowances(world, network);
    may.then(|| world.state.meters.networks[network].uncollected)
}

/// Whether any of some networks may leave fees unpaid.
fn may_any(world: &World, mut networks: impl Iterator<Item = usize>) -> bool {
    networks.any(|network| uncollected(world, network).is_some())
}

pub(super) const METRICS: &[Metric] = &[
    each!(
        Network,
        "uncollected_usd_h", Less, needs Unpaid,
        "fees of answers that nobody ever pays, per hour: what is above a cap or an allowance, and what had expired when it was settled",
        |w, i, now| ratio(uncollected(w, i)?.all() * 3600.0, played(w, now))
    ),
    each!(
        Network,
        "uncollected_cap_usd_h", Less, needs Cap,
        "what answers cost beyond the cap that their users signed, per hour (`payment.upto`)",
        |w, i, now| caps(w, i).then(|| unmet(w, i, Unmet::Cap, now))?
    ),
    each!(
        Network,
        "uncollected_expired_usd_h", Less, needs Validity,
        "fees that users had back because what they signed was no longer valid at its settlement, per hour",
        |w, i, now| expires(w, i).then(|| unmet(w, i, Unmet::Expired, now))?
    ),
    each!(
        Network,
        "uncollected_allowance_usd_h", Less, needs PayerStake,
        "what answers cost beyond what their nodes may have of their users' stakes in a session, per hour (`payment.stake`)",
        |w, i, now| has_allowances(w, i).then(|| unmet(w, i, Unmet::Allowance, now))?
    ),
    each!(
        Network,
        "payer_stake_coins", Neither, needs PayerStake,
        "stakes in the network's coin from which users pay, at the end",
        |w, i, _now| {
            let coin = w.scenario.networks[i].coin.filter(|_| has_allowances(w, i))?;
            let unit = 10_u64.pow(w.scenario.coins[coin.row()].rules.decimals) as f64;
            let stakes = (0..w.scenario.users.len()).map(|u| Account::Stake(UsersId::of(u)));
            Some(stakes.map(|stake| w.state.ledger.balance(coin, stake)).sum::<i64>() as f64 / unit)
        }
    ),
    each!(
        Nodes,
        "uncollected_usd_h", Less, needs Unpaid,
        "these nodes' parts of fees that nobody ever pays, per hour of the run",
        |w, i, now| {
            let may = may_any(w, w.scenario.groups[i].networks.iter().map(|n| n.row()));
            may.then(|| ratio(w.state.meters.groups[i].uncollected_usd * 3600.0, played(w, now)))?
        }
    ),
    each!(
        Gateway,
        "uncollected_usd_h", Less, needs Unpaid,
        "the gateway's takes of fees that nobody ever pays, per hour",
        |w, i, now| {
            let may = may_any(w, w.scenario.gateways[i].networks.iter().map(|n| n.row()));
            may.then(|| ratio(w.state.meters.gateways[i].uncollected_usd * 3600.0, played(w, now)))?
        }
    ),
    each!(Network, "settlements_per_h", Neither, needs Settlement, "settlements of claims, per hour", |w, i, now| {
        ratio(settlement(w, i)?.settlements as f64 * 3600.0, played(w, now))
    }),
    each!(
        Network,
        "claims_per_settlement", Neither, needs Settlement,
        "claims that are paid by a settlement, mean",
        |w, i, _now| {
            let meter = settlement(w, i)?;
            ratio(meter.claims as f64, meter.settlements as f64)
        }
    ),
    each!(
        Network,
        "claim_wait_mean_s", Less, needs Settlement,
        "time from the verdict on an answer to its settlement, mean over claims that are paid",
        |w, i, _now| {
            let meter = settlement(w, i)?;
            ratio(meter.waited as f64 * 1e-9, meter.claims as f64)
        }
    ),
    each!(Network, "settlement_usd_h", Less, needs Settlement, "what settlements cost operators, per hour", |w, i, now| {
        ratio(settlement(w, i)?.fees_usd * 3600.0, measured(w, now))
    }),
    each!(
        Network,
        "escrow_mean_coins", Neither, needs Locks,
        "coins of users in escrow, mean over time: set aside for answers, or for claims that are not settled yet",
        |w, i, now| {
            let (row, state) = (&w.scenario.networks[i], &w.state.networks[i]);
            let unit = 10_u64.pow(w.scenario.coins[row.coin?.row()].rules.decimals) as f64;
            let area = w.state.meters.networks[i].settlement.locked.area(now) as f64 * 1e-9 / unit;
            state.locks.then(|| ratio(area, measured(w, now)))?
        }
    ),
    each!(
        Network,
        "unsettled_coins", Neither, needs Settlement,
        "coins at the end that are in escrow for answers with a verdict and not settled yet",
        |w, i, _now| {
            let (row, claims) = (&w.scenario.networks[i], w.state.networks[i].claims.as_ref()?);
            let decimals = w.scenario.coins[row.coin?.row()].rules.decimals;
            Some(claims.held() as f64 / 10_u64.pow(decimals) as f64)
        }
    ),
];
