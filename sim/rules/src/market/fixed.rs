//! A fixed price.

use units::money::{Money, USD, USD_DECIMALS};
use units::settings;

use crate::checking::Checking;

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
        let nanos = self.price.number.times_rounded(10_i128.pow(USD_DECIMALS)).unwrap_or(i128::MAX);
        i64::try_from(nanos).unwrap_or(i64::MAX)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.price.coin != USD {
            checking.refuse("price", format!("a coin's price is in usd, not in {}", self.price.coin));
        } else if self.price.base_units(USD_DECIMALS).is_none_or(|nanos| nanos <= 0) {
            checking.refuse("price", "a price must be above 0 and whole in billionths of a usd");
        }
    }
}
