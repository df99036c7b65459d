//! Uniformly random choice.

use engine::draws::Draws;
use units::settings;
use units::settings::Nothing;

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Picks any listed node with equal chance: the baseline.
    ///
    /// N equal nodes with exponential service under Poisson arrivals become N independent M/M/1 queues; the mean
    /// sojourn is `1 / (mu - lambda / N)` \[s\], mu the service rate and lambda the total arrival rate \[1/s\].
    /// Source: Kleinrock, Queueing Systems vol. 1, 1975.
    pub struct Random {}
}

impl Scheduler for Random {
    type Memory = Nothing;

    #[inline]
    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        match view.roster.members() {
            [] => Pick::Refuse,
            [node] => Pick::Node(*node),
            nodes => Pick::Node(nodes[draws.below(nodes.len() as u32) as usize]),
        }
    }
    fn chooses_of_one(&self) -> bool {
        false
    }
}
