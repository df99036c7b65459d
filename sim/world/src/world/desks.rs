//! Desks: where nodes are picked, with a memory and perhaps a view of the nodes of its own.

use rules::owner::gateway::Reports;
use rules::scheduling;
use state::requests::Request;
use state::roster::Roster;
use units::ids::{GatewayId, NetworkId, NodeId, RequestId};

use super::reports::{Outputs, Reported};
use super::{GroupState, State};
use crate::scenario::{Picker, Scenario};

/// What changes about a gateway that picks, or a network that assigns itself.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    /// Who picks here.
    pub(crate) by: Picker,
    /// Its own view: old, or without those whom its gateway bans.
    pub(crate) view: Option<View>,
    /// Whether its policy is asked where one node is listed.
    pub(crate) chooses_of_one: bool,
    /// What its policy remembers, by roster.
    pub(crate) memory: Vec<scheduling::Memory>,
    /// How long answers have been that it has seen.
    pub(crate) outputs: Outputs,
    /// Whether its policy's next round is planned.
    pub(crate) is_round_planned: bool,
    /// Requests that wait for a node, first and last, by roster.
    pub(crate) held: Vec<Option<(RequestId, RequestId)>>,
}

/// Rosters and backlogs as they were when the view was renewed.
#[derive(Clone, Debug)]
pub(crate) struct View {
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

/// Where a node is picked for a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    /// The row of the desk.
    pub(crate) desk: usize,
    /// Which of its rosters.
    pub(crate) roster: usize,
}

impl Desk {
    /// The desks of all who pick.
    pub(super) fn all(scenario: &Scenario, groups: &[GroupState], rosters: &[Roster], n_nodes: usize) -> Vec<Self> {
        scenario.pickers().map(|by| Self::new(scenario, by, groups, rosters, n_nodes)).collect()
    }

    fn new(scenario: &Scenario, by: Picker, groups: &[GroupState], rosters: &[Roster], n_nodes: usize) -> Self {
        let (policy, is_live) = (scenario.policy(by), scenario.view_age(by).ns() == 0);
        let (bans, reports) = match by {
            Picker::Gateway(gateway) => {
                let rules = &scenario.gateways[gateway.row()].rules;
                (rules.ban.is_some(), rules.reports)
            }
            Picker::Network(_) => (false, Reports::Together),
        };
        Self {
            by,
            view: (!is_live || bans).then(|| View {
                is_live,
                rosters: rosters.to_vec(),
                backlogs: vec![0; n_nodes],
                turns: if reports == Reports::InTurn { reporters(scenario, by, groups) } else { Vec::new() },
                turn: 0,
                reported: Reported::new(&policy.columns(), n_nodes),
            }),
            chooses_of_one: policy.chooses_of_one(),
            memory: vec![policy.memory(n_nodes); rosters.len()],
            outputs: Outputs::new(scenario.llms.len()),
            is_round_planned: false,
            held: vec![None; rosters.len()],
        }
    }
}

/// The nodes that may be picked.
fn reporters(scenario: &Scenario, by: Picker, groups: &[GroupState]) -> Vec<NodeId> {
    let networks = scenario.picked(by);
    let serves = |g: &usize| scenario.groups[*g].networks.iter().any(|n| networks.contains(n));
    let rows = |g: usize| groups[g].first..groups[g].first + scenario.groups[g].rules.count;
    (0..groups.len()).filter(serves).flat_map(rows).map(NodeId).collect()
}

/// The row of each network's desk; empty where no network assigns itself.
pub(super) fn assigners(scenario: &Scenario) -> Vec<Option<u16>> {
    if scenario.networks.iter().all(|network| network.rules.scheduling.is_none()) {
        return Vec::new();
    }
    let row = |network| scenario.pickers().position(|by| by == Picker::Network(network)).map(|row| row as u16);
    (0..scenario.networks.len()).map(|network| row(NetworkId::of(network))).collect()
}

impl State {
    /// The row of the desk where nodes of a network are picked for a gateway.
    #[inline(always)]
    pub(crate) fn desk(&self, gateway: GatewayId, network: NetworkId) -> usize {
        if self.assigners.is_empty() {
            return gateway.row();
        }
        self.assigners[network.row()].map_or(gateway.row(), usize::from)
    }
    /// Where a node is picked for a request.
    #[inline(always)]
    pub(crate) fn at(&self, scenario: &Scenario, row: &Request) -> At {
        let roster = match &self.seats {
            None => scenario.roster_for(row.users, row.network, row.llm),
            Some(seats) => seats.roster(scenario, row),
        };
        At { desk: self.desk(row.gateway, row.network), roster }
    }
}
