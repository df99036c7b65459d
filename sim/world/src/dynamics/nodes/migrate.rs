//! Operators move nodes to the network that pays more: a node leaves the one for good and comes to the other anew.

use engine::agenda::Class;
use engine::draws::Purpose;
use rules::entry::Plant;
use rules::migration::{Terms, View};
use units::ids::{GroupId, NetworkId, NodeId, NodeRef, OperatorId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;
use crate::world::fleets::Stage;

/// At an instant, after stakes are free.
const AFTER_RELEASES: Class = Class::Step7;

impl Moment<'_> {
    /// An operator compares what its networks pay, and moves nodes.
    pub(in crate::dynamics) fn review_networks(&mut self, operator: OperatorId) {
        let group = self.state.operators[operator.row()].group;
        let scenario = self.scenario;
        let policy = scenario.groups[group.row()].rules.migration.policy();
        let Some(terms) = policy.terms() else { return };
        let gains = self.gains(operator);
        for node in self.state.operators[operator.row()].nodes() {
            let (Some((Stage::In, since)), Some(at)) = (self.stage_since(node), self.berth(node)) else { continue };
            let mut draws = self.stream(Purpose::Migration, self.state.nodes.identity(node).name).draws(self.now.ns());
            if self.now.since(since) < terms.least_stay || !draws.chance(terms.moves) {
                continue;
            }
            let switch_usd = self.switch_usd(group, at, gains[at], &terms);
            let target = policy.target(&View { at, gains: &gains, switch_usd }, &mut draws);
            if target != at {
                self.plan_move(node, target);
            }
        }
    }

    /// What an operator expects of a node on each network of its group, less what its stake would yield elsewhere
    /// \[usd/h\].
    fn gains(&mut self, operator: OperatorId) -> Vec<Option<f64>> {
        let group = self.state.operators[operator.row()].group;
        if let Some(takings) = &mut self.state.takings {
            takings.refresh(self.now);
        }
        let networks = &self.scenario.groups[group.row()].networks;
        let gain = |&network: &NetworkId| {
            let income = self.state.takings.as_ref()?.expected(operator, network)?;
            Some(income - self.stake_usd(group, &[network])? * self.yield_h(group))
        };
        networks.iter().map(gain).collect()
    }

    /// Where an operator would set up a node, by place among the networks of its group: where it expects most.
    pub(super) fn best_berth(&mut self, operator: OperatorId) -> Option<usize> {
        let gains = self.gains(operator);
        let known = gains.into_iter().enumerate().filter_map(|(at, gain)| Some((at, gain?)));
        known.reduce(|best, other| if other.1 > best.1 { other } else { best }).map(|best| best.0)
    }

    /// What a move costs \[usd\]: what is paid for it, what the node does not gain on the way, and what its stake would
    /// yield elsewhere while it unbonds.
    fn switch_usd(&self, group: GroupId, at: usize, gain: Option<f64>, terms: &Terms) -> f64 {
        let network = self.scenario.groups[group.row()].networks[at];
        let rules = &self.scenario.networks[network.row()].rules;
        let hours = |span: Span| span.as_secs() / 3600.0;
        // Where a node serves while its stake unbonds, its stake earns meanwhile.
        let locked = if rules.serves_unbonding { Span::ZERO } else { rules.unbonding };
        let away = if terms.awaits_stake { terms.setup.max(locked) } else { terms.setup };
        let stake = self.stake_usd(group, &[network]).unwrap_or(0.0);
        terms.cost.nanos as f64 / 1e9
            + gain.unwrap_or(0.0).max(0.0) * hours(away)
            + stake * self.yield_h(group) * hours(locked)
    }

    /// The yield that the capital of a group has elsewhere \[1/h\].
    pub(super) fn yield_h(&self, group: GroupId) -> f64 {
        let capital = self.scenario.groups[group.row()].rules.capital.as_ref();
        capital.map_or(0.0, |capital| capital.cost.per_y()) / Plant::YEAR_H
    }

    /// An operator decides that a node moves: it goes at once, or where its network asks for it once its stake may go.
    fn plan_move(&mut self, node: NodeId, target: usize) {
        self.aim(node, Some(target));
        match self.served_on(node) {
            Some(wait) => {
                self.set_stage(node, Stage::Leaving);
                self.agenda.after(wait, Class::Timer, Event::Retire(self.state.nodes.name(node)));
            }
            None => self.set_off(node),
        }
    }

    /// A node leaves its network; its operator keeps the hardware, and its work meets its fate.
    pub(super) fn set_off(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.set_stage(node, Stage::Going);
        if let Some(berths) = &mut self.state.berths[group.row()] {
            berths.moved += 1;
        }
        let nanos =
            self.scenario.groups[group.row()].rules.migration.policy().terms().map_or(0, |terms| terms.cost.nanos);
        self.pay_move(node, nanos);
        self.cut_session(node);
        self.stay_out(node, None);
        // Its operator has it all the time, and pays its rent.
        let now = self.now;
        self.books_of(node).take_in(now);
        self.state.note_margin(self.operator_of(node));
    }

    /// No list knows a node any more that moves: it is set up for its new network.
    pub(super) fn begin_move(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.set_stage(node, Stage::Moving);
        if let Some(terms) = self.scenario.groups[group.row()].rules.migration.policy().terms() {
            self.agenda.after(terms.setup, Class::Timer, Event::SetUp(self.state.nodes.name(node)));
        }
    }

    /// A node is set up for its new network, unless it waits for its old stake, or for coins to buy the new one.
    pub(super) fn arrive(&mut self, node: NodeRef, target: usize) {
        let (node, name) = (node.id, node);
        let group = self.state.group(node);
        let row = &self.scenario.groups[group.row()];
        let Some(terms) = row.rules.migration.policy().terms() else { return };
        if terms.awaits_stake
            && let Some(free) = self.stake_is_free(node)
        {
            self.agenda.at(free.max(self.now), AFTER_RELEASES, Event::SetUp(name));
            return;
        }
        if !self.can_bond(group, &[row.networks[target]]) {
            self.agenda.after(row.rules.review, AFTER_RELEASES, Event::SetUp(name));
            return;
        }
        self.aim(node, None);
        self.set_berth(node, target);
        let now = self.now;
        self.books_of(node).give_up(now);
        self.state.note_margin(self.operator_of(node));
        self.come_in(node);
    }

    /// When a stake of a node that is on its way out may be free at the earliest; none if all are.
    fn stake_is_free(&self, node: NodeId) -> Option<Time> {
        let networks = &self.scenario.groups[self.state.group(node).row()].networks;
        let of = |&network: &NetworkId| {
            let bonds = &self.state.bonds;
            let queued = bonds.exits(network).iter().any(|exit| exit.node == node && exit.of.is_none());
            let epoch = self.scenario.networks[network.row()].rules.exit_queue.as_ref().map(|queue| queue.epoch);
            let turn = queued.then(|| self.now + epoch.unwrap_or_default());
            let own = bonds.queue(network).iter().filter(|u| u.node == node && u.of.is_none());
            own.map(|u| u.release).chain(turn).max()
        };
        networks.iter().filter_map(of).max().filter(|&free| free > self.now)
    }

    /// Where a node goes that is on its way, by place among the networks of its group.
    pub(super) fn aimed(&self, node: NodeId) -> Option<usize> {
        let (group, place) = self.seat_of(node);
        self.state.berths[group].as_ref()?.next[place].map(usize::from)
    }

    pub(super) fn aim(&mut self, node: NodeId, target: Option<usize>) {
        let (group, place) = self.seat_of(node);
        if let Some(berths) = &mut self.state.berths[group] {
            berths.next[place] = target.map(|at| at as u16);
        }
    }

    fn berth(&self, node: NodeId) -> Option<usize> {
        let (group, place) = self.seat_of(node);
        Some(usize::from(self.state.berths[group].as_ref()?.at[place]))
    }

    /// A node that is out will serve a network.
    pub(super) fn set_berth(&mut self, node: NodeId, at: usize) {
        let (group, place) = self.seat_of(node);
        if let Some(berths) = &mut self.state.berths[group] {
            berths.at[place] = at as u16;
        }
    }

    /// The group of a node, and its place there.
    pub(super) fn seat_of(&self, node: NodeId) -> (usize, usize) {
        let group = self.state.group(node).row();
        (group, node.row() - self.state.groups[group].first as usize)
    }
}
