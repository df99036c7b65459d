//! What the world notes in its log, where somebody asks for one.

use state::attempts::Purpose;
use units::ids::{AttemptId, NodeId};
use units::time::Time;

use super::{Moment, World};
use crate::log::{Slice, What};

impl World {
    /// Notes which nodes are away at the start; rows that wait for newcomers are nobody.
    pub(crate) fn note_absent(&mut self) {
        let state = &mut self.state;
        let Some(log) = &mut state.log else { return };
        let (nodes, groups) = (&state.nodes, &state.groups);
        for (group, row) in groups.iter().zip(&self.scenario.groups) {
            let is_crowd = row.rules.churn.policy().crowd().is_some();
            let away = (group.first..group.first + row.rules.count)
                .map(NodeId)
                .filter(|&node| !is_crowd && !nodes.is_up(node));
            away.for_each(|node| log.gone(node, Time::ZERO));
        }
    }
}

impl Moment<'_> {
    /// Notes that an attempt is served no more.
    #[cold]
    pub(crate) fn note_service(&mut self, node: NodeId, attempt: AttemptId) {
        let row = self.state.attempts.get(attempt);
        let request = self.state.requests.get(row.request);
        let (users, number) = (request.users, request.number);
        let what = if row.purpose == Purpose::Try { What::Serves(users, number) } else { What::Checks(users, number) };
        // What was to begin after a load has not begun if the node goes before.
        let slice = Slice { node, from: row.started.min(self.now), to: self.now, what };
        if let Some(log) = &mut self.state.log {
            log.slice(slice);
        }
    }
}
