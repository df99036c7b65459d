//! What a request costs.

mod blob_fee;
mod eip1559;
#[cfg(test)]
mod map;
mod policy;
mod posted;
mod target_utilisation;

use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

pub use policy::{CoinView, Of, Pricer, QUESTIONS, Tariff, View};

units::menu! {
    /// The pricing policies that a scenario may name.
    pub enum Pricing: Pricer {
        posted::Posted,
        target_utilisation::TargetUtilisation,
        eip1559::Eip1559,
        blob_fee::BlobFee,
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
    fn vet(&self, checking: &mut Checking);
}
