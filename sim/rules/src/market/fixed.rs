//! A fixed price.

use units::money::{Money, USD_DECIMALS};
use units::settings;

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
    fn micro_usd(&self) -> i64 {
        let micros = self.price.number.times_rounded(10_i128.pow(USD_DECIMALS)).unwrap_or(i128::MAX);
        i64::try_from(micros).unwrap_or(i64::MAX)
    }
}
