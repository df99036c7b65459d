//! Everything.

use units::settings;

use super::policy::{Seller, View};

settings! {
    /// Sells everything at each review.
    ///
    /// All pay reaches the market within a period, as at operators who count in fiat: sell pressure equals pay. Source:
    /// mechanisms of Helium and Filecoin miners who pay in fiat; the sell share of one in reference/mechanisms.md M11.
    pub struct All {}
}

impl Seller for All {
    fn sells(&self, view: &View) -> i64 {
        view.coins
    }
}
