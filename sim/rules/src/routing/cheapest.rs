//! The cheapest network that has nodes.

use engine::draws::Draws;
use units::settings;

use super::policy::{Offer, Router};

settings! {
    /// Sends each request to the cheapest network with at least one listed node.
    ///
    /// Prices are compared in usd at the coins' current price; among equal prices the first named wins. If no network
    /// has a node, the first is used and refuses. Source: price-ordered routing of model routers (reference/systems.md
    /// 14).
    pub struct Cheapest {}
}

impl Router for Cheapest {
    fn route(&self, offers: &[Offer], _: &mut Draws) -> usize {
        let price = |i: &usize| if offers[*i].n_nodes == 0 { f64::INFINITY } else { offers[*i].price };
        (0..offers.len()).min_by(|a, b| price(a).total_cmp(&price(b))).unwrap_or(0)
    }
}
