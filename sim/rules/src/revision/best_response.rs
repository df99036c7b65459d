//! Nodes that do what paid most.

use engine::draws::Draws;
use units::settings;
use units::share::Share;

use super::policy::{Revising, Turn, View};

settings! {
    /// Takes the conduct that gained most up to the last review, if it gained more than the own one.
    ///
    /// At a review each node looks with probability `moves` (the rest is inertia), all at once: with a share x of a
    /// conduct that gains most, `1 - x` shrinks by `1 - moves` at each review, so that `1 - (1 - x0) (1 - moves)^n`
    /// have it after n. A conduct that nobody has is not known and never taken; see `trembles`. Where what pays depends
    /// on how many do it, large `moves` overshoot. Source: Gilboa and Matsui, Social stability and equilibrium,
    /// Econometrica 59, 1991; inertia as in Kandori, Mailath and Rob, Econometrica 61, 1993.
    pub struct BestResponse {
        /// Part of the nodes that look at a review [> 0, <= 1].
        pub moves: Share = Share::percent(10),
    }
}

impl Revising for BestResponse {
    fn next(&self, view: &View, _: &mut Draws) -> usize {
        let known = view.profits.iter().enumerate().filter_map(|(at, profit)| Some((at, (*profit)?)));
        let best = known.reduce(|best, other| if other.1 > best.1 { other } else { best });
        match (best, view.profits[view.own]) {
            (Some((at, most)), Some(own)) if most > own => at,
            _ => view.own,
        }
    }
    fn turn(&self) -> Turn {
        Turn::Each(self.moves)
    }
}

#[cfg(test)]
mod tests {
    use super::super::trials::draws;
    use super::*;

    #[test]
    fn the_best_that_is_known_is_taken_and_nothing_as_good_as_the_own() {
        let rule = BestResponse { moves: Share::ONE };
        let next = |own, profits: &[Option<f64>]| rule.next(&View { own, profits, counts: &[1; 3] }, &mut draws(0, 0));
        assert_eq!(next(0, &[Some(1.0), Some(3.0), Some(2.0)]), 1);
        assert_eq!(next(2, &[Some(3.0), Some(3.0), Some(3.0)]), 2);
        assert_eq!(next(0, &[Some(1.0), None, Some(0.5)]), 0);
        assert_eq!(next(1, &[Some(1.0), None, Some(0.5)]), 1, "who does not know its own gain stays");
    }
}
