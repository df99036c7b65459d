//! Coins vote.

use units::settings;

use super::policy::{Electorate, Voter};

settings! {
    /// A vote weighs all coins of the voter, staked or free; coins that vest or are on their way out do not count.
    ///
    /// Source: Compound's GovernorBravo and the Governor of OpenZeppelin, where balances at a snapshot vote.
    pub struct Coins {}
}

impl Electorate for Coins {
    fn weighs(&self, voter: &Voter) -> f64 {
        voter.all()
    }
}
