//! Which node a request goes to.

mod bandit;
mod batch_matching;
mod bounded_hash;
mod cache_affinity;
mod cheapest_in_time;
mod copies;
mod custom;
mod deadline_fit;
mod inverse_price;
mod join_idle_queue;
mod join_shortest_queue;
mod least_expected_latency;
mod least_work_left;
mod policy;
mod power_of_d;
mod proportional;
mod random;
mod round_robin;
mod score;
mod session_affinity;
mod slack;
mod stake_weighted;
mod sticky_random;
mod sums;
#[cfg(test)]
mod table;
mod thompson;
mod ucb;
mod weighted;
mod weights;

use engine::draws::Draws;
use state::roster::Order;
use units::ids::NodeId;
use units::time::Span;

use crate::checking::Checking;
use crate::columns::Column;

pub use copies::Work;
pub use custom::Custom;
pub use policy::{
    Cancel, Copied, Done, Ended, Ending, Held, Lacking, MOST_COPIES, Pick, QUESTIONS, Scheduler, Ties, View, Waiting,
};

units::menu! {
    /// The scheduling policies that a scenario may name.
    pub enum Scheduling: Scheduler {
        random::Random,
        round_robin::RoundRobin,
        join_shortest_queue::JoinShortestQueue,
        join_idle_queue::JoinIdleQueue,
        power_of_d::PowerOfD,
        least_expected_latency::LeastExpectedLatency,
        copies::Copies,
        session_affinity::SessionAffinity,
        score::ByScore,
        custom::Custom,
        weighted::Weighted,
        least_work_left::LeastWorkLeft,
        inverse_price::InversePrice,
        bounded_hash::BoundedHash,
        sticky_random::StickyRandom,
        stake_weighted::StakeWeighted,
        proportional::Proportional,
        deadline_fit::DeadlineFit,
        cheapest_in_time::CheapestInTime,
        cache_affinity::CacheAffinity,
        ucb::Ucb,
        thompson::Thompson,
        batch_matching::BatchMatching,
    }

    /// What a scheduling policy remembers.
    pub enum Memory;

    remembering {
        fn pick(&self, view: &View, draws: &mut Draws) -> Pick;
        fn assign(&self, held: &Held) -> Vec<Option<NodeId>>;
        fn observe(&self, ended: &Ended);
    }
    fn chooses_of_one(&self) -> bool;
    fn refuses(&self) -> bool;
    fn every(&self) -> Option<Span>;
    fn observes(&self) -> bool;
    fn columns(&self) -> Vec<Column>;
    fn order(&self) -> Order;
    fn ending(&self) -> Ending;
    fn vet(&self, checking: &mut Checking);
}

impl Memory {
    /// Looks at nodes that had no score.
    pub fn unscored(&self) -> u64 {
        if let Self::ByScore(unscored) = self { *unscored } else { 0 }
    }
}
