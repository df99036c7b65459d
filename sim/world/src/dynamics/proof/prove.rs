//! Answers are proved, by the node that answered or by a pool of provers, and others verify the proofs.

use engine::draws::Index;
use rules::verification::{Unproved, Verification};
use state::attempts::{Attempt, Effort, Purpose};
use state::requests::Request;
use units::ids::{NodeId, RequestId};
use units::time::Span;

use super::check::CHECKS;
use crate::world::Moment;

impl Moment<'_> {
    /// A verification rule of the network of a request.
    pub(super) fn rule_of(&self, row: &Request, rule: u16) -> &Verification {
        &self.scenario.networks[row.network.row()].rules.verification[usize::from(rule)]
    }

    /// Sends an answer to whoever proves it.
    pub(super) fn prove(&mut self, request: RequestId, rule: u16) {
        let row = *self.state.requests.get(request);
        let Some(prover) = self.find_prover(&row, rule) else { return self.unproved(request, rule) };
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        let draws = &mut self.state.users[row.users.row()].service.draws(index.bits());
        let span = self.rule_of(&row, rule).policy().proving(row.need.output(), draws);
        self.send_check(request, prover, Purpose::Prove { rule }, span);
    }

    /// Who proves an answer: the node that gave it, if it is still there; or any node of the pool that is up.
    fn find_prover(&mut self, row: &Request, rule: u16) -> Option<NodeId> {
        if row.checks >= CHECKS {
            return None;
        }
        if let Some(group) = self.scenario.networks[row.network.row()].provers[usize::from(rule)] {
            return self.draw_of_group(row, rule, group);
        }
        let is_there = self.state.nodes.generation(row.server) == row.server_generation;
        (is_there && self.state.nodes.is_up(row.server)).then_some(row.server)
    }

    /// A proof was lost with its node: another prover is sought.
    pub(in crate::dynamics) fn prove_again(&mut self, request: RequestId, rule: u16) {
        self.prove(request, rule);
        self.finish_check(request);
    }

    /// A proof is there: another node verifies it.
    pub(in crate::dynamics) fn proved(&mut self, attempt: &Attempt, rule: u16) {
        let group = self.state.group(attempt.node);
        self.state.meters.groups[group.row()].saves(attempt.honest, attempt.service);
        self.verify(attempt.request, rule);
        self.finish_check(attempt.request);
    }

    /// Sends a proof to whoever verifies it.
    pub(super) fn verify(&mut self, request: RequestId, rule: u16) {
        let row = *self.state.requests.get(request);
        let Some(checker) = self.find_checker(&row, rule) else { return self.unproved(request, rule) };
        let index = Index::Check { number: row.number, check: row.checks as u8, rule };
        let draws = &mut self.state.users[row.users.row()].service.draws(index.bits());
        let span = self.rule_of(&row, rule).policy().effort(row.need.output(), draws).unwrap_or(Span::ZERO);
        self.send_check(request, checker, Purpose::Check { rule }, span);
    }

    /// Sends a check that takes so long at speed 1, or a proof, to a node.
    fn send_check(&mut self, request: RequestId, node: NodeId, purpose: Purpose, span: Span) {
        let span = span.at_speed(self.scenario.groups[self.state.group(node).row()].rules.speed);
        let work = if matches!(purpose, Purpose::Prove { .. }) { span } else { self.judging_work(node, span) };
        self.open_check(request, node, purpose, Effort { service: work, ..Effort::honest(span) });
    }

    /// An answer can be neither proved nor verified.
    fn unproved(&mut self, request: RequestId, rule: u16) {
        self.state.meters.unchecked += 1;
        let row = *self.state.requests.get(request);
        if self.rule_of(&row, rule).policy().unproved() == Unproved::Refunded {
            self.state.requests.get_mut(request).is_void = true;
        }
    }
}
