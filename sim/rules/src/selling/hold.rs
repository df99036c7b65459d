//! Nothing, or everything from a price on.

use units::money::{Money, USD, USD_DECIMALS};
use units::settings;

use super::policy::{Seller, View};
use crate::checking::Checking;

settings! {
    /// Keeps its coins, or with a price keeps them until the coin is worth that and then sells everything.
    ///
    /// The baseline: without a price nothing is sold before a node leaves for good. What costs come to is paid from
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
        let Some(until) = &self.until else { return };
        if until.coin != USD || until.base_units(USD_DECIMALS).is_none_or(|nanos| nanos <= 0) {
            checking.refuse("until", format!("`{until}` is not a price above 0 in usd, as in `0.20 usd`"));
        }
    }
}
