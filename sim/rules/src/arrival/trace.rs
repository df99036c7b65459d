//! Replay of a recorded workload.

use engine::draws::Draws;
use units::quantity::FilePath;
use units::settings;
use units::time::{Span, Time};

use super::policy::{Arrivals, Coming, Memory, View};

settings! {
    /// Replays the arrival times and lengths of a recorded workload.
    ///
    /// Request k of loop j comes at `(t_k + j period) / speed`: t_k the recorded time \[s\], period the time from one
    /// loop to the next \[s\], speed a factor. No draw is made. Outside of the recording nothing comes unless it loops.
    /// Source: the Azure LLM inference traces (Patel et al., Splitwise, ISCA 2024) and any file of the plain form.
    pub struct Trace {
        /// The file, its path from the scenario's folder.
        pub file: FilePath,
        /// How much faster than recorded the requests come [> 0].
        pub speed: f64 = 1.0,
        /// Whether the recording starts again at its end.
        pub loops: bool = false,
    }
}

impl Arrivals for Trace {
    fn next(&self, view: &View, memory: &mut Memory, _: &mut Draws) -> Option<Coming> {
        let length = view.recorded.len() as u64;
        let replayed = memory.replayed;
        if length == 0 || (replayed >= length && !self.loops) {
            return None;
        }
        memory.replayed += 1;
        let recorded = view.recorded[(replayed % length) as usize];
        let played = Span::from_ns(recorded.at.ns()) + view.period * (replayed / length);
        Some(Coming { recorded: Some(recorded), ..Coming::at(Time::ZERO + played.at_speed(self.speed)) })
    }
}
