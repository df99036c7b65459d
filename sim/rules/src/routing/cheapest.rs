//! The cheapest network that has nodes.

use engine::draws::Draws;
use units::settings;

use super::policy::{Offer, Router};

settings! {
    /// Sends each request where it costs least, among networks with at least one listed node.
    ///
    /// Prices are compared in usd at the coins' current price; equal prices fall to the first named. If no network has
    /// a node, the first is asked and refuses. Source: price-ordered routing of model routers (reference/systems.md
    /// 14).
    pub struct Cheapest {}
}

impl Router for Cheapest {
    fn route(&self, offers: &[Offer], _: &mut Draws) -> usize {
        let price = |i: &usize| if offers[*i].n_nodes == 0 { f64::INFINITY } else { offers[*i].price };
        (0..offers.len()).min_by(|a, b| price(a).total_cmp(&price(b))).unwrap_or(0)
    }
}
