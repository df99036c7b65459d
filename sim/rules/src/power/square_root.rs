//! Square roots of coins vote.

use engine::math;
use units::settings;

use super::policy::{Electorate, Voter};

settings! {
    /// A vote weighs the square root of all coins of the voter, staked or free.
    ///
    /// As in quadratic voting where everybody spends all credits on the one proposal: c credits are `sqrt(c)` votes.
    /// Coins split over m names weigh `sqrt(m)` times as much, so that it needs names that cannot be made up. Of a
    /// pooled class, coins C of m members weigh `m sqrt(C / m)`: say how many they are (`members`). Source: Lalley and
    /// Weyl, Quadratic Voting, AEA Papers and Proceedings 108, 2018.
    pub struct SquareRoot {}
}

impl Electorate for SquareRoot {
    fn weighs(&self, voter: &Voter) -> f64 {
        math::sqrt(voter.all() * voter.members)
    }
}
