//! A draw among the healthy networks that prefers the cheap ones.

use engine::draws::Draws;
use engine::math;
use units::settings;
use units::time::Span;

use super::drawn::drawn;
use super::policy::{Offer, Router};

settings! {
    /// Draws among the networks without a recent failure, the cheaper the more likely; the others are fallbacks.
    ///
    /// P(network i) = `p_i^-power / sum_j p_j^-power` over the networks that list a node and at which no attempt of
    /// this gateway failed in the last `outage`; p is the price of the request \[usd\], a network that costs nothing
    /// comes before all that cost something. Where every network with a node has failed lately, the draw is among
    /// these. A retry draws again, so that it goes to another network if there is one; it is paid for anew there, and
    /// admission is not asked again. With failures at once and requests at rate lambda \[1/s\], a network with weight w
    /// that always fails gets `lambda w / (1 + lambda w outage)` first tries \[1/s\]. Source: OpenRouter's default
    /// routing, price^-2 over providers without an outage in the last 30 s, the rest as fallbacks (reference/systems.md
    /// 14).
    pub struct PriceWeighted {
        /// How strongly a lower price attracts requests; 0 for an equal split [>= 0, <= 100].
        pub power: f64 = 2.0,
        /// How long a network is avoided after a failed attempt; 0 s to forget failures at once.
        pub outage: Span = Span::secs(30),
    }
}

impl Router for PriceWeighted {
    fn route(&self, offers: &[Offer], draws: &mut Draws) -> usize {
        let is_calm = |o: &Offer| o.since_failure.is_none_or(|since| since >= self.outage);
        let has_calm = offers.iter().any(|o| o.n_nodes > 0 && is_calm(o));
        let is_open = |o: &&Offer| o.n_nodes > 0 && (is_calm(o) || !has_calm);
        let least = offers.iter().filter(is_open).map(|o| o.price).fold(f64::INFINITY, f64::min);
        let weight = |o: &Offer| match is_open(&o) {
            true if o.price <= least => 1.0,
            true => math::pow(least / o.price, self.power),
            false => 0.0,
        };
        drawn(offers, weight, draws).unwrap_or(0)
    }
    fn observes(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    /// How often each offer is chosen in ten thousand draws.
    fn chosen(rule: &PriceWeighted, offers: &[Offer]) -> Vec<f64> {
        let address = Address { seed: 7, replication: 0, purpose: Purpose::Routing, entity: 1 };
        let mut counts = vec![0.0; offers.len()];
        for i in 0..10_000 {
            counts[rule.route(offers, &mut address.stream().draws(i))] += 1e-4;
        }
        counts
    }

    fn offer(price: f64, n_nodes: usize, since_failure: Option<u64>) -> Offer {
        Offer {
            price,
            assures: true,
            n_nodes,
            since_failure: since_failure.map(Span::secs),
            bad_share: None,
            shortest: None,
        }
    }

    fn check(rule: &PriceWeighted, offers: &[Offer], expected: &[f64]) {
        let found = chosen(rule, offers);
        // Five standard errors of a share at its widest.
        let is_near = found.iter().zip(expected).all(|(a, b)| (a - b).abs() < if *b == 0.0 { 1e-9 } else { 0.025 });
        assert!(is_near, "{found:?} is not {expected:?}");
    }

    #[test]
    fn the_cheap_are_drawn_by_the_power_of_their_price_and_the_failed_wait() {
        let rule = PriceWeighted { power: 2.0, outage: Span::secs(30) };
        let (a, b, c) = (offer(1.0, 3, None), offer(2.0, 1, None), offer(3.0, 9, None));
        // Weights 1, 1/4 and 1/9.
        check(&rule, &[a, b, c], &[36.0 / 49.0, 9.0 / 49.0, 4.0 / 49.0]);
        check(&rule, &[offer(1.0, 3, Some(29)), b, c], &[0.0, 9.0 / 13.0, 4.0 / 13.0]);
        check(&rule, &[offer(1.0, 3, Some(30)), b, c], &[36.0 / 49.0, 9.0 / 49.0, 4.0 / 49.0]);
        // Nobody else has a node: who failed lately is the fallback.
        check(&rule, &[offer(1.0, 3, Some(1)), offer(2.0, 0, None), offer(2.0, 1, Some(2))], &[0.8, 0.0, 0.2]);
        check(&rule, &[offer(1.0, 0, None), offer(2.0, 0, None)], &[1.0, 0.0]);
        check(&rule, &[offer(0.0, 1, None), offer(0.0, 1, None), c], &[0.5, 0.5, 0.0]);
        check(&PriceWeighted { power: 0.0, ..rule }, &[a, b, c], &[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0]);
    }
}
