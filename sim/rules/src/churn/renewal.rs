//! Alternating sessions and absences.

use engine::draws::Draws;
use engine::law::Law;
use units::settings;
use units::time::Span;

use super::policy::{Churning, Fails, Life, Start};

settings! {
    /// Each node alternates between sessions and absences, independent and of one law each.
    ///
    /// Availability = `E[U] / (E[U] + E[D])`, U the session and D the absence \[s\]. Real sessions are heavy-tailed
    /// (AWS spot V100: lognormal, median 48 min, sigma 1.465), so the start is drawn in equilibrium unless told
    /// otherwise: the state by availability, the rest of it from the equilibrium law with density (1 - F(x)) / E.
    ///
    /// With `fails = "busy"` a session counts the time \[s\] in which the node serves at least one attempt: a
    /// breakdown strikes only nodes at work, exponential sessions at a constant rate xi \[1/s\] of busy time. The start
    /// in equilibrium then has every node in, with the rest of a session of busy time. One server that resumes its work
    /// completes it in C with `E[C] = E[S] (1 + xi E[D])` and is at work or down for the part lambda E\[C\] of the time.
    /// Source: Barlow and Proschan, Mathematical Theory of Reliability, 1965; Gaver, J. R. Stat. Soc. B 24, 1962; fits
    /// in reference/systems.md 16.
    pub struct Renewal {
        /// The law of a session.
        pub session: Law<Span>,
        /// The law of an absence.
        pub absence: Law<Span>,
        /// How the nodes stand at the start.
        pub start: Start = Start::Equilibrium,
        /// When the clock of a session runs.
        pub fails: Fails = Fails::Any,
    }
}

impl Churning for Renewal {
    fn start(&self, draws: &mut Draws) -> Life {
        match self.start {
            Start::AllUp => Life::In(Some(self.session.sample(draws))),
            Start::Empty => Life::Out(Some(self.absence.sample(draws))),
            Start::Equilibrium if self.fails == Fails::Busy => Life::In(Some(self.session.residual(draws))),
            Start::Equilibrium => {
                let (up, down) = (self.session.mean(), self.absence.mean());
                if draws.uniform() * (up + down) < up {
                    Life::In(Some(self.session.residual(draws)))
                } else {
                    Life::Out(Some(self.absence.residual(draws)))
                }
            }
        }
    }
    fn session(&self, draws: &mut Draws) -> Option<Span> {
        Some(self.session.sample(draws))
    }
    fn absence(&self, draws: &mut Draws) -> Option<Span> {
        Some(self.absence.sample(draws))
    }
    fn fails(&self) -> Fails {
        self.fails
    }
}
