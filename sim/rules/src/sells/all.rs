//! Everything.

use units::settings;

use super::policy::{Seller, View};

settings! {
    /// Sells everything at each review.
    ///
    /// All pay reaches the market within a period, as where operators pay in fiat for what they use: sell pressure is
    /// pay. Source: a sell share of 1 in reference/mechanisms.md M11.
    pub struct All {}
}

impl Seller for All {
    fn sells(&self, view: &View) -> i64 {
        view.coins
    }
}
