//! What a selling rule sees and what it answers.

use units::quotient::over;

use crate::checking::Checking;

units::questions! {
    /// Says how many of its coins an operator sells; asked at each of its reviews, for each coin that it has.
    pub trait Seller {
        /// Coins to be sold \[base units\]; more than it has are all that it has.
        fn sells(&self, view: &View) -> i64;
        /// Whether anything is ever sold at a review.
        fn is_active(&self) -> bool {
            true
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What an operator has and owes.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// Free coins of all its nodes \[base units\].
        pub coins: i64,
        /// Of these, earned since its last review \[base units\].
        pub earned: i64,
        /// Decimals of the coin.
        pub decimals: u32,
        /// The price of one coin \[billionths of a usd\].
        pub nano_usd: i64,
        /// Costs that its wallet does not cover \[billionths of a usd\].
        pub owed: i64,
    }
}

impl View {
    /// Coins that are worth an amount at the price, rounded up \[base units\].
    pub fn worth(&self, nanos: i64) -> i64 {
        // Nothing is worth less than nothing.
        let (nanos, price) = (nanos.max(0).unsigned_abs(), self.nano_usd.max(1).unsigned_abs());
        let units = over(u128::from(nanos) * u128::from(10_u64.pow(self.decimals)) + u128::from(price - 1), price);
        i64::try_from(units).unwrap_or(i64::MAX)
    }
}
