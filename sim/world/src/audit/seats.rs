//! Rosters of sessions against the lists that they are drawn from.

use units::ids::NodeId;

use super::law;
use crate::world::World;

impl World {
    /// On the roster of a session are exactly those of its seats that the network lists, for whoever picks by it.
    pub(super) fn audit_seats(&self) -> Result<(), String> {
        let (scenario, state) = (&self.scenario, &self.state);
        let Some(seats) = &state.seats else { return Ok(()) };
        for (roster, cell) in (0..state.rosters.len()).filter_map(|at| Some((at, seats.cell(at)?))) {
            let base = scenario.roster(cell.network, cell.llm);
            let most = scenario.networks[cell.network.row()].rules.session.as_ref().map_or(0, |rule| rule.nodes);
            let n = cell.members.len();
            law(n <= most as usize, || format!("a session has {n} members and room for {most}"))?;
            let live = state.desks.iter().filter_map(|desk| desk.view.as_ref()).filter(|view| view.is_live);
            let lists = live.map(|view| (&view.rosters[base], &view.rosters[roster]));
            for (from, list) in lists.chain([(&state.rosters[base], &state.rosters[roster])]) {
                let is_member = |node: &NodeId| from.has(*node) && seats.has_seat(roster, *node);
                let listed = cell.members.iter().filter(|(node, _)| is_member(node)).count();
                law(listed == list.len() && list.members().iter().all(is_member), || {
                    format!("{} are on the roster of a session, but {listed} of its members are listed", list.len())
                })?;
            }
            for view in state.desks.iter().filter_map(|desk| desk.view.as_ref()) {
                let is_known = |node: &NodeId| view.rosters[base].has(*node);
                law(view.rosters[roster].members().iter().all(is_known), || {
                    "an old view has a node on the roster of a session, and not on its list".into()
                })?;
            }
            for node in (0..state.nodes.len()).map(NodeId::of) {
                let is_member = cell.members.iter().any(|&(member, _)| member == node);
                let has_seat = seats.of(node).contains(&(roster as u32));
                law(has_seat == is_member, || format!("{node:?} and a session differ about its seat"))?;
            }
        }
        Ok(())
    }
}
