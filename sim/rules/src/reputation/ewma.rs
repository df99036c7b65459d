//! A moving average of what was seen.

use engine::math;
use units::ids::NodeId;
use units::settings;
use units::time::Time;

use super::policy::{Member, Observation, Rating};

settings! {
    /// An exponentially weighted moving average of good (1) and bad (0) observations.
    ///
    /// With each observation x, `r <- l r + (1 - l) x`, l = 2^(-1/h), h the half-life \[observations\]. A node that
    /// begins at r and is always good has `1 - (1 - r) l^n` after n observations; one that is good with probability q
    /// has a mean of q in the long run, with variance `q (1 - q) (1 - l) / (1 + l)`. Observations count alike, whatever
    /// their age. Source: Roberts, Control chart tests based on geometric moving averages, Technometrics 1(3), 1959;
    /// reference/mechanisms.md M6.
    pub struct Ewma {
        /// Observations after which the weight of an older one has halved [> 0].
        pub half_life: f64 = 20.0,
        /// The reputation of a node that comes [>= 0, <= 1].
        pub start: f64 = 0.5,
    }
}

impl Rating for Ewma {
    type Memory = Vec<f64>;

    fn memory(&self, nodes: usize) -> Vec<f64> {
        vec![self.start; nodes]
    }
    fn opening(&self) -> f64 {
        self.start
    }
    fn hear(&self, memory: &mut Vec<f64>, observation: &Observation) {
        let kept = math::pow(2.0, -1.0 / self.half_life);
        let score = &mut memory[observation.node.row()];
        *score = kept * *score + (1.0 - kept) * f64::from(u8::from(observation.seen.is_good()));
    }
    fn own(&self, memory: &mut Vec<f64>, node: NodeId, _: Time) -> Option<f64> {
        Some(memory[node.row()])
    }
    fn publish(&self, memory: &mut Vec<f64>, _: &[Member], _: Time) -> Vec<f64> {
        memory.clone()
    }
    fn forget(&self, memory: &mut Vec<f64>, node: NodeId) {
        memory[node.row()] = self.start;
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::Seen;
    use super::*;

    #[test]
    fn half_of_what_is_lacking_is_made_up_in_each_half_life() {
        let rule = Ewma { half_life: 5.0, start: 0.2 };
        let (mut memory, node) = (rule.memory(1), NodeId(0));
        for n in 1..=40 {
            rule.hear(&mut memory, &Observation { node, by: None, seen: Seen::Right, now: Time::ZERO });
            let form = 1.0 - 0.8 * math::pow(0.5, f64::from(n) / 5.0);
            assert!((memory[0] - form).abs() < 1e-9, "after {n}: {}, not {form}", memory[0]);
        }
        rule.forget(&mut memory, node);
        assert_eq!(rule.own(&mut memory, node, Time::ZERO), Some(0.2), "who comes begins anew");
    }
}
