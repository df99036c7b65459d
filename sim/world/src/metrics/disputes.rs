//! What is measured of disputes on a network's answers, and of its canaries.

/// Disputes and canaries of one network.
#[derive(Clone, Copy, Debug, Default)]
pub struct DisputeMeter {
    /// Challenges that came in.
    pub opened: u64,
    /// Challenges that were too late.
    pub late: u64,
    /// Disputes that were decided.
    pub decided: u64,
    /// Those that the challenger won.
    pub upheld: u64,
    /// Those that whoever was wrong won.
    pub against_truth: u64,
    /// Those in which a side did not move in time.
    pub forfeited: u64,
    /// Disputes on which no verdict came in time.
    pub undecided: u64,
    /// Bonds that losers lost \[usd\].
    pub forfeited_usd: f64,
    /// Settlements of which a proof was asked.
    pub claims_asked: u64,
    /// Those of them that had none.
    pub claims_unproved: u64,
    /// What was paid beyond what was served \[usd\].
    pub overclaimed_usd: f64,
    /// Answers with a forced error whose checks are done.
    pub forced: u64,
    /// Those whose error was found.
    pub forced_found: u64,
    /// Jackpots that were paid for them \[usd\].
    pub jackpots_usd: f64,
    /// What the treasury lacked for jackpots \[usd\].
    pub jackpots_unpaid_usd: f64,
    /// Appeals that were decided.
    pub appeals: u64,
    /// Those that succeeded.
    pub appeals_reversed: u64,
    /// What convictions that were reversed had taken \[usd\].
    pub reversed_usd: f64,
    /// Canaries sent.
    pub canaries: u64,
    /// Canaries that were answered.
    pub canaries_answered: u64,
    /// Those whose answer was taken for wrong.
    pub canaries_failed: u64,
    /// Those of them that were wrong.
    pub canaries_failed_rightly: u64,
}
