//! A fixed price.

use units::money::Money;
use units::settings;

use crate::checking::Checking;

use super::level;
use super::policy::Marketing;

settings! {
    /// One coin is always worth the same.
    ///
    /// The baseline for every question that is not about the coin's price: no forecast. Source: the fixed price of
    /// 0.10 usd that OpenGradient's gateway used until 2026-04 (reference/systems.md 1.4).
    pub struct Fixed {
        /// What one coin is worth [> 0].
        pub price: Money,
    }
}

impl Marketing for Fixed {
    type Memory = ();

    fn opening(&self, _decimals: u32) -> i64 {
        level::opening(&self.price)
    }
    fn vet(&self, checking: &mut Checking) {
        checking.usd("price", &self.price);
    }
}
