//! Whether the nodes of a group move between the networks that they could serve.

mod best;
mod logit;
mod none;
mod policy;

use units::settings::Setting;

pub use policy::{Moving, QUESTIONS, Terms, View};

units::menu! {
    /// The rules by which operators may move nodes between networks.
    pub enum Migration: Moving { none::Staying, best::Best, logit::Logit }
}

impl Migration {
    /// Whether each node serves one network at a time, and may move to another.
    pub fn is_active(&self) -> bool {
        !matches!(self, Self::Staying(_))
    }
    /// Every node serves all networks of its group.
    pub fn staying() -> Self {
        Self::Staying(none::Staying::absent().expect("it has no settings"))
    }
}
