//! What changes about a gateway, beside what it sees of the nodes that it picks.

use rules::admission;
use rules::owner::gateway::Hedge;
use units::ids::RequestId;
use units::time::Time;

use super::bans::Bans;
use super::firms::Firm;
use super::inspected::Inspected;
use crate::metrics::histogram::RunningQuantile;
use crate::scenario::{Gateway, Scenario};

/// What changes about a gateway.
#[derive(Clone, Debug)]
pub(crate) struct GatewayState {
    /// Whom it bans, if it bans nodes; its desk's view is then its own.
    pub(crate) bans: Option<Bans>,
    /// What its rules of admission remember.
    pub(crate) admission: Vec<admission::Memory>,
    /// Its requests under way: let in, and neither answered nor lost; counted if any rule of admission is asked.
    pub(crate) under_way: u32,
    /// What it knows of how long its tries take, if it sends further copies of slow ones.
    pub(crate) hedging: Option<Hedging>,
    /// When an attempt of its last failed, by network in their order; empty where its routing does not note failures.
    pub(crate) failed: Vec<Option<Time>>,
    /// What it saw of the answers that it inspected, if its routing asks for it.
    pub(crate) inspected: Option<Box<Inspected>>,
    /// Faults under way that have struck it.
    pub(crate) outages: Vec<u16>,
    /// When it closed for good.
    pub(crate) closed: Option<Time>,
    /// What it takes, and its books.
    pub(crate) firm: Firm,
    /// What single requests have cost it so far \[billionths of a usd\].
    pub(crate) spent: i64,
    /// Requests that its station works on.
    pub(crate) at_work: u32,
    /// Requests that wait for its station, first and last.
    pub(crate) waiting: Option<(RequestId, RequestId)>,
}

/// How long tries took whose answer was needed, and how many of them got further copies.
#[derive(Clone, Debug)]
pub(crate) struct Hedging {
    /// Tries so far.
    pub(crate) tries: u64,
    /// Further copies so far.
    pub(crate) sent: u64,
    /// Times to the answers, by LLM.
    pub(crate) seen: Vec<RunningQuantile>,
}

impl Hedging {
    fn new(rule: &Hedge, n_llms: usize) -> Self {
        let share = rule.quantile.unwrap_or(Hedge::QUANTILE).as_f64();
        Self { tries: 0, sent: 0, seen: vec![RunningQuantile::new(share); n_llms] }
    }
}

impl GatewayState {
    pub(super) fn new(scenario: &Scenario, g: &Gateway, n_nodes: usize) -> Self {
        Self {
            bans: g.rules.ban.as_ref().map(|_| Bans::new(n_nodes)),
            admission: g.rules.admission.values().map(|rule| rule.memory(n_nodes)).collect(),
            under_way: 0,
            hedging: g.rules.hedge.as_ref().map(|rule| Hedging::new(rule, scenario.llms.len())),
            failed: vec![None; if g.rules.routing.policy().observes() { g.networks.len() } else { 0 }],
            inspected: g.rules.routing.policy().inspects().map(|_| Box::new(Inspected::new(g.networks.len()))),
            outages: Vec::new(),
            closed: (!g.rules.is_open_first()).then_some(Time::ZERO),
            firm: Firm::new(&g.rules),
            spent: 0,
            at_work: 0,
            waiting: None,
        }
    }
    /// Whether it bans any node now.
    #[inline]
    pub(crate) fn shuns(&self) -> bool {
        self.bans.as_ref().is_some_and(|bans| !bans.banned().is_empty())
    }
}
