//! Nodes whose networks have slots of their own: each part is a line of its own.

use state::attempts::Phase;
use units::ids::{AttemptId, NetworkId, NodeId};

use crate::metrics::cause::Cause;
use crate::world::Moment;

impl Moment<'_> {
    /// An attempt reaches a node that has a part for its network.
    #[cold]
    pub(super) fn reach_part(&mut self, node: NodeId, attempt: AttemptId) {
        let network = self.state.network_of(attempt);
        let (slots, places) = self.each_part(node);
        let Some(part) = self.state.parts.as_mut().and_then(|parts| parts.part(node, network)) else {
            return self.fail(attempt, Cause::NodeFull);
        };
        if part.busy < slots {
            self.enqueue(node, attempt);
            self.serve(node, attempt);
        } else if (part.waiting.len() as u32) < places {
            part.waiting.push_back(attempt);
            self.enqueue(node, attempt);
            self.state.attempts.get_mut(attempt).phase = Phase::Waiting;
        } else {
            self.fail(attempt, Cause::NodeFull);
        }
    }

    /// The slots and the waiting places of each part of a node.
    fn each_part(&self, node: NodeId) -> (u32, u32) {
        let derived = self.state.groups[self.state.group(node).row()].derived;
        let waiting = derived.discipline.waiting;
        (derived.discipline.slots / derived.parts, if waiting == u32::MAX { waiting } else { waiting / derived.parts })
    }

    /// The backlog of a node has changed by an attempt that came or went, in a world with parts.
    #[cold]
    pub(super) fn report_part(&mut self, node: NodeId, attempt: AttemptId, by: i32) {
        let (network, whole) = (self.state.network_of(attempt), self.state.nodes.backlog(node));
        let state = &mut *self.state;
        let Some(parts) = &mut state.parts else { return };
        let Some(part) = parts.part(node, network) else {
            let group = state.nodes.identity(node).group;
            for &network in &self.scenario.groups[group.row()].networks {
                parts.note(network, node, whole);
            }
            return self.report(node, whole);
        };
        part.backlog = part.backlog.saturating_add_signed(by);
        let backlog = part.backlog;
        parts.note(network, node, backlog);
        self.report_on(network, node, backlog);
    }

    /// A slot of an attempt's part is taken, or free again.
    #[cold]
    pub(super) fn occupy_part(&mut self, node: NodeId, attempt: AttemptId, by: i32) {
        let network = self.state.network_of(attempt);
        if let Some(part) = self.state.parts.as_mut().and_then(|parts| parts.part(node, network)) {
            part.busy = part.busy.saturating_add_signed(by);
        }
    }

    /// An attempt no longer waits for a slot of its part.
    #[cold]
    pub(super) fn leave_part(&mut self, node: NodeId, attempt: AttemptId) {
        let network = self.state.network_of(attempt);
        if let Some(part) = self.state.parts.as_mut().and_then(|parts| parts.part(node, network)) {
            part.waiting.retain(|waiting| *waiting != attempt);
        }
    }

    /// A node went down: what it keeps waits in its parts.
    #[cold]
    pub(in crate::dynamics) fn suspend_parts(&mut self, node: NodeId, kept: &[AttemptId]) {
        let line: Vec<(AttemptId, NetworkId)> = kept.iter().map(|&a| (a, self.state.network_of(a))).collect();
        if let Some(parts) = &mut self.state.parts {
            parts.refill(node, &line);
        }
    }

    /// Begins service of those that wait while their parts have room.
    #[cold]
    pub(super) fn fill_parts(&mut self, node: NodeId) {
        let (slots, _) = self.each_part(node);
        let networks = self.state.parts.as_ref().and_then(|parts| parts.of(node)).map_or(0, <[_]>::len);
        for at in 0..networks {
            let network = self.scenario.groups[self.state.group(node).row()].networks[at];
            while let Some(next) = self.next_of_part(node, network, slots) {
                self.serve(node, next);
            }
        }
    }

    /// Who waits first at a part with a free slot.
    fn next_of_part(&mut self, node: NodeId, network: NetworkId, slots: u32) -> Option<AttemptId> {
        let part = self.state.parts.as_mut()?.part(node, network)?;
        if part.busy < slots { part.waiting.pop_front() } else { None }
    }
}
