//! Evidence is put before the slashing rules of a network, which remember what they judged.

use rules::slashing::{Evidence, Finding};
use units::ids::{NetworkId, NodeId, UsersId};

use crate::world::Moment;

impl Moment<'_> {
    /// Puts a piece of evidence before every slashing rule of a network that hears it.
    pub(in crate::dynamics) fn judge(&mut self, network: NetworkId, evidence: &Evidence, harmed: Option<UsersId>) {
        for rule in 0..self.scenario.networks[network.row()].rules.slashing.len() {
            let policy = &self.scenario.networks[network.row()].rules.slashing[rule];
            let is_told = evidence.finding == Finding::Offended || policy.hears_passes();
            if is_told && policy.hears(evidence.offence) {
                self.judge_by(rule, network, evidence, harmed);
            }
        }
    }

    /// Puts a piece of evidence before one slashing rule of a network.
    pub(super) fn judge_by(&mut self, rule: usize, network: NetworkId, evidence: &Evidence, harmed: Option<UsersId>) {
        let policy = &self.scenario.networks[network.row()].rules.slashing[rule];
        let view = self.stakes(network, evidence.node, evidence.at);
        let sentence = policy.judge(&mut self.state.networks[network.row()].memory[rule], evidence, &view);
        self.execute(network, evidence, &sentence, harmed);
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
    }
}
