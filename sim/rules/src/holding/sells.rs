//! A holder that sells what it has.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Investor, View};

settings! {
    /// Sells a part of its coins at each review.
    ///
    /// Of x coins it sells `s x`, s the share, rounded down: with s = 1 all that becomes free reaches the market at the
    /// next review, as where early investors cash in. Coins that vest are not there to sell until they are free. It
    /// never buys. Valid where whoever holds the coins wants fiat whatever the price. Source: sell pressure as a share
    /// of rewards and unlocks, reference/mechanisms.md M11.
    pub struct Sells {
        /// Part of its coins that it sells.
        pub share: Share = Share::ONE,
    }
}

impl Investor for Sells {
    type Memory = ();

    fn trade(&self, (): &mut (), view: &View, _: &mut Draws) -> i64 {
        -self.share.of(view.coins)
    }
}
