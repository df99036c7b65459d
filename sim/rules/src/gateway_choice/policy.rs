//! What a choice of gateways sees and what it answers.

use units::time::Span;

use crate::checking::Checking;

units::questions! {
    /// Says which gateway an individual takes next; asked at its reviews, after losses of its own, or for each request.
    pub trait Choosing {
        /// With which probability it takes each gateway next, in the order of `view.known`; they sum to 1.
        fn odds(&self, view: &View) -> Vec<f64>;
        /// How long experience lasts and how often gateways are reviewed; nothing if nobody ever reviews.
        fn terms(&self) -> Option<Terms> {
            None
        }
        /// How many of its requests must be lost at a gateway within `memory` for an individual to leave it at once;
        /// 0 if it leaves at reviews only.
        fn tolerates(&self) -> u32 {
            0
        }
        /// Whether a request that one gateway refuses goes to the next at once.
        fn fails_over(&self) -> bool {
            false
        }
        /// Refuses settings that cannot be.
        fn vet(&self, _checking: &mut Checking) {}
    }
}

units::view! {
    /// What an individual sees of the gateways that it may use.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct View<'a> {
        /// Where it is, by place; nowhere if it takes a gateway for each request.
        pub at: Option<usize>,
        /// What is known of each gateway.
        pub known: &'a [Known],
        /// The gateways at which it has lost too many requests lately: the bit of each place.
        pub shunned: u64,
    }
}

units::view! {
    /// What is known of a gateway.
    #[derive(Clone, Copy, Debug, Default, PartialEq)]
    pub struct Known {
        /// What a thousand requests cost there \[usd\].
        pub price_usd: f64,
        /// How long an answer takes \[s\].
        pub latency_s: f64,
        /// The share of requests that it refused or that failed there.
        pub failed: f64,
        /// How many individuals of the group are there.
        pub users: u32,
        /// The share of the individuals of the group that are there.
        pub share: f64,
        /// The share of its networks that assure what the group needs; 1 where it sends to one that does, and where
        /// nothing is needed.
        pub assured: f64,
    }
}

/// What choices that learn have in common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Terms {
    /// Half-life of experience.
    pub memory: Span,
    /// Time between two reviews of an individual, and between two publications of what is known.
    pub review: Span,
}

/// The utility of a gateway's attributes, each per unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weights {
    pub(super) price: f64,
    pub(super) latency: f64,
    pub(super) failures: f64,
    pub(super) herd: f64,
    pub(super) assurance: f64,
}

impl Weights {
    /// The utility of a gateway.
    pub(super) fn utility(&self, known: &Known) -> f64 {
        self.price * known.price_usd
            + self.latency * known.latency_s
            + self.failures * known.failed
            + self.herd * known.share
            + self.assurance * known.assured
    }
}

impl View<'_> {
    /// Whether an individual avoids the gateway of a place.
    pub(super) fn shuns(&self, place: usize) -> bool {
        self.shunned >> place & 1 == 1
    }
    /// The odds of an individual that takes the gateway of a place, unless it stays for want of attention.
    pub(super) fn surely(&self, place: usize, inertia: f64) -> Vec<f64> {
        let mut odds = vec![0.0; self.known.len()];
        odds[place] = 1.0;
        self.slowed(odds, inertia)
    }
    /// The odds of an individual that stays where it is with probability `inertia`, and else follows these.
    pub(super) fn slowed(&self, mut odds: Vec<f64>, inertia: f64) -> Vec<f64> {
        if let Some(at) = self.at {
            for odds in &mut odds {
                *odds *= 1.0 - inertia;
            }
            odds[at] += inertia;
        }
        odds
    }
}

/// Odds in proportion to weights that are given by their logarithms.
pub(super) fn in_proportion(mut logs: Vec<f64>) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for log in &mut logs {
        *log = engine::math::exp(*log - most);
    }
    let sum: f64 = logs.iter().sum();
    for weight in &mut logs {
        *weight /= sum;
    }
    logs
}
