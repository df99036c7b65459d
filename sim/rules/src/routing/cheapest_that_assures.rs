//! The cheapest network whose proof is worth enough.

use engine::draws::Draws;
use units::settings;

use super::policy::{Offer, Router};

settings! {
    /// Sends each request to the cheapest network that assures what its users need and lists a node.
    ///
    /// What networks assure is told by the gateway's `standard`, or by the only one that there is; users without
    /// `needs` are assured by all, so that it is then `cheapest`. Prices are compared in usd; among equal prices the
    /// first named wins. If no network that assures enough has a node, the first that does refuses the request. Source:
    /// verification modes that each call asks for (OpenGradient SDK 1.1.4; reference/systems.md 1.2).
    pub struct CheapestThatAssures {}
}

impl Router for CheapestThatAssures {
    fn route(&self, offers: &[Offer], _: &mut Draws) -> usize {
        let price = |i: &usize| if offers[*i].n_nodes == 0 { f64::INFINITY } else { offers[*i].price };
        let enough = (0..offers.len()).filter(|&i| offers[i].assures);
        enough.min_by(|a, b| price(a).total_cmp(&price(b))).unwrap_or(0)
    }
}
