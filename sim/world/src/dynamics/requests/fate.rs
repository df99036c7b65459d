//! What becomes of the work at a node that leaves, and of a request whose attempt has failed.

use rules::owner::nodes::Leaving;
use rules::queueing::Order;
use state::attempts::{Attempt, NONE, Phase, Purpose};
use state::requests::Stage;
use units::ids::{AttemptId, NodeId};
use units::time::Time;

use crate::metrics::cause::Cause;
use crate::world::Moment;

impl Moment<'_> {
    /// A node goes down: what it had meets the fate that its group names.
    pub(in crate::dynamics) fn displace(&mut self, node: NodeId) {
        let list = self.state.nodes.line(node).list(&self.state.attempts);
        let leaving = self.scenario.groups[self.state.group(node).row()].rules.leaving;
        if self.batches(node) {
            return self.displace_batch(node, leaving);
        }
        let order = self.state.groups[self.state.group(node).row()].derived.discipline.order;
        if order != Order::Arrival {
            self.unrank_all(node);
        }
        for &attempt in &list {
            if self.state.attempts.get(attempt).phase == Phase::Serving {
                self.interrupt(attempt);
            }
            let row = self.state.attempts.get_mut(attempt);
            row.phase = Phase::Suspended;
            if leaving == Leaving::Restart {
                self.state.meters.wasted += u128::from(row.service.saturating_sub(row.remaining).ns());
                row.remaining = row.service;
            }
        }
        let keeps = matches!(leaving, Leaving::Resume | Leaving::Restart);
        if self.state.parts.is_some() {
            self.suspend_parts(node, if keeps { &list } else { &[] });
        }
        if order == Order::Arrival {
            self.state.nodes.line_mut(node).waiting = self.state.nodes.line(node).head;
        }
        if keeps {
            return;
        }
        self.part_with(list, leaving);
    }

    /// A node gives up what it had: the attempts fail or are placed anew.
    pub(in crate::dynamics) fn part_with(&mut self, list: Vec<AttemptId>, leaving: Leaving) {
        for attempt in list {
            self.withdraw(attempt);
            match (leaving, self.state.attempts.get(attempt).purpose) {
                (Leaving::Move | Leaving::Continue, Purpose::Try) => self.relocate(attempt),
                _ => self.fail(attempt, Cause::NodeLeft),
            }
        }
    }

    /// A node has left for good: what it kept for its return is lost.
    pub(in crate::dynamics) fn abandon(&mut self, node: NodeId) {
        for attempt in self.state.nodes.line(node).list(&self.state.attempts) {
            self.withdraw(attempt);
            self.fail(attempt, Cause::NodeLeft);
        }
    }

    /// A node is up again: what it kept goes on.
    pub(in crate::dynamics) fn resume(&mut self, node: NodeId) {
        if self.batches(node) {
            return self.resume_batch(node);
        }
        let discipline = self.state.groups[self.state.group(node).row()].derived.discipline;
        for attempt in self.state.nodes.line(node).list(&self.state.attempts) {
            self.state.attempts.get_mut(attempt).phase = Phase::Waiting;
            if discipline.order != Order::Arrival {
                self.rank_waiting(node, attempt, discipline);
            }
        }
        self.fill(node);
    }

    /// Places the request of a withdrawn attempt anew; that costs no retry.
    fn relocate(&mut self, attempt: AttemptId) {
        let Attempt { request, sibling, .. } = *self.state.attempts.get(attempt);
        self.disarm(attempt);
        if sibling == NONE {
            self.state.attempts.close(attempt);
        } else if self.copy_lost(attempt) {
            return;
        }
        self.state.meters.moves += 1;
        self.place(request);
    }

    /// An attempt has failed: the gateway tries again, or the request ends.
    pub(in crate::dynamics) fn fail(&mut self, attempt: AttemptId, cause: Cause) {
        let row = *self.state.attempts.get(attempt);
        self.disarm(attempt);
        match row.purpose {
            Purpose::Try => {}
            Purpose::Check { rule } => {
                self.state.attempts.close(attempt);
                return self.check_again(row.request, rule);
            }
            Purpose::Prove { rule } => {
                self.state.attempts.close(attempt);
                return self.prove_again(row.request, rule);
            }
            Purpose::Vote { .. } => {
                self.state.attempts.close(attempt);
                return self.finish_check(row.request);
            }
        }
        let request = *self.state.requests.get(row.request);
        self.blame(request.gateway, row.node, cause);
        if self.state.has_reputations {
            self.rate_loss(request.network, &row, cause);
        }
        self.tell(row.request, row.node, None);
        self.note_failure(row.request);
        self.note_missed(request.network, row.node);
        let gateway = &self.scenario.gateways[request.gateway.row()];
        let before = self.state.requests.outing(row.request).map_or(0, |outing| outing.before);
        let is_again = u32::from(request.tries - before) <= gateway.rules.retries;
        if is_again && gateway.rules.retry_elsewhere && request.stage == Stage::Tried {
            let head = self.state.tried.add(request.tried, row.node);
            self.state.requests.get_mut(row.request).tried = head;
        }
        if row.sibling == NONE {
            self.state.attempts.close(attempt);
        } else if self.copy_lost(attempt) {
            return;
        }
        if is_again {
            self.state.meters.retries += 1;
            if self.reroute(row.request) {
                self.place(row.request);
            }
        } else {
            self.lose(row.request, cause, Some(row.began).filter(|&began| began < Time::END));
        }
    }
}
