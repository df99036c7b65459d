//! When requests come.

mod clients;
mod closed_loop;
mod diurnal;
mod flash_crowd;
mod hourly;
mod mmpp;
mod poisson;
mod policy;
mod renewal;
mod sessions;
#[cfg(test)]
mod tests;
mod trace;

pub use clients::{CVS, Clients, Gaps};
pub use policy::{After, Arrivals, Coming, Lost, Memory, Recorded, View};

units::menu! {
    /// The arrival processes that a scenario may name.
    pub enum Arrival: Arrivals {
        poisson::Poisson,
        renewal::Renewal,
        trace::Trace,
        mmpp::Mmpp,
        closed_loop::ClosedLoop,
        diurnal::Diurnal,
        hourly::Hourly,
        flash_crowd::FlashCrowd,
        clients::Clients,
        sessions::Sessions,
    }
}

impl Arrival {
    /// The trace file that this arrival replays, if it replays one, with its scaling of time.
    pub fn trace(&self) -> Option<&trace::Trace> {
        if let Self::Trace(trace) = self { Some(trace) } else { None }
    }
}
