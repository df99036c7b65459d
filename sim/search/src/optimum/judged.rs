//! What came out for a candidate, and which of two is better.

use std::cmp::Ordering;

/// How far a candidate breaks its constraints, and its goals, of which less is better.
///
/// A candidate of which a goal or the violation is NaN breaks them without limit: it comes last.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    violation: f64,
    goals: Vec<f64>,
}

impl Judged {
    /// The violation, 0 or less if all constraints hold, and the goals.
    ///
    /// Several constraints are added up by whoever knows their scales: each that is broken, as a share of its limit.
    pub fn new(violation: f64, goals: Vec<f64>) -> Self {
        let is_known = !violation.is_nan() && !goals.iter().any(|goal| goal.is_nan());
        Self { violation: if is_known { violation.max(0.0) } else { f64::INFINITY }, goals }
    }

    /// How far it breaks its constraints \[0 if it does not\].
    pub fn violation(&self) -> f64 {
        self.violation
    }

    /// Its goals.
    pub fn goals(&self) -> &[f64] {
        &self.goals
    }

    /// Whether it breaks no constraint.
    pub fn is_feasible(&self) -> bool {
        self.violation <= 0.0
    }

    /// Which of two is better by the first goal: the feasible one, then the one that breaks less, then the lesser goal
    /// (Deb, Computer Methods in Applied Mechanics and Engineering 186, 2000).
    pub fn order(&self, other: &Self) -> Ordering {
        let goal = |judged: &Self| judged.goals.first().copied().unwrap_or(0.0);
        let by_goal = || if self.is_feasible() { goal(self).total_cmp(&goal(other)) } else { Ordering::Equal };
        self.violation.total_cmp(&other.violation).then_with(by_goal)
    }

    /// Whether it dominates another under constraints: it breaks less, or both are feasible, no goal is worse and one
    /// is better (Deb, Pratap, Agarwal, Meyarivan, IEEE Transactions on Evolutionary Computation 6(2), 2002, definition
    /// 1).
    pub fn dominates(&self, other: &Self) -> bool {
        let pairs = || self.goals.iter().zip(&other.goals);
        let is_better = || pairs().all(|(a, b)| a <= b) && pairs().any(|(a, b)| a < b);
        self.violation < other.violation || self.is_feasible() && other.is_feasible() && is_better()
    }
}

/// The numbers of candidates, the best by the first goal first; equals keep their order.
pub(super) fn ranked(judged: &[Judged]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..judged.len()).collect();
    order.sort_by(|&a, &b| judged[a].order(&judged[b]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(violation: f64, goals: &[f64]) -> Judged {
        Judged::new(violation, goals.to_vec())
    }

    #[test]
    fn the_feasible_come_first_then_those_that_break_less() {
        let list = [
            judged(0.0, &[f64::NAN]),
            judged(2.0, &[-9.0]),
            judged(0.0, &[5.0]),
            judged(-3.0, &[4.0]),
            judged(1.0, &[9.0]),
        ];
        assert_eq!(ranked(&list), [3, 2, 4, 1, 0]);
        assert_eq!(ranked(&[judged(1.0, &[2.0]), judged(1.0, &[1.0])]), [0, 1], "goals do not part what breaks alike");
    }

    #[test]
    fn domination_needs_no_worse_goal_and_a_better_one() {
        let (a, b, c) = (judged(0.0, &[1.0, 2.0]), judged(0.0, &[1.0, 3.0]), judged(0.0, &[0.0, 9.0]));
        assert!(a.dominates(&b) && !b.dominates(&a));
        assert!(!a.dominates(&c) && !c.dominates(&a) && !a.dominates(&a));
        let broken = judged(0.1, &[-9.0, -9.0]);
        assert!(c.dominates(&broken) && !broken.dominates(&c));
    }
}
