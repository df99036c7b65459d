//! What one replication leaves behind.

mod aftermath;
mod batches;
mod simulate;

use engine::agenda::{Agenda, AgendaReport};
use engine::draws::name_hash;
use engine::fingerprint::Fingerprint;
use state::ledger::{Flow, Imbalance, Party};
use units::time::Time;

use crate::event::Event;
use crate::metrics::catalogue::{self, Sample};
use crate::metrics::censored;
use crate::metrics::histogram::Histogram;
use crate::scenario::Scenario;
use crate::world::World;

pub use aftermath::{Followed, Window};
pub use batches::{Batch, Batches, simulate_batches};
pub use simulate::{Audits, simulate, simulate_with};

/// What one replication leaves behind.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which replication.
    pub replication: u32,
    /// Values in the order of [`catalogue::columns`]; none where a number does not exist.
    pub values: Vec<Option<f64>>,
    /// What they were computed from, in the same order.
    pub samples: Vec<Sample>,
    /// Times of the series' points \[s\].
    pub times: Vec<f64>,
    /// Series by column and point; NaN where there is none.
    pub series: Vec<Vec<f64>>,
    /// Answer latencies.
    pub answer: Histogram,
    /// Assured latencies.
    pub assured: Histogram,
    /// Who paid whom, by coin; usd last.
    pub flows: Vec<Vec<Flow>>,
    /// Hashes of the history.
    pub fingerprints: Fingerprints,
    /// What the agenda did.
    pub agenda: AgendaReport,
    /// Requests sent, and ended, over the whole run.
    pub requests: (u64, u64),
    /// Requests still in the system at the end.
    pub in_flight: u64,
    /// Those of them that were sent in the window: latencies are without them.
    pub n_censored: u64,
    /// Of each column in `observe.bounded` what it would be if all of these had failed, and if all had been answered at
    /// the end; empty where there are none of them.
    pub bounds: Vec<[Option<f64>; 2]>,
    /// When it was ended by the scenario's `abort_when`, before the horizon.
    pub aborted: Option<Time>,
    /// What was measured after faults, in the order of `observe.aftermaths`.
    pub aftermaths: Vec<Followed>,
    /// How often a law was checked; none was broken, or there were no outcome.
    pub invariants_checked: u64,
}

/// Hashes of a history, each of other ingredients: one sees what kind of thing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprints {
    /// Every event with its time.
    pub events: u64,
    /// Every posting.
    pub money: u64,
    /// Every value of the outcome.
    pub outcome: u64,
}

/// Why a replication left no outcome.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Somebody asked for it.
    Asked,
    /// The books no longer balance.
    Imbalance(Imbalance),
    /// A law that always holds was broken: a bug.
    Broken(String),
    /// Events of one time bring forth others at the same time without end: what they are.
    Stuck(String),
}

/// What a world leaves behind at the agenda's now.
pub(crate) fn finish(
    world: &mut World,
    agenda: &Agenda<Event>,
    events: &Fingerprint,
    replication: u32,
) -> Result<Outcome, Stopped> {
    world.close_books(agenda.now());
    world.state.ledger.recount();
    if let Some(fault) = world.fault() {
        return Err(Stopped::Imbalance(fault.clone()));
    }
    let meters = &world.state.meters;
    let in_flight = meters.in_system.level();
    if meters.sent_ever != meters.ended_ever + in_flight {
        let message = format!(
            "{} requests were sent, but {} ended and {in_flight} are in flight",
            meters.sent_ever, meters.ended_ever
        );
        return Err(Stopped::Broken(message));
    }
    let now = agenda.now();
    let bounded = world.scenario.observe.bounded.clone();
    let bounds = censored::bounds(world, now, &bounded);
    let meters = &world.state.meters;
    // Every event kept the order of time, and every posting found an account that could pay.
    let invariants_checked =
        world.state.invariants.checked() + agenda.report().events + world.state.ledger.posted() + 2;
    let values = catalogue::values(world, now);
    let mut outcome = Fingerprint::new();
    // Only what exists, under its name: a new metric that says nothing of a scenario leaves its history as it was.
    for (column, value) in catalogue::columns(&world.scenario).iter().zip(&values) {
        if let Some(value) = value {
            outcome.add(name_hash(&column.label()));
            outcome.add(value.to_bits());
        }
    }
    let fingerprints =
        Fingerprints { events: events.value(), money: world.state.ledger.fingerprint(), outcome: outcome.value() };
    // The last book is that of usd; without coins nothing is paid.
    let n_books = if world.scenario.coins.is_empty() { 0 } else { world.scenario.coins.len() + 1 };
    let coins = (0..n_books).map(units::ids::CoinId::of);
    Ok(Outcome {
        replication,
        samples: catalogue::samples(world, now, values.len()),
        values,
        times: world.state.series.times().iter().map(|t| t.as_secs()).collect(),
        series: world.state.series.values().to_vec(),
        answer: meters.answer.clone(),
        assured: meters.assured().clone(),
        flows: coins.map(|coin| world.state.ledger.flows(coin)).collect(),
        fingerprints,
        agenda: agenda.report(),
        requests: (meters.sent_ever, meters.ended_ever),
        in_flight,
        n_censored: catalogue::in_flight(world).count() as u64,
        bounds,
        aborted: None,
        aftermaths: Vec::new(),
        invariants_checked,
    })
}

/// The name of a party in the flow table, as in `users.chat` or `bonds of nodes.home`.
pub fn party_name(scenario: &Scenario, party: Party) -> String {
    match party {
        Party::Market => "market".into(),
        Party::Escrow => "escrow".into(),
        Party::Users(u) => format!("users.{}", scenario.users[u.row()].name),
        Party::Gateway(g) => format!("gateway.{}", scenario.gateways[g.row()].name),
        Party::Treasury(n) => format!("treasury.{}", scenario.networks[n.row()].name),
        Party::Nodes(g) => format!("nodes.{}", scenario.groups[g.row()].name),
        Party::Bonds(g) => format!("bonds.{}", scenario.groups[g.row()].name),
        Party::Unbonding(n) => format!("unbonding.{}", scenario.networks[n.row()].name),
        Party::Pool(c) => format!("pool.{}", scenario.coins[c.row()].name),
        Party::Operators(g) => format!("operators.{}", scenario.groups[g.row()].name),
        Party::World => "world".into(),
        Party::Holders(h) => format!("holders.{}", scenario.holders[h.row()].name),
        Party::Rewards(n) => format!("rewards.{}", scenario.networks[n.row()].name),
        Party::Delegators(d) => format!("delegators.{}", scenario.delegators[d.row()].name),
        Party::Vesting(h) => format!("vesting.{}", scenario.holders[h.row()].name),
        Party::Insurance(n) => format!("insurance.{}", scenario.networks[n.row()].name),
        Party::Locked(n) => format!("locked.{}", scenario.networks[n.row()].name),
        Party::Mint => "mint".into(),
        Party::Burn => "burn".into(),
    }
}
