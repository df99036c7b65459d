//! A fixed split of each fee.

use units::settings;
use units::share::Share;

use super::policy::{Payer, Split};

settings! {
    /// Splits what a gateway's take leaves of a fee into fixed parts; the node gets the rest.
    ///
    /// part = floor(share * fee); node = fee - parts, so that the parts always sum to the fee. The shares together are
    /// at most 1. Source: fee splits of Gonka (executor and validators), Pocket (supplier 70 %, DAO 10 %) and burns.
    pub struct FeeSplit {
        /// For the node that checked the answer [0 ..= 1].
        pub checker: Share = Share::ZERO,
        /// For the network's treasury [0 ..= 1].
        pub treasury: Share = Share::ZERO,
        /// Burnt [0 ..= 1].
        pub burn: Share = Share::ZERO,
    }
}

impl Payer for FeeSplit {
    fn split(&self) -> Split {
        Split { checker: self.checker, treasury: self.treasury, burn: self.burn }
    }
}
