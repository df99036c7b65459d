//! When requests come.

mod clients;
mod closed_loop;
mod diurnal;
mod flash_crowd;
mod hourly;
mod mmpp;
mod per_user;
mod poisson;
mod policy;
mod renewal;
mod sessions;
#[cfg(test)]
mod tests;
mod trace;

pub use clients::{CVS, Clients, Gaps};
use engine::draws::{Draws, Stream};
use state::requests::Turn;
use units::time::Span;

use crate::checking::Checking;

pub use policy::{After, Arrivals, Coming, Lost, QUESTIONS, Recorded, Replay, View};

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
        per_user::PerUser,
    }

    /// What an arrival process remembers: how far it has read, in which state it is, when each client comes.
    pub enum Memory;

    remembering {
        fn next(&self, view: &View, draws: &mut Draws) -> Option<Coming>;
    }
    fn expected(&self, until: Span, replay: &Replay) -> f64;
    fn population(&self) -> u32;
    fn waits(&self) -> bool;
    fn sender(&self, number: u64) -> Option<u64>;
    fn number(&self, sent: u64) -> u64;
    fn turn(&self, number: u64) -> Turn;
    fn follower(&self, number: u64) -> u64;
    fn think(&self, number: u64, after: After, think: Stream) -> Option<Span>;
    fn vet(&self, checking: &mut Checking);
}

impl Arrival {
    /// The trace file that this arrival replays, if it replays one, with its scaling of time.
    pub fn trace(&self) -> Option<&trace::Trace> {
        if let Self::Trace(trace) = self { Some(trace) } else { None }
    }
    /// Whether the rate is that of one individual.
    pub fn is_per_user(&self) -> bool {
        matches!(self, Self::PerUser(_))
    }
    /// How many senders it tells apart, if it knows their number.
    pub fn senders(&self) -> Option<usize> {
        match self {
            Self::ClosedLoop(users) => Some(users.users as usize),
            Self::Clients(clients) => Some(clients.rates.len()),
            _ => None,
        }
    }
}
