//! Nodes that do more often what pays more.

use engine::draws::Draws;
use engine::math::exp;
use units::money::Price;
use units::settings;
use units::share::Share;

use super::policy::{Revising, Turn, View, drawn, usd_per_hour, vet_scale};
use crate::checking::Checking;

settings! {
    /// Draws a conduct with weights that grow with what it gained.
    ///
    /// At a review each node looks with probability `moves`, and takes conduct k with probability
    /// `exp(g_k / s) / sum_j exp(g_j / s)`: g what a node gained with it \[usd/h\], s the scale. It rests where the
    /// shares are these: with two of fixed gains, n of N nodes is binomial with p = 1 / (1 + exp(-(g_1 - g_0) / s));
    /// where gains depend on shares, at the fixed point of this (a quantal response equilibrium), not at the mixture of
    /// the game without noise, and from every start where there is one. A conduct that nobody has is not known and not
    /// drawn; see `trembles`. Source: Fudenberg and Levine, The Theory of Learning in Games, 1998, chapter 4; McKelvey
    /// and Palfrey, Quantal response equilibria for normal form games, Games Econ. Behav. 10, 1995.
    pub struct Logit {
        /// Difference of gains at which a conduct is e times as likely, as in `0.05 usd/h` [> 0].
        pub scale: Price,
        /// Part of the nodes that look at a review [> 0, <= 1].
        pub moves: Share = Share::percent(10),
    }
}

impl Revising for Logit {
    fn next(&self, view: &View, draws: &mut Draws) -> usize {
        let scale = usd_per_hour(&self.scale);
        let most = view.profits.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let weight = |profit: &Option<f64>| profit.map_or(0.0, |profit| exp((profit - most) / scale));
        let weights: Vec<f64> = view.profits.iter().map(weight).collect();
        drawn(&weights, draws).unwrap_or(view.own)
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
    use super::super::trials::{check_share, draws};
    use super::*;

    #[test]
    fn conducts_are_drawn_as_often_as_the_logit_says() {
        let rule = Logit { scale: "0.1 usd/h".parse().unwrap(), moves: Share::ONE };
        let view = View { own: 1, profits: &[Some(1.0), Some(1.1), None], counts: &[10, 10, 0] };
        let mut counts = [0_u32; 3];
        for i in 0..20_000 {
            counts[rule.next(&view, &mut draws(0, i))] += 1;
        }
        let e = exp(1.0);
        check_share(counts[1], 20_000, e / (1.0 + e));
        assert_eq!(counts[2], 0);
    }
}
