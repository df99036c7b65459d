//! What nodes weigh on a network, in all that counts their weight.

mod formula;
mod policy;
mod sprint;
mod stake;

pub use policy::{Measure, QUESTIONS, View, Weigher};

units::menu! {
    /// The ways in which a network may weigh its nodes.
    pub enum Weighing: Weigher { stake::Stake, sprint::Sprint, formula::Formula }
}
