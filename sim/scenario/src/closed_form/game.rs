//! The game between those who cheat and those who check: its mixture, and the orbits around it.

use engine::math::{ln, sqrt};

/// One population whose share of the honest grows by what honesty gains more: `x' = x (1 - x) gap(x)`.
///
/// By the method of Runge and Kutta; the step is a part of `t`.
pub fn honest_share(start: f64, gap: impl Fn(f64) -> f64, t: f64, steps: u32) -> f64 {
    let flow = |x: f64| x * (1.0 - x) * gap(x);
    let h = t / f64::from(steps);
    (0..steps).fold(start, |x, _| {
        let a = flow(x);
        let b = flow(x + h / 2.0 * a);
        let c = flow(x + h / 2.0 * b);
        let d = flow(x + h * c);
        x + h / 6.0 * (a + 2.0 * b + 2.0 * c + d)
    })
}

/// An inspection game; all amounts in one unit for each answer.
///
/// A share x of the answers is cheated and a share y is checked. Cheating saves C and, if it is checked, loses R + S,
/// fee and stake; checking costs `c_v` and brings J + L where it finds a cheat: what a catch pays, and what a missed
/// one would have cost. In equilibrium everybody is indifferent: `x* = c_v / (J + L)`, `y* = C / (R + S)`, so that a
/// higher slash lowers checking, not cheating. Source: Dresher, A sampling inspection problem in arms control
/// agreements, RAND RM-2972, 1962; the dynamics as in Hofbauer and Sigmund, Evolutionary Games and Population Dynamics,
/// 1998, chapter 11; reference/mechanisms.md 7.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inspection {
    /// C, what a cheated answer saves.
    pub saved: f64,
    /// R + S, what it loses if it is checked.
    pub at_stake: f64,
    /// J + L, what a check brings that finds a cheat.
    pub catch: f64,
    /// `c_v`, what a check costs.
    pub check_cost: f64,
}

/// A closed orbit of the replicator dynamics.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Orbit {
    /// How long it takes.
    pub period: f64,
    /// The means of both shares over it.
    pub means: [f64; 2],
    /// By how much the invariant was off at most.
    pub drift: f64,
}

impl Inspection {
    /// The shares of cheating and checking at which nobody gains by a change.
    pub fn mixture(&self) -> [f64; 2] {
        [self.check_cost / self.catch, self.saved / self.at_stake]
    }
    /// H, which the replicator dynamics conserve.
    pub fn invariant(&self, [x, y]: [f64; 2]) -> f64 {
        let Self { saved, at_stake, catch, check_cost } = *self;
        -check_cost * ln(x) - (catch - check_cost) * ln(1.0 - x) - saved * ln(y) - (at_stake - saved) * ln(1.0 - y)
    }
    /// How long a small orbit around the mixture takes: `2 pi / sqrt(x* (1 - x*) y* (1 - y*) (R + S) (J + L))`.
    pub fn small_period(&self) -> f64 {
        let [x, y] = self.mixture();
        std::f64::consts::TAU / sqrt(x * (1.0 - x) * y * (1.0 - y) * self.at_stake * self.catch)
    }
    /// `x' = x (1 - x) (C - y (R + S))`, `y' = y (1 - y) (x (J + L) - c_v)`, and both shares themselves.
    fn flow(&self, [x, y, ..]: [f64; 4]) -> [f64; 4] {
        let up = x * (1.0 - x) * (self.saved - y * self.at_stake);
        [up, y * (1.0 - y) * (x * self.catch - self.check_cost), x, y]
    }
    fn step(&self, at: [f64; 4], h: f64) -> [f64; 4] {
        let plus = |k: [f64; 4], part: f64| std::array::from_fn(|i| at[i] + part * k[i]);
        let a = self.flow(at);
        let b = self.flow(plus(a, h / 2.0));
        let c = self.flow(plus(b, h / 2.0));
        let d = self.flow(plus(c, h));
        std::array::from_fn(|i| at[i] + h / 6.0 * (a[i] + 2.0 * b[i] + 2.0 * c[i] + d[i]))
    }
    /// The orbit through a point, by the method of Runge and Kutta with this step; nothing if it does not close within
    /// so many steps.
    ///
    /// It begins where checking rises through the mixture, which it does once an orbit, and ends there.
    pub fn orbit(&self, [x, y]: [f64; 2], h: f64, steps: u32) -> Option<Orbit> {
        let [_, centre] = self.mixture();
        let says = self.invariant([x, y]);
        let (mut at, mut t, mut begun, mut drift) = ([x, y, 0.0, 0.0], 0.0, None, 0.0_f64);
        for _ in 0..steps {
            let next = self.step(at, h);
            if at[1] < centre && next[1] >= centre {
                // The part of the step at which it crosses, by halving.
                let (mut low, mut high) = (0.0, h);
                for _ in 0..60 {
                    let middle = f64::midpoint(low, high);
                    if self.step(at, middle)[1] < centre { low = middle } else { high = middle }
                }
                let crossing = self.step(at, high);
                match begun {
                    None => begun = Some((t + high, crossing)),
                    Some((from, first)) => {
                        let period = t + high - from;
                        let means = [2, 3].map(|i: usize| (crossing[i] - first[i]) / period);
                        return Some(Orbit { period, means, drift });
                    }
                }
            }
            (at, t) = (next, t + h);
            drift = drift.max((self.invariant([at[0], at[1]]) - says).abs());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_orbit_conserves_its_invariant_and_its_means_are_the_mixture() {
        let game = Inspection { saved: 0.8, at_stake: 11.3, catch: 5.0, check_cost: 1.0 };
        for start in [[0.3, 0.1], [0.6, 0.3], [0.21, 0.0708]] {
            let orbit = game.orbit(start, 1e-3, 1_000_000).expect("it closes");
            assert!(orbit.drift < 1e-6, "{orbit:?}");
            let [x, y] = game.mixture();
            assert!((orbit.means[0] / x - 1.0).abs() < 1e-6 && (orbit.means[1] / y - 1.0).abs() < 1e-6, "{orbit:?}");
        }
        let small = game.orbit([0.2001, 0.070_796_46], 1e-3, 1_000_000).expect("it closes");
        assert!((small.period / game.small_period() - 1.0).abs() < 1e-5, "{small:?}");
    }

    #[test]
    fn a_higher_slash_lowers_checking_and_not_cheating() {
        let low = Inspection { saved: 0.8, at_stake: 11.3, catch: 5.0, check_cost: 1.0 };
        let high = Inspection { at_stake: 22.6, ..low };
        assert_eq!(low.mixture()[0].to_bits(), high.mixture()[0].to_bits());
        assert!((low.mixture()[1] / high.mixture()[1] - 2.0).abs() < 1e-12);
    }

    #[test]
    fn under_a_fixed_rate_the_share_of_the_honest_is_logistic() {
        for (start, gap, t) in [(0.5, 0.35, 5.0), (0.1, -0.2, 10.0), (0.9, 0.0, 3.0)] {
            let form = 1.0 / (1.0 + (1.0 - start) / start * engine::math::exp(-gap * t));
            assert!((honest_share(start, |_| gap, t, 1_000) - form).abs() < 1e-12);
        }
    }
}
