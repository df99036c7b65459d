//! Users who follow others.

use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Choosing, Terms, View};

settings! {
    /// Takes gateways as often as others do: by how many use each.
    ///
    /// At a review somebody takes gateway j with probability `(n_j + weight) / (N - 1 + g weight)`: n_j the others of
    /// its group who are there, N the individuals, g the gateways. With `inertia` it looks at all only with the rest of
    /// the probability. In the long run numbers are those of Polya's urn in which N newcomers choose one after the
    /// other by what is there already: Dirichlet-multinomial with g equal parameters `weight`, so that the mean of the
    /// sum of squared shares is `1/N + (1 - 1/N) (weight + 1) / (g weight + 1)`. With many gateways of small weights
    /// `theta / g` it is Hoppe's urn. It takes about `N / (g weight)` reviews to forget. Source: Eggenberger and Polya,
    /// ZAMM 3, 1923; Hoppe, Polya-like urns and the Ewens' sampling formula, J. Math. Biol. 20, 1984; each review is
    /// a step of the Gibbs sampler of that law.
    pub struct Proportional {
        /// Individuals that each gateway counts for beyond those who are there [> 0].
        pub weight: f64 = 1.0,
        /// Time between two reviews of an individual [> 0 s].
        #[fixed = "reviews are planned at the start"]
        pub review: Span = Span::days(1),
        /// Probability with which a review changes nothing, whatever is seen [0 ..= 1].
        pub inertia: Share = Share::ZERO,
    }
}

impl Choosing for Proportional {
    fn odds(&self, view: &View) -> Vec<f64> {
        let others = |(place, users)| f64::from(users) - f64::from(u8::from(view.at == Some(place))) + self.weight;
        let mut odds: Vec<f64> = view.known.iter().map(|known| known.users).enumerate().map(others).collect();
        let sum: f64 = odds.iter().sum();
        for weight in &mut odds {
            *weight /= sum;
        }
        view.slowed(odds, self.inertia.as_f64())
    }
    fn terms(&self) -> Option<Terms> {
        Some(Terms { memory: Span::days(7), review: self.review })
    }
}
