//! What a coin market answers.

use crate::checking::Checking;

/// Says what a coin is worth.
pub trait Marketing {
    /// The price of one coin at the start \[millionths of a usd\].
    fn micro_usd(&self) -> i64;
    /// Refuses settings that cannot be.
    fn vet(&self, _checking: &mut Checking) {}
}
