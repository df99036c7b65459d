//! Which network serves a request that a gateway could send to several.

mod cheapest;
mod cheapest_that_assures;
mod drawn;
mod failover;
mod joint;
mod policy;
mod price_weighted;
mod quality_weighted;
mod split;

pub use policy::{Inspection, Offer, QUESTIONS, Router, Shortest};

units::menu! {
    /// The routing policies that a scenario may name.
    pub enum Routing: Router {
        split::Split,
        cheapest::Cheapest,
        cheapest_that_assures::CheapestThatAssures,
        failover::Failover,
        price_weighted::PriceWeighted,
        joint::Joint,
        quality_weighted::QualityWeighted,
    }
}
