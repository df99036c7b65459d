//! A world that keeps a diary is held to Little's law.

use state::requests::Stage;
use units::ids::NodeId;
use units::time::Time;

use super::diary::Diary;
use crate::world::World;

impl World {
    /// Keeps a diary from now on; before anything has come.
    pub(crate) fn keep_diary(&mut self) {
        let (nodes, scenario) = (self.state.nodes.len(), &self.scenario);
        self.state.diary = Some(Box::new(Diary::new(nodes, scenario.gateways.len(), scenario.users.len())));
    }

    /// Little's law for every node's line, every gateway and every group of users, if a diary is kept.
    pub(super) fn audit_diary(&self, now: Time) -> Result<(), String> {
        let state = &self.state;
        let Some(diary) = &state.diary else { return Ok(()) };
        for (node, stay) in diary.lines.iter().enumerate().map(|(i, s)| (NodeId::of(i), s)) {
            let line = state.nodes.line(node).list(&state.attempts);
            let open = line.iter().map(|attempt| diary.entered[attempt.row()]);
            stay.holds(now, open).map_err(|e| format!("in the line of {node:?} {e}"))?;
        }
        let entries = || state.requests.entries().filter(|(_, r)| !matches!(r.stage, Stage::Answered | Stage::Settled));
        let open = || entries().map(|entry| entry.1);
        for (i, stay) in diary.gateways.iter().enumerate() {
            let own = entries().filter(|(_, r)| r.gateway.row() == i);
            let own = own.map(|(id, r)| state.requests.outing(id).map_or(r.arrived, |outing| outing.since));
            stay.holds(now, own).map_err(|e| format!("at gateway {i} {e}"))?;
        }
        for (i, stay) in diary.users.iter().enumerate() {
            let own = open().filter(|r| r.users.row() == i).map(|r| r.arrived);
            stay.holds(now, own).map_err(|e| format!("of users {i} {e}"))?;
        }
        Ok(())
    }
}
