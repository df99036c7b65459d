//! What nodes weigh on a network: by what, with which collateral, and how much of it one operator may have.

use units::money::Money;
use units::settings;
use units::share::Share;
use units::time::Span;

use crate::checking::Checking;
use crate::weight::Weighing;

settings! {
    /// Weighs the nodes of a network once in a while, so that power follows from something else than stake alone.
    ///
    /// What a node weighs is read by `stake_weighted` and the column `weight`, wherever a node of the network is
    /// picked; checkers and the members of panels are drawn with probabilities in proportion to it, without
    /// replacement; and new coins are shared by it where their coin says so (`coin.x.sharing.by = "weight"`). All of
    /// them see a weighing at once, and nothing changes between two of them but that a node which leaves for good
    /// weighs nothing. A node that comes, or is in jail when nodes are weighed, weighs nothing until the next weighing.
    ///
    /// First nodes are weighed, then `collateral` limits what each weighs, then `most` what each operator does.
    /// Slashes, delegators and what corruption costs follow stakes, whatever nodes weigh.
    pub struct Weight {
        /// By what nodes are weighed.
        #[fixed = "weighings are planned from the start"]
        #[flat]
        pub by: Weighing,
        /// Time between two weighings; the first is at the start [> 0 s].
        #[fixed = "weighings are planned from the start"]
        pub every: Span = Span::days(1),
        /// What nodes must have at stake for what they weigh; without it, nothing.
        pub collateral: Option<Collateral>,
        /// The most that the nodes of one operator weigh together, of what all weigh then; without it, no operator is
        /// capped.
        ///
        /// Each operator weighs at most x, the greatest number with `x <= most * sum_j min(w_j, x)`: with operators in
        /// the order of their weights and the k lightest of n not capped, `x = most S_k / (1 - most (n - k))`, S_k what
        /// these k weigh. Where there are fewer than `1 / most` operators, all weigh what the lightest does. Nodes of
        /// an operator keep their ratios. Splitting into several operators evades it. Source: Gonka's cap on individual
        /// power (gonka-ai/gonka, x/inference/keeper/power_capping.go; 25 % at genesis, 30 % later) [> 0, <= 1].
        pub most: Option<Share>,
    }
}

settings! {
    /// Lets a node weigh only in part what it was found to weigh, unless enough is at stake for the rest.
    ///
    /// Of a weight W with B coins bonded counts `f W + min((1 - f) W, B / c)`, f the part that is `free` and c what
    /// each unit of weight takes \[coins\]. Source: Gonka's `AdjustWeightsByCollateral` (gonka-ai/gonka,
    /// x/inference/keeper/collateral.go; 20 % free and 4.2 a unit at genesis, after 180 epochs without any).
    pub struct Collateral {
        /// The part of a weight that counts without any stake [>= 0, < 1].
        pub free: Share = Share::percent(20),
        /// The stake that each further unit of weight takes, as in `4.2 alp` [> 0].
        pub each: Money,
    }
}

impl Collateral {
    /// What of a weight counts with so much at stake \[coins\].
    pub fn backed(&self, weight: f64, stake: f64) -> f64 {
        let free = self.free.as_f64() * weight;
        free + (weight - free).min(stake / self.each.number.to_f64())
    }
}

impl Weight {
    /// The most that an operator may weigh, if these are the weights of all; infinite where no one is too heavy.
    pub fn bound(&self, weights: impl Iterator<Item = f64>) -> f64 {
        let Some(most) = self.most.map(Share::as_f64) else { return f64::INFINITY };
        let mut weights: Vec<f64> = weights.filter(|&weight| weight > 0.0).collect();
        weights.sort_unstable_by(f64::total_cmp);
        if most * (weights.len() as f64) < 1.0 {
            return weights.first().copied().unwrap_or(f64::INFINITY);
        }
        let mut below = 0.0;
        for (at, &weight) in weights.iter().enumerate() {
            let from = (weights.len() - at) as f64;
            if weight > most * (below + weight * from) {
                return most * below / (1.0 - most * from);
            }
            below += weight;
        }
        f64::INFINITY
    }

    /// Refuses rules that cannot be.
    pub(super) fn vet(&self, checking: &mut Checking) {
        if let Some(measure) = self.by.policy().measure()
            && measure.lasts >= self.every
        {
            let message = format!("sprints of {} do not end before the next one, {} later", measure.lasts, self.every);
            checking.refuse_with("sprint.lasts", message, "shorten `lasts`, or lengthen `every`");
        }
        checking.within(self.by.name(), |c| self.by.policy().vet(c));
        if let Some(collateral) = &self.collateral {
            if checking.facts.coin.is_none() {
                let message = "a network without a coin has no stakes";
                checking.refuse_with("collateral", message, "name its `coin`, or leave `collateral` out");
            }
            checking.within("collateral", |c| c.amount("each", &collateral.each));
        }
    }
}

#[cfg(test)]
mod tests {
    use units::problem::Problems;
    use units::settings::Setting as _;
    use units::tree::{Tree, Value};

    use super::*;

    fn capped(most: &str, weights: &[f64]) -> Vec<f64> {
        let stake = Value::text("stake");
        let by = Weighing::read(&Tree::bare(stake), &mut Problems::default()).unwrap();
        let rules = Weight { by, every: Span::days(1), collateral: None, most: Some(most.parse().unwrap()) };
        let bound = rules.bound(weights.iter().copied());
        weights.iter().map(|weight| weight.min(bound)).collect()
    }

    #[test]
    fn no_operator_has_more_than_its_part_of_what_all_have_then() {
        // Gonka's proposal on early power limits: the two heaviest of four are cut to 2,250 of 7,500.
        assert_eq!(capped("30 %", &[1_000.0, 8_000.0, 2_000.0, 4_000.0]), [1_000.0, 2_250.0, 2_000.0, 2_250.0]);
        let mut weights = vec![0.3, 1.0, 1.0, 2.0, 5.0, 5.5, 40.0, 90.0, 200.0];
        for most in [0.12, 0.2, 0.5, 0.9] {
            let after = capped(&most.to_string(), &weights);
            let sum: f64 = after.iter().sum();
            let heaviest = after.iter().copied().fold(0.0, f64::max);
            assert!(heaviest <= most * sum * (1.0 + 1e-12), "{most}: {after:?}");
            // It is the greatest such bound: with a little more for the heaviest ones they would have too much.
            let raised: Vec<f64> = weights.iter().map(|weight| weight.min(heaviest * 1.001)).collect();
            let is_capped = after != weights;
            assert_eq!(is_capped, heaviest * 1.001 > most * raised.iter().sum::<f64>(), "{most}");
            weights.rotate_left(1);
        }
    }

    #[test]
    fn where_operators_are_too_few_all_weigh_the_same() {
        assert_eq!(capped("25 %", &[5.0, 1.0, 3.0]), [1.0; 3]);
        assert_eq!(capped("25 %", &[5.0, 0.0, 1.0, 3.0]), [1.0, 0.0, 1.0, 1.0]);
        assert_eq!(capped("25 %", &[5.0, 1.0, 3.0, 2.0]), [1.0; 4]);
        assert_eq!(capped("100 %", &[5.0]), [5.0]);
        assert_eq!(capped("25 %", &[]), [0.0; 0]);
    }

    #[test]
    fn what_is_not_free_needs_collateral() {
        let collateral = Collateral { free: Share::percent(20), each: "4.2 alp".parse().unwrap() };
        let near = |weight, stake, expected: f64| {
            let found = collateral.backed(weight, stake);
            assert!((found - expected).abs() < 1e-9, "{weight} with {stake}: {found}, not {expected}");
        };
        near(1_000.0, 0.0, 200.0);
        near(1_000.0, 420.0, 300.0);
        near(1_000.0, 3_360.0, 1_000.0);
        near(1_000.0, 1e9, 1_000.0);
        near(0.0, 1e9, 0.0);
    }
}
