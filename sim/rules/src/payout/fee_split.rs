//! A fixed split of each fee.

use units::settings;
use units::share::Share;

use crate::checking::Checking;

use super::policy::{Payer, Split, View};

settings! {
    /// Splits the fee, less the gateway's take, into fixed shares; the node gets the rest.
    ///
    /// part = floor(share * fee); node = fee - parts, so that the parts always sum to the fee. The shares together are
    /// at most 1. Source: fee splits of Gonka (executor and validators), Pocket (supplier 70 %, DAO 10 %) and burns.
    pub struct FeeSplit {
        /// Share of the node that checked the answer [0 ..= 1].
        pub checker: Share = Share::ZERO,
        /// Share of the network's treasury [0 ..= 1].
        pub treasury: Share = Share::ZERO,
        /// Share that is burnt [0 ..= 1].
        pub burn: Share = Share::ZERO,
    }
}

impl Payer for FeeSplit {
    fn split(&self, _: &View) -> Split {
        Split { checker: self.checker, treasury: self.treasury, burn: self.burn }
    }
    fn vet(&self, checking: &mut Checking) {
        let sum = [self.checker, self.treasury, self.burn].iter().map(|s| s.as_f64()).sum::<f64>();
        if sum > 1.0 + 1e-12 {
            checking.refuse("", format!("the parts of a fee sum to {:.6} %, more than the whole", sum * 100.0));
        }
    }
}
