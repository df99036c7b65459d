//! Answers wait for the end of the window in which they can be disputed.

use engine::agenda::Class;
use state::requests::NO_BALLOT;
use units::ids::{NetworkId, RequestId};

use crate::event::Event;
use crate::world::Moment;
use crate::world::windows::Waiting;

impl Moment<'_> {
    /// All checks of an answer are done: it is settled, or waits for the end of its window.
    #[inline]
    pub(super) fn assure(&mut self, request: RequestId) {
        let row = self.state.requests.get(request);
        match &self.state.networks[row.network.row()].windows {
            // A conviction, a missing proof and a vote are final.
            Some(windows)
                if !row.is_convicted
                    && !row.is_void
                    && row.ballot == NO_BALLOT
                    && self.now < windows.end(row.answered) =>
            {
                self.await_window(request);
            }
            _ => self.settle(request),
        }
    }

    /// An answer waits: only what its settlement asks for is kept of it, where that is enough.
    fn await_window(&mut self, request: RequestId) {
        let row = *self.state.requests.get(request);
        let is_whole = row.excess | row.unpaid == 0 && row.checker == row.server;
        let keeps = !is_whole || self.state.log.is_some() || self.state.has_values;
        let waiting = if keeps { Waiting::kept(request, &row) } else { Waiting::of(&row) };
        if !keeps {
            self.close(request);
        }
        if let Some(windows) = &mut self.state.networks[row.network.row()].windows {
            windows.add(waiting, self.now);
        }
        self.await_end(row.network);
    }

    /// Waits for the end of the next window, unless that is done already.
    fn await_end(&mut self, network: NetworkId) {
        let Some(windows) = &mut self.state.networks[network.row()].windows else { return };
        let Some(next) = windows.next() else { return };
        if windows.awaited.is_none_or(|awaited| next < awaited) {
            windows.awaited = Some(next);
            self.agenda.at(next, Class::Timer, Event::Finalise(network));
        }
    }

    /// Windows have ended: their answers are settled.
    pub(in crate::dynamics) fn finalise(&mut self, network: NetworkId) {
        if let Some(windows) = &mut self.state.networks[network.row()].windows
            && windows.awaited.is_some_and(|awaited| awaited <= self.now)
        {
            windows.awaited = None;
        }
        loop {
            let Some(windows) = &mut self.state.networks[network.row()].windows else { return };
            let Some(waiting) = windows.take(self.now) else { break };
            let request = waiting.row().unwrap_or_else(|| self.reopen(network, &waiting));
            self.settle(request);
        }
        self.await_end(network);
    }

    /// Opens a row anew for an answer that is to be settled.
    fn reopen(&mut self, network: NetworkId, waiting: &Waiting) -> RequestId {
        let request = self.state.requests.open(|| waiting.request(network), state::requests::Shared::NOTHING);
        // Who saw it was counted when it gave up its row.
        if let Some(exposures) = &mut self.state.exposures {
            exposures.begin(request);
            exposures.of(request).has_moved = true;
        }
        request
    }
}
