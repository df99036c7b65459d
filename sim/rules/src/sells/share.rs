//! A share of what was earned.

use units::settings;
use units::share::Share;

use super::policy::{Seller, View};

settings! {
    /// Sells a share of the coins earned since the last review, and keeps the rest.
    ///
    /// With pay E coins a time, sell pressure is `share E` and holdings grow by `(1 - share) E`. Source: the sell share
    /// of reference/mechanisms.md M11.
    pub struct SellShare {
        /// Part of what was earned that is sold [>= 0, <= 1].
        pub share: Share,
    }
}

impl Seller for SellShare {
    fn sells(&self, view: &View) -> i64 {
        self.share.of(view.earned)
    }
}
