//! What nobody in the world brings about: the warm-up cut, points of the time series, observations, changes of rules.

use engine::agenda::Class;
use units::time::Time;

use crate::event::Event;
use crate::metrics::series::{Scene, Series};
use crate::metrics::yields::Paid;
use crate::world::Moment;

tables! { berths, fleets, governors, groups, ledger, meters, networks, operators, pace, prices, series, takings, users }

impl Moment<'_> {
    /// Schedules every look at the world.
    pub(super) fn plan_observations(&mut self) {
        if self.scenario.cut > Time::ZERO {
            self.agenda.at(self.scenario.cut, Class::Observation, Event::Cut);
        }
        self.plan_sample();
        for (i, &at) in self.scenario.observe.at.iter().enumerate() {
            self.agenda.at(at, Class::Observation, Event::Observe(i as u16));
        }
    }

    /// Schedules every change of rules before all else of its moment: as the last of the nanosecond before.
    ///
    /// What changes at the very start has changed already.
    pub(super) fn plan_changes(&mut self) {
        let changes = || self.scenario.changes.iter().enumerate();
        // What is over goes before what begins at the same moment.
        let over = changes().filter_map(|(i, change)| Some((i, change.until?, true)));
        let times = over.chain(changes().map(|(i, change)| (i, change.at, false)));
        for (i, at, is_over) in times.filter(|&(_, at, _)| at > Time::ZERO) {
            let event = Event::Change { change: i as u16, is_over };
            self.agenda.at(Time::from_ns(at.ns() - 1), Class::Observation, event);
        }
    }

    fn plan_sample(&mut self) {
        if let Some(at) = self.state.series.next_point(self.scenario) {
            self.agenda.at(at, Class::Observation, Event::Sample);
        }
    }

    /// The warm-up is over: what was measured so far is forgotten.
    pub(super) fn cut(&mut self) {
        self.state.forget_measured(self.scenario, self.now);
    }

    /// The next point of the time series.
    pub(super) fn sample(&mut self) {
        let mut series = std::mem::take(&mut self.state.series);
        self.take(&mut series);
        self.state.series = series;
        self.plan_sample();
    }

    /// Takes the next point of a series of which only the last point is asked for.
    pub(super) fn read(&mut self, series: &mut Series) {
        series.forget();
        self.take(series);
    }

    /// Takes the next point of a series.
    fn take(&mut self, series: &mut Series) {
        let bonded = self.bonded();
        let supplies = self.supplies();
        let paid: Vec<Paid> =
            (0..self.scenario.networks.len()).map(|n| self.state.paid(self.scenario, n, self.now)).collect();
        let pools = self.pools();
        let steered = self.steered();
        let scene = Scene {
            supplies: &supplies,
            meters: &self.state.meters,
            bonded: &bonded,
            prices: &self.state.prices,
            paid: &paid,
            pools: &pools,
            fleets: &self.state.fleets,
            takings: self.state.takings.as_deref(),
            steered: &steered,
            clock: self.state.pace.as_ref().map(|pace| &pace.clock),
        };
        series.sample(self.scenario, self.now, &scene);
    }

    /// An observation that the scenario asked for.
    pub(super) fn observe(&mut self, at: u16) {
        self.state.meters.observe(usize::from(at));
    }
}
