//! What a rule of revision sees and what it answers.

use engine::draws::Draws;
use units::money::{Per, Price, USD};
use units::share::Share;

use crate::checking::Checking;

units::questions! {
    /// Says what a node does next; asked at the reviews of its group, for each node whose turn it is.
    pub trait Revising {
        /// The conduct of the node from now on, by place; its own, if it stays.
        fn next(&self, view: &View, draws: &mut Draws) -> usize;
        /// Whose turn it is at a review.
        fn turn(&self) -> Turn;
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What a node sees of its group.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View<'a> {
        /// What it does now, by place.
        pub own: usize,
        /// What a node gained with each conduct up to the last review \[usd/h\]; nothing where nobody had it.
        pub profits: &'a [Option<f64>],
        /// How many nodes have each conduct now.
        pub counts: &'a [u32],
    }
}

/// Whose turn it is at a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Each node's with this chance, all at once: none sees what another does at the same review.
    Each(Share),
    /// So many nodes', one after the other, each drawn among all: each sees what those before it did.
    Some(u32),
}

impl View<'_> {
    /// The conduct of another node that is drawn among all others; nothing if there is none.
    pub(super) fn model(&self, draws: &mut Draws) -> Option<usize> {
        let others = |at: usize| u64::from(self.counts[at]) - u64::from(at == self.own);
        let all: u64 = (0..self.counts.len()).map(others).sum();
        if all == 0 {
            return None;
        }
        let mut left = u64::from(draws.below(all as u32));
        (0..self.counts.len()).find(|&at| {
            let own = others(at);
            if left < own {
                return true;
            }
            left -= own;
            false
        })
    }
    /// How much more a node gains with another conduct \[usd/h\]; nothing if one of them is not known.
    pub(super) fn gain(&self, other: usize) -> Option<f64> {
        Some(self.profits[other]? - self.profits[self.own]?)
    }
}

/// A place drawn with these weights; nothing if all are 0.
pub(super) fn drawn(weights: &[f64], draws: &mut Draws) -> Option<usize> {
    let mut left = draws.uniform() * weights.iter().sum::<f64>();
    let with = || weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
    let found = with().find(|(_, weight)| {
        left -= **weight;
        left < 0.0
    });
    // Rounding may leave a little of the last.
    found.or_else(|| with().next_back()).map(|(at, _)| at)
}

/// A difference of gains \[usd/h\].
pub(super) fn usd_per_hour(scale: &Price) -> f64 {
    let Per::Span(per) = scale.per else { return f64::INFINITY };
    scale.money.number.to_f64() * 3600.0 / per.as_secs()
}

/// Refuses what is no difference of gains.
pub(super) fn vet_scale(scale: &Price, checking: &mut Checking) {
    if scale.money.coin != USD || !matches!(scale.per, Per::Span(per) if per.ns() > 0) {
        let message = format!("a scale is in usd per time, and `{scale}` is not");
        checking.refuse_with("scale", message, "write a difference of gains, as in `0.05 usd/h`");
    }
}

#[cfg(test)]
pub(super) mod tests {
    use engine::draws::{Address, Draws, Purpose};

    use super::*;

    pub(in crate::revision) fn draws(run: u32, index: u64) -> Draws {
        Address { seed: 5, replication: run, purpose: Purpose::Revision, entity: 1 }.stream().draws(index)
    }

    /// How many of `nodes` have the second conduct when all have the same, beginning with so many.
    ///
    /// Gains are those of a fixed payoff, whatever the others do.
    pub(in crate::revision) fn absorbed(rule: &dyn Revising, nodes: u32, begin: u32, gain: f64, run: u32) -> u32 {
        let mut draws = draws(run, 0);
        let mut second = begin;
        while second > 0 && second < nodes {
            let counts = [nodes - second, second];
            let own = usize::from(draws.below(nodes) < second);
            let next = rule.next(&View { own, profits: &[Some(0.0), Some(gain)], counts: &counts }, &mut draws);
            second = second + u32::from(next > own) - u32::from(next < own);
        }
        second
    }

    /// Whether a share of runs is what it should be, within four standard errors.
    pub(in crate::revision) fn check_share(hits: u32, runs: u32, expected: f64) {
        let error = (expected * (1.0 - expected) / f64::from(runs)).sqrt();
        let found = f64::from(hits) / f64::from(runs);
        assert!((found - expected).abs() < 4.0 * error, "{found} within {error}, not {expected}");
    }

    #[test]
    fn a_model_is_drawn_among_the_others() {
        let view = View { own: 0, profits: &[None; 3], counts: &[2, 3, 0] };
        let mut counts = [0_u32; 3];
        for i in 0..20_000 {
            counts[view.model(&mut draws(0, i)).expect("there are others")] += 1;
        }
        check_share(counts[0], 20_000, 0.25);
        assert_eq!(counts[2], 0);
        assert_eq!(View { counts: &[1, 0, 0], ..view }.model(&mut draws(0, 1)), None, "who is alone has no model");
    }
}
