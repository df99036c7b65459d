//! Answers that deviate by their node's serving stack: nobody cheats, but a check or a vote may find a difference.

use engine::draws::{Attribute, Draws, Index, Purpose};
use rules::slashing::Evidence;
use rules::verification::Truth;
use state::attempts::Effort;
use state::requests::Request;
use units::ids::{NetworkId, NodeId, StackId};
use units::time::Span;

use crate::world::Moment;
use crate::world::networks::Sides;

impl Moment<'_> {
    /// What an honest node does; where the nodes of its group have a serving stack, its answer may deviate.
    pub(in crate::dynamics) fn honestly(&self, node: NodeId, mut draws: Draws, work: Span) -> Effort {
        let deviates = self.stack(node).is_some_and(|stack| self.deviates(node, stack, &mut draws));
        Effort { deviates, ..Effort::honest(work) }
    }

    /// The serving stack of a node.
    fn stack(&self, node: NodeId) -> Option<StackId> {
        self.scenario.groups[self.state.group(node).row()].stack
    }

    /// Whether two nodes have one serving stack.
    pub(super) fn is_kin(&self, node: NodeId, other: NodeId) -> bool {
        self.stack(node) == self.stack(other)
    }

    /// Whether an answer of a node deviates; its share is drawn once for its life, and found again by its name.
    #[cold]
    fn deviates(&self, node: NodeId, stack: StackId, draws: &mut Draws) -> bool {
        let (name, life) = (self.state.nodes.identity(node).name, self.state.nodes.generation(node));
        let own = &mut self.stream(Purpose::Stack, name).draws(life.into());
        let share = self.scenario.stacks[stack.row()].rules.deviates.sample(own);
        draws.chance(share)
    }

    /// What an answer is before the eyes of a node that compares it with its own.
    ///
    /// Layouts of indices may coincide, so each use of the stream has an attribute of its own.
    pub(super) fn truth(&self, row: &Request, judge: NodeId, (index, attribute): (Index, Attribute)) -> Truth {
        if row.is_wrong {
            return Truth::Wrong;
        }
        if !self.state.has_stacks || self.is_kin(row.server, judge) {
            return Truth::Right;
        }
        let draws = &mut self.state.users[row.users.row()].deviation.draws_for(index.bits(), attribute);
        let own = self.stack(judge).is_some_and(|stack| self.deviates(judge, stack, draws));
        if row.deviates || own { Truth::Deviates } else { Truth::Right }
    }

    /// Whether an answer that deviates counts as another in a vote of executors.
    pub(super) fn differs(&self, row: &Request, rule: u16, (index, attribute): (Index, Attribute)) -> bool {
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        let stream = self.state.users[row.users.row()].difference;
        stream.draws_for(index.bits(), attribute).chance(policy.finds_deviations())
    }

    /// Whether the text of an honest executor parts from those of the others, for good and by itself.
    pub(super) fn strays(&self, row: &Request, rule: u16, (index, attribute): (Index, Attribute)) -> bool {
        let policy = self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)].policy();
        let stream = self.state.users[row.users.row()].agreement;
        policy.strays(row.need.output(), &mut stream.draws_for(index.bits(), attribute))
    }

    /// Puts evidence against a node that did all the work before the slashing rules, and notes what it loses.
    #[cold]
    pub(in crate::dynamics) fn judge_benign(&mut self, network: NetworkId, evidence: &Evidence, sides: Sides) {
        let group = self.state.group(evidence.node);
        let before = self.state.meters.groups[group.row()].slashed_wrong_usd;
        self.judge(network, evidence, sides);
        let lost = self.state.meters.groups[group.row()].slashed_wrong_usd - before;
        if let Some(quality) = &mut self.state.meters.quality {
            quality.slashed(network, group, lost);
        }
    }
}
