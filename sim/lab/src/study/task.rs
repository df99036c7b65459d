//! The part of a study that one thread plays.

use world::outcome::{Stopped, simulate, simulate_batches};
use world::scenario::Scenario;

use super::warm_up;
use crate::row::{BatchRow, Row};

/// Batches of one long run: 20 to 30 have nearly all that more would tell (Schmeiser, Operations Research 30(3), 1982).
const BATCHES: u32 = 30;

/// Part of a study that one thread plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Task {
    /// Pilot runs that fix the warm-up, all of them.
    Pilot(u32),
    /// One replication.
    Replication(u32),
    /// One long run: as a whole.
    Whole,
    /// The same run again, measured in batches.
    Batches,
}

/// What a task came to.
pub(crate) enum Done {
    /// The path by which a pilot run is judged.
    Path(Vec<f64>),
    /// A row.
    Row(Box<Row>),
    /// The batches of one long run, and the hash of its events.
    Batches(Vec<BatchRow>, u64),
}

impl Task {
    /// The number of the replication that is played.
    pub(crate) fn number(self) -> u32 {
        match self {
            Self::Pilot(pilot) => warm_up::number(pilot),
            Self::Replication(number) => number,
            Self::Whole | Self::Batches => 0,
        }
    }

    /// Plays it.
    ///
    /// # Errors
    /// Why the replication stopped.
    pub(super) fn play(
        self,
        scenario: &Scenario,
        with_block: bool,
        goes_on: &dyn Fn(f64) -> bool,
    ) -> Result<Done, Stopped> {
        let (scenario, number) = (scenario.clone(), self.number());
        Ok(match self {
            Self::Pilot(_) => {
                let column = warm_up::watched(&scenario);
                let mut outcome = simulate(scenario, number, goes_on)?;
                Done::Path(outcome.series.swap_remove(column))
            }
            Self::Replication(_) | Self::Whole => {
                Done::Row(Box::new(Row::of(simulate(scenario, number, goes_on)?, with_block)))
            }
            Self::Batches => {
                let batches = simulate_batches(scenario, number, BATCHES, goes_on)?;
                Done::Batches(batches.list.into_iter().map(BatchRow::from).collect(), batches.events)
            }
        })
    }
}
