//! A constant emission.

use units::money::{Per, Price};
use units::settings;

use super::policy::{Basis, Emitter, Minting, View};

settings! {
    /// Mints the same amount in every unit of time.
    ///
    /// minted an epoch = rate * epoch \[base units\], rounded down; supply grows linearly. Shares are rounded down and
    /// what that leaves over goes to the treasury of the coin's first network. Source: Gonka (323,000 a day at the
    /// start) and Bittensor (1 TAO a block), reference/systems.md 2 and 3.
    pub struct Constant {
        /// New coins in a time, as in `100 alp/h`.
        pub rate: Price,
        /// By what they are shared.
        pub by: Basis = Basis::Stake,
    }
}

impl Emitter for Constant {
    fn mint(&self, view: &View) -> Minting {
        let Per::Span(span) = self.rate.per else { return Minting { amount: 0, basis: self.by } };
        let units = self.rate.money.number.times_rounded(10_i128.pow(view.decimals)).unwrap_or(0);
        let amount = units.saturating_mul(i128::from(view.epoch.ns())) / i128::from(span.ns().max(1));
        Minting { amount: i64::try_from(amount).unwrap_or(i64::MAX), basis: self.by }
    }
}
