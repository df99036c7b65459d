//! Nodes that copy others who gain more, the more they gain.

use engine::draws::Draws;
use units::money::Price;
use units::settings;
use units::share::Share;

use super::policy::{Revising, Turn, View, usd_per_hour, vet_scale};
use crate::checking::Checking;

settings! {
    /// Copies a node that is drawn among all others, with a chance in proportion to how much more it gains.
    ///
    /// At a review each node looks with probability `moves` at another and takes over its conduct with probability
    /// `min(1, d / s)`, d by how much that one gained more with it \[usd/h\], never for less; s the scale. In a large
    /// group the shares follow the replicator dynamics, `x' = x (1 - x) (g_1 - g_0) moves / s` a review: with a fixed
    /// difference a logistic curve. With two groups whose gains depend on each other (who cheats, who checks) shares
    /// circle around the mixture of the game, and every finite group ends, sooner or later, with one conduct alone: it
    /// has then been absorbed (`takeover_s`). Source: Schlag, Why imitate, and if so, how?, J. Econ. Theory 78, 1998;
    /// Taylor and Jonker, Evolutionarily stable strategies and game dynamics, Math. Biosci. 40, 1978.
    pub struct Replicator {
        /// Difference of gains at which a copy is certain, as in `0.5 usd/h` [> 0].
        pub scale: Price,
        /// Part of the nodes that look at a review [> 0, <= 1].
        pub moves: Share = Share::percent(10),
    }
}

impl Revising for Replicator {
    fn next(&self, view: &View, draws: &mut Draws) -> usize {
        let Some(model) = view.model(draws) else { return view.own };
        let chance = view.gain(model).map_or(0.0, |gain| gain / usd_per_hour(&self.scale));
        if draws.uniform() < chance { model } else { view.own }
    }
    fn turn(&self) -> Turn {
        Turn::Each(self.moves)
    }
    fn vet(&self, checking: &mut Checking) {
        vet_scale(&self.scale, checking);
    }
}

#[cfg(test)]
mod tests {
    use super::super::trials::draws;
    use super::*;

    /// What is left of the honest after reviews of a large group, if honesty gains so much more; by the policy.
    fn honest(rule: &Replicator, nodes: u32, begin: u32, gain: f64, reviews: u64) -> f64 {
        let mut cheats = nodes - begin;
        for review in 0..reviews {
            let counts = [nodes - cheats, cheats];
            let profits = [Some(gain), Some(0.0)];
            let mut draws = draws(review as u32, 1);
            let mut next = cheats;
            for node in 0..nodes {
                let own = usize::from(node < cheats);
                let to = rule.next(&View { own, profits: &profits, counts: &counts }, &mut draws);
                next = next + u32::from(to > own) - u32::from(to < own);
            }
            cheats = next;
        }
        f64::from(nodes - cheats) / f64::from(nodes)
    }

    #[test]
    fn a_large_group_follows_the_logistic_curve() {
        // D = 0.35, t = 5, x0 = 0.5 (theory.json, replicator-fixed-audit); 500 reviews of a hundredth each.
        let rule = Replicator { scale: "100 usd/h".parse().unwrap(), moves: Share::ONE };
        let found = honest(&rule, 20_000, 10_000, 0.35, 500);
        let form = 1.0 / (1.0 + engine::math::exp(-0.35 * 5.0));
        // Drift in a group of N: variance below t / (4 N s) = 5e-5 a step of 1/100, and Euler's error is below 1e-3.
        assert!((found - form).abs() < 0.02, "{found}, not {form}");
    }

    #[test]
    fn nobody_copies_who_gains_less() {
        let rule = Replicator { scale: "1 usd/h".parse().unwrap(), moves: Share::ONE };
        let view = View { own: 0, profits: &[Some(1.0), Some(0.9)], counts: &[5, 5] };
        assert!((0..1_000).all(|i| rule.next(&view, &mut draws(0, i)) == 0));
    }
}
