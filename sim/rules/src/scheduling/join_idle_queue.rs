//! Whoever is idle, else anybody.

use engine::draws::Draws;
use state::roster::Order;
use units::settings;
use units::settings::Nothing;

use super::policy::{Pick, Scheduler, View};

settings! {
    /// Picks an idle node at random; if none is idle, any node.
    ///
    /// A node is idle if it has no backlog; each idle node has equal chance. There is one list per gateway: with N
    /// equal nodes, exponential service and load below 1 the share of the requests that wait falls to 0 as N grows, and
    /// the mean sojourn to the service time, at the cost of O(1) per pick and one message per idle node. With few nodes
    /// it is between random choice and the shortest queue. Source: Lu et al., Join-Idle-Queue, Performance Evaluation
    /// 68, 2011; Stolyar, Queueing Systems 80, 2015.
    pub struct JoinIdleQueue {}
}

impl Scheduler for JoinIdleQueue {
    type Memory = Nothing;

    fn pick(&self, _: &mut Nothing, view: &View, draws: &mut Draws) -> Pick {
        let idle = view.roster.idle();
        let nodes = if idle.is_empty() { view.roster.members() } else { idle };
        if nodes.is_empty() { Pick::Refuse } else { Pick::Node(nodes[draws.below(nodes.len() as u32) as usize]) }
    }
    fn order(&self) -> Order {
        Order::Backlogs
    }
    fn chooses_of_one(&self) -> bool {
        false
    }
}
