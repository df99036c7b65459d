//! New coins that vest: what each operator gets of them, at the end of which epoch.

use units::ids::OperatorId;

use crate::scenario::{Network, Scenario};

/// What operators of a network have coming of new coins that are locked \[base units\].
#[derive(Clone, Debug)]
pub(crate) struct Vestings {
    steps: usize,
    /// What each gets at every further end of an epoch, until some of it ends.
    rate: Vec<i64>,
    /// What it gets at the next end besides: what equal parts leave over.
    extra: Vec<i64>,
    /// What of the rate ends, by operator, in the order of the epochs; the one that ends next is at `next`.
    ends: Vec<Vec<i64>>,
    next: usize,
}

impl Vestings {
    /// Of a network whose new coins vest; none of any other.
    pub(crate) fn of(scenario: &Scenario, network: &Network, n_operators: usize) -> Option<Box<Self>> {
        let rules = &scenario.coins[network.coin?.row()].rules;
        let locked = rules.sharing.vesting.as_ref().filter(|_| rules.emission.mints())?;
        Some(Box::new(Self::new(locked.steps(rules.epoch), n_operators)))
    }

    fn new(steps: u32, n_operators: usize) -> Self {
        let (steps, none) = (steps as usize, vec![0; n_operators]);
        Self { steps, rate: none.clone(), extra: none.clone(), ends: vec![none; steps], next: 0 }
    }

    /// So much of an operator is locked at the end of an epoch, after what was due there.
    pub(crate) fn lock(&mut self, operator: OperatorId, amount: i64) {
        let steps = self.steps as i64;
        let (each, rest) = (amount / steps, amount % steps);
        self.rate[operator.row()] += each;
        self.extra[operator.row()] += rest;
        // What was locked at the end of this epoch ends last: its row is that of what has just ended.
        let last = (self.next + self.steps - 1) % self.steps;
        self.ends[last][operator.row()] += each;
    }

    /// What becomes free at the end of an epoch, by operator, before anything is locked there.
    pub(crate) fn release(&mut self) -> Vec<(OperatorId, i64)> {
        let mut due = Vec::new();
        let ends = &mut self.ends[self.next];
        for (row, ((rate, extra), ends)) in self.rate.iter_mut().zip(&mut self.extra).zip(ends).enumerate() {
            let free = *rate + std::mem::take(extra);
            *rate -= std::mem::take(ends);
            if free > 0 {
                due.push((OperatorId::of(row), free));
            }
        }
        self.next = (self.next + 1) % self.steps;
        due
    }

    /// All that is locked.
    pub(crate) fn total(&self) -> i128 {
        let mut total: i128 = self.extra.iter().map(|&extra| i128::from(extra)).sum();
        for (passed, at) in (0..self.steps).enumerate() {
            let ends = &self.ends[(self.next + at) % self.steps];
            total += ends.iter().map(|&each| i128::from(each)).sum::<i128>() * (passed as i128 + 1);
        }
        total
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use engine::draws::{Address, Purpose};

    use super::*;

    /// The chain's own way: a list of what is due at the end of each epoch to come, added up reward by reward.
    #[derive(Default)]
    struct Schedule(VecDeque<i64>);

    impl Schedule {
        fn add(&mut self, amount: i64, epochs: usize) {
            let each = amount / epochs as i64;
            for i in 0..epochs {
                if self.0.len() == i {
                    self.0.push_back(0);
                }
                self.0[i] += each + if i == 0 { amount % epochs as i64 } else { 0 };
            }
        }
    }

    #[test]
    fn epochs_give_what_schedules_of_the_chain_give() {
        for steps in [1, 2, 7, 180] {
            let mut draws =
                Address { seed: 3, replication: steps, purpose: Purpose::Entry, entity: 0 }.stream().draws(0);
            let mut vestings = Vestings::new(steps, 3);
            let mut twins: [Schedule; 3] = Default::default();
            for epoch in 0..500 {
                let due: Vec<i64> = twins.iter_mut().map(|twin| twin.0.pop_front().unwrap_or(0)).collect();
                let mut found = vec![0; 3];
                vestings.release().into_iter().for_each(|(operator, amount)| found[operator.row()] = amount);
                assert_eq!(found, due, "{steps} epochs, {epoch}");
                // None, one or two rewards each, and none at all in the end.
                for (row, twin) in twins.iter_mut().enumerate().filter(|_| epoch < 250) {
                    for _ in 0..(3.0 * draws.uniform()) as usize {
                        let amount = (1e6 * draws.uniform()) as i64;
                        vestings.lock(OperatorId::of(row), amount);
                        twin.add(amount, steps as usize);
                    }
                }
                let left: i64 = twins.iter().flat_map(|twin| &twin.0).sum();
                assert_eq!(vestings.total(), left.into());
            }
            assert_eq!(vestings.total(), 0);
        }
    }
}
