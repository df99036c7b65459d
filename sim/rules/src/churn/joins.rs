//! New nodes that come at a rate and leave for good.

use engine::draws::Draws;
use engine::law::Law;
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::time::{Span, Time};

use super::cycle::Cycle;
use super::policy::{Churning, Crowd, Life, Start, View};

settings! {
    /// New nodes join as a Poisson process, stay for an independent lifetime and do not return.
    ///
    /// This is M/G/inf: in equilibrium the number of nodes is Poisson with mean `rate E[life]`; t after an empty start
    /// its mean is `rate * integral_0^t P(life > x) dx`. The group's `count` bounds how many can be present at once;
    /// joins beyond it are dropped and counted.
    ///
    /// With a `cycle` the rate is `rate (1 + amplitude sin(2 pi (t - phase) / period))`, t the time of the run \[s\],
    /// drawn exactly by thinning a process of the highest rate; the number of nodes is then Poisson at every t and
    /// follows a sine of the same period with a lag; the longer the lifetimes, the smaller its amplitude. The start in
    /// equilibrium is that of the mean rate: it takes a few lifetimes until the cycle is settled. Source: Eick, Massey
    /// and Whitt, Management Science 39, 1993; thinning: Lewis and Shedler, Naval Research Logistics 26, 1979.
    pub struct Joins {
        /// Rate at which nodes join [> 0 /s].
        pub rate: Rate,
        /// Distribution of a node's lifetime.
        pub life: Law<Span>,
        /// State of the nodes at the start.
        #[fixed = "it applies only at the start"]
        pub start: Start = Start::Equilibrium,
        /// Daily cycle of the rate; without it, the rate is constant.
        pub cycle: Option<Cycle>,
    }
}

impl Churning for Joins {
    fn start(&self, _: &View, draws: &mut Draws) -> Life {
        Life::In(Some(match self.start {
            Start::Equilibrium => self.life.residual(draws),
            Start::AllUp | Start::Empty => self.life.sample(draws),
        }))
    }
    fn session(&self, _: &View, draws: &mut Draws) -> Option<Span> {
        Some(self.life.sample(draws))
    }
    fn absence(&self, _: &View, _: &mut Draws) -> Option<Span> {
        None
    }
    fn crowd(&self) -> Option<Crowd> {
        let mean_at_start = match self.start {
            Start::Equilibrium => self.rate.per_s() * self.life.mean(),
            Start::AllUp => f64::INFINITY,
            Start::Empty => 0.0,
        };
        Some(Crowd { mean_at_start })
    }
    fn gap(&self, now: Time, draws: &mut Draws) -> Option<Span> {
        let Some(cycle) = &self.cycle else {
            return Some(Span::from_secs_f64(-math::ln(draws.uniform()) / self.rate.per_s()));
        };
        let highest = 1.0 + cycle.amplitude.as_f64();
        let mut gap_s = 0.0;
        loop {
            gap_s -= math::ln(draws.uniform()) / (self.rate.per_s() * highest);
            if draws.uniform() * highest < cycle.factor(now.as_secs() + gap_s) {
                return Some(Span::from_secs_f64(gap_s));
            }
        }
    }
}
