//! Whoever is idle, else anybody.

use engine::draws::Draws;
use state::roster::Order;
use units::settings;
use units::settings::Nothing;

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Picks any node of the list of idle ones; if none is idle, any node at all.
    ///
    /// Idle is who has no backlog; each with equal chance. One list a gateway: with N equal nodes, exponential service
    /// and load below 1 the part of the requests that wait falls to 0 as N grows, and the mean sojourn to the service
    /// time, for the price of O(1) a pick and one message an idle node. With few nodes it is between random choice and
    /// the shortest queue. Source: Lu et al., Join-Idle-Queue, Performance Evaluation 68, 2011; Stolyar, Queueing
    /// Systems 80, 2015.
    pub struct JoinIdleQueue {}
}

impl Scheduler for JoinIdleQueue {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let idle = view.roster.idle();
        let nodes = if idle.is_empty() { view.roster.members() } else { idle };
        if nodes.is_empty() { Pick::None } else { Pick::Node(nodes[draws.below(nodes.len() as u32) as usize]) }
    }
    fn order(&self) -> Order {
        Order::Backlogs
    }
}
