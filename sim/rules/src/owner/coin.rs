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
        /// How prices quoted in usd learn what a coin is worth; without it, they follow every move of the market at
        /// once, in a pool once a minute.
        pub feed: Option<Feed>,
        /// What is minted.
        pub emission: Emission = Emission::steady(),
        /// Time between minting and recounting the books [> 0 s].
        #[fixed = "epochs are numbered from the start"]
        pub epoch: Span = Span::hours(1),
    }
}

settings! {
    /// Tells gateways and networks what a coin is worth, by which prices quoted in usd become coins.
    ///
    /// A price that is a period old when it is used is wrong by what the market moved since. Whoever sells answers
    /// bears that: a fee of p usd is worth `p s / q` when the coin stands at s \[usd\] and the feed says q. While the
    /// feed is dark its last price is used up to the age that is set here, and then requests with a fee are refused.
    /// Source: OpenGradient's facilitator, which reads the price of OPG every 5 min and refuses prices older than 4 h
    /// (reference/systems.md 1.4).
    pub struct Feed {
        /// How often it reads the market [> 0 s].
        #[fixed = "its readings are scheduled from the start"]
        pub every: Span = Span::mins(5),
        /// Age of a reading beyond which requests with a fee are refused; without it, none is too old.
        pub refuses_after: Option<Span>,
    }
}

impl Coin {
    /// How often quoted prices follow the market; nothing if only at its own moves.
    pub fn quoted_every(&self) -> Option<Span> {
        match &self.feed {
            Some(feed) => Some(feed.every),
            None => self.market.reserves(self.decimals).map(|_| Span::mins(1)),
        }
    }

    /// Refuses rules that cannot be.
    pub fn vet(&self, checking: &mut Checking) {
        checking.within(&format!("market.{}", self.market.name()), |c| self.market.vet(c));
        checking.within(&format!("emission.{}", self.emission.name()), |c| self.emission.policy().vet(c));
    }
}
