//! Who turns up to vote.

mod attends;
mod logistic;
mod policy;

use units::share::Share;

pub use policy::{Attendance, QUESTIONS, View};

units::menu! {
    /// The rules by which voters may turn up.
    pub enum Turnout: Attendance {
        attends::Attends,
        logistic::Logistic,
    }
}

impl Turnout {
    /// Everybody turns up.
    pub fn full() -> Self {
        Self::Attends(attends::Attends { share: Share::ONE })
    }
}

#[cfg(test)]
mod tests {
    use engine::math;

    use super::*;

    #[test]
    fn turnout_is_its_share_at_the_mean_stake_and_its_odds_grow_by_a_power_of_stake() {
        let at_mean_stake = Share::percent(13);
        let rule = logistic::Logistic { at_mean_stake, per_ln_stake: 0.4, per_salience: 1.0 };
        let turnout = Turnout::Logistic(rule);
        let share = |stakes: f64, salience: f64| turnout.policy().share(&View { stakes, salience });
        let odds = |share: f64| share / (1.0 - share);
        assert!((share(1.0, 0.0) - 0.13).abs() < 1e-12);
        assert!((odds(share(5.0, 0.0)) / odds(0.13) - math::exp(0.4 * math::ln(5.0))).abs() < 1e-9);
        assert!((odds(share(1.0, 0.7)) / odds(0.13) - math::exp(0.7)).abs() < 1e-9);
        // Who has nothing does not vote.
        assert!(share(0.0, 0.0).abs() < 1e-12);
        assert!((Turnout::full().policy().share(&View { stakes: 0.1, salience: -3.0 }) - 1.0).abs() < 1e-12);
    }
}
