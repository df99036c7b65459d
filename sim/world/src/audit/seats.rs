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
            let views = state.desks.iter().filter_map(|desk| desk.view.as_ref());
            let lists = views.map(|view| (&view.rosters[base], &view.rosters[roster]));
            for (from, list) in lists.chain([(&state.rosters[base], &state.rosters[roster])]) {
                let listed = cell.members.iter().filter(|&&node| from.has(node)).count();
                law(listed == list.len() && list.members().iter().all(|node| cell.members.contains(node)), || {
                    format!("{} are on the roster of a session, but {listed} of its members are listed", list.len())
                })?;
            }
            for node in (0..state.nodes.len()).map(NodeId::of) {
                let (has_seat, is_member) = (seats.of(node).contains(&(roster as u32)), cell.members.contains(&node));
                law(has_seat == is_member, || format!("{node:?} and a session differ about its seat"))?;
            }
        }
        Ok(())
    }
}
