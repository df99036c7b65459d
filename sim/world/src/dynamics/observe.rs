//! Looking at the world: the warm-up cut, the points of the time series, and asked-for observations.

use engine::agenda::Class;
use units::time::Time;

use crate::event::Event;
use crate::world::Moment;

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

    fn plan_sample(&mut self) {
        if let Some(at) = self.state.series.next_point(self.scenario) {
            self.agenda.at(at, Class::Observation, Event::Sample);
        }
    }

    /// The warm-up is over: what was measured so far is forgotten.
    pub(super) fn cut(&mut self) {
        self.state.meters.clear(self.now);
    }

    /// The next point of the time series.
    pub(super) fn sample(&mut self) {
        let bonded: Vec<i64> = self.state.networks.iter().map(|n| n.bonded).collect();
        self.state.series.sample(self.scenario, self.now, &self.state.meters, &bonded);
        self.plan_sample();
    }

    /// An observation that the scenario asked for.
    pub(super) fn observe(&mut self, at: u16) {
        self.state.meters.observe(usize::from(at));
    }
}
