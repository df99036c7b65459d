//! What an emission sees and what it answers.

use units::time::{Span, Time};
use units::words;

use crate::checking::Checking;

units::questions! {
    /// Says what is minted; asked at the end of each epoch.
    pub trait Emitter {
        /// How much is minted and by what it is shared.
        fn mint(&self, view: &View) -> Minting;
        /// By what the coins that it mints are shared; nothing if it mints none.
        fn basis(&self) -> Option<Basis> {
            None
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What an emission sees.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The end of the epoch.
        pub now: Time,
        /// Its length.
        pub epoch: Span,
        /// Which one it is, from 1.
        pub number: u64,
        /// Coins in existence \[base units\].
        pub supply: i64,
        /// Decimals of the coin.
        pub decimals: u32,
    }
}

/// What an emission answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Minting {
    /// New coins \[base units\].
    pub amount: i64,
    /// By what they are shared among the nodes.
    pub basis: Basis,
}

words! {
    /// By what new coins are shared among the nodes of the coin's networks.
    pub enum Basis {
        /// By bonded stake, among nodes that are up.
        Stake = "stake",
        /// By work answered in the epoch.
        Work = "work",
    }
}
