//! Time series: a fixed number of points over the run, each the state at its time or the mean since the last.

use rules::verification::Verification;
use units::ids::{CoinId, NetworkId};
use units::text::split;
use units::time::Time;
use units::tree::Value;

use super::catalogue::Better;
use super::meters::Meters;
use super::prices::Fees;
use super::supply::Supply;
use super::yields::{self, Paid};
use crate::scenario::{Coin, Proposal, Scenario, number};
use crate::world::fleets::Fleet;
use crate::world::pacing::Clock;
use crate::world::prices::Price;
use crate::world::takings::Takings;

/// A column of the time series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, unit last.
    pub name: &'static str,
    /// Whose it is, as in `network.alpha`; empty for the whole.
    pub owner: String,
    /// What it says.
    pub doc: &'static str,
    /// Which way it improves.
    pub better: Better,
}

/// The points so far.
#[derive(Clone, Debug, Default)]
pub struct Series {
    sampled: u32,
    times: Vec<Time>,
    columns: Vec<Vec<f64>>,
    last: Totals,
    /// Fees at the last point, by network.
    fees: Vec<Fees>,
    /// Verdicts at the last point, by network.
    verdicts: Vec<[u64; 3]>,
    /// What networks had paid for stake, and when that was.
    paid: Vec<Paid>,
    then: Time,
}

/// What a point of the series tells of.
pub(crate) struct Scene<'a> {
    pub(crate) meters: &'a Meters,
    /// Bonded stake of each network \[base units\].
    pub(crate) bonded: &'a [i64],
    pub(crate) prices: &'a [Price],
    /// What each network has paid for stake.
    pub(crate) paid: &'a [Paid],
    /// Coins in the pool of each coin \[base units\].
    pub(crate) pools: &'a [i64],
    /// Where the coins are, coin by coin.
    pub(crate) supplies: &'a [Supply],
    pub(crate) fleets: &'a [Option<Fleet>],
    /// Who serves which network, where nodes move between them.
    pub(crate) takings: Option<&'a Takings>,
    /// Reading and setting of each governor.
    pub(crate) steered: &'a [f64],
    /// What is played, where not everything is.
    pub(crate) clock: Option<&'a Clock>,
}

/// Totals at the last point, whose differences are the means since.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    now: Time,
    sent: u64,
    again: u64,
    answered: u64,
    unanswered: u64,
    timed: u64,
    latency: u128,
    in_system: u128,
    busy: u128,
    capacity: u128,
    slashed: f64,
}

const WHOLE: [(&str, Better, &str); 9] = [
    ("active_nodes", Better::More, "nodes that are up, at the time"),
    (
        "capacity_slots",
        Better::More,
        "capacity that is up, at the time: slots, or one for a node that shares its speed",
    ),
    ("utilisation", Better::Neither, "busy share of the up capacity, mean since the last point"),
    ("in_system_requests", Better::Less, "requests sent and not yet ended, mean since the last point"),
    ("sent_rps", Better::Neither, "requests sent per second, mean since the last point"),
    ("answered_rps", Better::More, "requests answered per second, mean since the last point"),
    ("unanswered_rps", Better::Less, "requests refused or failed per second, mean since the last point"),
    ("answer_latency_mean_s", Better::Less, "mean answer latency of requests answered since the last point"),
    ("slashed_usd", Better::Less, "stake taken since the last point"),
];

/// Where the coins of each coin are; the last three only where holders have coins that vest, more coins of users are
/// locked than answers under way cost, or a network has an insurance.
const SUPPLY: [(&str, &str); 7] = [
    ("supply_coins", "coins that exist, at the time"),
    ("circulating_coins", "coins that could be sold, at the time"),
    (
        "staked_coins",
        "bonded and unbonding stake on all networks of the coin, and stakes from which users pay, at the time",
    ),
    ("treasury_coins", "coins in the treasuries of all networks of the coin, at the time"),
    ("vesting_coins", "coins of holders, and new coins of operators, that are not yet free, at the time"),
    ("escrow_coins", "coins set aside for answers, until they are settled, at the time"),
    ("insurance_coins", "coins in the insurances of all networks of the coin, at the time"),
];

impl Series {
    /// No points yet.
    pub fn new(scenario: &Scenario) -> Self {
        let columns = vec![Vec::new(); columns(scenario).len()];
        let fees = vec![Fees::default(); scenario.networks.len()];
        let paid = vec![Paid::default(); scenario.networks.len()];
        let verdicts = vec![[0; 3]; scenario.networks.len()];
        Self { columns, fees, verdicts, paid, ..Self::default() }
    }
    /// The time of the next point; none after the last.
    pub fn next_point(&mut self, scenario: &Scenario) -> Option<Time> {
        self.sampled += 1;
        let points = u128::from(scenario.points.max(1));
        let at = u128::from(scenario.horizon.ns()) * u128::from(self.sampled) / points;
        (u128::from(self.sampled) <= points).then(|| Time::from_ns(at as u64))
    }
    /// Takes a point.
    pub(crate) fn sample(&mut self, scenario: &Scenario, now: Time, scene: &Scene) {
        let &Scene { meters, bonded, prices, paid, pools, supplies, fleets, takings, clock, steered } = scene;
        let tally = meters.tally();
        let totals = Totals {
            now,
            sent: meters.sent,
            again: meters.crowds.as_ref().map_or(0, |crowds| crowds.again()),
            answered: tally.answered,
            unanswered: tally.refused + tally.failed,
            timed: tally.timed,
            latency: tally.latency,
            in_system: meters.in_system.area(now),
            busy: meters.busy_area(now),
            capacity: meters.capacity_area(now),
            slashed: meters.networks.iter().map(|n| n.slashed_usd).sum(),
        };
        // The warm-up cut clears the meters; what came before it is then no part of a difference.
        let last = if totals.sent < self.last.sent || totals.in_system < self.last.in_system {
            Totals { now: meters.began, ..Totals::default() }
        } else {
            self.last
        };
        let secs = clock.map_or_else(|| now.since(last.now), |clock| clock.played(last.now, now)).as_secs();
        let ratio = |a: f64, b: f64| if b > 0.0 { a / b } else { f64::NAN };
        let answered = (totals.answered - last.answered.min(totals.answered)) as f64;
        let area = |a: u128, b: u128| (a - b.min(a)) as f64 * 1e-9;
        let whole = [
            meters.up.level() as f64,
            meters.capacity() as f64,
            ratio(area(totals.busy, last.busy), area(totals.capacity, last.capacity)),
            ratio(area(totals.in_system, last.in_system), secs),
            ratio((totals.sent - last.sent.min(totals.sent)) as f64, secs),
            ratio(answered, secs),
            ratio((totals.unanswered - last.unanswered.min(totals.unanswered)) as f64, secs),
            ratio(area(totals.latency, last.latency), (totals.timed - last.timed.min(totals.timed)) as f64),
            totals.slashed - last.slashed.min(totals.slashed),
        ];
        let groups = meters.groups.iter().map(|g| g.up.level() as f64);
        let networks = (0..scenario.networks.len()).flat_map(|n| {
            let coin = scenario.networks[n].coin;
            let scale = coin.map_or(1.0, |c| scale_of(scenario.coins[c.row()].rules.decimals));
            [bonded[NetworkId::of(n).row()] as f64 / scale, meters.networks[n].jailed.level() as f64]
        });
        let entering = scenario.groups.iter().zip(fleets).filter(|(group, _)| group.rules.entry.is_active());
        let fleets = entering.filter_map(|(_, fleet)| Some(fleet.as_ref()?.n_in() as f64));
        let members = takings
            .iter()
            .flat_map(|takings| (0..scenario.networks.len()).map(|n| f64::from(takings.members(NetworkId::of(n)))));
        let coins = prices.iter().map(|price| price.spot as f64 / 1e9);
        let supplies = scenario.coins.iter().zip(supplies).flat_map(|(coin, supply)| {
            let parts = [supply.all(), supply.circulating, supply.bonded + supply.unbonding, supply.treasury];
            let vesting = scenario.vests(coin).then_some(supply.vesting);
            let escrow = locks(scenario, coin).then_some(supply.escrow);
            let insurance = scenario.insures(coin).then_some(supply.insurance);
            let parts = parts.into_iter().chain(vesting).chain(escrow).chain(insurance);
            parts.map(|units| units as f64 / scale_of(coin.rules.decimals))
        });
        let moving = scenario.networks.iter().zip(meters.prices.iter().zip(&self.fees));
        let moving = moving.filter(|(network, _)| network.rules.pricing.moves());
        let moving = moving.flat_map(|(network, (meter, last))| {
            let level = network.rules.pricing.every().map(|_| meter.level().unwrap_or(f64::NAN));
            level.into_iter().chain([mean_fee(meter.fees, *last)])
        });
        let pooled = scenario.coins.iter().zip(pools).filter(|(coin, _)| has_pool(coin));
        let pools = pooled.map(|(coin, &units)| units as f64 / scale_of(coin.rules.decimals));
        let yields = yields::networks(scenario).flat_map(|n| paid[n].values(now, &self.paid[n], self.then));
        let again = (totals.again - last.again.min(totals.again)) as f64;
        let tries = scenario.users.iter().any(|users| users.rules.tries_again()).then(|| whole[4] + ratio(again, secs));
        let judged = (0..scenario.networks.len()).filter(|&n| checks(scenario, n));
        let verdicts: Vec<f64> = judged
            .flat_map(|n| {
                let (now, last) = (verdicts_of(meters, n), self.verdicts[n]);
                // The warm-up cut clears the meters.
                let last = if now[0] < last[0] { [0; 3] } else { last };
                let since = |i: usize| now[i].saturating_sub(last[i]) as f64;
                [ratio(since(1), since(0)), ratio(since(2), since(0))]
            })
            .collect();
        let moved = scenario.proposals.iter().filter_map(numeric);
        let moved =
            moved.map(|(path, unit)| scenario.get(path).ok().and_then(|v| number(&v, unit)).unwrap_or(f64::NAN));
        let homes = meters.crowds.iter().filter(|crowds| crowds.has_homes());
        let shares = homes.flat_map(|crowds| (0..meters.gateways.len()).map(|g| crowds.share(g)));
        let values = whole.into_iter().chain(groups).chain(networks).chain(coins).chain(supplies);
        let values =
            values.chain(moving).chain(fleets).chain(members).chain(pools).chain(yields).chain(shares).chain(tries);
        let values = values.chain(verdicts).chain(steered.iter().copied()).chain(moved);
        for (column, value) in self.columns.iter_mut().zip(values) {
            column.push(value);
        }
        self.times.push(now);
        (self.last, self.then) = (totals, now);
        self.paid.copy_from_slice(paid);
        for (n, verdicts) in self.verdicts.iter_mut().enumerate() {
            *verdicts = verdicts_of(meters, n);
        }
        self.fees.iter_mut().zip(&meters.prices).for_each(|(last, meter)| *last = meter.fees);
    }
    /// Forgets the points so far; means go on from the last of them.
    pub(crate) fn forget(&mut self) {
        self.times.clear();
        self.columns.iter_mut().for_each(Vec::clear);
    }
    /// The value of a column at the last point; NaN without one.
    pub(crate) fn latest(&self, column: usize) -> f64 {
        self.columns.get(column).and_then(|values| values.last()).copied().unwrap_or(f64::NAN)
    }
    /// The times of the points.
    pub fn times(&self) -> &[Time] {
        &self.times
    }
    /// The values by column and point; NaN where there is none.
    pub fn values(&self) -> &[Vec<f64>] {
        &self.columns
    }
}

/// The mean of fees since the last point \[usd\]; NaN where there was none.
fn mean_fee(fees: Fees, last: Fees) -> f64 {
    // The warm-up cut clears the meters.
    let last = if fees.n < last.n { Fees::default() } else { last };
    if fees.n > last.n { (fees.usd - last.usd) / (fees.n - last.n) as f64 } else { f64::NAN }
}

/// Whether a network locks more coins of its users than answers under way cost.
fn locks(scenario: &Scenario, coin: &Coin) -> bool {
    let name = |id: CoinId| &scenario.coins[id.row()].name;
    scenario.networks.iter().any(|n| n.rules.locks() && n.coin.is_some_and(|id| *name(id) == coin.name))
}

fn scale_of(decimals: u32) -> f64 {
    10_u64.pow(decimals) as f64
}

/// The columns of the time series of a scenario.
pub fn columns(scenario: &Scenario) -> Vec<Column> {
    let column = |name, better, owner: String, doc| Column { name, owner, doc, better };
    let mut list: Vec<_> = WHOLE.iter().map(|&(name, better, doc)| column(name, better, String::new(), doc)).collect();
    for group in &scenario.groups {
        let owner = format!("nodes.{}", group.name);
        list.push(column("active_nodes", Better::More, owner, "nodes that are up, at the time"));
    }
    for network in &scenario.networks {
        let owner = format!("network.{}", network.name);
        list.push(column("bonded_coins", Better::More, owner.clone(), "bonded stake in coins, at the time"));
        list.push(column("jailed_nodes", Better::Less, owner, "nodes in jail, at the time"));
    }
    for coin in &scenario.coins {
        let owner = format!("coin.{}", coin.name);
        list.push(column("price_usd", Better::Neither, owner, "price of one coin, at the time"));
    }
    for coin in &scenario.coins {
        for (name, doc) in SUPPLY {
            let is_there = match name {
                "vesting_coins" => scenario.vests(coin),
                "escrow_coins" => locks(scenario, coin),
                "insurance_coins" => scenario.insures(coin),
                _ => true,
            };
            if is_there {
                list.push(column(name, Better::Neither, format!("coin.{}", coin.name), doc));
            }
        }
    }
    for network in scenario.networks.iter().filter(|network| network.rules.pricing.moves()) {
        let owner = format!("network.{}", network.name);
        if network.rules.pricing.every().is_some() {
            let doc = "prices over those at the start, mean over LLMs, at the time";
            list.push(column("price_level", Better::Neither, owner.clone(), doc));
        }
        let doc = "what a request was asked to pay, mean since the last point";
        list.push(column("price_usd", Better::Neither, owner, doc));
    }
    for group in scenario.groups.iter().filter(|group| group.rules.entry.is_active()) {
        let owner = format!("nodes.{}", group.name);
        list.push(column("in_nodes", Better::More, owner, "nodes that operators have, up or not, at the time"));
    }
    if scenario.groups.iter().any(|group| group.rules.migration.is_active()) {
        for network in &scenario.networks {
            let owner = format!("network.{}", network.name);
            list.push(column(
                "member_nodes",
                Better::More,
                owner,
                "nodes that serve the network, up or not, at the time",
            ));
        }
    }
    for coin in scenario.coins.iter().filter(|coin| has_pool(coin)) {
        let owner = format!("coin.{}", coin.name);
        list.push(column("pool_coins", Better::Neither, owner, "coins in the pool, at the time"));
    }
    let of_stake = yields::columns(scenario).map(|(name, owner, better, doc)| column(name, better, owner, doc));
    list.extend(of_stake);
    if scenario.users.iter().any(|users| users.rules.has_homes()) {
        let doc = "share of the individuals with several gateways that are at this one, at the time";
        let owners = scenario.gateways.iter().map(|gateway| format!("gateway.{}", gateway.name));
        list.extend(owners.map(|owner| column("users_share", Better::Neither, owner, doc)));
    }
    if scenario.users.iter().any(|users| users.rules.tries_again()) {
        let doc = "requests that users sent per second, for the first time or again, mean since the last point";
        list.push(column("tries_rps", Better::Neither, String::new(), doc));
    }
    for (n, network) in scenario.networks.iter().enumerate() {
        if checks(scenario, n) {
            let owner = format!("network.{}", network.name);
            let doc = "share of the answers since the last point that were wrong, whether it was found or not";
            list.push(column("wrong_share", Better::Less, owner.clone(), doc));
            let doc = "verdicts since the last point that an answer was wrong, over the answers since";
            list.push(column("convicted_share", Better::Neither, owner, doc));
        }
    }
    for row in &scenario.governors {
        let owner = format!("governor.{}", row.name);
        let doc = "what the governor follows, as it was at its last review";
        list.push(column("governor_reading", Better::Neither, owner.clone(), doc));
        let doc = "the setting that the governor moves, in its unit, at the time";
        list.push(column("governor_setting", Better::Neither, owner, doc));
    }
    for row in scenario.proposals.iter().filter(|row| numeric(row).is_some()) {
        let doc = "the setting that the proposal would change, in its unit, at the time";
        list.push(column("proposal_setting", Better::Neither, format!("proposal.{}", row.name), doc));
    }
    list
}

/// Whether answers of a network are ever looked at.
fn checks(scenario: &Scenario, network: usize) -> bool {
    scenario.networks[network].rules.verification.values().any(|rule| !matches!(rule, Verification::Trust(_)))
}

/// Answers of a network, wrong ones among them, and verdicts that one was wrong.
fn verdicts_of(meters: &Meters, network: usize) -> [u64; 3] {
    let tally = &meters.networks[network].tally;
    [tally.answered, tally.wrong, tally.wrong_caught + tally.right_convicted]
}

/// The setting that a proposal would change, and its unit, if it is one with a number.
fn numeric(row: &Proposal) -> Option<(&str, &str)> {
    match &row.set[..] {
        [(path, Value::Text(text))] => split(text).map(|(_, unit)| (path.as_str(), unit)),
        [(path, Value::Integer(_) | Value::Float(_))] => Some((path, "")),
        _ => None,
    }
}

fn has_pool(coin: &Coin) -> bool {
    coin.rules.market.reserves(coin.rules.decimals).is_some()
}
