//! What a request costs.

mod auction;
mod blob_fee;
mod eip1559;
mod first_price;
#[cfg(test)]
mod map;
mod policy;
mod posted;
mod target_utilisation;
mod uniform;
mod vickrey;

use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

pub use policy::{Bids, CoinView, Of, Pricer, QUESTIONS, Tariff, View};
pub use posted::Posted;

units::menu! {
    /// The pricing policies that a scenario may name.
    pub enum Pricing: Pricer {
        posted::Posted,
        target_utilisation::TargetUtilisation,
        eip1559::Eip1559,
        blob_fee::BlobFee,
        first_price::FirstPrice,
        vickrey::Vickrey,
        uniform::Uniform,
    }

    /// What a pricing policy remembers of one LLM.
    pub enum Memory;

    remembering {
        fn begin(&self, coin: &CoinView);
        fn step(&self, view: &View);
        fn tariff(&self, coin: &CoinView) -> Tariff;
    }
    fn opening(&self, coin: &CoinView) -> Tariff;
    fn every(&self) -> Option<Span>;
    fn of(&self) -> Of;
    fn tip(&self) -> Share;
    fn round(&self) -> Option<Span>;
    fn sell(&self, bids: &Bids) -> Vec<Option<i64>>;
    fn again(&self) -> u32;
    fn vet(&self, checking: &mut Checking);
}

impl Pricing {
    /// Whether what a request costs may differ from what the rules and the coin's price say.
    pub fn moves(&self) -> bool {
        self.every().is_some() || self.round().is_some()
    }
}
