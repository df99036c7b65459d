//! Users who choose by utility, with noise.

use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Choosing, Terms, View, Weights, in_proportion};

settings! {
    /// Takes gateways with probabilities that grow with their utility; whoever leaves its gateway pays for it.
    ///
    /// At a review somebody at i takes j with probability `exp((u_j - c_ij) / scale) / sum_k exp((u_k - c_ik) /
    /// scale)`, `c_ij` = `switching` for j other than i and 0 for i itself. `u = price p + latency t + failures f +
    /// herd n`: p what a thousand requests cost there \[usd\], t the mean latency \[s\], f the share of requests that
    /// were refused or failed, n the share of the group's individuals; `+ assurance a`, a the share of its networks
    /// that assure what the group needs. With `inertia` it looks at all only with the rest of the probability. Two
    /// gateways of which u does not change have the shares `P_21 / (P_12 + P_21)`, each number of individuals is
    /// binomial, and numbers a review apart correlate by `1 - P_12 - P_21`. With `herd` a, two equal gateways share
    /// equally only where `a (1 - P) / scale < 1`, P = `1 / (1 + exp(switching / scale))`; else all but a few end at
    /// one of them. Source: McFadden, Conditional logit analysis of qualitative choice behavior, 1974; herds: Brock and
    /// Durlauf, Discrete choice with social interactions, Rev. Econ. Stud. 68, 2001.
    pub struct Logit {
        /// Utility of a usd that a thousand requests cost; below 0 where dearer is worse.
        pub price: f64 = 0.0,
        /// Utility of a second of mean latency; below 0 where slower is worse.
        pub latency: f64 = 0.0,
        /// Utility of a share of 1 of requests that are lost; below 0 where losses are worse.
        pub failures: f64 = 0.0,
        /// Utility of a share of 1 of the group's individuals; above 0 where a gateway is better the more use it.
        pub herd: f64 = 0.0,
        /// Utility of a gateway all of whose networks assure what the group `needs`, or that sends to one that does; of
        /// one half of whose networks do, half of it.
        pub assurance: f64 = 0.0,
        /// Switching cost: what it takes from the utility of any other gateway [>= 0].
        pub switching: f64 = 0.0,
        /// Difference of utility at which a gateway is e times as likely [> 0].
        pub scale: f64 = 1.0,
        /// Half-life of experience: without any newer, what is known of a gateway returns to the mean of all [> 0 s].
        pub memory: Span = Span::days(7),
        /// Time between two reviews of an individual, and between two publications of what is known [> 0 s].
        #[fixed = "reviews are planned at the start"]
        pub review: Span = Span::days(1),
        /// Probability with which a review changes nothing, whatever is seen [0 ..= 1].
        pub inertia: Share = Share::ZERO,
    }
}

impl Choosing for Logit {
    fn odds(&self, view: &View) -> Vec<f64> {
        let Self { price, latency, failures, herd, assurance, .. } = *self;
        let weights = Weights { price, latency, failures, herd, assurance };
        let log = |(place, known)| {
            let cost = if view.at == Some(place) { 0.0 } else { self.switching };
            (weights.utility(known) - cost) / self.scale
        };
        view.slowed(in_proportion(view.known.iter().enumerate().map(log).collect()), self.inertia.as_f64())
    }
    fn terms(&self) -> Option<Terms> {
        Some(Terms { memory: self.memory, review: self.review })
    }
}
