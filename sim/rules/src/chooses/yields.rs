//! Stake follows the yield.

use engine::math::exp;
use units::quantity::Yearly;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Candidate, Plan, Staking, View};

settings! {
    /// Moves stake slowly to the operators that yield more.
    ///
    /// The part of operator i is `exp(y_i / s) / sum(exp(y_j / s))`: y the net yield \[1/y\] after commission and
    /// slashes, smoothed exponentially over a window, s the scale \[1/y\]. At each review the class moves the share
    /// `review / inertia` of its stake there, at most all of it. It sees all yields up to its review. Operators that
    /// take no stake get none and count for nothing; one of which no yield is known counts as the mean of those that
    /// do. Source: logit choice, McFadden, Conditional logit analysis of qualitative choice behavior, 1974; net yield
    /// by operator as on Cosmos explorers.
    pub struct Yield {
        /// Time in which all stake would move [> 0 s].
        pub inertia: Span = Span::days(14),
        /// Difference of yields at which an operator gets e times the stake of another.
        pub scale: Yearly = "1 %/y".parse().expect("a share a year"),
        /// Time constant over which yields are smoothed [> 0 s].
        pub window: Span = Span::days(7),
    }
}

impl Staking for Yield {
    /// The smoothed yield of each operator \[1/y\].
    type Memory = Vec<Option<f64>>;

    fn plan(&self, memory: &mut Vec<Option<f64>>, view: &View) -> Plan {
        memory.resize(view.operators.len(), None);
        let weight = 1.0 - exp(-view.every.as_secs() / self.window.as_secs());
        for (seen, Candidate { yield_y, .. }) in memory.iter_mut().zip(view.operators) {
            if let Some(now) = *yield_y {
                *seen = Some(seen.map_or(now, |before| before + weight * (now - before)));
            }
        }
        let open = || memory.iter().zip(view.operators).filter(|(_, operator)| operator.is_open);
        let known = || open().filter_map(|(seen, _)| *seen);
        let mean = known().sum::<f64>() / (known().count().max(1)) as f64;
        let most = known().fold(mean, f64::max);
        let part = |(seen, operator): (&Option<f64>, &Candidate)| {
            if operator.is_open { exp((seen.unwrap_or(mean) - most) / self.scale.per_y()) } else { 0.0 }
        };
        let weights = memory.iter().zip(view.operators).map(part).collect();
        Plan { weights, moves: (view.every.as_secs() / self.inertia.as_secs()).min(1.0) }
    }
    fn vet(&self, checking: &mut Checking) {
        if self.scale.per_y() <= 0.0 {
            checking.refuse_with("scale", "a scale is above 0", "write a difference of yields, as in `1 %/y`");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting;

    use super::*;

    #[test]
    fn parts_are_those_of_the_logit_and_moves_those_of_the_inertia() {
        let policy = Yield::absent().expect("all settings have defaults");
        let open = |y: Option<f64>| Candidate { is_open: true, yield_y: y };
        let operators = [open(Some(0.05)), open(Some(0.03)), Candidate::default(), open(None)];
        let view = View { every: Span::days(1), operators: &operators };
        let Plan { weights, moves } = policy.plan(&mut Vec::new(), &view);
        assert!((weights[0] / weights[1] - exp(2.0)).abs() < 1e-9, "{weights:?}");
        assert!((weights[0] / weights[3] - exp(1.0)).abs() < 1e-9, "{weights:?}");
        assert!(weights[2] == 0.0 && (moves - 1.0 / 14.0).abs() < 1e-12);
    }

    #[test]
    fn operators_that_take_no_stake_change_nothing_for_those_that_do() {
        let policy = Yield::absent().expect("all settings have defaults");
        let weights = |closed: f64| {
            let open = |y: Option<f64>| Candidate { is_open: true, yield_y: y };
            let closed = Candidate { is_open: false, yield_y: Some(closed) };
            let operators = [open(Some(0.05)), closed, open(Some(0.03)), open(None)];
            policy.plan(&mut Vec::new(), &View { every: Span::days(1), operators: &operators }).weights
        };
        // What yielded 1000 % before it closed would leave e^-1000 to the others.
        assert_eq!(weights(10.0), weights(-1.0));
        assert!((weights(10.0)[0] - 1.0).abs() < 1e-12 && (weights(10.0)[3] - exp(-1.0)).abs() < 1e-12);
    }

    #[test]
    fn a_yield_is_smoothed_over_the_window() {
        let policy = Yield::absent().expect("all settings have defaults");
        let mut memory = Vec::new();
        for y in [0.1, 0.2] {
            let operators = [Candidate { is_open: true, yield_y: Some(y) }];
            policy.plan(&mut memory, &View { every: Span::days(7), operators: &operators });
        }
        let expected = 0.2 - 0.1 * exp(-1.0);
        assert!(memory[0].is_some_and(|y| (y - expected).abs() < 1e-12), "{memory:?}");
    }
}
