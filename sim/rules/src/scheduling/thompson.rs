//! The node that is best in one draw of what may be true.

use engine::draws::Draws;
use engine::math::{ln, normal_quantile, sqrt};
use units::ids::NodeId;
use units::settings;
use units::time::Span;

use super::bandit::Arms;
use super::policy::{Ended, Pick, Scheduler, View};
use crate::sample::sample;

settings! {
    /// Learns which nodes answer, and picks each with the chance that it is the best of a sample (Thompson sampling).
    ///
    /// An attempt earns 1 if it is answered, `within` the time if one is set, and 0 if it is late or fails. Of a node
    /// whose ended attempts earned 1 a times and 0 b times, a chance is drawn from the Beta(1 + a, 1 + b)
    /// distribution, and the node with the highest is picked. With independent rewards that do not change and all
    /// nodes looked at, the expected regret after t attempts grows as `sum_i D_i / kl(m_i, m) ln(t)`, the least that
    /// is possible: m the mean of the best node, m_i that of node i, D_i = m - m_i \[1\], `kl(p, q) = p ln(p / q) + (1
    /// - p) ln((1 - p) / (1 - q))`. Attempts under way teach nothing yet, but many at once spread as the draws do. If
    /// no more than `candidates` nodes are listed, all are looked at. Source: Thompson, Biometrika 25, 1933; Kaufmann,
    /// Korda and Munos, Algorithmic Learning Theory 2012; the least regret is that of Lai and Robbins, Advances in
    /// Applied Mathematics 6, 1985.
    pub struct Thompson {
        /// Time by which an answer earns 1; without it, every answer does [> 0 s].
        pub within: Option<Span>,
        /// Nodes looked at [1 ..= 4096].
        pub candidates: u32 = 16,
    }
}

/// What attempts have earned, and room for a pick, so that nothing is allocated for it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    arms: Arms,
    nodes: Vec<NodeId>,
}

/// A draw from the gamma distribution of scale 1 and a shape of at least 1 (Marsaglia and Tsang, ACM Transactions on
/// Mathematical Software 26, 2000).
fn gamma(shape: f64, draws: &mut Draws) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / sqrt(9.0 * d);
    loop {
        let x = normal_quantile(draws.uniform());
        let v = 1.0 + c * x;
        if v <= 0.0 {
            continue;
        }
        let v = v * v * v;
        if ln(draws.uniform()) < 0.5 * x * x + d - d * v + d * ln(v) {
            return d * v;
        }
    }
}

/// A draw from a beta distribution with both shapes at least 1.
fn beta(a: f64, b: f64, draws: &mut Draws) -> f64 {
    let (x, y) = (gamma(a, draws), gamma(b, draws));
    x / (x + y)
}

impl Scheduler for Thompson {
    type Memory = Seen;

    fn memory(&self, nodes: usize) -> Seen {
        Seen { arms: Arms::new(nodes), nodes: Vec::new() }
    }
    fn pick(&self, seen: &mut Seen, view: &View, draws: &mut Draws) -> Pick {
        let mut best: Option<(f64, NodeId)> = None;
        seen.nodes.clear();
        seen.nodes.extend(sample(view.roster.members(), self.candidates, draws));
        for &node in &seen.nodes {
            let (n, earned) = seen.arms.of(node);
            let chance = beta(1.0 + f64::from(earned), 1.0 + f64::from(n - earned), draws);
            if best.is_none_or(|(most, _)| chance > most) {
                best = Some((chance, node));
            }
        }
        best.map_or(Pick::Refuse, |(_, node)| Pick::Node(node))
    }
    fn observes(&self) -> bool {
        true
    }
    fn observe(&self, seen: &mut Seen, ended: &Ended) {
        seen.arms.see(ended, self.within);
    }
}

#[cfg(test)]
mod tests {
    use super::super::bandit::tests::regret;
    use super::super::table::draws;
    use super::*;

    #[test]
    fn beta_draws_have_the_moments_of_their_distribution() {
        for (case, (a, b)) in [(1.0, 1.0), (1.0, 9.0), (4.0, 2.0), (300.0, 100.0)].into_iter().enumerate() {
            let mut random = draws(case as u64);
            let n = 100_000;
            let all: Vec<f64> = (0..n).map(|_| beta(a, b, &mut random)).collect();
            let mean = all.iter().sum::<f64>() / f64::from(n);
            let variance = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / f64::from(n);
            let (m, v): (f64, f64) = (a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1.0)));
            assert!((mean - m).abs() < 5.0 * (v / f64::from(n)).sqrt(), "Beta({a}, {b}): {mean} instead of {m}");
            assert!((variance / v - 1.0).abs() < 0.03, "Beta({a}, {b}): {variance} instead of {v}");
        }
    }

    #[test]
    fn the_regret_of_two_nodes_grows_as_slowly_as_it_can() {
        let rule = Thompson { within: None, candidates: 16 };
        let (best, worse) = (0.9, 0.6);
        let kl = worse * ln(worse / best) + (1.0 - worse) * ln((1.0 - worse) / (1.0 - best));
        let found = regret(&rule, &[best, worse], 150, &[500, 10_000]);
        let slope = (found[1] - found[0]) / ln(20.0);
        let least = (best - worse) / kl;
        assert!((0.6..1.6).contains(&(slope / least)), "{slope} a unit of ln(t), {least} by the formula: {found:?}");
    }

    #[test]
    fn of_nodes_that_nothing_is_known_of_each_is_picked_alike() {
        let rule = Thompson { within: None, candidates: 16 };
        let regret = regret(&rule, &[1.0, 0.0, 0.0, 0.0], 4_000, &[1]);
        assert!((regret[0] - 0.75).abs() < 0.035, "{regret:?}");
    }
}
