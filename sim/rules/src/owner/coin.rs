//! A coin and what is decided about it.

use units::settings;
use units::time::Span;

use crate::checking::Checking;
use crate::emission::Emission;
use crate::market::Market;

settings! {
    /// A coin: its units, its supply, what it is worth and what is minted.
    pub struct Coin {
        /// Decimals of the smallest unit [0 ..= 12].
        #[fixed = "amounts are whole numbers of the smallest unit"]
        pub decimals: u32 = 6,
        /// Coins that exist at the start; all are on the market [1 ..= 9_000_000_000_000].
        #[fixed = "it is minted at the start"]
        pub genesis: u64 = 1_000_000_000,
        /// What a coin is worth.
        pub market: Market = Market::par(),
        /// What is minted.
        pub emission: Emission = Emission::steady(),
        /// Time between minting and recounting the books [> 0 s].
        #[fixed = "epochs are numbered from the start"]
        pub epoch: Span = Span::hours(1),
    }
}

impl Coin {
    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        checking.within(&format!("market.{}", self.market.name()), |c| self.market.policy().vet(c));
        checking.within(&format!("emission.{}", self.emission.name()), |c| self.emission.policy().vet(c));
    }
}
