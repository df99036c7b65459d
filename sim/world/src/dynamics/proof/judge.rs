//! Evidence is put before the slashing rules of a network, which remember what they judged.

use engine::agenda::Class;
use engine::draws::{Attribute, Purpose};
use rules::slashing::{Evidence, Finding};
use units::ids::{NetworkId, NodeId, NodeRef};

use crate::event::Event;
use crate::world::Moment;
use crate::world::networks::Deferred;
use crate::world::networks::Sides;

impl Moment<'_> {
    /// Puts a piece of evidence before every slashing rule of a network that hears it.
    pub(in crate::dynamics) fn judge(&mut self, network: NetworkId, evidence: &Evidence, mut sides: Sides) {
        if self.state.networks[network.row()].amnesties.is_some() {
            sides.is_forgiven = self.forgives_answers(network, evidence);
        }
        for rule in 0..self.scenario.networks[network.row()].rules.slashing.len() {
            let policy = &self.scenario.networks[network.row()].rules.slashing[rule];
            let is_told = evidence.finding == Finding::Offended || policy.hears_passes();
            if is_told && policy.hears(evidence.offence) {
                self.judge_by(rule, network, evidence, sides);
            }
        }
        if self.state.networks[network.row()].probations.is_some() && !sides.is_gone {
            self.note_check(network, evidence);
        }
    }

    /// Puts a piece of evidence before one slashing rule of a network.
    pub(super) fn judge_by(&mut self, rule: usize, network: NetworkId, evidence: &Evidence, sides: Sides) {
        let policy = &self.scenario.networks[network.row()].rules.slashing[rule];
        let mut view = self.stakes(network, evidence.node, evidence.at);
        if policy.counts_members() {
            view.members = self.members(network);
        }
        let sentence = if policy.is_by_chance() {
            let name = self.state.nodes.identity(evidence.node).name;
            let attribute = Attribute(rule as u16);
            let luck = self.stream(Purpose::SlashSize, name).draws_for(self.now.ns(), attribute).uniform();
            let memory = &mut self.state.networks[network.row()].memory[rule];
            policy.judge_by_luck(memory, evidence, &view, luck)
        } else {
            policy.judge(&mut self.state.networks[network.row()].memory[rule], evidence, &view)
        };
        let sentence = if sides.is_forgiven { self.soften(network, &sentence, &view) } else { sentence };
        self.execute(network, evidence, &sentence, sides);
        if let Some(wait) = policy.due(self.now).filter(|_| evidence.finding == Finding::Offended) {
            let (node, rule) = (self.state.nodes.name(evidence.node), rule as u16);
            let deferred =
                Deferred { rule, node, offence: evidence.offence, at: evidence.at, is_forgiven: sides.is_forgiven };
            self.state.networks[network.row()].deferred.push(deferred);
            self.agenda.after(wait, Class::Timer, Event::Due { node, network, rule });
        }
    }

    /// What a rule put off about a node is due; nothing of it is left to one that has gone for good.
    #[cold]
    pub(in crate::dynamics) fn due(&mut self, node: NodeRef, network: NetworkId, rule: u16) {
        let all = &mut self.state.networks[network.row()].deferred;
        // A rule puts all off for as long, so that the oldest is due first.
        let Some(at) = all.iter().position(|one| one.node == node && one.rule == rule) else { return };
        let Deferred { offence, at, is_forgiven, .. } = all.remove(at);
        if self.state.nodes.is_current(node) {
            let evidence = Evidence { node: node.id, offence, finding: Finding::Due, at, now: self.now };
            self.judge_by(rule.into(), network, &evidence, Sides { is_forgiven, ..Sides::default() });
        }
    }

    /// Whether any rule of a network hears of checks that were passed.
    #[inline]
    pub(in crate::dynamics) fn hears_passes(&self, network: NetworkId) -> bool {
        self.state.networks[network.row()].hears_passes
    }

    /// A new node takes a row: the rules forget whoever had it before.
    pub(in crate::dynamics) fn clear_record(&mut self, network: NetworkId, node: NodeId) {
        let rules = self.scenario.networks[network.row()].rules.slashing.values();
        for (rule, memory) in rules.zip(&mut self.state.networks[network.row()].memory) {
            rule.forget(memory, node);
        }
        self.begin_reputation(network, node);
        if let Some(leaks) = &mut self.state.networks[network.row()].leaks {
            leaks.begin(node);
        }
        if let Some(records) = &mut self.state.networks[network.row()].records {
            records.begin(node, self.now);
        }
    }
}
