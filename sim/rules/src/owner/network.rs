//! A network and its rules.

use units::quantity::Name;
use units::settings;
use units::settings::{Named, Setting};
use units::time::Span;

use crate::payout::Payout;
use crate::permission::Permission;
use crate::pricing::Pricing;
use crate::slashing::Slashing;
use crate::verification::Verification;

settings! {
    /// An inference network: its coin, its prices, its proofs and its punishments.
    pub struct Network {
        /// The coin in which fees and stakes are paid; without one the network is free.
        pub coin: Option<Name>,
        /// What a request costs.
        pub pricing: Pricing = Pricing::read_default(),
        /// Who gets what of a fee.
        pub payout: Payout = Payout::all_to_node(),
        /// Which answers are checked; several named rules can stand side by side.
        pub verification: Named<Verification>,
        /// What offences cost; several named rules can stand side by side.
        pub slashing: Named<Slashing>,
        /// Who may serve.
        pub permission: Permission = Permission::read_default(),
        /// How long a stake stays locked after it was taken out of the bond.
        pub unbonding: Span = Span::days(21),
    }
}

impl Pricing {
    fn read_default() -> Self {
        Self::Posted(Setting::absent().expect("every posted price has a default"))
    }
}

impl Permission {
    fn read_default() -> Self {
        Self::Open(Setting::absent().expect("an open permission has no settings"))
    }
}
