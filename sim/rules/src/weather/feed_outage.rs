//! A price feed is dark.

use units::ids::CoinId;
use units::reference::Ref;
use units::settings;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Makes every reading of a coin's price fail for a time: prices quoted in usd stay where they were.
    ///
    /// With `feed.refuses_after` R and readings every e, an outage of D \[s\] refuses requests with a fee for between
    /// `D - R` and `D - R + 2 e`, if that is above 0: the last reading may be e old when it begins, and the next comes
    /// at most e after its end. Until then requests are sold at the old price. Without a feed the price is read when
    /// the outage ends, in a pool at most a minute later. Source: the price feed of OpenGradient's facilitator, which
    /// refuses every inference when its last price is older than 4 h (reference/systems.md 1.4).
    pub struct FeedOutage {
        /// The coin whose price is not read.
        pub coin: Ref<CoinId>,
        /// How long it lasts [> 0 s].
        pub lasts: Span,
    }
}

impl Striker for FeedOutage {
    fn strike(&self) -> Strike<'_> {
        Strike::Darken { lasts: self.lasts }
    }
    fn target(&self) -> Target<'_> {
        Target::Coin(&self.coin)
    }
}
