//! To which operators delegators give their stake.

mod fixed;
mod policy;
mod yields;

use units::settings::Setting;

use crate::checking::Checking;

pub use policy::{Candidate, Plan, QUESTIONS, Staking, View};

units::menu! {
    /// The rules by which delegators may choose operators.
    pub enum Choosing: Staking {
        fixed::Fixed,
        yields::Yield,
    }

    /// What delegators remember.
    pub enum Memory;

    remembering {
        fn plan(&self, view: &View) -> Plan;
    }
    fn vet(&self, checking: &mut Checking);
}

impl Choosing {
    /// Equal parts at the start, which stay where they are.
    pub fn staying() -> Self {
        Self::Fixed(fixed::Fixed::absent().expect("it has no settings"))
    }
}
