//! Nothing, or everything from a price on.

use units::money::{Money, USD_DECIMALS};
use units::settings;

use super::policy::{Seller, View};
use crate::checking::Checking;

settings! {
    /// Sells nothing, or with `until` everything at each review at which the coin is worth that much.
    ///
    /// The baseline: without `until` nothing is sold before a node leaves for good, and costs are paid with money from
    /// outside. Source: reference/mechanisms.md M11, the sell share of zero.
    pub struct Hold {
        /// Price of one coin from which on everything is sold; without it, nothing is [> 0 usd].
        pub until: Option<Money>,
    }
}

impl Seller for Hold {
    fn sells(&self, view: &View) -> i64 {
        let is_reached = |until: &Money| until.base_units(USD_DECIMALS).is_some_and(|nanos| view.nano_usd >= nanos);
        if self.until.as_ref().is_some_and(is_reached) { view.coins } else { 0 }
    }
    fn is_active(&self) -> bool {
        self.until.is_some()
    }
    fn vet(&self, checking: &mut Checking) {
        if let Some(until) = &self.until {
            checking.usd("until", until);
        }
    }
}
