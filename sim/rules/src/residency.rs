//! Which LLMs a node's memory holds.

mod demand_following;
mod lru;
mod pinned;
mod policy;

pub use policy::{Held, QUESTIONS, Resident, Wanted};

units::menu! {
    /// The ways to hold LLMs that a scenario may name.
    pub enum Residency: Resident { pinned::Pinned, lru::Lru, demand_following::DemandFollowing }
}
