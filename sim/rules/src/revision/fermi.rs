//! Nodes that compare themselves with another, and sometimes copy who gains less.

use engine::draws::Draws;
use engine::math::exp;
use units::money::Price;
use units::settings;

use super::policy::{Revising, Turn, View, usd_per_hour, vet_scale};
use crate::checking::Checking;

settings! {
    /// Compares a node with another that is drawn among all others, and copies it the more surely, the more it gains.
    ///
    /// One after the other, `turns` nodes a review are drawn; each takes over the conduct of its model with probability
    /// `1 / (1 + exp(-d / s))`, d by how much more the model gained \[usd/h\], s the scale. One node of a conduct that
    /// gains d more takes over a group of N with probability `(1 - r^-1) / (1 - r^-N)`, r = exp(d / s); with d = 0 with
    /// 1 / N. There is no way back from a group of one conduct, but for `trembles`. Source: Szabó and Tőke, Phys. Rev.
    /// E 58, 1998; Traulsen, Nowak and Pacheco, Stochastic dynamics of invasion and fixation, Phys. Rev. E 74, 2006.
    pub struct Fermi {
        /// Difference of gains at which copying is e times as likely as not, as in `0.05 usd/h` [> 0].
        pub scale: Price,
        /// Nodes that compare themselves at a review [1 ..= 100_000].
        pub turns: u32 = 1,
    }
}

impl Revising for Fermi {
    fn next(&self, view: &View, draws: &mut Draws) -> usize {
        let Some(model) = view.model(draws) else { return view.own };
        let chance = view.gain(model).map_or(0.0, |gain| 1.0 / (1.0 + exp(-gain / usd_per_hour(&self.scale))));
        if draws.uniform() < chance { model } else { view.own }
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
    use engine::math::pow;

    use super::super::trials::{absorbed, check_share, draws};
    use super::*;

    #[test]
    fn a_lone_node_takes_over_as_often_as_the_form_says() {
        let rule = Fermi { scale: "1 usd/h".parse().unwrap(), turns: 1 };
        for (nodes, gain) in [(10_u32, 0.3_f64), (20, -0.1), (10, 0.0)] {
            let r = exp(gain);
            let form = if gain.abs() > 0.0 {
                (1.0 - 1.0 / r) / (1.0 - pow(r, -f64::from(nodes)))
            } else {
                1.0 / f64::from(nodes)
            };
            let hits = (0..4_000).filter(|&run| absorbed(&rule, nodes, 1, gain, run) > 0).count() as u32;
            check_share(hits, 4_000, form);
        }
    }

    #[test]
    fn the_chance_of_copying_is_the_fermi_function() {
        let rule = Fermi { scale: "0.5 usd/h".parse().unwrap(), turns: 1 };
        for gain in [-1.0, 0.0, 0.25, 2.0] {
            // Everybody else has the other conduct.
            let view = View { own: 0, profits: &[Some(0.0), Some(gain)], counts: &[1, 99] };
            let hits = (0..20_000).filter(|&i| rule.next(&view, &mut draws(1, i)) == 1).count() as u32;
            check_share(hits, 20_000, 1.0 / (1.0 + exp(-gain / 0.5)));
        }
    }
}
