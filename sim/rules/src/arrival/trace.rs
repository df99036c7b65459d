//! Replay of a recorded workload.

use engine::draws::Draws;
use units::quantity::FilePath;
use units::settings;
use units::time::{Span, Time};

use super::policy::{Arrivals, Coming, Replay, View};

settings! {
    /// Replays the arrival times and lengths of a recorded workload.
    ///
    /// Request k of loop j comes at `(t_k - from + j period) / speed`: t_k the recorded time \[s\], period the time
    /// from one loop to the next \[s\], speed a factor. No draw is made. Outside the recording no requests arrive
    /// unless it loops. Source: the Azure LLM inference traces (Patel et al., Splitwise, ISCA 2024) and any file of the
    /// plain form.
    pub struct Trace {
        /// The file; its path is relative to the scenario's folder.
        #[fixed = "a recording is read before the run"]
        pub file: FilePath,
        /// Time in the recording at which the run begins; earlier rows are left out.
        #[fixed = "a recording is read before the run"]
        pub from: Span = Span::ZERO,
        /// How much faster than recorded the requests arrive [> 0].
        #[fixed = "a recording is read before the run"]
        pub speed: f64 = 1.0,
        /// Whether the recording starts over at its end.
        #[fixed = "a recording is read before the run"]
        pub loops: bool = false,
    }
}

impl Arrivals for Trace {
    type Memory = u64;

    fn next(&self, memory: &mut u64, view: &View, _: &mut Draws) -> Option<Coming> {
        let length = view.recorded.len() as u64;
        let replayed = *memory;
        if length == 0 || (replayed >= length && !self.loops) {
            return None;
        }
        *memory += 1;
        let recorded = view.recorded[(replayed % length) as usize];
        let played = Span::from_ns(recorded.at.ns()) + view.period * (replayed / length);
        // As recorded is exact; a quotient is a float, which beyond 104 days is coarser than a nanosecond.
        let is_as_recorded = (self.speed - 1.0).abs() < f64::EPSILON;
        let played = if is_as_recorded { played } else { played.at_speed(self.speed) };
        Some(Coming { recorded: Some(recorded), ..Coming::at(Time::ZERO + played) })
    }
    fn expected(&self, until: Span, replay: &Replay) -> f64 {
        let comes = |played: u64| Span::from_ns(played).at_speed(self.speed) <= until;
        // The first time of the recording that is not played any more: division rounds, so that it is looked for near
        // the product.
        let (mut first, mut late) = (0_u64, ((until.ns() as f64 * self.speed * 1.000_001) as u64).saturating_add(2));
        while first < late {
            let middle = first.midpoint(late);
            if comes(middle) {
                first = middle + 1;
            } else {
                late = middle;
            }
        }
        let period = replay.period.ns();
        let rounds = |at: u64| if self.loops && period > 0 { (first - 1 - at) / period + 1 } else { 1 };
        replay.recorded.iter().map(|row| row.at.ns()).filter(|&at| at < first).map(rounds).sum::<u64>() as f64
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use state::requests::Shared;
    use units::problem::Problems;
    use units::settings::{Group, Setting};
    use units::tree::{Tree, Value};

    use super::super::policy::Recorded;
    use super::*;

    #[test]
    fn what_was_recorded_late_is_replayed_to_the_nanosecond() {
        let stream = Address { seed: 1, replication: 0, purpose: Purpose::Arrival, entity: 1 }.stream();
        let late = [1_700_000_000_123_456_789, 1_700_000_000_123_456_790].map(Time::from_ns);
        let recorded = late.map(|at| Recorded { at, llm: None, prompt: 1, output: 1, shared: Shared::NOTHING });
        let written = Tree::bare(Group::write(vec![("file", Value::text("t.csv"))]));
        let trace = Trace::read(&written, &mut Problems::default()).expect("a trace");
        let view = View {
            now: Time::ZERO,
            recorded: &recorded,
            period: Span::ZERO,
            modulation: stream,
            clients: stream,
            users: 0,
        };
        let mut memory = 0;
        let times = late.map(|_| trace.next(&mut memory, &view, &mut stream.draws(0)).map(|coming| coming.at));
        assert_eq!(times, late.map(Some));
    }
}
