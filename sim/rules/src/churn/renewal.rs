//! Alternating sessions and absences.

use engine::draws::Draws;
use engine::law::Law;
use engine::math::{normal_cdf, normal_quantile, sqrt};
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;

use super::cycle::Cycle;
use super::policy::{Churning, Fails, Life, STANDSTILL, Start, View};

/// Cycles of a node's past from which its start in equilibrium is drawn where nodes differ.
const PAST: usize = 64;

settings! {
    /// Each node alternates between independent sessions and absences, each with its own distribution.
    ///
    /// Availability = `E[U] / (E[U] + E[D])`, U the session and D the absence \[s\]. Real sessions are heavy-tailed
    /// (AWS spot V100: lognormal, median 48 min, sigma 1.465), so the start is drawn in equilibrium unless told
    /// otherwise: the state by availability, its residual time from the equilibrium distribution with density (1 -
    /// F(x)) / E.
    ///
    /// With a `correlation` r nodes differ permanently: each has its own normal number z, and its sessions are
    /// `F^-1(Phi(sqrt(r) z + sqrt(1 - r) e))` with a fresh normal e, so that over all nodes sessions keep their
    /// distribution F, and two sessions of one node have normal scores with correlation r; absences likewise, with
    /// their own z. Availability is then the mean over nodes of `E[U|z] / (E[U|z] + E[D|z])`. The start in equilibrium
    /// is a random moment in 64 cycles.
    ///
    /// With a `cycle` nodes return by time of day: an absence D lasts until the integral of `1 + amplitude sin(2 pi
    /// (t - phase) / period)` over it is D. The start is then that of the mean rate.
    ///
    /// With `fails = "busy"` a session counts the time \[s\] in which the node serves at least one attempt: a breakdown
    /// hits only nodes at work; for exponential sessions at a constant rate xi \[1/s\] of busy time. At the start in
    /// equilibrium every node is then up, with the residual of a session of busy time. One server that resumes its work
    /// completes it in C with `E[C] = E[S] (1 + xi E[D])` and is at work or down for the share lambda E\[C\] of the
    /// time. Source: Barlow and Proschan, Mathematical Theory of Reliability, 1965; Gaver, J. R. Stat. Soc. B 24, 1962;
    /// fits and the correlation of sessions in reference/systems.md 16; copula: Nelsen, An Introduction to Copulas,
    /// 2006.
    pub struct Renewal {
        /// Distribution of a session's length.
        pub session: Law<Span>,
        /// Distribution of an absence's length.
        pub absence: Law<Span>,
        /// State of the nodes at the start.
        #[fixed = "it applies only at the start"]
        pub start: Start = Start::Equilibrium,
        /// When the clock of a session advances.
        #[fixed = "session clocks depend on it"]
        pub fails: Fails = Fails::Any,
        /// Correlation between the sessions of one node, and between its absences [0 ..= 1].
        pub correlation: Share = Share::ZERO,
        /// Daily cycle of the rate at which nodes return; without it, the rate is constant.
        pub cycle: Option<Cycle>,
    }
}

impl Renewal {
    /// A session or an absence of a node whose number is z.
    fn of_node(&self, law: &Law<Span>, z: f64, draws: &mut Draws) -> Span {
        let r = self.correlation.as_f64();
        let score = sqrt(r) * z + sqrt((1.0 - r).max(0.0)) * normal_quantile(draws.uniform());
        law.value_at(normal_cdf(score))
    }

    /// A moment of no account in the past of a node: how it stands, and for how much longer.
    fn met(&self, (z_session, z_absence): (f64, f64), draws: &mut Draws) -> Life {
        let past: Vec<_> = (0..PAST)
            .map(|_| (self.of_node(&self.session, z_session, draws), self.of_node(&self.absence, z_absence, draws)))
            .collect();
        let total: f64 = past.iter().map(|(up, down)| up.as_secs() + down.as_secs()).sum();
        let mut at = draws.uniform() * total;
        for (up, down) in past {
            if at < up.as_secs() {
                return Life::In(Some(Span::from_secs_f64(up.as_secs() - at)));
            }
            at -= up.as_secs();
            if at < down.as_secs() {
                return Life::Out(Some(Span::from_secs_f64(down.as_secs() - at)));
            }
            at -= down.as_secs();
        }
        Life::In(Some(self.of_node(&self.session, z_session, draws)))
    }
}

/// What a node is like: its numbers for sessions and for absences.
fn own(view: &View) -> (f64, f64) {
    let mut own = view.own.clone();
    (normal_quantile(own.uniform()), normal_quantile(own.uniform()))
}

impl Churning for Renewal {
    fn start(&self, view: &View, draws: &mut Draws) -> Life {
        match self.start {
            Start::AllUp => Life::In(self.session(view, draws)),
            Start::Empty => Life::Out(self.absence(view, draws)),
            Start::Equilibrium if !self.correlation.is_zero() => {
                let numbers = own(view);
                if self.fails == Fails::Busy {
                    return Life::In(Some(self.of_node(&self.session, numbers.0, draws)));
                }
                self.met(numbers, draws)
            }
            Start::Equilibrium if self.fails == Fails::Busy => Life::In(Some(self.session.residual(draws))),
            Start::Equilibrium => equilibrium(&self.session, &self.absence, draws),
        }
    }
    fn session(&self, view: &View, draws: &mut Draws) -> Option<Span> {
        if self.correlation.is_zero() {
            return Some(self.session.sample(draws));
        }
        Some(self.of_node(&self.session, own(view).0, draws))
    }
    fn absence(&self, view: &View, draws: &mut Draws) -> Option<Span> {
        let drawn = if self.correlation.is_zero() {
            self.absence.sample(draws)
        } else {
            self.of_node(&self.absence, own(view).1, draws)
        };
        Some(self.cycle.as_ref().map_or(drawn, |cycle| cycle.until(view.now, drawn)))
    }
    fn fails(&self) -> Fails {
        self.fails
    }
    fn vet(&self, checking: &mut Checking) {
        checking.time_goes_on("", &[&self.session, &self.absence], STANDSTILL);
    }
}

/// How a node stands that is met at a moment of no account.
pub(super) fn equilibrium(session: &Law<Span>, absence: &Law<Span>, draws: &mut Draws) -> Life {
    let (up, down) = (session.mean(), absence.mean());
    let met = draws.uniform() * (up + down);
    // Whose sessions have an infinite mean is always met in one.
    if met < up || up.is_infinite() {
        Life::In(Some(session.residual(draws)))
    } else {
        Life::Out(Some(absence.residual(draws)))
    }
}
