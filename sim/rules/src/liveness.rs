//! How a network's list learns that a node has come or gone.

mod fresh;
mod heartbeat;
mod policy;
mod probe;

pub use policy::{Presence, QUESTIONS, Registry, Rhythm};

units::menu! {
    /// The lists of nodes that a scenario may name.
    pub enum Liveness: Registry { fresh::Fresh, heartbeat::Heartbeat, probe::Probe }
}
