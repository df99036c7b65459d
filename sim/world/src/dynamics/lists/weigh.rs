//! Networks weigh their nodes, after a sprint in which they are measured where they ask for one.

use engine::agenda::Class;
use engine::draws::{Purpose, Stream, name_hash};
use rules::owner::weight::Weight;
use rules::weight::View;
use state::ledger::Account;
use units::ids::{NetworkId, NodeId};
use units::time::{Span, Time};

use crate::event::Event;
use crate::world::Moment;
use crate::world::weights::Sprint;

impl Moment<'_> {
    /// A network weighs its nodes at the start, as after a sprint in which those that are up took part.
    pub(in crate::dynamics) fn open_weights(&mut self, network: NetworkId) {
        let Some(rules) = &self.scenario.networks[network.row()].rules.weight else { return };
        self.weigh(network, rules, None);
        self.expect_weighing(network, rules);
    }

    /// Schedules the next weighing, or the sprint before it.
    fn expect_weighing(&mut self, network: NetworkId, rules: &Weight) {
        match rules.by.policy().measure() {
            Some(measure) => {
                let wait = rules.every.saturating_sub(measure.lasts);
                self.agenda.after(wait, Class::Timer, Event::Sprint(network));
            }
            None => {
                self.agenda.after(rules.every, Class::Timer, Event::Weigh(network));
            }
        }
    }

    /// A sprint begins: who takes part in it is on no list until it ends.
    pub(in crate::dynamics) fn begin_sprint(&mut self, network: NetworkId) {
        let Some(rules) = &self.scenario.networks[network.row()].rules.weight else { return };
        let Some(measure) = rules.by.policy().measure() else { return };
        let number = self.state.networks[network.row()].weights.as_ref().map_or(0, |weights| weights.weighed());
        let excused =
            |node: NodeId| self.weighing(Purpose::Excuse, network, node).draws(number).chance(measure.excused);
        let excused = (0..self.state.nodes.len()).map(NodeId::of).map(excused).collect();
        if let Some(weights) = &mut self.state.networks[network.row()].weights {
            weights.begin_sprint(self.now, excused);
        }
        self.list_measured(network);
        self.agenda.after(measure.lasts, Class::Timer, Event::Weigh(network));
    }

    /// A network weighs its nodes; a sprint that led to it is over.
    pub(in crate::dynamics) fn weigh_anew(&mut self, network: NetworkId) {
        let Some(rules) = &self.scenario.networks[network.row()].rules.weight else { return };
        let sprint = self.state.networks[network.row()].weights.as_mut().and_then(|weights| weights.end_sprint());
        self.weigh(network, rules, sprint.as_ref());
        if sprint.is_some() {
            self.list_measured(network);
        }
        self.expect_weighing(network, rules);
    }

    /// The stream of what is drawn of a node when a network measures it.
    fn weighing(&self, purpose: Purpose, network: NetworkId, node: NodeId) -> Stream {
        let of_network = name_hash(&self.scenario.networks[network.row()].name).rotate_left(17);
        self.stream(purpose, self.state.nodes.identity(node).name ^ of_network)
    }

    /// Who is there lists its nodes anew, or takes them off, on all their networks.
    fn list_measured(&mut self, network: NetworkId) {
        for node in (0..self.state.nodes.len()).map(NodeId::of) {
            let networks = self.state.served(self.scenario, node);
            if networks.contains(&network) {
                for &other in networks {
                    self.list_anew(other, node);
                }
                if self.state.meters.held > 0 && self.state.nodes.is_up(node) {
                    self.ask_held(node);
                }
            }
        }
    }

    /// Works out what each node weighs now.
    fn weigh(&mut self, network: NetworkId, rules: &Weight, sprint: Option<&Sprint>) {
        let Some(weights) = &self.state.networks[network.row()].weights else { return };
        let number = weights.weighed();
        let mut found = vec![0.0; self.state.nodes.len()];
        let mut values = found.clone();
        let mut operators = vec![0.0; self.state.operators.len()];
        for node in (0..self.state.nodes.len()).map(NodeId::of) {
            if !self.is_in_good_standing(network, node) {
                continue;
            }
            let stake = self.stake_coins(network, node);
            let own = match sprint {
                Some(sprint) if sprint.excused(node) => weights.found(node),
                _ => {
                    let view = self.seen_of(network, node, stake, self.computed(node, rules, sprint));
                    let draws = &mut self.weighing(Purpose::Measure, network, node).draws(number);
                    rules.by.policy().weigh(&view, draws)
                }
            };
            // What is negative or does not exist is nothing.
            let own = if own > 0.0 { own.min(f64::MAX / 1e12) } else { 0.0 };
            let counts = rules.collateral.as_ref().map_or(own, |collateral| collateral.backed(own, stake));
            (found[node.row()], values[node.row()]) = (own, counts);
            operators[self.operator_of(node).row()] += counts;
        }
        let bound = rules.bound(operators.iter().copied());
        if bound.is_finite() {
            for (row, value) in values.iter_mut().enumerate() {
                let all = operators[self.operator_of(NodeId::of(row)).row()];
                if all > bound {
                    *value *= bound / all;
                }
            }
        }
        let shares = weights.shares();
        if let Some(weights) = &mut self.state.networks[network.row()].weights {
            weights.note(found, values);
        }
        self.state.ledger.note_bonds(self.scenario.home(network), None);
        if shares {
            (0..self.state.nodes.len()).for_each(|node| self.note_stake(network, NodeId::of(node)));
        }
    }

    /// For how long a node computed in the sprint that ends; at the start, for all of one if it is up.
    fn computed(&self, node: NodeId, rules: &Weight, sprint: Option<&Sprint>) -> Span {
        match (sprint, rules.by.policy().measure()) {
            _ if !self.state.nodes.is_up(node) => Span::ZERO,
            (Some(sprint), _) => sprint.computed(self.state.nodes.since(node), self.now),
            (None, Some(measure)) if self.now == Time::ZERO => measure.lasts,
            (None, _) => Span::ZERO,
        }
    }

    /// What is known of a node when it is weighed.
    fn seen_of(&self, network: NetworkId, node: NodeId, stake_coins: f64, computed: Span) -> View {
        let group = self.state.group(node);
        let row = &self.scenario.groups[group.row()];
        let slots = self.state.groups[group.row()].capacity() as f64;
        let reputation = self.state.reputation(network, node);
        View { stake_coins, speed: row.rules.speed, slots, price_usd_h: row.usd_per_hour, reputation, computed }
    }

    /// What a node has at stake on a network \[coins\].
    fn stake_coins(&self, network: NetworkId, node: NodeId) -> f64 {
        self.scenario.networks[network.row()].coin.map_or(0.0, |coin| {
            let units = self.state.ledger.balance(coin, Account::Bond(self.scenario.home(network), node));
            self.scenario.counted(network, units) as f64
                / 10_u64.pow(self.scenario.coins[coin.row()].rules.decimals) as f64
        })
    }

    /// A node leaves a network for good: it weighs nothing there, whoever takes its row.
    pub(in crate::dynamics) fn forget_weight(&mut self, network: NetworkId, node: NodeId) {
        if let Some(weights) = &mut self.state.networks[network.row()].weights
            && weights.forget(node)
        {
            self.state.ledger.note_bonds(self.scenario.home(network), Some(node));
        }
    }
}
