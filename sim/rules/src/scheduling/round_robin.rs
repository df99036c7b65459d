//! Each node in its turn.

use engine::draws::Draws;
use units::settings;

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Picks the listed nodes in turn.
    ///
    /// With N nodes each sees every N-th arrival: Erlang-N gaps under Poisson arrivals. When nodes come and go the turn
    /// continues at the same position in the list. No draw is made. Source: Wolff, Stochastic Modeling, 1989.
    pub struct RoundRobin {}
}

impl Scheduler for RoundRobin {
    type Memory = u64;

    fn pick(&self, memory: &mut u64, view: &View, _: &mut Draws) -> Pick {
        let nodes = view.roster.members();
        if nodes.is_empty() {
            return Pick::Refuse;
        }
        let node = nodes[(*memory % nodes.len() as u64) as usize];
        *memory += 1;
        Pick::Node(node)
    }
}
