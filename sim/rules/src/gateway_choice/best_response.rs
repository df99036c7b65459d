//! Users who take what is best for them.

use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Choosing, Terms, View, Weights};

settings! {
    /// Takes the gateway of the highest utility, if that is above the present one's by more than it costs to leave.
    ///
    /// At a review somebody goes to the gateway of the largest `u = price p + latency t + failures f + herd n` (as in
    /// `gateway_choice.logit`), of several the first, if `u - switching` is above that of its own; with `inertia` it
    /// looks at all only with the rest of the probability. The limit of the logit for a scale towards 0. Where all
    /// look at the same numbers they move together: latency and load swing unless `inertia` is large. Source: best
    /// response with inertia, Young, The evolution of conventions, Econometrica 61, 1993; switching costs: Klemperer,
    /// Competition when consumers have switching costs, Rev. Econ. Stud. 62, 1995.
    pub struct BestResponse {
        /// Utility of a usd that a thousand requests cost; below 0 where dearer is worse.
        pub price: f64 = 0.0,
        /// Utility of a second of mean latency; below 0 where slower is worse.
        pub latency: f64 = 0.0,
        /// Utility of a share of 1 of requests that are lost; below 0 where losses are worse.
        pub failures: f64 = 0.0,
        /// Utility of a share of 1 of the group's individuals; above 0 where a gateway is better the more use it.
        pub herd: f64 = 0.0,
        /// Switching cost: what it takes from the utility of any other gateway [>= 0].
        pub switching: f64 = 0.0,
        /// Half-life of experience: without any newer, what is known of a gateway returns to the mean of all [> 0 s].
        pub memory: Span = Span::days(7),
        /// Time between two reviews of an individual, and between two publications of what is known [> 0 s].
        #[fixed = "reviews are planned at the start"]
        pub review: Span = Span::days(1),
        /// Probability with which a review changes nothing, whatever is seen [0 ..= 1].
        pub inertia: Share = Share::ZERO,
    }
}

impl Choosing for BestResponse {
    fn odds(&self, view: &View) -> Vec<f64> {
        let Self { price, latency, failures, herd, .. } = *self;
        let weights = Weights { price, latency, failures, herd, ..Weights::default() };
        let own = view.at.unwrap_or(0);
        let worths: Vec<f64> = view.known.iter().map(|known| weights.utility(known)).collect();
        let best = (0..worths.len()).reduce(|best, other| if worths[other] > worths[best] { other } else { best });
        let goes = best.filter(|&best| worths[best] - self.switching > worths[own]);
        view.surely(goes.unwrap_or(own), self.inertia.as_f64())
    }
    fn terms(&self) -> Option<Terms> {
        Some(Terms { memory: self.memory, review: self.review })
    }
}
