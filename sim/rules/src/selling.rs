//! How many of the coins that they earned operators sell.

mod all;
mod hold;
mod policy;
mod share;
mod to_cover_costs;

use units::settings::Setting;

pub use policy::{QUESTIONS, Seller, View};

units::menu! {
    /// The selling rules that a scenario may name.
    pub enum Selling: Seller {
        hold::Hold,
        all::All,
        share::SellShare,
        to_cover_costs::ToCoverCosts,
    }
}

impl Selling {
    /// Nothing is sold before an operator's node leaves for good.
    pub fn none() -> Self {
        Self::Hold(hold::Hold::absent().expect("every setting of holding has a default"))
    }
}
