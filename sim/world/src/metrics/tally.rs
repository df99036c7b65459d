//! What is counted for each owner: requests, nodes, coins.

use units::time::{Span, Time};

use super::disputes::DisputeMeter;
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
    /// Tries that were refused or failed and whose users sent the request again; counted for gateways.
    pub passed_on: u64,
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
    /// Parts of fees that nobody ever paid; counted for gateways \[usd\].
    pub uncollected_usd: f64,
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
    /// What of the fees of answers nobody ever pays, by cause.
    pub uncollected: Uncollected,
    /// How claims are settled.
    pub settlement: SettlementMeter,
    /// What its treasury spent on buying a coin back \[billionths of a usd\], and what it got \[base units\].
    pub bought_back: (i64, i64),
    /// Claims on its insurance.
    pub indemnities: IndemnityMeter,
    /// How often stake was taken.
    pub slashes: u64,
    /// Sentences that an amnesty softened, and what of stakes it left \[usd\].
    pub forgiven: u64,
    /// See `forgiven`.
    pub forgiven_usd: f64,
    /// Nodes on probation.
    pub on_probation: Gauge,
    /// Times a node came on probation.
    pub probations: u64,
    /// Those of them that are over, and how long they were \[ns\].
    pub probations_over: u64,
    /// See `probations_over`.
    pub probation: u128,
    /// Nodes in jail.
    pub jailed: Gauge,
    /// Times a node was jailed.
    pub jailings: u64,
    /// Votes on its answers.
    pub votes: VoteMeter,
    /// Disputes on its answers, and canaries.
    pub disputes: DisputeMeter,
    /// Its list of nodes, if it lives on heartbeats.
    pub registry: RegistryMeter,
    /// Approvals of nodes.
    pub approvals: u64,
}

/// What of the fees of answers nobody ever pays \[usd\].
#[derive(Clone, Copy, Debug, Default)]
pub struct Uncollected {
    /// By cause.
    of: [f64; Unmet::ALL],
}

/// Why an answer is not paid in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unmet {
    /// It cost more than its users had signed.
    Cap,
    /// What its users had signed was no longer valid.
    Expired,
    /// What its node may have of its users' stake in a session was used up.
    Allowance,
}

impl Unmet {
    /// How many causes there are.
    const ALL: usize = 3;
}

impl Uncollected {
    /// Notes what is not paid for a cause.
    pub fn add(&mut self, cause: Unmet, usd: f64) {
        self.of[cause as usize] += usd;
    }
    /// What is not paid for a cause.
    pub fn of(self, cause: Unmet) -> f64 {
        self.of[cause as usize]
    }
    /// What is not paid for whatever cause.
    pub fn all(self) -> f64 {
        self.of.iter().sum()
    }
}

/// What nobody pays of one answer's fee, and who bears it \[usd\].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unpaid {
    /// All of it.
    pub all: f64,
    /// The part of the gateway.
    pub gateway: f64,
    /// The part of the node that answered.
    pub node: f64,
}

/// What is measured of settlements.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettlementMeter {
    /// Settlements.
    pub settlements: u64,
    /// Claims that were paid.
    pub claims: u64,
    /// Sum of times from a verdict to its settlement \[ns\].
    pub waited: u128,
    /// What settlements cost \[usd\].
    pub fees_usd: f64,
    /// Coins of users that are in escrow \[base units\], where that is measured.
    pub locked: Area,
}

impl NetworkMeter {
    /// Forgets what was measured; levels stay.
    pub fn cleared(&self, now: Time) -> Self {
        let (mut jailed, mut registry, mut locked) = (self.jailed.clone(), self.registry, self.settlement.locked);
        let mut on_probation = self.on_probation.clone();
        on_probation.clear(now);
        jailed.clear(now);
        registry.clear(now);
        locked.clear(now);
        let settlement = SettlementMeter { locked, ..SettlementMeter::default() };
        Self { settlement, on_probation, jailed, registry, ..Self::default() }
    }
}

impl SettlementMeter {
    /// A claim was paid, so long after its verdict.
    pub fn paid(&mut self, waited: Span) {
        self.claims += 1;
        self.waited += u128::from(waited.ns());
    }
}

/// What is measured of claims on an insurance \[base units\].
#[derive(Clone, Copy, Debug, Default)]
pub struct IndemnityMeter {
    /// What was due.
    pub due: i128,
    /// What of it was paid.
    pub paid: i128,
}

impl IndemnityMeter {
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
    /// Parts of fees that nobody ever paid \[usd\].
    pub uncollected_usd: f64,
    /// What settlements of claims cost \[usd\].
    pub settlement_usd: f64,
    /// What appeals gave back of slashes, less what those cost that failed \[usd\].
    pub returned_usd: f64,
    /// That on wrong answers \[usd\].
    pub returned_wrong_usd: f64,
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
    /// Answers of networks that assure less than they need.
    pub unassured: u64,
    /// Requests that ended because the last gateway that their app had integrated was down or closed.
    pub cut_off: u64,
    /// What users who may choose a gateway paid for answers \[usd\].
    pub paid_usd: f64,
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
    /// What slashes and appeals cost in the end \[usd\].
    pub fn penalties_usd(&self) -> f64 {
        self.slashed_usd() - self.returned_usd
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
