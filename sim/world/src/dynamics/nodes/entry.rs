//! Operators set up nodes where that pays, and take them down where it does not.

use engine::agenda::Class;
use engine::draws::Purpose;
use rules::churn::Life;
use rules::entry::{Plant, Terms};
use units::ids::{GroupId, NetworkId, NodeId, NodeRef, OperatorId};
use units::time::Span;

use crate::event::Event;
use crate::world::Moment;
use crate::world::fleets::Stage;

impl Moment<'_> {
    /// Whether a node is in at the start, as far as its operator is concerned.
    pub(super) fn begins(&self, group: GroupId, node: NodeId) -> bool {
        self.state.fleets[group.row()].is_none() || self.stage(node) == Some(Stage::In)
    }

    /// An operator looks at its margins, sets up nodes and takes down others.
    pub(in crate::dynamics) fn review_nodes(&mut self, operator: OperatorId) {
        let group = self.state.operators[operator.row()].group;
        let row = &self.scenario.groups[group.row()];
        let (Some(terms), Some(bounds)) = (row.rules.entry.policy().terms(), row.bounds) else { return };
        let least = row.networks.iter().filter_map(|&network| self.epoch_of(network)).max().unwrap_or_default();
        self.state.operators[operator.row()].smooth(self.now, terms.smooth, least.max(row.rules.review));
        self.state.note_margin(operator);
        let books = &self.state.operators[operator.row()];
        let own = books.rates.known.then(|| books.rates.margin());
        let nodes = books.nodes();
        let leaves = own.is_some_and(|margin| margin < bounds.leaves_below);
        let enters = !leaves
            && self.state.median_margin(group, self.now).is_some_and(|margin| {
                margin > bounds.enters_above
                    && self.stake_charge(group).is_some_and(|charge| margin > bounds.enters_above + charge)
            });
        if !leaves && !enters {
            return;
        }
        for node in nodes {
            match self.stage_since(node) {
                Some((Stage::In, since))
                    if leaves && self.now.since(since) >= terms.least_stay && self.is_moved(node, &terms) =>
                {
                    self.give_up(node);
                }
                Some((Stage::Out, _)) if enters && self.is_moved(node, &terms) => self.order(node, &terms),
                _ => {}
            }
        }
    }

    /// What the stakes of a node would yield elsewhere, over its cost; none where they cannot be bought.
    fn stake_charge(&self, group: GroupId) -> Option<f64> {
        let stakes = self.stake_usd(group)?;
        let row = &self.scenario.groups[group.row()];
        let yield_h = row.rules.capital.as_ref().map_or(0.0, |capital| capital.cost.per_y()) / Plant::YEAR_H;
        let cost_h = row.usd_per_hour + row.rent_per_hour as f64 / 1e9;
        // Where nothing costs anything there is no margin to compare with.
        Some(if cost_h > 0.0 { stakes * yield_h / cost_h } else { 0.0 })
    }

    /// The time between two mintings of the coin of a network.
    fn epoch_of(&self, network: NetworkId) -> Option<Span> {
        let coin = self.scenario.networks[network.row()].coin?;
        Some(self.scenario.coins[coin.row()].rules.epoch)
    }

    /// Whether this is the review at which an operator moves a node that it would move.
    fn is_moved(&self, node: NodeId, terms: &Terms) -> bool {
        let name = self.state.nodes.identity(node).name;
        self.stream(Purpose::Entry, name).draws(self.now.ns()).chance(terms.moves)
    }

    /// An operator buys the hardware of a node and begins to set it up.
    fn order(&mut self, node: NodeId, terms: &Terms) {
        let group = self.state.group(node);
        if !self.can_bond(group) {
            return;
        }
        self.set_stage(node, Stage::Setup);
        self.buy_hardware(node);
        self.agenda.after(terms.setup, Class::Timer, Event::SetUp(self.state.nodes.name(node)));
    }

    /// A node is set up: it bonds its stakes and begins its life.
    pub(in crate::dynamics) fn set_up(&mut self, node: NodeRef) {
        let node = node.id;
        let group = self.state.group(node);
        if !self.can_bond(group) {
            // Somebody else took the last coins meanwhile.
            self.set_stage(node, Stage::Out);
            self.sell_hardware(node);
            if let Some(fleet) = &mut self.state.fleets[group.row()] {
                fleet.dropped += 1;
            }
            return;
        }
        self.set_stage(node, Stage::In);
        if let Some(fleet) = &mut self.state.fleets[group.row()] {
            fleet.entered += 1;
        }
        self.bond(node);
        let policy = self.scenario.groups[group.row()].rules.churn.policy();
        match policy.start(&self.churner(node), &mut self.life(node, Purpose::ChurnStart)) {
            Life::In(rest) => self.settle_in(node, rest),
            Life::Out(rest) => self.stay_away(node, rest),
        }
    }

    /// An operator gives a node up: it goes at once, or where a network asks for it once its stake may go.
    fn give_up(&mut self, node: NodeId) {
        let networks = &self.scenario.groups[self.state.group(node).row()].networks;
        let rules = networks.iter().map(|network| &self.scenario.networks[network.row()].rules);
        let wait = rules.filter(|rules| rules.serves_unbonding).map(|rules| rules.unbonding).max();
        match wait {
            Some(wait) if wait > Span::ZERO => {
                self.set_stage(node, Stage::Leaving);
                self.agenda.after(wait, Class::Timer, Event::Retire(self.state.nodes.name(node)));
            }
            _ => self.take_down(node),
        }
    }

    /// The time for which a node had to serve on is over.
    pub(in crate::dynamics) fn retire(&mut self, node: NodeId) {
        if self.stage(node) == Some(Stage::Leaving) {
            self.take_down(node);
        }
    }

    /// Whether a node has served on until its stake may go.
    pub(in crate::dynamics) fn has_served_on(&self, node: NodeId) -> bool {
        self.stage(node) == Some(Stage::Going)
    }

    /// An operator takes a node down and sells its hardware.
    fn take_down(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.set_stage(node, Stage::Going);
        if let Some(fleet) = &mut self.state.fleets[group.row()] {
            fleet.left += 1;
        }
        self.sell_hardware(node);
        self.cut_session(node);
        self.stay_out(node, None);
    }

    /// No list knows a node any more that was taken down: it may be set up again.
    pub(in crate::dynamics) fn note_free(&mut self, node: NodeId) {
        if self.stage(node).is_some() {
            self.set_stage(node, Stage::Out);
        }
    }

    fn stage(&self, node: NodeId) -> Option<Stage> {
        self.stage_since(node).map(|s| s.0)
    }

    fn stage_since(&self, node: NodeId) -> Option<(Stage, units::time::Time)> {
        let group = self.state.group(node).row();
        let place = node.row() - self.state.groups[group].first as usize;
        self.state.fleets[group].as_ref().map(|fleet| fleet.stages[place])
    }

    fn set_stage(&mut self, node: NodeId, stage: Stage) {
        let group = self.state.group(node).row();
        let place = node.row() - self.state.groups[group].first as usize;
        if let Some(fleet) = &mut self.state.fleets[group] {
            fleet.stages[place] = (stage, self.now);
        }
    }
}
