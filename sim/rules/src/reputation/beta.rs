//! Good and bad observations, counted, as a beta distribution.

use engine::math;
use units::ids::NodeId;
use units::settings;
use units::time::{Span, Time};

use super::policy::{Member, Observation, Rating};

settings! {
    /// The mean of a beta distribution over good and bad observations, of which older ones are forgotten.
    ///
    /// `r = (g + a) / (g + b + a + c)`, g and b the weights of the good and the bad, a and c the priors. With each
    /// observation `g <- k g + x` and `b <- k b + 1 - x`, k what is kept; with `half_life` both halve in that time,
    /// too. Without forgetting, r = (g + 1) / (n + 2) after g good of n with priors of 1 (Laplace). With k below 1 a
    /// node that is always good does not exceed `(1 / (1 - k) + a) / (1 / (1 - k) + a + c)`, and after a betrayal
    /// `ln 2 / -ln k` observations halve its weight: a long good record is no credit to cheat on. Forgetting over time
    /// brings an idle node back to its prior, a / (a + c), from both sides. Source: Jøsang and Ismail, The beta
    /// reputation system, 15th Bled Electronic Commerce Conference, 2002 (their forgetting factor λ is k).
    pub struct Beta {
        /// Weight of good that each node begins with [> 0].
        pub prior_good: f64 = 1.0,
        /// Weight of bad that each node begins with [> 0].
        pub prior_bad: f64 = 1.0,
        /// Part of the weight of older observations that is kept at each observation [> 0, <= 1].
        pub keeps: f64 = 1.0,
        /// Time in which the weight of what was seen halves; without it, time alone changes nothing [> 0 s].
        pub half_life: Option<Span>,
    }
}

/// The weights of what was seen of a node.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    good: f64,
    bad: f64,
    /// When they were so much.
    at: Time,
}

impl Beta {
    /// What is left of weights at a later time.
    fn faded(&self, weights: Weights, now: Time) -> Weights {
        let Some(half_life) = self.half_life else { return weights };
        let left = math::pow(0.5, now.since(weights.at).as_secs() / half_life.as_secs());
        Weights { good: weights.good * left, bad: weights.bad * left, at: now }
    }
    fn mean(&self, Weights { good, bad, .. }: Weights) -> f64 {
        (good + self.prior_good) / (good + bad + self.prior_good + self.prior_bad)
    }
}

impl Rating for Beta {
    type Memory = Vec<Weights>;

    fn memory(&self, nodes: usize) -> Vec<Weights> {
        vec![Weights::default(); nodes]
    }
    fn opening(&self) -> f64 {
        self.mean(Weights::default())
    }
    fn hear(&self, memory: &mut Vec<Weights>, observation: &Observation) {
        let weights = &mut memory[observation.node.row()];
        let Weights { good, bad, .. } = self.faded(*weights, observation.now);
        let x = f64::from(u8::from(observation.seen.is_good()));
        *weights = Weights { good: self.keeps * good + x, bad: self.keeps * bad + 1.0 - x, at: observation.now };
    }
    fn own(&self, memory: &mut Vec<Weights>, node: NodeId, now: Time) -> Option<f64> {
        Some(self.mean(self.faded(memory[node.row()], now)))
    }
    fn publish(&self, memory: &mut Vec<Weights>, _: &[Member], now: Time) -> Vec<f64> {
        memory.iter().map(|&weights| self.mean(self.faded(weights, now))).collect()
    }
    fn forget(&self, memory: &mut Vec<Weights>, node: NodeId) {
        memory[node.row()] = Weights::default();
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Seen;
    use super::*;

    const NODE: NodeId = NodeId(0);

    fn rule(keeps: f64, half_life: Option<Span>) -> Beta {
        Beta { prior_good: 1.0, prior_bad: 1.0, keeps, half_life }
    }

    /// The reputation after good and bad observations in turn, at seconds 1, 2, …
    fn after(rule: &Beta, seen: &[bool]) -> f64 {
        let mut memory = rule.memory(1);
        for (at, &good) in (1..).zip(seen) {
            let seen = if good { Seen::Right } else { Seen::Wrong };
            let now = Time::ZERO + Span::secs(at);
            rule.hear(&mut memory, &Observation { node: NODE, by: None, seen, now });
        }
        rule.own(&mut memory, NODE, Time::ZERO + Span::secs(seen.len() as u64)).expect("it is of this node alone")
    }

    #[test]
    fn without_forgetting_it_is_laplace_s_rule_in_any_order() {
        for n in 0..40 {
            for good in 0..=n {
                let mut seen: Vec<bool> = (0..n).map(|i| i < good).collect();
                let form = (good as f64 + 1.0) / (n as f64 + 2.0);
                assert!((after(&rule(1.0, None), &seen) - form).abs() < 1e-12);
                seen.reverse();
                assert!((after(&rule(1.0, None), &seen) - form).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_long_good_record_is_no_credit_once_it_is_forgotten() {
        // n good, then m bad, with k kept: g = k^m (1 - k^n) / (1 - k), b = (1 - k^m) / (1 - k).
        let k = 0.9_f64;
        let kept = |n: i32| math::pow(k, f64::from(n));
        for (n, m) in [(0, 1), (1, 1), (10, 3), (500, 1), (500, 10)] {
            let seen: Vec<bool> = (0..n + m).map(|i| i < n).collect();
            let (good, bad) = (kept(m) * (1.0 - kept(n)) / (1.0 - k), (1.0 - kept(m)) / (1.0 - k));
            let form = (good + 1.0) / (good + bad + 2.0);
            assert!((after(&rule(k, None), &seen) - form).abs() < 1e-9, "{n} good, {m} bad");
        }
        // The bound for a node that is always good: (10 + 1) / (10 + 2).
        assert!((after(&rule(k, None), &[true; 2_000]) - 11.0 / 12.0).abs() < 1e-9);
        // Without forgetting, 500 good outweigh 10 bad; with it, they do not.
        let seen: Vec<bool> = (0..510).map(|i| i < 500).collect();
        assert!(after(&rule(1.0, None), &seen) > 0.97 && after(&rule(k, None), &seen) < 0.45);
    }

    #[test]
    fn an_idle_node_goes_back_to_its_prior() {
        let rule = rule(1.0, Some(Span::secs(10)));
        let mut memory = rule.memory(1);
        for _ in 0..30 {
            rule.hear(&mut memory, &Observation { node: NODE, by: None, seen: Seen::Wrong, now: Time::ZERO });
        }
        for halvings in 0..8 {
            let bad = 30.0 * math::pow(0.5, f64::from(halvings));
            let now = Time::ZERO + Span::secs(10 * halvings as u64);
            let found = rule.publish(&mut memory, &[], now)[0];
            assert!((found - 1.0 / (bad + 2.0)).abs() < 1e-9, "after {halvings} halvings: {found}");
        }
    }
}
