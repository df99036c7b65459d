//! Only those with enough stake may serve.

use units::money::Money;
use units::settings;

use crate::checking::Checking;

use super::policy::{Permit, View};

settings! {
    /// Lets a node serve while its bonded stake is at least a minimum.
    ///
    /// A slash that takes the stake below it removes the node from the list. Both in base units. Source: minimum stakes
    /// of Pocket (59,500 POKT) and io.net (200 IO per GPU), reference/systems.md 5 and 11.
    pub struct StakeGated {
        /// Minimum stake, in the network's coin [>= 0].
        pub minimum: Money,
    }
}

impl Permit for StakeGated {
    fn admits(&self, view: &View) -> bool {
        self.minimum.base_units(view.decimals).is_some_and(|least| view.bonded >= least)
    }
    fn vet(&self, checking: &mut Checking) {
        checking.amount("minimum", &self.minimum);
    }
}
