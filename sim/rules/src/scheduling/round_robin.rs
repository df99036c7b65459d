//! Each node in its turn.

use engine::draws::Draws;
use units::settings;

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Picks the listed nodes in turn.
    ///
    /// With N nodes each sees every N-th arrival: Erlang-N gaps under Poisson arrivals. When nodes come and go the turn
    /// continues at the same position in the list, or at its beginning where the list has become too short for that.
    /// The last node of the list takes the place of one that leaves, so that it may lose a turn of that round; one that
    /// comes back stands at the end, and may have a second turn in it. No draw is made. Source: Wolff, Stochastic
    /// Modeling, 1989.
    pub struct RoundRobin {}
}

impl Scheduler for RoundRobin {
    /// The position of the next turn, not a count of all turns: a count over the length of the list would jump whenever
    /// that changes.
    type Memory = u32;

    fn pick(&self, memory: &mut u32, view: &View, _: &mut Draws) -> Pick {
        let nodes = view.roster.members();
        let at = if (*memory as usize) < nodes.len() { *memory as usize } else { 0 };
        let Some(&node) = nodes.get(at) else { return Pick::Refuse };
        *memory = at as u32 + 1;
        Pick::Node(node)
    }
}

#[cfg(test)]
mod tests {
    use units::ids::NodeId;

    use super::super::table::{Table, draws, view};
    use super::*;
    use crate::columns::Column;

    #[test]
    fn the_turn_goes_on_at_its_position_when_the_list_changes() {
        let mut table = Table::of(Column::Backlog, (0..5).map(|_| 0.0));
        let mut memory = 0;
        let mut turn = |table: &Table, places: &[usize]| {
            for &place in places {
                let picked = view(table, |view| RoundRobin {}.pick(&mut memory, view, &mut draws(0)));
                assert_eq!(picked, Pick::Node(table.roster.members()[place]), "place {place}");
            }
        };
        turn(&table, &[0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]);
        table.roster.leave(NodeId(4));
        turn(&table, &[2, 3, 0, 1, 2, 3]);
        table.roster.leave(NodeId(3));
        // The position behind the last is the beginning.
        turn(&table, &[0, 1, 2, 0]);
    }
}
