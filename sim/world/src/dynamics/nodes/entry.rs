//! Operators set up nodes where that pays, and take them down where it does not.

use engine::agenda::Class;
use engine::draws::Purpose;
use rules::churn::Life;
use rules::entry::Terms;
use units::ids::{GroupId, NetworkId, NodeId, NodeRef, OperatorId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::scenario::Group;
use crate::world::Moment;
use crate::world::fleets::Stage;
use crate::world::margins::median;
use crate::world::operators::Rates;

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
        let berth = if row.rules.migration.is_active() { self.best_berth(operator) } else { None };
        let networks = berth.map_or(&row.networks[..], |at| &row.networks[at..=at]);
        let expected = if leaves { None } else { self.expected_margin(group) };
        let mut out = self.state.operators[operator.row()].nodes();
        let enters = expected.is_some_and(|margin| {
            margin > bounds.enters_above
                // Who has all nodes in need not know what more would cost.
                && out.any(|node| self.stage(node) == Some(Stage::Out))
                && self.stake_charge(group, networks).is_some_and(|charge| margin > bounds.enters_above + charge)
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
                Some((Stage::Out, _)) if enters && self.is_moved(node, &terms) => {
                    if let Some(at) = berth {
                        self.set_berth(node, at);
                    }
                    self.order(node, &terms);
                }
                _ => {}
            }
        }
    }

    /// What the stakes of a node would yield elsewhere, over its cost; none where they cannot be bought.
    fn stake_charge(&self, group: GroupId, networks: &[NetworkId]) -> Option<f64> {
        let stakes = self.stake_usd(group, networks)?;
        let row = &self.scenario.groups[group.row()];
        let yield_h = self.yield_h(group);
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

    /// The margin that who has no nodes in expects, computed anew once in an hour.
    ///
    /// That is the median margin of the group's operators that have nodes in. Where there are none, it is what their
    /// own nodes would cost against the median income of those with the same hardware, or where there are none either,
    /// of all with whom the group shares a network.
    fn expected_margin(&mut self, group: GroupId) -> Option<f64> {
        let now = self.now;
        let margins = &mut self.state.fleets[group.row()].as_mut()?.margins;
        if margins.is_known(now) {
            return margins.expected();
        }
        let expected = margins.median().or_else(|| self.margin_elsewhere(group));
        if let Some(fleet) = &mut self.state.fleets[group.row()] {
            fleet.margins.note(now, expected);
        }
        expected
    }

    /// What the nodes of a group would cost against what others earn.
    fn margin_elsewhere(&self, group: GroupId) -> Option<f64> {
        let row = &self.scenario.groups[group.row()];
        let cost_h = row.usd_per_hour + row.rent_per_hour as f64 / 1e9;
        let against = |is_like: &dyn Fn(&Group) -> bool| {
            let known = self.state.operators.iter().filter(|o| o.margin().is_some());
            let like = known.filter(|o| is_like(&self.scenario.groups[o.group.row()]));
            let income_h = median(&mut like.map(|o| o.rates.income_h).collect::<Vec<_>>())?;
            Some(Rates::of(income_h, cost_h).margin())
        };
        let shares = |other: &Group| other.networks.iter().any(|network| row.networks.contains(network));
        let has_same = |other: &Group| row.hardware.is_some() && other.hardware == row.hardware && shares(other);
        against(&has_same).or_else(|| against(&shares))
    }

    /// An operator buys the hardware of a node and begins to set it up.
    fn order(&mut self, node: NodeId, terms: &Terms) {
        let group = self.state.group(node);
        if !self.can_bond(group, self.state.served(self.scenario, node)) {
            return;
        }
        self.set_stage(node, Stage::Setup);
        self.buy_hardware(node);
        self.agenda.after(terms.setup, Class::Timer, Event::SetUp(self.state.nodes.name(node)));
    }

    /// A node is set up: it bonds its stakes and begins its life.
    pub(in crate::dynamics) fn set_up(&mut self, node: NodeRef) {
        if let Some(target) = self.aimed(node.id) {
            return self.arrive(node, target);
        }
        let node = node.id;
        let group = self.state.group(node);
        if !self.can_bond(group, self.state.served(self.scenario, node)) {
            // Somebody else took the last coins meanwhile.
            self.set_stage(node, Stage::Out);
            self.sell_hardware(node);
            if let Some(fleet) = &mut self.state.fleets[group.row()] {
                fleet.dropped += 1;
            }
            return;
        }
        if let Some(fleet) = &mut self.state.fleets[group.row()] {
            fleet.entered += 1;
        }
        self.come_in(node);
    }

    /// A node that is set up bonds its stakes and begins its life.
    pub(super) fn come_in(&mut self, node: NodeId) {
        let group = self.state.group(node);
        self.set_stage(node, Stage::In);
        self.bond(node);
        let policy = self.scenario.groups[group.row()].rules.churn.policy();
        match policy.start(&self.churner(node), &mut self.life(node, Purpose::ChurnStart)) {
            Life::In(rest) => self.settle_in(node, rest),
            Life::Out(rest) => self.stay_away(node, rest),
        }
    }

    /// An operator gives a node up: it goes at once, or where a network asks for it once its stake may go.
    fn give_up(&mut self, node: NodeId) {
        match self.served_on(node) {
            Some(wait) => {
                self.set_stage(node, Stage::Leaving);
                self.agenda.after(wait, Class::Timer, Event::Retire(self.state.nodes.name(node)));
            }
            None => self.take_down(node),
        }
    }

    /// How long a node serves on whose operator gives it up or moves it; none if it goes at once.
    pub(super) fn served_on(&self, node: NodeId) -> Option<Span> {
        let networks = self.state.served(self.scenario, node);
        let rules = networks.iter().map(|network| &self.scenario.networks[network.row()].rules);
        let wait = rules.filter(|rules| rules.serves_unbonding).map(|rules| rules.unbonding).max();
        wait.filter(|&wait| wait > Span::ZERO)
    }

    /// The time for which a node had to serve on is over.
    pub(in crate::dynamics) fn retire(&mut self, node: NodeId) {
        if self.stage(node) == Some(Stage::Leaving) {
            if self.aimed(node).is_some() {
                self.set_off(node);
            } else {
                self.take_down(node);
            }
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
        match self.stage(node) {
            Some(Stage::Going) if self.aimed(node).is_some() => self.begin_move(node),
            // Where it left for good before it could move, it is out.
            Some(_) => {
                self.aim(node, None);
                self.set_stage(node, Stage::Out);
            }
            None => {}
        }
    }

    fn stage(&self, node: NodeId) -> Option<Stage> {
        self.stage_since(node).map(|s| s.0)
    }

    pub(super) fn stage_since(&self, node: NodeId) -> Option<(Stage, Time)> {
        let (group, place) = self.seat_of(node);
        self.state.fleets[group].as_ref().map(|fleet| fleet.stages[place])
    }

    pub(super) fn set_stage(&mut self, node: NodeId, stage: Stage) {
        let (group, place) = self.seat_of(node);
        if let Some(fleet) = &mut self.state.fleets[group] {
            fleet.stages[place] = (stage, self.now);
        }
    }
}
