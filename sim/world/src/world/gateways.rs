//! What changes about a gateway, and what it sees of the nodes.

use rules::owner::gateway::{Hedge, Reports};
use rules::{admission, scheduling};
use state::roster::Roster;
use units::ids::{NodeId, RequestId};

use super::GroupState;
use super::bans::Bans;
use super::reports::{Outputs, Reported};
use crate::metrics::histogram::RunningQuantile;
use crate::scenario::{Gateway, Scenario};

/// What changes about a gateway.
#[derive(Clone, Debug)]
pub(crate) struct GatewayState {
    /// Its old view, if it has one.
    pub(crate) view: Option<StaleView>,
    /// Whom it bans, if it bans nodes; its view is then its own.
    pub(crate) bans: Option<Bans>,
    /// What its scheduling policy remembers, by roster.
    pub(crate) memory: Vec<scheduling::Memory>,
    /// What its rules of admission remember.
    pub(crate) admission: Vec<admission::Memory>,
    /// Its requests under way: let in, and neither answered nor lost; counted if any rule of admission is asked.
    pub(crate) under_way: u32,
    /// How long answers have been that it has seen.
    pub(crate) outputs: Outputs,
    /// What it knows of how long its tries take, if it sends further copies of slow ones.
    pub(crate) hedging: Option<Hedging>,
    /// Whether its policy's next round is planned.
    pub(crate) is_round_planned: bool,
    /// Requests that its station works on.
    pub(crate) at_work: u32,
    /// Requests that wait for its station, first and last.
    pub(crate) waiting: Option<(RequestId, RequestId)>,
    /// Requests that wait for a node, first and last, by roster.
    pub(crate) held: Vec<Option<(RequestId, RequestId)>>,
}

/// Rosters and backlogs as they were when the view was renewed.
#[derive(Clone, Debug)]
pub(crate) struct StaleView {
    pub(crate) rosters: Vec<Roster>,
    pub(crate) backlogs: Vec<u32>,
    /// Whether it is never old: the rosters are those of the networks but for who is banned.
    pub(crate) is_live: bool,
    /// Who reports in turn; nobody where all report together.
    pub(crate) turns: Vec<NodeId>,
    /// How many turns there were.
    pub(crate) turn: u64,
    /// What nodes reported beside their backlogs.
    pub(crate) reported: Reported,
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
    pub(super) fn new(
        scenario: &Scenario,
        g: &Gateway,
        groups: &[GroupState],
        rosters: &[Roster],
        n_nodes: usize,
    ) -> Self {
        Self {
            bans: g.rules.ban.as_ref().map(|_| Bans::new(n_nodes)),
            view: (g.rules.view_age.ns() > 0 || g.rules.ban.is_some()).then(|| StaleView {
                is_live: g.rules.view_age.ns() == 0,
                rosters: rosters.to_vec(),
                backlogs: vec![0; n_nodes],
                turns: if g.rules.reports == Reports::InTurn { reporters(scenario, g, groups) } else { Vec::new() },
                turn: 0,
                reported: Reported::new(&g.rules.scheduling.columns(), n_nodes),
            }),
            memory: vec![g.rules.scheduling.memory(n_nodes); rosters.len()],
            admission: g.rules.admission.values().map(|rule| rule.memory(n_nodes)).collect(),
            under_way: 0,
            outputs: Outputs::new(scenario.llms.len()),
            hedging: g.rules.hedge.as_ref().map(|rule| Hedging::new(rule, scenario.llms.len())),
            is_round_planned: false,
            at_work: 0,
            waiting: None,
            held: vec![None; rosters.len()],
        }
    }
}

/// The nodes that a gateway may pick.
fn reporters(scenario: &Scenario, gateway: &Gateway, groups: &[GroupState]) -> Vec<NodeId> {
    let serves = |g: &usize| scenario.groups[*g].networks.iter().any(|n| gateway.networks.contains(n));
    let rows = |g: usize| groups[g].first..groups[g].first + scenario.groups[g].rules.count;
    (0..groups.len()).filter(serves).flat_map(rows).map(NodeId).collect()
}
