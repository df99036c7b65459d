//! What is counted for each owner: requests, nodes, coins.

use units::time::{Span, Time};

use super::gauge::{Area, Gauge};
use super::prices::Fees;
use super::votes::VoteMeter;

/// What is measured of one owner's requests.
///
/// Requests are counted where they end, whenever they were sent: a rate over a window is over all that ended in it.
/// Latencies are of requests sent in the window, so that what the warm-up left behind is not in them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Answered requests.
    pub answered: u64,
    /// Refused ones.
    pub refused: u64,
    /// Failed ones.
    pub failed: u64,
    /// Answered requests that were sent in the window.
    pub timed: u64,
    /// Sum of their latencies \[ns\].
    pub latency: u128,
    /// Wrong answers given.
    pub wrong: u64,
    /// Wrong answers that were settled as right.
    pub wrong_accepted: u64,
    /// Wrong answers that were caught.
    pub wrong_caught: u64,
    /// Right answers that were held to be wrong.
    pub right_convicted: u64,
    /// Sum of times from a wrong answer to its being caught \[ns\].
    pub detection: u128,
}

/// What is measured of one network beyond its requests.
#[derive(Clone, Debug, Default)]
pub struct NetworkMeter {
    /// Its requests.
    pub tally: Tally,
    /// Checks sent.
    pub checks: u64,
    /// Stake taken \[usd\].
    pub slashed_usd: f64,
    /// What requests cost beyond what their users pay \[usd\].
    pub uncollected_usd: f64,
    /// What its treasury spent on buying a coin back \[billionths of a usd\], and what it got \[base units\].
    pub bought_back: (i64, i64),
    /// Claims on its insurance.
    pub claims: ClaimMeter,
    /// How often stake was taken.
    pub slashes: u64,
    /// Nodes in jail.
    pub jailed: Gauge,
    /// Times a node was jailed.
    pub jailings: u64,
    /// Votes on its answers.
    pub votes: VoteMeter,
    /// Its list of nodes, if it lives on heartbeats.
    pub registry: RegistryMeter,
}

/// What is measured of claims on an insurance \[base units\].
#[derive(Clone, Copy, Debug, Default)]
pub struct ClaimMeter {
    /// What was due.
    pub due: i128,
    /// What of it was paid.
    pub paid: i128,
}

impl ClaimMeter {
    /// A claim is settled.
    pub fn settled(&mut self, due: i64, paid: i64) {
        self.due += i128::from(due);
        self.paid += i128::from(paid);
    }
}

/// What is measured of a list that lives on heartbeats.
#[derive(Clone, Copy, Debug, Default)]
pub struct RegistryMeter {
    /// Its entries.
    pub listed: Area,
    /// Its entries of nodes that are down.
    pub dead: Area,
    /// Nodes that are up and not on it.
    pub missed: Area,
    /// Entries of nodes that were down which expired.
    pub removals: u64,
    /// Sum of times from a node's going to the end of its entry \[ns\].
    pub stale: u128,
}

impl RegistryMeter {
    /// Forgets what was measured; levels stay.
    pub fn clear(&mut self, now: Time) {
        self.listed.clear(now);
        self.dead.clear(now);
        self.missed.clear(now);
        (self.removals, self.stale) = (0, 0);
    }
}

/// What is measured of one group of nodes beyond its requests.
#[derive(Clone, Debug, Default)]
pub struct GroupMeter {
    /// Requests it answered.
    pub answered: u64,
    /// Its nodes that are up.
    pub up: Gauge,
    /// Its capacity that is up.
    pub capacity: Area,
    /// Its capacity that is busy.
    pub busy: Area,
    /// What waits or is served at its nodes.
    pub backlog: Area,
    /// Its nodes that are up with no LLM in memory, if they have to load them.
    pub unloaded: Area,
    /// Busy periods of its nodes that ended.
    pub busy_periods: u64,
    /// Sum of their lengths \[ns\].
    pub busy_periods_sum: u128,
    /// Fees, checking pay and emission \[usd\].
    pub earned_usd: f64,
    /// What of it was minted \[usd\].
    pub minted_usd: f64,
    /// Fees forfeited for wrong answers \[usd\].
    pub forfeited_wrong_usd: f64,
    /// Stake taken for wrong answers \[usd\].
    pub slashed_wrong_usd: f64,
    /// Stake taken for absence \[usd\].
    pub slashed_absence_usd: f64,
    /// Stake taken for signing twice \[usd\].
    pub slashed_equivocation_usd: f64,
    /// Slashes of any kind.
    pub slashes: u64,
    /// Work that cheating saved \[ns\].
    pub saved: u128,
}

/// What is measured of one group of users.
#[derive(Clone, Copy, Debug, Default)]
pub struct UsersMeter {
    /// Answered requests.
    pub answered: u64,
    /// Refused ones.
    pub refused: u64,
    /// Failed ones.
    pub failed: u64,
    /// Right answers that came later than they wanted.
    pub late_right: u64,
    /// Answered requests that were sent in the window.
    pub timed: u64,
    /// Sum of their latencies \[ns\].
    pub latency: u128,
    /// Sum of their waits \[ns\].
    pub wait: u128,
    /// Those of them that came as soon as they wanted, if they said how soon.
    pub in_time: u64,
    /// Requests sent in the window that ended without an answer.
    pub lost: u64,
    /// Requests that they wanted to send, if they look at prices.
    pub wanted: u64,
    /// Those of them that were not sent, by cause.
    pub unsent: [u64; Unsent::ALL],
    /// What answers were worth less what they cost \[usd\].
    pub surplus_usd: f64,
}

/// Why a request was not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsent {
    /// Demand was less than at the start because the price was higher.
    Unwilling,
    /// It was worth less than it cost.
    PricedOut,
    /// The budget of the time was spent.
    OverBudget,
}

impl Unsent {
    /// How many causes there are.
    pub const ALL: usize = 3;
}

impl UsersMeter {
    /// A request was wanted, and sent unless something speaks against it.
    pub fn wants(&mut self, unsent: Option<Unsent>) {
        self.wanted += 1;
        if let Some(unsent) = unsent {
            self.unsent[unsent as usize] += 1;
        }
    }
}

impl GroupMeter {
    /// A node did less for a check than honest work asks for.
    pub fn saves(&mut self, honest: Span, service: Span) {
        self.saved += u128::from(honest.saturating_sub(service).ns());
    }
    /// Stake taken for any offence \[usd\].
    pub fn slashed_usd(&self) -> f64 {
        self.slashed_wrong_usd + self.slashed_absence_usd + self.slashed_equivocation_usd
    }
}

/// What is measured of one LLM.
#[derive(Clone, Copy, Debug, Default)]
pub struct LlmMeter {
    /// Starts of service that found it in memory.
    pub hits: u64,
    /// Starts of service for which it had to be loaded.
    pub loads: u64,
    /// Fees that users were asked to pay for it where prices move.
    pub fees: Fees,
}
