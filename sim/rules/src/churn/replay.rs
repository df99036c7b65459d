//! Replay of recorded sessions.

use engine::draws::Draws;
use units::quantity::FilePath;
use units::settings;
use units::time::{Span, Time};

use super::policy::{Churning, Life, Presence, View};

settings! {
    /// Replays when recorded machines were online: node k of the group is the k-th machine of the recording.
    ///
    /// The file has one line per session: `node,from_s,until_s`, times in seconds since the start; machines are
    /// numbered in the order of their first lines. A session of `[from, until)` begins at from and ends at until;
    /// adjacent sessions are merged. After the recording all nodes are away, unless it loops: then it starts again at
    /// the end of its last session. No draw is made. A node that a shock took down while it was recorded as online
    /// comes back after its repair, for the rest of the recorded session. Source: availability traces in this form can
    /// be made of the Failure Trace Archive (Javadi, Kondo, Iosup, Epema, J. Parallel Distrib. Comput. 73(8), 2013) and
    /// of probes of spot machines (skypilot spot-traces).
    pub struct Replay {
        /// The file; its path is relative to the scenario's folder.
        #[fixed = "a recording is read before the run"]
        pub file: FilePath,
        /// Time in the recording at which the run begins; earlier rows are left out.
        #[fixed = "a recording is read before the run"]
        pub from: Span = Span::ZERO,
        /// Whether the recording starts over at its end.
        #[fixed = "a recording is read before the run"]
        pub loops: bool = false,
    }
}

impl Replay {
    /// Whether the node is there at a time, and until when it stays so; `None` for ever.
    fn at(&self, view: &View, now: Time) -> (bool, Option<Span>) {
        let period = view.period.ns();
        let (round, within) =
            if self.loops && period > 0 { (now.ns() / period, now.ns() % period) } else { (0, now.ns()) };
        let next = view.recorded.partition_point(|p| p.until.ns() <= within);
        let Some(presence) = view.recorded.get(next) else {
            // Until the first session of the next round.
            let first = view.recorded.first().filter(|_| self.loops);
            return (false, first.map(|p| Span::from_ns((round + 1) * period + p.from.ns() - now.ns())));
        };
        let (from, until) = (round * period + presence.from.ns(), round * period + presence.until.ns());
        if now.ns() < from {
            (false, Some(Span::from_ns(from - now.ns())))
        } else {
            (true, Some(Span::from_ns(until - now.ns())))
        }
    }
}

impl Churning for Replay {
    fn start(&self, view: &View, _: &mut Draws) -> Life {
        match self.at(view, Time::ZERO) {
            (true, rest) => Life::In(rest),
            (false, rest) => Life::Out(rest),
        }
    }
    fn session(&self, view: &View, _: &mut Draws) -> Option<Span> {
        match self.at(view, view.now) {
            (true, rest) => rest,
            // Back from a repair while the recording has it away.
            (false, _) => Some(Span::ZERO),
        }
    }
    fn absence(&self, view: &View, _: &mut Draws) -> Option<Span> {
        match self.at(view, view.now) {
            (false, rest) => rest,
            // The end of a session that the next one, in the next round, touches.
            (true, _) => Some(Span::ZERO),
        }
    }
}

impl Presence {
    /// A session of a recording.
    pub const fn new(from: Time, until: Time) -> Self {
        Self { from, until }
    }
}
