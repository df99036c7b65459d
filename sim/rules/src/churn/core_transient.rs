//! A stable core among nodes that come and go fast.

use engine::draws::Draws;
use engine::law::Law;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Churning, Life, STANDSTILL, Start, View};
use super::renewal::equilibrium;

settings! {
    /// A part of the nodes is a stable core; the others come and go fast.
    ///
    /// Each node belongs to the core with probability c, permanently, and alternates between sessions and absences of
    /// its class, independent of each other. Availability = `c A_core + (1 - c) A_others`, with `A = E[U] / (E[U] +
    /// E[D])` of each class, and of all sessions that begin the share `c n_core / (c n_core + (1 - c) n_others)` is the
    /// core's, with `n = 1 / (E[U] + E[D])`: few nodes are up for most of the time while most sessions are short.
    /// Source: Stutzbach and Rejaie, IMC 2006 (small stable core and fast turnover); the IPFS network of 2022 has 10.5
    /// % of its peers always on and 27.1 % flapping (reference/systems.md 16).
    pub struct CoreTransient {
        /// Probability that a node belongs to the core [0 ..= 1].
        pub core: Share,
        /// Distribution of a session of the core.
        pub core_session: Law<Span>,
        /// Distribution of an absence of the core.
        pub core_absence: Law<Span>,
        /// Distribution of a session of the others.
        pub session: Law<Span>,
        /// Distribution of an absence of the others.
        pub absence: Law<Span>,
        /// State of the nodes at the start.
        #[fixed = "it applies only at the start"]
        pub start: Start = Start::Equilibrium,
    }
}

impl CoreTransient {
    /// The laws of a node's class: of its sessions and of its absences.
    fn laws(&self, view: &View) -> (&Law<Span>, &Law<Span>) {
        if view.own.clone().chance(self.core) {
            (&self.core_session, &self.core_absence)
        } else {
            (&self.session, &self.absence)
        }
    }
}

impl Churning for CoreTransient {
    fn start(&self, view: &View, draws: &mut Draws) -> Life {
        let (session, absence) = self.laws(view);
        match self.start {
            Start::AllUp => Life::In(Some(session.sample(draws))),
            Start::Empty => Life::Out(Some(absence.sample(draws))),
            Start::Equilibrium => equilibrium(session, absence, draws),
        }
    }
    fn session(&self, view: &View, draws: &mut Draws) -> Option<Span> {
        Some(self.laws(view).0.sample(draws))
    }
    fn absence(&self, view: &View, draws: &mut Draws) -> Option<Span> {
        Some(self.laws(view).1.sample(draws))
    }
    fn vet(&self, checking: &mut Checking) {
        checking.time_goes_on("", &[&self.core_session, &self.core_absence], STANDSTILL);
        checking.time_goes_on("", &[&self.session, &self.absence], STANDSTILL);
    }
}
