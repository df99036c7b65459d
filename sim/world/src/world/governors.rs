//! What governors have read and decided, and what waits for a signal.

use std::collections::VecDeque;

use units::tree::Value;

use crate::metrics::series::Series;
use crate::scenario::{Governor, Scenario};

/// All governors, and proposals that wait for a signal.
#[derive(Clone, Debug)]
pub(crate) struct Governors {
    /// By governor.
    pub(crate) rows: Vec<GovernorState>,
    /// What was seen for each proposal that waits for a signal; taken out while it is read.
    pub(crate) watches: Vec<Option<Series>>,
}

/// One governor.
#[derive(Clone, Debug)]
pub(crate) struct GovernorState {
    /// What it has seen; taken out while it is read.
    pub(crate) seen: Option<Series>,
    /// What it followed at the last review; NaN without a value.
    pub(crate) reading: f64,
    /// What it decided on last, in the unit of the setting.
    pub(crate) decided: Option<f64>,
    /// The value that it set last, as the setting tells it, and the number that this is.
    pub(crate) written: Option<(Value, f64)>,
    /// Decisions that wait for their time.
    pub(crate) pending: VecDeque<f64>,
    /// Times that its setting was moved, and those of them that turned back.
    pub(crate) moves: u32,
    pub(crate) turns: u32,
    /// Whether the last move was upwards.
    pub(crate) rose: Option<bool>,
    /// Decisions that other rules were in the way of.
    pub(crate) refused: u32,
    /// Reviews that had a reading, the sum of these readings, and how many decisions were at a bound.
    pub(crate) reviews: u32,
    pub(crate) readings: f64,
    pub(crate) bounded: u32,
    /// Settings at reviews: how many, their sum, the least and the most.
    pub(crate) settings: u32,
    pub(crate) sum: f64,
    pub(crate) least: f64,
    pub(crate) most: f64,
}

impl Governors {
    /// Nothing yet; nothing at all where nothing is followed.
    pub(crate) fn of(scenario: &Scenario) -> Option<Box<Self>> {
        let waits = scenario.proposals.iter().any(|row| row.when.is_some());
        (waits || !scenario.governors.is_empty()).then(|| {
            let watch = |is_there: bool| is_there.then(|| Series::unbroken(scenario));
            Box::new(Self {
                rows: scenario.governors.iter().map(|_| GovernorState::new(scenario)).collect(),
                watches: scenario.proposals.iter().map(|row| watch(row.when.is_some())).collect(),
            })
        })
    }
    /// What all have seen.
    pub(crate) fn seen(&mut self) -> impl Iterator<Item = &mut Series> {
        self.rows.iter_mut().filter_map(|row| row.seen.as_mut()).chain(self.watches.iter_mut().flatten())
    }
}

impl GovernorState {
    fn new(scenario: &Scenario) -> Self {
        Self {
            seen: Some(Series::unbroken(scenario)),
            reading: f64::NAN,
            decided: None,
            written: None,
            pending: VecDeque::new(),
            moves: 0,
            turns: 0,
            rose: None,
            refused: 0,
            reviews: 0,
            readings: 0.0,
            bounded: 0,
            settings: 0,
            sum: 0.0,
            least: f64::INFINITY,
            most: f64::NEG_INFINITY,
        }
    }
    /// The number of the setting as it is now, in its unit; none if it has none.
    pub(crate) fn setting(&self, scenario: &Scenario, row: &Governor) -> Option<f64> {
        let now = scenario.get(&row.dial.path).ok()?;
        let own = self.written.as_ref().filter(|(value, _)| *value == now);
        own.map_or_else(|| row.dial.read(scenario), |(_, number)| Some(*number))
    }
    /// The value from which it goes on: what it decided last, unless the setting, which is so much, was changed since.
    pub(crate) fn last(&self, present: f64) -> f64 {
        let is_own = |_: &f64| self.written.as_ref().is_some_and(|(_, number)| number.total_cmp(&present).is_eq());
        self.pending.back().copied().or(self.decided.filter(is_own)).unwrap_or(present)
    }
    /// A review found the setting here.
    pub(crate) fn found(&mut self, setting: f64) {
        self.settings += 1;
        self.sum += setting;
        (self.least, self.most) = (self.least.min(setting), self.most.max(setting));
    }
    /// The setting moves.
    pub(crate) fn moved(&mut self, rises: bool) {
        self.moves += 1;
        self.turns += u32::from(self.rose.replace(rises).is_some_and(|rose| rose != rises));
    }
}
