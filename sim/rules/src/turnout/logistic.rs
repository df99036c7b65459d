//! Who has more at stake is more likely to vote.

use engine::math;
use units::settings;
use units::share::Share;

use super::policy::{Attendance, View};

settings! {
    /// The log odds of turning up grow with the logarithm of the stake, and with how much the proposal matters.
    ///
    /// `logit(p) = logit(p0) + b ln(s / s0) + c z` with stake s, mean stake s0 of all voters, salience z of the
    /// proposal (`proposal.x.salience`). Source: reference/mechanisms.md M16.
    pub struct Logistic {
        /// Turnout p0 of a voter with the mean stake [> 0, < 1].
        pub at_mean_stake: Share,
        /// What a unit of the logarithm of stake adds to the log odds, b [>= -10, <= 10].
        pub per_ln_stake: f64 = 0.0,
        /// What a unit of salience adds to the log odds, c [>= -10, <= 10].
        pub per_salience: f64 = 1.0,
    }
}

impl Attendance for Logistic {
    fn share(&self, view: &View) -> f64 {
        if view.stakes <= 0.0 {
            return 0.0;
        }
        let p0 = self.at_mean_stake.as_f64();
        let odds = math::ln(p0) - math::ln_1p(-p0);
        let logit = odds + self.per_ln_stake * math::ln(view.stakes) + self.per_salience * view.salience;
        1.0 / (1.0 + math::exp(-logit))
    }
}
