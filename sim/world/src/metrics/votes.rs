//! What is measured of the votes on a network's answers.

/// Votes of one network.
#[derive(Clone, Copy, Debug, Default)]
pub struct VoteMeter {
    /// Votes held.
    pub held: u64,
    /// Sum of the votes against the truth.
    pub wrong: u64,
    /// Sum of their squares.
    pub wrong_squared: u128,
    /// Votes that went against the truth.
    pub captured: u64,
    /// Votes in which all agreed.
    pub unanimous: u64,
    /// Votes to which too few came; they count nowhere else.
    pub without_quorum: u64,
}

impl VoteMeter {
    /// A vote was held, with so many for the truth and against it.
    pub fn held(&mut self, right: u32, wrong: u32, is_captured: bool) {
        self.held += 1;
        self.wrong += u64::from(wrong);
        self.wrong_squared += u128::from(wrong) * u128::from(wrong);
        self.captured += u64::from(is_captured);
        self.unanimous += u64::from(right == 0 || wrong == 0);
    }
}
