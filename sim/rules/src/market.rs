//! What a coin is worth.

mod fixed;
mod policy;

pub use policy::{Marketing, QUESTIONS};

units::menu! {
    /// The coin markets that a scenario may name.
    pub enum Market: Marketing { fixed::Fixed }
}

impl Market {
    /// One coin is worth one usd.
    pub fn par() -> Self {
        Self::Fixed(fixed::Fixed { price: units::money::Money::usd(1_000_000_000) })
    }
}
