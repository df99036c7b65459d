//! What is measured of a compromise: what was within its reach.

/// What is measured of one compromise while it is under way.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReachMeter {
    /// Answers, whosever.
    pub answers: u64,
    /// Those of them that the compromised party gave or passed on.
    pub reached: u64,
    /// Those of them whose plaintext it saw.
    pub seen: u64,
    /// Judgements of checkers and panels, whosever.
    pub judgements: u64,
    /// Those of them that the compromised party forged.
    pub forged: u64,
    /// What a robbed gateway's users lost \[usd\].
    pub users_usd: f64,
    /// What its owners lost \[usd\].
    pub owners_usd: f64,
    /// What nodes were not paid for \[usd\].
    pub nodes_usd: f64,
    /// What was held of users \[usd\].
    pub held_usd: f64,
}
