//! The first network that has nodes.

use engine::draws::Draws;
use units::settings;

use super::policy::{Offer, Router};

settings! {
    /// Uses the first network of the gateway's list that has a listed node.
    ///
    /// No draw is made. Source: primary and fallback providers of model routers (reference/systems.md 14).
    pub struct Failover {}
}

impl Router for Failover {
    fn route(&self, offers: &[Offer], _: &mut Draws) -> usize {
        offers.iter().position(|o| o.n_nodes > 0).unwrap_or(0)
    }
}
