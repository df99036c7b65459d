//! What a coin market answers.

use crate::checking::Checking;

units::questions! {
    /// Says what a coin is worth; asked at the start, and when its rules change.
    pub trait Marketing {
        /// The price of one coin at the start \[billionths of a usd\].
        fn nano_usd(&self) -> i64;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}
