//! A coin loses a part of its value.

use units::ids::{CoinId, HolderId};
use units::reference::Ref;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Strike, Striker, Target};

settings! {
    /// Takes away a part of a coin's price, at once or within a time.
    ///
    /// A market whose price does not come from trades falls in equal ratios, to `1 - by` of what it was; what it does
    /// besides goes on from there. Where the coin is traded in a pool of x coins, outsiders sell `x (1 / sqrt(1 - by)
    /// - 1)` coins, in parts that each lower the price by the same ratio: with a constant product and nobody else
    /// trading the price ends at `1 - by`; purchases meanwhile raise it. With a `seller`, holders sell instead, and
    /// keep the usd. Nobody sells more than it has. The time is divided into 60 parts. The price does not recover by
    /// itself. Source: POKT fell by 97.2 % in 2022 (reference/incidents.md B4); the number of coins follows from the
    /// pool's constant product.
    pub struct PriceCrash {
        /// The coin.
        pub coin: Ref<CoinId>,
        /// Part of its price that is lost [> 0, < 1].
        pub by: Share,
        /// How long the fall takes; 0 s for at once.
        pub within: Span = Span::ZERO,
        /// Whose coins are sold into the pool; without it, outsiders'.
        pub seller: Option<Ref<HolderId>>,
    }
}

impl Striker for PriceCrash {
    fn strike(&self) -> Strike<'_> {
        Strike::Fall { by: self.by, within: self.within }
    }
    fn target(&self) -> Target<'_> {
        Target::Coin(&self.coin)
    }
    fn seller(&self) -> Option<&Ref<HolderId>> {
        self.seller.as_ref()
    }
}
