//! A draw that prefers networks whose answers were good.

use engine::draws::Draws;
use engine::math;
use units::money::Usd;
use units::settings;
use units::share::Share;
use units::time::Span;

use super::drawn::drawn;
use super::policy::{Inspection, Offer, Router};

settings! {
    /// Draws among the networks with a node, those with better inspected answers and lower prices the likelier.
    ///
    /// P(network i) = `w_i / sum_j w_j` with `w_i = (1 - b_i)^quality p_i^-price`; p is the price of the request
    /// \[usd\], b the share of bad answers that this gateway saw itself: it inspects each answer with probability
    /// `inspects`, and knows of one whether it deviates by its serving stack or is wrong, as with a schema that must
    /// hold or a request whose answer is known. What was seen in a period of `every` is published at its end; of a
    /// network of which nothing is known yet b is 0, so that it is tried. With n inspected answers in a period b has a
    /// standard error of `sqrt(b (1 - b) / n)`; nothing is known of the truth beside it, and what other gateways saw is
    /// theirs. Networks that cost nothing come before all that cost something. An inspection takes no time and costs
    /// the gateway `fee`, so that at a rate l \[1/s\] it spends `l inspects fee` \[usd/s\]. Source: scorers with
    /// canaries of their own (reference/economy.md 3), in the form of the price weights of model routers
    /// (reference/systems.md 14); vendors of one LLM differ as in reference/incidents.md B17.
    pub struct QualityWeighted {
        /// How strongly good answers attract requests; 0 to ignore them [>= 0, <= 1_000].
        pub quality: f64 = 20.0,
        /// How strongly a lower price attracts requests; 0 to ignore it [>= 0, <= 100].
        pub price: f64 = 0.0,
        /// Share of its answers that the gateway inspects [> 0, <= 1].
        pub inspects: Share = Share::percent(5),
        /// How often it publishes what it saw [> 0 s].
        pub every: Span = Span::hours(1),
        /// What an inspection costs the gateway, as in `0.0001 usd`; without it, nothing [>= 0].
        pub fee: Option<Usd>,
    }
}

impl Router for QualityWeighted {
    fn route(&self, offers: &[Offer], draws: &mut Draws) -> usize {
        let is_open = |o: &&Offer| o.n_nodes > 0;
        let least = offers.iter().filter(is_open).map(|o| o.price).fold(f64::INFINITY, f64::min);
        let weight = |o: &Offer| {
            let cheap = if o.price <= least { 1.0 } else { math::pow(least / o.price, self.price) };
            let good = if self.quality > 0.0 { math::pow(1.0 - o.bad_share.unwrap_or(0.0), self.quality) } else { 1.0 };
            if is_open(&o) { cheap * good } else { 0.0 }
        };
        // Without any weight all answers of all were bad, or nobody has a node.
        let first = || offers.iter().position(|o| o.n_nodes > 0).unwrap_or(0);
        drawn(offers, weight, draws).unwrap_or_else(first)
    }
    fn inspects(&self) -> Option<Inspection> {
        let nanos = self.fee.map_or(0, |fee| fee.nanos);
        Some(Inspection { share: self.inspects, every: self.every, nanos })
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    fn check(rule: &QualityWeighted, offers: &[(f64, usize, Option<f64>)], expected: &[f64]) {
        let offer = |&(price, n_nodes, bad_share): &(f64, usize, Option<f64>)| Offer {
            price,
            assures: true,
            n_nodes,
            since_failure: None,
            bad_share,
            shortest: None,
        };
        let offers: Vec<Offer> = offers.iter().map(offer).collect();
        let address = Address { seed: 7, replication: 0, purpose: Purpose::Routing, entity: 1 };
        let mut found = vec![0.0; offers.len()];
        for i in 0..10_000 {
            found[rule.route(&offers, &mut address.stream().draws(i))] += 1e-4;
        }
        // Five standard errors of a share at its widest.
        let is_near =
            found.iter().zip(expected).all(|(a, b): (&f64, _)| (a - b).abs() < if *b == 0.0 { 1e-9 } else { 0.025 });
        assert!(is_near, "{found:?} is not {expected:?}");
    }

    #[test]
    fn the_good_and_the_cheap_are_drawn_by_their_powers() {
        let rule =
            |quality, price| QualityWeighted { quality, price, inspects: Share::ONE, every: Span::hours(1), fee: None };
        let both = [(1.0, 1, Some(0.5)), (2.0, 1, None)];
        check(&rule(1.0, 0.0), &both, &[1.0 / 3.0, 2.0 / 3.0]);
        check(&rule(2.0, 0.0), &both, &[0.2, 0.8]);
        check(&rule(0.0, 2.0), &both, &[0.8, 0.2]);
        check(&rule(1.0, 1.0), &both, &[0.5, 0.5]);
        check(&rule(1.0, 0.0), &[(1.0, 1, Some(1.0)), (1.0, 0, None)], &[1.0, 0.0]);
        check(&rule(1.0, 0.0), &[(1.0, 1, Some(1.0)), (1.0, 2, Some(0.9))], &[0.0, 1.0]);
    }
}
