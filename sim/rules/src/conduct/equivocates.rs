//! Operators who sign twice.

use engine::draws::Draws;
use engine::law::Law;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Act, Conducting, View};

settings! {
    /// Answers honestly, but sometimes signs two conflicting statements, as when one key runs on two machines.
    ///
    /// The gaps between offences are independent with one distribution; an offence that would fall into an absence does
    /// not happen. Each is evidence of `equivocation` on every network of the node, without work. If each takes a share
    /// f of the stake and they come at rate v, the stake is at `exp(-v f t)` of its start on average. Source: double
    /// signing in Cosmos x/evidence; most real cases are such accidents of failover.
    pub struct Equivocates {
        /// Distribution of the gaps.
        pub every: Law<Span>,
    }
}

impl Conducting for Equivocates {
    fn act(&self, _: &View, _: &mut Draws) -> Act {
        Act::Honest
    }
    fn equivocates(&self, draws: &mut Draws) -> Option<Span> {
        Some(self.every.sample(draws))
    }
    fn vet(&self, checking: &mut Checking) {
        let message = "with gaps of 0 s they would sign twice at the same moment for ever";
        checking.time_goes_on("every", &[&self.every], message);
    }
}
