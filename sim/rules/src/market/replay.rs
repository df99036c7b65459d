//! Replay of recorded prices.

use engine::draws::Draws;
use units::quantity::FilePath;
use units::settings;
use units::time::Span;

use super::level::Scaled;
use super::policy::{Marketing, View};

settings! {
    /// Replays recorded prices, whoever trades.
    ///
    /// The file has the first line `time_s,price_usd` and a row for each recorded price: seconds, counted from the
    /// first row, and usd of one coin. At the end of each period the price becomes that of the last row so far. After
    /// the last row it stays; with `loops` the recording starts over at `from`, after as long as its last step. A
    /// missing, zero or negative price, and a time that does not rise, are errors; so is a gap between two rows. No
    /// draw is made. Source: reference/mechanisms.md M11, `replay CSV`; step interpolation, because a later price is
    /// not known before.
    pub struct Replay {
        /// The file; its path is relative to the scenario's folder.
        #[fixed = "a recording is read before the run"]
        pub file: FilePath,
        /// Time in the recording at which the run begins.
        #[fixed = "a recording is read before the run"]
        pub from: Span = Span::ZERO,
        /// Whether the recording starts over, at `from`.
        #[fixed = "a recording is read before the run"]
        pub loops: bool = false,
        /// Longest time between two rows; without it, twice the usual time, which is the median [> 0 s].
        #[fixed = "a recording is read before the run"]
        pub longest_gap: Option<Span>,
        /// Time between two moves of the price [> 0 s].
        #[fixed = "moves are numbered from the start"]
        pub every: Span = Span::hours(1),
    }
}

impl Marketing for Replay {
    type Memory = Scaled;

    fn opening(&self, _decimals: u32) -> i64 {
        // The world reads the first row.
        1
    }
    fn every(&self) -> Option<Span> {
        Some(self.every)
    }
    fn step(&self, memory: &mut Scaled, view: &View, _: &mut Draws) -> i64 {
        let rows = view.recorded;
        let Some((first, last)) = rows.first().zip(rows.last()) else { return view.nano_usd };
        let step = rows.len().checked_sub(2).map_or(1, |at| last.at.since(rows[at].at).ns());
        let period = last.at.ns() + step.max(1);
        let at = if self.loops { view.now.ns() % period } else { view.now.ns() };
        let row = rows.partition_point(|row| row.at.ns() <= at).max(1) - 1;
        memory.from(first.nano_usd, view.nano_usd, rows[row].nano_usd as f64)
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};
    use units::time::Time;

    use super::super::policy::Quoted;
    use super::*;

    /// Prices at the ends of periods of an hour, where the price was cut to half before the period of this number.
    fn replayed(loops: bool, halved: u64) -> Vec<i64> {
        let rows = [(0, 100), (90, 120), (180, 80)];
        let recorded = rows.map(|(minutes, nano_usd)| Quoted { at: Time::ZERO + Span::mins(minutes), nano_usd });
        let file = FilePath { text: "p.csv".into(), place: units::tree::Place::NONE };
        let replay = Replay { file, from: Span::ZERO, loops, longest_gap: None, every: Span::hours(1) };
        let mut memory = Scaled::default();
        let mut draws = Address { seed: 1, replication: 0, purpose: Purpose::Price, entity: 1 }.stream().draws(0);
        let mut now = 100;
        let prices = (1..=6).map(|number| {
            if number == halved {
                now /= 2;
            }
            let view = View {
                now: Time::ZERO + Span::hours(number),
                every: Span::hours(1),
                number,
                nano_usd: now,
                recorded: &recorded,
                ..View::default()
            };
            now = replay.step(&mut memory, &view, &mut draws);
            now
        });
        prices.collect()
    }

    #[test]
    fn the_last_row_so_far_counts_and_the_end_holds_or_starts_over() {
        assert_eq!(replayed(false, 0), [100, 120, 80, 80, 80, 80]);
        assert_eq!(replayed(true, 0), [100, 120, 80, 80, 100, 120]);
    }

    #[test]
    fn what_a_crash_takes_is_missing_ever_after() {
        assert_eq!(replayed(false, 1), [50, 60, 40, 40, 40, 40]);
        assert_eq!(replayed(true, 3), [100, 120, 40, 40, 50, 60]);
    }
}
