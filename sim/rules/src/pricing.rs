//! What a request costs.

mod policy;
mod posted;

pub use policy::{CoinView, Pricer, Tariff};

units::menu! {
    /// The pricing policies that a scenario may name.
    pub enum Pricing: Pricer { posted::Posted }
}

impl Pricing {
    /// The posted prices, if the policy is that: they name coins, which `check` compares.
    pub fn posted(&self) -> Option<&posted::Posted> {
        let Self::Posted(posted) = self;
        Some(posted)
    }
}
