//! What is known of nodes where one is picked: the columns that policies and formulas read, as old as the view.

use rules::columns::{Column, Knows, Lengths};
use rules::queueing::Sharing;
use state::attempts::{Attempt, Phase};
use state::journal::Journal;
use state::ledger::Account;
use state::requests::{Need, Request};
use units::ids::{AttemptId, LlmId, NetworkId, NodeId, RequestId};
use units::time::{Span, Time};

use crate::dynamics::service::service;
use crate::dynamics::wires::mean_way;
use crate::scenario::{Picker, Scenario};
use crate::serving::Origin;
use crate::world::State;
use crate::world::desks::Desk;
use crate::world::reports::Reported;

/// What a gateway knows of nodes for one request.
#[derive(Clone, Copy)]
pub(super) struct Knowledge<'a> {
    pub(super) request: &'a Request,
    pub(super) id: RequestId,
    /// Backlogs by node, as the gateway knows them.
    pub(super) backlogs: &'a [u32],
    pub(super) seen: Seen<'a>,
}

/// What is seen at a desk, whatever the request.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) state: &'a State,
    pub(super) desk: &'a Desk,
    pub(super) now: Time,
}

impl Knows for Knowledge<'_> {
    fn number(&self, column: Column, node: NodeId) -> f64 {
        let identity = self.seen.state.nodes.identity(node);
        let row = &self.seen.scenario.groups[identity.group.row()];
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
                let bans = self.seen.state.gateways[self.request.gateway.row()].bans.as_ref();
                bans.map_or(0.0, |bans| f64::from(bans.failed(node)))
            }
            Column::Held => f64::from(u8::from(match self.reported().and_then(|reported| reported.held.as_ref()) {
                Some(held) => held[node.row()].contains(&self.request.llm),
                None => self.seen.holds(node, self.request.llm),
            })),
            Column::ReportAge => {
                let heard = self.reported().and_then(|reported| reported.heard.as_ref());
                heard.map_or(0.0, |heard| self.seen.now.since(heard[node.row()]).as_secs())
            }
            Column::Reputation => self.seen.state.reputation(self.request.network, node),
            Column::Uptime => {
                let since = self.reported().and_then(|reported| reported.of(column, node));
                (self.seen.now.since(Time::ZERO).as_secs()
                    - since.unwrap_or_else(|| self.seen.report(column, node, self.request.network)))
                .max(0.0)
            }
            Column::WorkLeft | Column::Stake | Column::Weight | Column::FreeMemory => {
                let reported = self.reported().and_then(|reported| reported.of(column, node));
                reported.unwrap_or_else(|| self.seen.report(column, node, self.request.network))
            }
        }
    }

    fn latency(&self, node: NodeId, backlog: u32, lengths: Lengths) -> Span {
        let own = self.service(node, lengths);
        let before = Span::from_ns(own.ns().saturating_mul(u64::from(backlog)) / self.slots(node).max(1));
        own + before + Span::from_secs_f64(self.way(node))
    }

    fn changes(&self) -> Option<&Journal> {
        let is_told = |column| matches!(column, Column::Stake | Column::Weight);
        let is_reported = |reported: &&Reported| reported.columns.iter().any(|(kept, _)| is_told(*kept));
        match self.reported().filter(is_reported) {
            Some(reported) => Some(&reported.changes),
            None => Some(self.seen.state.ledger.bonds(self.seen.scenario.home(self.request.network))),
        }
    }
}

impl<'a> Knowledge<'a> {
    /// The same for another request.
    pub(super) fn of(&self, id: RequestId) -> Self {
        Self { request: self.seen.state.requests.get(id), id, ..*self }
    }
    /// Whether a column is as old as the gateway's view: what its policy does not read an old view does not keep.
    pub(super) fn keeps(&self, column: Column) -> bool {
        self.reported().is_none_or(|reported| reported.keeps(column))
    }
    /// What nodes have reported, if the gateway's view is old.
    fn reported(&self) -> Option<&'a Reported> {
        self.seen.desk.view.as_ref().filter(|view| !view.is_live).map(|view| &view.reported)
    }
    /// Time that the request takes on a node alone.
    fn service(&self, node: NodeId, lengths: Lengths) -> Span {
        let Seen { scenario, state, desk, .. } = self.seen;
        let need = match lengths {
            Lengths::True => self.request.need,
            Lengths::Seen => desk.outputs.expected(self.request.need, self.request.llm),
        };
        service(scenario, &state.groups, state.nodes.identity(node).group, self.request.llm, &need)
    }
    fn slots(&self, node: NodeId) -> u64 {
        let group = &self.seen.state.groups[self.seen.state.nodes.identity(node).group.row()];
        let discipline = group.derived.discipline;
        let slots = if discipline.sharing == Sharing::Batch { u64::from(discipline.slots) } else { group.capacity() };
        slots / u64::from(group.derived.parts)
    }
    /// Mean time on the wires, there and back \[s\].
    fn way(&self, node: NodeId) -> f64 {
        let Seen { scenario, state, .. } = self.seen;
        let identity = state.nodes.identity(node);
        let gateway = scenario.gateways[self.request.gateway.row()].region;
        let region = Some(identity.region).filter(|r| r.0 != u16::MAX);
        let access = scenario.groups[identity.group.row()].rules.access.as_ref();
        mean_way(scenario, gateway, region, access)
    }
    /// Tokens of the request's prompt that lie in a node's cache.
    fn prefix(&self, node: NodeId) -> u32 {
        let state = self.seen.state;
        let Need::Tokens { prompt, .. } = self.request.need else { return 0 };
        let Some(Some(batch)) = state.batches.get(node.row()) else { return 0 };
        let &Request { users, llm, .. } = self.request;
        batch.held_tokens(Origin { users, llm, shared: state.requests.shared(self.id) }, prompt)
    }
}

impl Seen<'_> {
    /// What a node reports of itself now.
    fn report(&self, column: Column, node: NodeId, network: NetworkId) -> f64 {
        let Self { scenario, state, .. } = *self;
        let group = state.nodes.identity(node).group;
        match column {
            Column::WorkLeft => {
                let parts = state.groups[group.row()].derived.parts;
                let counts = |attempt: &AttemptId| parts == 1 || state.network_of(*attempt) == network;
                let mut left = Span::ZERO;
                for attempt in state.nodes.line(node).iter(&state.attempts).filter(counts) {
                    left += self.left(node, state.attempts.get(attempt));
                }
                left.as_secs() / (state.groups[group.row()].capacity() / u64::from(parts)).max(1) as f64
            }
            Column::Weight if state.networks[network.row()].weights.is_some() => {
                state.networks[network.row()].weights.as_ref().map_or(0.0, |weights| weights.at(node))
            }
            Column::Stake | Column::Weight => scenario.networks[network.row()].coin.map_or(0.0, |coin| {
                let units = state.ledger.balance(coin, Account::Bond(scenario.home(network), node));
                scenario.counted(network, units) as f64 / 10_u64.pow(scenario.coins[coin.row()].rules.decimals) as f64
            }),
            Column::FreeMemory => {
                let capacity = scenario.groups[group.row()].rules.residency.policy().capacity();
                let held = state.memories.get(node.row()).map_or(0, |memory| memory.loaded().len());
                capacity.map_or(0.0, |capacity| f64::from(capacity) - held as f64)
            }
            Column::Uptime => state.nodes.since(node).since(Time::ZERO).as_secs(),
            _ => 0.0,
        }
    }

    /// Work of an attempt that is still to do on its node, as far as the gateway can expect it.
    fn left(&self, node: NodeId, attempt: &Attempt) -> Span {
        let Self { scenario, state, desk, now } = *self;
        let request = state.requests.get(attempt.request);
        let group = state.nodes.identity(node).group;
        let done = match attempt.phase {
            Phase::Serving => now.since(attempt.started.min(now)),
            _ => Span::ZERO,
        };
        match request.need {
            // What was done before an interruption is no longer in `remaining`.
            Need::Work(_) => attempt.remaining.saturating_sub(done),
            need @ Need::Tokens { .. } => {
                let expected = desk.outputs.expected(need, request.llm);
                service(scenario, &state.groups, group, request.llm, &expected).saturating_sub(done)
            }
        }
    }

    fn holds(&self, node: NodeId, llm: LlmId) -> bool {
        let Self { scenario, state, .. } = *self;
        match state.memories.get(node.row()) {
            Some(memory)
                if scenario.groups[state.nodes.identity(node).group.row()]
                    .rules
                    .residency
                    .policy()
                    .capacity()
                    .is_some() =>
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
        let row = &mut self.desks[desk];
        let Some(view) = row.view.as_mut().filter(|view| !view.reported.is_empty()) else { return };
        // A stake is on a network; that of the gateway's first stands for all where it uses several.
        let network = match row.by {
            Picker::Gateway(gateway) => scenario.gateways[gateway.row()].networks[0],
            Picker::Network(network) => network,
        };
        // Taken out while everything else is looked at.
        let mut reported = std::mem::take(&mut view.reported);
        let seen = Seen { scenario, state: self, desk: &self.desks[desk], now };
        for node in of {
            reported.changes.note(node);
            for (column, values) in &mut reported.columns {
                values[node.row()] = seen.report(*column, node, network);
            }
            if let Some(held) = &mut reported.held {
                let list = &mut held[node.row()];
                list.clear();
                let all = (0..scenario.llms.len()).map(LlmId::of);
                list.extend(all.filter(|&llm| seen.holds(node, llm)));
            }
            if let Some(heard) = &mut reported.heard {
                heard[node.row()] = now;
            }
        }
        if let Some(view) = &mut self.desks[desk].view {
            view.reported = reported;
        }
    }
}
