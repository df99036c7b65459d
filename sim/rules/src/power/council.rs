//! A council votes.

use units::settings;

use super::policy::{Electorate, Seats, Voter};

settings! {
    /// Seats vote, one vote each, whoever has how many coins.
    ///
    /// Each seat turns up and decides by itself, as its class says (`votes`); turnout by stake is that of the mean
    /// stake. Source: the Security Council of Arbitrum, the technical committee of Polkadot's first governance.
    pub struct Council {
        /// How many seats each class has.
        pub seats: Seats,
    }
}

impl Electorate for Council {
    fn weighs(&self, _voter: &Voter) -> f64 {
        // Seats vote, not coins.
        0.0
    }
    fn seats(&self) -> Option<&Seats> {
        Some(&self.seats)
    }
}
