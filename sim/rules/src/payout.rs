//! Who gets what of a fee.

mod fee_split;
mod policy;

pub use policy::{Payer, QUESTIONS, Split, View};

units::menu! {
    /// The payout rules that a scenario may name.
    pub enum Payout: Payer { fee_split::FeeSplit }
}

impl Payout {
    /// Everything to the node that answered.
    pub fn all_to_node() -> Self {
        use units::settings::Setting;
        Self::FeeSplit(fee_split::FeeSplit::absent().expect("every field of a fee split has a default"))
    }
}
