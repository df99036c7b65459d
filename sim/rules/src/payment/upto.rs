//! At most what the payer has signed for.

use engine::draws::Draws;
use units::money::Money;
use units::settings;

use crate::checking::Checking;

use super::policy::{Authorised, Payer, View, base_units, vet_amount};

settings! {
    /// Pays the price up to a cap that users sign before the answer is written.
    ///
    /// Of a price p `min(p, c)` is paid, c the cap; what is above it is the provider's loss, since the answer is
    /// streamed before it is settled: `uncollected_usd_h`. A cap in usd follows the price at which requests are quoted.
    /// With exponential prices of mean m the expected loss is `m e^(-c / m)` a request. Source: the `upto` scheme of
    /// x402, with which OpenGradient settles up to 0.1 OPG a call (reference/systems.md 1.4).
    pub struct UpTo {
        /// The most that a request may cost, in usd or in the coin, as in `0.02 usd` [> 0].
        pub most: Money,
    }
}

impl Payer for UpTo {
    fn authorise(&self, view: &View, _: &mut Draws) -> Authorised {
        let set_aside = view.price.min(base_units(&self.most, view));
        Authorised { uncollected: view.price - set_aside, ..Authorised::of(set_aside) }
    }
    fn vet(&self, checking: &mut Checking) {
        vet_amount("most", &self.most, checking);
    }
}
