//! What is known of nodes where one is picked: the columns that policies and formulas read, as old as the view.

use rules::columns::{Column, Knows, Lengths};
use rules::queueing::Sharing;
use state::attempts::{Attempt, Attempts, Phase};
use state::journal::Journal;
use state::ledger::{Account, Ledger};
use state::memory::Memory;
use state::nodes::Nodes;
use state::requests::{Need, Request, Requests, Shared};
use units::ids::{LlmId, NetworkId, NodeId};
use units::time::{Span, Time};

use crate::dynamics::service::service;
use crate::dynamics::wires::mean_way;
use crate::scenario::{Picker, Scenario};
use crate::serving::{Batch, Origin};
use crate::world::desks::{Desk, View};
use crate::world::gateways::GatewayState;
use crate::world::reports::{Outputs, Reported};
use crate::world::{GroupState, State};

/// What a gateway knows of nodes for one request.
#[derive(Clone, Copy)]
pub(super) struct Knowledge<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) now: Time,
    pub(super) request: &'a Request,
    /// What of its prompt was read before.
    pub(super) shared: Shared,
    /// What nodes have reported, if the gateway's view is old.
    pub(super) reported: Option<&'a Reported>,
    /// The gateways, of which the request's own may ban nodes.
    pub(super) gateways: &'a [GatewayState],
    pub(super) outputs: &'a Outputs,
    pub(super) nodes: &'a Nodes,
    /// Backlogs by node, as the gateway knows them.
    pub(super) backlogs: &'a [u32],
    pub(super) groups: &'a [GroupState],
    pub(super) tables: Tables<'a>,
}

/// The tables from which nodes report.
#[derive(Clone, Copy)]
pub(super) struct Tables<'a> {
    pub(super) requests: &'a Requests,
    pub(super) attempts: &'a Attempts,
    pub(super) memories: &'a [Memory],
    pub(super) batches: &'a [Option<Box<Batch>>],
    pub(super) ledger: &'a Ledger,
}

impl Knows for Knowledge<'_> {
    fn number(&self, column: Column, node: NodeId) -> f64 {
        let identity = self.nodes.identity(node);
        let row = &self.scenario.groups[identity.group.row()];
        match column {
            Column::Backlog => f64::from(self.backlogs[node.row()]),
            Column::Service => self.service(node, Lengths::Seen).as_secs(),
            Column::Latency => self.latency(node, self.backlogs[node.row()], Lengths::Seen).as_secs(),
            Column::Way => self.way(node),
            Column::Speed => row.rules.speed,
            Column::Slots => self.slots(node) as f64,
            Column::Price => row.usd_per_hour,
            Column::Prefix => f64::from(self.prefix(node)),
            Column::Failures => {
                let bans = self.gateways[self.request.gateway.row()].bans.as_ref();
                bans.map_or(0.0, |bans| f64::from(bans.failed(node)))
            }
            Column::Held => f64::from(u8::from(match self.reported.and_then(|reported| reported.held.as_ref()) {
                Some(held) => held[node.row()].contains(&self.request.llm),
                None => self.holds(node),
            })),
            Column::ReportAge => {
                let heard = self.reported.and_then(|reported| reported.heard.as_ref());
                heard.map_or(0.0, |heard| self.now.since(heard[node.row()]).as_secs())
            }
            Column::Uptime => {
                let since = self.reported.and_then(|reported| reported.of(column, node));
                (self.now.since(Time::ZERO).as_secs() - since.unwrap_or_else(|| self.report(column, node))).max(0.0)
            }
            Column::WorkLeft | Column::Stake | Column::FreeMemory => {
                let reported = self.reported.and_then(|reported| reported.of(column, node));
                reported.unwrap_or_else(|| self.report(column, node))
            }
        }
    }

    fn latency(&self, node: NodeId, backlog: u32, lengths: Lengths) -> Span {
        let own = self.service(node, lengths);
        let before = Span::from_ns(own.ns().saturating_mul(u64::from(backlog)) / self.slots(node).max(1));
        own + before + Span::from_secs_f64(self.way(node))
    }

    fn changes(&self) -> Option<&Journal> {
        let is_reported = |reported: &&Reported| reported.columns.iter().any(|(kept, _)| *kept == Column::Stake);
        match self.reported.filter(is_reported) {
            Some(reported) => Some(&reported.changes),
            None => Some(self.tables.ledger.bonds(self.request.network)),
        }
    }
}

impl<'a> Knowledge<'a> {
    /// The same for another request.
    pub(super) fn of(&self, request: &'a Request, shared: Shared) -> Self {
        Self { request, shared, ..*self }
    }
    /// Whether a column is as old as the gateway's view: what its policy does not read an old view does not keep.
    pub(super) fn keeps(&self, column: Column) -> bool {
        self.reported.is_none_or(|reported| reported.keeps(column))
    }
    /// Time that the request takes on a node alone.
    fn service(&self, node: NodeId, lengths: Lengths) -> Span {
        let need = match lengths {
            Lengths::True => self.request.need,
            Lengths::Seen => self.outputs.expected(self.request.need, self.request.llm),
        };
        service(self.scenario, self.groups, self.nodes.identity(node).group, self.request.llm, &need)
    }
    fn slots(&self, node: NodeId) -> u64 {
        let group = &self.groups[self.nodes.identity(node).group.row()];
        let discipline = group.derived.discipline;
        if discipline.sharing == Sharing::Batch { u64::from(discipline.slots) } else { group.capacity() }
    }
    /// Mean time on the wires, there and back \[s\].
    fn way(&self, node: NodeId) -> f64 {
        let identity = self.nodes.identity(node);
        let gateway = self.scenario.gateways[self.request.gateway.row()].region;
        let region = Some(identity.region).filter(|r| r.0 != u16::MAX);
        let access = self.scenario.groups[identity.group.row()].rules.access.as_ref();
        mean_way(self.scenario, gateway, region, access)
    }
    /// Tokens of the request's prompt that lie in a node's cache.
    fn prefix(&self, node: NodeId) -> u32 {
        let Need::Tokens { prompt, .. } = self.request.need else { return 0 };
        let Some(Some(batch)) = self.tables.batches.get(node.row()) else { return 0 };
        let Request { users, llm, .. } = *self.request;
        batch.held_tokens(Origin { users, llm, shared: self.shared }, prompt)
    }
    fn holds(&self, node: NodeId) -> bool {
        self.tables.holds(self.scenario, self.nodes, node, self.request.llm)
    }
    fn report(&self, column: Column, node: NodeId) -> f64 {
        let Self { scenario, now, outputs, nodes, groups, .. } = *self;
        self.tables.report(&Reporter { scenario, now, outputs, nodes, groups }, column, node, self.request.network)
    }
}

/// What is needed beside the tables to report.
struct Reporter<'a> {
    scenario: &'a Scenario,
    now: Time,
    outputs: &'a Outputs,
    nodes: &'a Nodes,
    groups: &'a [GroupState],
}

impl Tables<'_> {
    /// What a node reports of itself now.
    fn report(&self, of: &Reporter, column: Column, node: NodeId, network: NetworkId) -> f64 {
        let group = of.nodes.identity(node).group;
        match column {
            Column::WorkLeft => {
                let mut left = Span::ZERO;
                for attempt in of.nodes.line(node).iter(self.attempts) {
                    left += self.left(of, node, self.attempts.get(attempt));
                }
                left.as_secs() / of.groups[group.row()].capacity().max(1) as f64
            }
            Column::Stake => of.scenario.networks[network.row()].coin.map_or(0.0, |coin| {
                let units = self.ledger.balance(coin, Account::Bond(network, node));
                units as f64 / 10_u64.pow(of.scenario.coins[coin.row()].rules.decimals) as f64
            }),
            Column::FreeMemory => {
                let capacity = of.scenario.groups[group.row()].rules.residency.policy().capacity();
                let held = self.memories.get(node.row()).map_or(0, |memory| memory.loaded().len());
                capacity.map_or(0.0, |capacity| f64::from(capacity) - held as f64)
            }
            Column::Uptime => of.nodes.since(node).since(Time::ZERO).as_secs(),
            _ => 0.0,
        }
    }

    /// Work of an attempt that is still to do on its node, as far as the gateway can expect it.
    fn left(&self, of: &Reporter, node: NodeId, attempt: &Attempt) -> Span {
        let request = self.requests.get(attempt.request);
        let group = of.nodes.identity(node).group;
        let done = match attempt.phase {
            Phase::Serving => of.now.since(attempt.started.min(of.now)),
            _ => Span::ZERO,
        };
        match request.need {
            // What was done before an interruption is no longer in `remaining`.
            Need::Work(_) => attempt.remaining.saturating_sub(done),
            need @ Need::Tokens { .. } => {
                let expected = of.outputs.expected(need, request.llm);
                service(of.scenario, of.groups, group, request.llm, &expected).saturating_sub(done)
            }
        }
    }

    fn holds(&self, scenario: &Scenario, nodes: &Nodes, node: NodeId, llm: LlmId) -> bool {
        match self.memories.get(node.row()) {
            Some(memory)
                if scenario.groups[nodes.identity(node).group.row()].rules.residency.policy().capacity().is_some() =>
            {
                memory.loaded().iter().any(|loaded| loaded.llm == llm)
            }
            _ => true,
        }
    }
}

impl State {
    /// Nodes report to a desk what its policy reads of them.
    pub(super) fn note_reports(
        &mut self,
        scenario: &Scenario,
        desk: usize,
        now: Time,
        of: impl Iterator<Item = NodeId>,
    ) {
        let Self { desks, nodes, groups, requests, attempts, memories, batches, ledger, .. } = self;
        let Desk { by, view, outputs, .. } = &mut desks[desk];
        let Some(View { reported, .. }) = view.as_mut().filter(|view| !view.reported.is_empty()) else { return };
        let tables = Tables { requests, attempts, memories, batches, ledger };
        let reporter = Reporter { scenario, now, outputs, nodes, groups };
        // A stake is on a network; that of the gateway's first stands for all where it uses several.
        let network = match *by {
            Picker::Gateway(gateway) => scenario.gateways[gateway.row()].networks[0],
            Picker::Network(network) => network,
        };
        for node in of {
            reported.changes.note(node);
            for (column, values) in &mut reported.columns {
                values[node.row()] = tables.report(&reporter, *column, node, network);
            }
            if let Some(held) = &mut reported.held {
                let list = &mut held[node.row()];
                list.clear();
                let all = (0..scenario.llms.len()).map(LlmId::of);
                list.extend(all.filter(|&llm| tables.holds(scenario, nodes, node, llm)));
            }
            if let Some(heard) = &mut reported.heard {
                heard[node.row()] = now;
            }
        }
    }
}
