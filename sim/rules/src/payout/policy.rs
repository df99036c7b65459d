//! What a payout rule answers.

use units::share::Share;
use units::time::Time;

use crate::checking::Checking;

units::questions! {
    /// Splits the fees of a network; asked when an answer is settled.
    pub trait Payer {
        /// The split of what is left after the gateway's take.
        fn split(&self, view: &View) -> Split;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a payout rule sees of a fee.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct View {
        /// The time.
        pub now: Time,
        /// The fee after the gateway's take \[base units of the network's coin\].
        pub fee: i64,
    }
}

/// Parts of a fee; what is left over, and all that rounding leaves, is the node's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// For the node that checked the answer; the answering node's if nobody checked.
    pub checker: Share,
    /// Whether the node and all who passed its answer share equally what the others leave, instead.
    pub equally: bool,
    /// Share of the network's treasury.
    pub treasury: Share,
    /// Share that is burnt.
    pub burn: Share,
    /// Share of the network's insurance.
    pub insurance: Share,
}
