//! Nodes weigh what they compute in a sprint.

use engine::draws::Draws;
use engine::math::poisson_quantile;
use units::quantity::Rate;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::policy::{Measure, View, Weigher};

settings! {
    /// A node weighs as many results as it finds in a sprint, before each time that the network weighs its nodes.
    ///
    /// While a sprint lasts, a node that takes part in it is on no list: it gets no new request of any network, and
    /// finishes what it has. With speed v, for the time t of the sprint in which it is there \[s\], it finds a Poisson
    /// number of results with mean `rate v t`: its share of the weight of all has a coefficient of variation of about
    /// `1 / sqrt(rate v t)`. Who comes during a sprint counts from then on; who is away at its end weighs nothing until
    /// the next. With L the length of a sprint, E the time between two weighings and e the share that is `excused`,
    /// nodes serve for `1 - (1 - e) L / E` of the time. Weighing at the start is as after a sprint. Valid for results
    /// that cost every node the same work at reference speed, which nobody can have prepared. Source: Gonka's proof of
    /// compute, nonces of a sprint of 60 blocks in an epoch of 17,280 (reference/systems.md 3); nodes that serve on
    /// during it are its `POC_SLOT` allocation.
    pub struct Sprint {
        /// How long a sprint lasts, shorter than `every` [> 0 s].
        pub lasts: Span,
        /// Results that a node of reference speed finds [> 0 /s].
        pub rate: Rate,
        /// Share of the nodes, drawn anew for each sprint, that serve on and keep what they weighed [0 ..= 1].
        pub excused: Share = Share::ZERO,
    }
}

impl Weigher for Sprint {
    fn weigh(&self, view: &View, draws: &mut Draws) -> f64 {
        poisson_quantile(self.rate.per_s() * view.speed * view.computed.as_secs(), draws.uniform())
    }
    fn measure(&self) -> Option<Measure> {
        Some(Measure { lasts: self.lasts, excused: self.excused })
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    #[test]
    fn results_have_the_mean_and_the_spread_of_a_poisson_law() {
        let sprint = Sprint { lasts: Span::secs(300), rate: "2 /s".parse().unwrap(), excused: Share::ZERO };
        let stream = Address { seed: 3, replication: 0, purpose: Purpose::Measure, entity: 1 }.stream();
        for (speed, secs) in [(0.5, 4), (1.0, 300), (3.0, 300)] {
            let view = View {
                stake_coins: 0.0,
                speed,
                slots: 1.0,
                price_usd_h: 0.0,
                reputation: 1.0,
                computed: Span::secs(secs),
            };
            let n = 4_000;
            let found: Vec<f64> = (0..n).map(|i| sprint.weigh(&view, &mut stream.draws(i))).collect();
            let mean = found.iter().sum::<f64>() / n as f64;
            let variance = found.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1) as f64;
            let expected = 2.0 * speed * secs as f64;
            // Four standard errors of a mean, and of the variance of a law with this mean and kurtosis 3 + 1 / mean.
            let (of_mean, of_variance) =
                ((expected / n as f64).sqrt(), expected * ((2.0 + 1.0 / expected) / n as f64).sqrt());
            assert!((mean - expected).abs() < 4.0 * of_mean, "{mean} is not {expected}");
            assert!((variance - expected).abs() < 4.0 * of_variance, "{variance} is not {expected}");
        }
        let away =
            View { stake_coins: 9.0, speed: 1.0, slots: 1.0, price_usd_h: 0.0, reputation: 1.0, computed: Span::ZERO };
        assert!(sprint.weigh(&away, &mut stream.draws(0)) <= 0.0);
    }
}
