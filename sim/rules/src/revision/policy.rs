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
