//! Users who use several gateways at once.

use units::settings;
use units::time::Span;

use super::policy::{Choosing, Terms, View, Weights, in_proportion};

settings! {
    /// Takes a gateway for each request, and the next at once where one refuses.
    ///
    /// A request goes to gateway j with probability `exp(u_j / scale) / sum_k exp(u_k / scale)`, u = `price p + latency
    /// t + failures f` (as in `gateway_choice.logit`), with a scale of 0 to the best, of several the first. A request
    /// that a gateway refuses goes to the next of those that it has not been to, in the order of their odds, until one
    /// takes it: with g gateways that refuse independently with probability r, `r^g` of the requests are refused. The
    /// odds are renewed once a `review`. Source: multi-homing in two-sided markets, Rochet and Tirole, JEEA 1, 2003;
    /// failover of OpenRouter among providers (routing documentation, 2025).
    pub struct MultiHoming {
        /// Utility of a usd that a thousand requests cost; below 0 where dearer is worse.
        pub price: f64 = 0.0,
        /// Utility of a second of mean latency; below 0 where slower is worse.
        pub latency: f64 = 0.0,
        /// Utility of a share of 1 of requests that are lost; below 0 where losses are worse.
        pub failures: f64 = 0.0,
        /// Difference of utility at which a gateway is e times as likely; at 0 the best gets all [>= 0].
        pub scale: f64 = 1.0,
        /// Whether a request that one gateway refuses goes to the next.
        pub fails_over: bool = true,
        /// Half-life of experience: without any newer, what is known of a gateway returns to the mean of all [> 0 s].
        pub memory: Span = Span::days(7),
        /// Time between two publications of what is known [> 0 s].
        #[fixed = "reviews are planned at the start"]
        pub review: Span = Span::days(1),
    }
}

impl Choosing for MultiHoming {
    fn odds(&self, view: &View) -> Vec<f64> {
        let Self { price, latency, failures, scale, .. } = *self;
        let weights = Weights { price, latency, failures, ..Weights::default() };
        let worths: Vec<f64> = view.known.iter().map(|known| weights.utility(known)).collect();
        if scale > 0.0 {
            return in_proportion(worths.into_iter().map(|worth| worth / scale).collect());
        }
        let best = (0..worths.len()).reduce(|best, other| if worths[other] > worths[best] { other } else { best });
        view.surely(best.unwrap_or(0), 0.0)
    }
    fn terms(&self) -> Option<Terms> {
        Some(Terms { memory: self.memory, review: self.review })
    }
    fn fails_over(&self) -> bool {
        self.fails_over
    }
}
