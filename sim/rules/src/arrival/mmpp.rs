//! Arrivals whose rate follows a hidden state.

use engine::draws::Draws;
use engine::math;
use units::quantity::Rate;
use units::settings;
use units::time::{Span, Time};

use crate::checking::Checking;

use super::policy::{Arrivals, Coming, MOST_STATES, Replay, View};

/// Requests in one round of all states at least: rounds without any are gone through one by one.
const LEAST_IN_A_ROUND: f64 = 1e-6;

settings! {
    /// A Markov-modulated Poisson process: states alternate, each with its own rate; a rate of 0 is silence.
    ///
    /// State i lasts an exponential time of mean h_i \[s\], then the next in the list follows, and the first after the
    /// last; it starts in equilibrium: in state i with probability `h_i / sum h`. The mean rate is `sum h_i l_i / sum
    /// h`, l_i the rates \[1/s\]. With two states that are left at `r_i = 1 / h_i`, `r = r_1 + r_2`, the index of
    /// dispersion of the number of arrivals within t is `1 + 2 (l_1 - l_2)^2 r_1 r_2 / (r^2 (l_1 r_2 + l_2 r_1)) (1 -
    /// (1 - e^(-r t)) / (r t))`, against 1 of Poisson. One draw per request, spent as hazard over the states, so that
    /// equal rates are Poisson with the same draws; states have their own draws. Tests compare it with that index and
    /// with Poisson. Source: Fischer and Meier-Hellstern, The Markov-modulated Poisson process cookbook, Performance
    /// Evaluation 18, 1993.
    pub struct Mmpp {
        /// Rate of the whole group in each state; at least one is above 0 /s.
        pub rates: Vec<Rate>,
        /// Mean time in each state [> 0 s].
        pub holds: Vec<Span>,
    }
}

/// Where a modulated process is.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// States entered so far, the first included.
    turns: u64,
    /// The present state, by position.
    state: u32,
    /// When the present state ends.
    until: Time,
}

impl Mmpp {
    /// Requests a second over a long time.
    pub fn mean_per_s(&self) -> f64 {
        let all: f64 = self.holds.iter().map(|h| h.as_secs()).sum();
        self.rates.iter().zip(&self.holds).map(|(rate, hold)| rate.per_s() * hold.as_secs()).sum::<f64>() / all
    }

    /// Enters the next state, or the first.
    fn turn(&self, view: &View, memory: &mut Memory) {
        let mut draws = view.modulation.draws(memory.turns);
        if memory.turns == 0 {
            memory.until = view.now;
            memory.state = self.first(draws.uniform());
        } else {
            memory.state = (memory.state + 1) % self.holds.len() as u32;
        }
        memory.turns += 1;
        let hold = self.holds[memory.state as usize].as_secs() * -math::ln(draws.uniform());
        memory.until = memory.until + Span::from_secs_f64(hold);
    }

    /// The state that a uniform number falls into, each in proportion to its time.
    fn first(&self, u: f64) -> u32 {
        let all: f64 = self.holds.iter().map(|h| h.as_secs()).sum();
        let mut reached = 0.0;
        let found = self.holds.iter().position(|h| {
            reached += h.as_secs();
            reached >= u * all
        });
        found.unwrap_or(self.holds.len() - 1) as u32
    }
}

impl Arrivals for Mmpp {
    type Memory = Memory;

    fn next(&self, memory: &mut Memory, view: &View, draws: &mut Draws) -> Option<Coming> {
        let mut hazard = -math::ln(draws.uniform());
        let mut now = view.now;
        loop {
            while memory.turns == 0 || memory.until <= now {
                self.turn(view, memory);
            }
            let rate = self.rates[memory.state as usize].per_s();
            let spent = rate * memory.until.since(now).as_secs();
            if hazard <= spent {
                return Some(Coming::at(now + Span::from_secs_f64(hazard / rate)));
            }
            hazard -= spent;
            now = memory.until;
        }
    }
    fn expected(&self, until: Span, _: &Replay) -> f64 {
        self.mean_per_s() * until.as_secs()
    }
    fn vet(&self, checking: &mut Checking) {
        let (rates, holds) = (self.rates.len(), self.holds.len());
        if rates != holds || rates == 0 || rates > MOST_STATES {
            let message = format!("{rates} rates, but {holds} times, for the same states");
            let remedy = format!("give each of 1 to {MOST_STATES} states one of `rates` and one of `holds`");
            return checking.refuse_with("", message, remedy);
        }
        let round: f64 = self.rates.iter().zip(&self.holds).map(|(r, h)| r.per_s() * h.as_secs()).sum();
        if round < LEAST_IN_A_ROUND {
            let message = format!("{round:e} requests per cycle of all states are practically none");
            checking.refuse_with("", message, "raise one of `rates`, or lengthen `holds`");
        }
    }
}

#[cfg(test)]
mod tests {
    use units::time::Time;

    use super::*;
    use crate::arrival::poisson::Poisson;

    const HORIZON_S: u64 = 100;

    fn times(arrivals: &impl Arrivals, replication: u32) -> Vec<Time> {
        super::super::tests::times(arrivals, replication, Span::secs(HORIZON_S))
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn equal_rates_are_poisson_to_the_nanosecond_of_each_turn() {
        let equal = Mmpp { rates: vec![rate("5 /s"); 3], holds: vec![Span::secs(1), Span::ms(200), Span::secs(3)] };
        let poisson = Poisson { rate: rate("5 /s") };
        for replication in 0..20 {
            let (a, b) = (times(&equal, replication), times(&poisson, replication));
            assert_eq!(a.len(), b.len());
            // A gap that is spent over several states is rounded once in each.
            let far = |(x, y): (&Time, &Time)| x.ns().abs_diff(y.ns());
            assert!(a.iter().zip(&b).map(far).max() <= Some(2 * a.len() as u64));
        }
    }

    #[test]
    fn two_states_disperse_as_the_formula_says() {
        let (l1, l2, r1, r2) = (9.0, 1.0, 1.0 / 2.0, 1.0 / 6.0);
        let bursts = Mmpp { rates: vec![rate("9 /s"), rate("1 /s")], holds: vec![Span::secs(2), Span::secs(6)] };
        let n = 6_000;
        let counts: Vec<f64> = (0..n).map(|r| times(&bursts, r).len() as f64).collect();
        let mean = counts.iter().sum::<f64>() / f64::from(n);
        let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / f64::from(n - 1);
        let (r, t): (f64, f64) = (r1 + r2, HORIZON_S as f64);
        let burst = 2.0 * (l1 - l2) * (l1 - l2) * r1 * r2 / (r * r * (l1 * r2 + l2 * r1));
        let index = 1.0 + burst * (1.0 - (1.0 - math::exp(-r * t)) / (r * t));
        assert!((bursts.mean_per_s() - 3.0).abs() < 1e-12);
        // Four standard errors of a mean and, of a variance nearly normal, sqrt(2 / n).
        assert!((mean - 300.0).abs() < 4.0 * (variance / f64::from(n)).sqrt(), "mean {mean}");
        assert!(
            (variance / mean / index - 1.0).abs() < 4.0 * (2.0 / f64::from(n)).sqrt(),
            "{} {index}",
            variance / mean
        );
    }

    #[test]
    fn silence_is_passed_over() {
        let on_off = Mmpp { rates: vec![rate("0 /s"), rate("50 /s")], holds: vec![Span::secs(9), Span::secs(1)] };
        let longest = |list: Vec<Time>| list.windows(2).map(|w| w[1].since(w[0])).max();
        assert!((0..10).filter_map(|r| longest(times(&on_off, r))).any(|gap| gap > Span::secs(9)));
        assert!((on_off.mean_per_s() - 5.0).abs() < 1e-12);
    }
}
