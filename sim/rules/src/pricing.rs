//! What a request costs.

mod policy;
mod posted;

pub use policy::{CoinView, Pricer, QUESTIONS, Tariff};

units::menu! {
    /// The pricing policies that a scenario may name.
    pub enum Pricing: Pricer { posted::Posted }
}
