//! The old views of gateways: reports renew them, all at once or node by node.

use engine::agenda::Class;
use units::ids::{GatewayId, LlmId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::gateways::StaleView;
use crate::world::{Moment, State};

impl Moment<'_> {
    /// A gateway renews its view, or what it knows of the node whose turn it is.
    pub(in crate::dynamics) fn renew(&mut self, gateway: GatewayId) {
        let age = self.scenario.gateways[gateway.row()].rules.view_age;
        let Some(view) = &self.state.gateways[gateway.row()].view else { return };
        let in_turn = !view.turns.is_empty();
        // At the start everything is new, whoever reports next.
        if in_turn && self.now > Time::ZERO {
            let node = self.state.hear_next(gateway);
            self.state.note_reports(self.scenario, gateway.row(), self.now, node.into_iter());
        } else {
            self.renew_all(gateway);
            let all = (0..self.state.nodes.len()).map(NodeId::of);
            self.state.note_reports(self.scenario, gateway.row(), self.now, all);
        }
        let turn = self.state.gateways[gateway.row()].view.as_ref().filter(|_| in_turn);
        let next = turn.map_or(self.now + age, |view| view.next_turn(age));
        self.agenda.at(next, Class::Timer, Event::Renew(gateway));
        if self.state.meters.held > 0 {
            for roster in 0..self.state.rosters.len() {
                self.ask_held_for(gateway.row(), roster);
            }
        }
    }

    /// A gateway with an old view adds a dispatch of its own to what it knows of a node.
    #[inline]
    pub(in crate::dynamics) fn count_own(&mut self, gateway: GatewayId, roster: usize, node: NodeId) {
        let view = &mut self.state.gateways[gateway.row()].view;
        if let Some(StaleView { rosters, backlogs, is_live: false, .. }) = view {
            backlogs[node.row()] += 1;
            rosters[roster].report(node, backlogs[node.row()]);
        }
    }

    /// How many nodes a gateway lists.
    #[inline]
    pub(in crate::dynamics) fn n_listed(&self, gateway: GatewayId, roster: usize) -> usize {
        let view = self.state.gateways[gateway.row()].view.as_ref();
        view.map_or(self.state.rosters[roster].len(), |view| view.rosters[roster].len())
    }

    /// All nodes report to a gateway.
    fn renew_all(&mut self, gateway: GatewayId) {
        let row = &self.scenario.gateways[gateway.row()];
        let state = &mut *self.state;
        let Some(view) = &mut state.gateways[gateway.row()].view else { return };
        for (&network, llm) in row.networks.iter().flat_map(|n| (0..self.scenario.llms.len()).map(move |l| (n, l))) {
            let roster = self.scenario.roster(network, LlmId::of(llm));
            view.rosters[roster].copy_from(&state.rosters[roster]);
        }
        view.backlogs.clear();
        view.backlogs.extend_from_slice(state.nodes.backlogs());
        let Some(bans) = &state.gateways[gateway.row()].bans else { return };
        for node in bans.banned().to_vec() {
            state.shun(gateway, node);
        }
    }
}

impl State {
    /// The node whose turn it is reports to a gateway; gives it.
    fn hear_next(&mut self, gateway: GatewayId) -> Option<NodeId> {
        let row = &mut self.gateways[gateway.row()];
        let view = row.view.as_mut()?;
        let node = view.turns[(view.turn % view.turns.len() as u64) as usize];
        view.turn += 1;
        let backlog = self.nodes.backlog(node);
        view.backlogs[node.row()] = backlog;
        for &at in &self.groups[self.nodes.identity(node).group.row()].rosters {
            let (own, other) = (&mut view.rosters[at as usize], &self.rosters[at as usize]);
            if other.has(node) && !row.bans.as_ref().is_some_and(|b| b.has(node)) {
                own.enter(node, backlog);
                own.report(node, backlog);
            } else {
                own.leave(node);
            }
        }
        Some(node)
    }
}

impl StaleView {
    /// When the next of those reports that report in turn: the k-th of n at `age k / n`, round after round.
    fn next_turn(&self, age: Span) -> Time {
        let n = self.turns.len().max(1) as u128;
        Time::from_ns(((u128::from(self.turn) + 1) * u128::from(age.ns()) / n) as u64)
    }
}
