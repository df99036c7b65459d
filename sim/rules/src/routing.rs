//! Which network serves a request that a gateway could send to several.

mod cheapest;
mod cheapest_that_assures;
mod failover;
mod policy;
mod price_weighted;
mod split;

pub use policy::{Offer, QUESTIONS, Router};

units::menu! {
    /// The routing policies that a scenario may name.
    pub enum Routing: Router {
        split::Split,
        cheapest::Cheapest,
        cheapest_that_assures::CheapestThatAssures,
        failover::Failover,
        price_weighted::PriceWeighted,
    }
}
