//! What a coin market answers.

/// Says what a coin is worth.
pub trait Marketing {
    /// The price of one coin at the start \[millionths of a usd\].
    fn micro_usd(&self) -> i64;
}
