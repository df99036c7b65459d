//! Stake votes.

use units::settings;

use super::policy::{Electorate, Voter};

settings! {
    /// A vote weighs what is staked: own stake of operators, stake of delegators; coins on their way out do not count.
    ///
    /// Source: x/gov of the Cosmos SDK, where bonded tokens vote.
    pub struct Staked {}
}

impl Electorate for Staked {
    fn weighs(&self, voter: &Voter) -> f64 {
        voter.staked as f64
    }
}
