//! New nodes that come at a rate and leave for good.

use engine::draws::Draws;
use engine::law::Law;
use units::quantity::Rate;
use units::settings;
use units::time::Span;

use super::policy::{Churning, Crowd, Life, Start};

settings! {
    /// New nodes join as a Poisson stream, live for a time of one law and do not return.
    ///
    /// This is M/G/inf: in equilibrium the number of nodes is Poisson with mean `rate E[life]`; t after an empty start
    /// its mean is `rate * integral_0^t P(life > x) dx`. The group's `count` bounds how many can be there at once; a
    /// join beyond it is counted and dropped. Source: Eick, Massey and Whitt, Management Science 39, 1993.
    pub struct Joins {
        /// How often a node joins [> 0 /s].
        pub rate: Rate,
        /// The law of a life.
        pub life: Law<Span>,
        /// How the nodes stand at the start.
        pub start: Start = Start::Equilibrium,
    }
}

impl Churning for Joins {
    fn start(&self, draws: &mut Draws) -> Life {
        Life::In(Some(match self.start {
            Start::Equilibrium => self.life.residual(draws),
            Start::AllUp | Start::Empty => self.life.sample(draws),
        }))
    }
    fn session(&self, draws: &mut Draws) -> Option<Span> {
        Some(self.life.sample(draws))
    }
    fn absence(&self, _: &mut Draws) -> Option<Span> {
        None
    }
    fn crowd(&self) -> Option<Crowd> {
        let mean_at_start = match self.start {
            Start::Equilibrium => self.rate.per_s() * self.life.mean(),
            Start::AllUp => f64::INFINITY,
            Start::Empty => 0.0,
        };
        Some(Crowd { rate: self.rate, mean_at_start })
    }
}
