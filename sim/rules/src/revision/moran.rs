//! Nodes that give up, and are replaced by whoever does well.

use engine::draws::Draws;
use engine::math::exp;
use units::money::Price;
use units::settings;

use super::policy::{Revising, Turn, View, drawn, usd_per_hour, vet_scale};
use crate::checking::Checking;

settings! {
    /// Gives a node that is drawn among all the conduct of one that is drawn by its fitness.
    ///
    /// One after the other, `turns` nodes a review are drawn and take conduct k with probability
    /// `n_k f_k / sum_j n_j f_j`: `n_k` nodes have it, the drawn one included, and its fitness is `f = exp(g / s)`, g
    /// what a node gained \[usd/h\], s the scale. One node of relative fitness r takes over a group of N with
    /// probability `(1 - 1/r) / (1 - r^-N)`; of equal fitness with 1 / N. Source: Moran, Random processes in genetics,
    /// Proc. Cambridge Phil. Soc. 54, 1958; Nowak, Evolutionary Dynamics, 2006, chapter 6.
    pub struct Moran {
        /// Difference of gains at which fitness is e times as large, as in `0.05 usd/h` [> 0].
        pub scale: Price,
        /// Nodes that are replaced at a review [1 ..= 100_000].
        pub turns: u32 = 1,
    }
}

impl Revising for Moran {
    fn next(&self, view: &View, draws: &mut Draws) -> usize {
        let scale = usd_per_hour(&self.scale);
        let most = view.profits.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
        let weight = |(profit, count): (&Option<f64>, &u32)| {
            profit.map_or(0.0, |profit| f64::from(*count) * exp((profit - most) / scale))
        };
        let weights: Vec<f64> = view.profits.iter().zip(view.counts).map(weight).collect();
        drawn(&weights, draws).unwrap_or(view.own)
    }
    fn turn(&self) -> Turn {
        Turn::Some(self.turns)
    }
    fn vet(&self, checking: &mut Checking) {
        vet_scale(&self.scale, checking);
    }
}

#[cfg(test)]
mod tests {
    use engine::math::{ln, pow};

    use super::super::trials::{absorbed, check_share};
    use super::*;

    #[test]
    fn a_lone_node_takes_over_as_often_as_the_form_says() {
        let rule = Moran { scale: "1 usd/h".parse().unwrap(), turns: 1 };
        for (nodes, r) in [(10_u32, 1.5_f64), (20, 0.95), (8, 1.0)] {
            let form = if (r - 1.0).abs() > 0.0 {
                (1.0 - 1.0 / r) / (1.0 - pow(r, -f64::from(nodes)))
            } else {
                1.0 / f64::from(nodes)
            };
            let hits = (0..4_000).filter(|&run| absorbed(&rule, nodes, 1, ln(r), run) > 0).count() as u32;
            check_share(hits, 4_000, form);
        }
    }
}
