//! When requests come.

mod poisson;
mod policy;
mod renewal;
mod trace;

pub use policy::{Arrivals, Coming, Memory, Recorded, View};

units::menu! {
    /// The arrival processes that a scenario may name.
    pub enum Arrival: Arrivals { poisson::Poisson, renewal::Renewal, trace::Trace }
}

impl Arrival {
    /// The trace file that this arrival replays, if it replays one, with its scaling of time.
    pub fn trace(&self) -> Option<&trace::Trace> {
        if let Self::Trace(trace) = self { Some(trace) } else { None }
    }
}
