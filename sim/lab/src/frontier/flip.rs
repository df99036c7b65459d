//! What a search or a column of a map says: where the claims flip, or why nobody knows.

use search::bisect::{Bisection, Found, Outcome};

/// Where claims flip among points in the order of a setting; points are given by their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flip {
    /// They flip once, between these two.
    Flips {
        /// The last point at which they hold.
        held: usize,
        /// The first point at which they fail.
        failed: usize,
        /// The points in between that could not be decided.
        undecided: Vec<usize>,
    },
    /// They hold at every point that could be decided.
    AlwaysHolds,
    /// They fail at every point that could be decided.
    NeverHolds,
    /// They flip more than once: each two neighbours of these differ.
    NotMonotone(Vec<usize>),
    /// No point could be decided, or the search did not end.
    Undecided,
}

impl Flip {
    /// A word for it, as tables have it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Flips { .. } => "flips",
            Self::AlwaysHolds => "always holds",
            Self::NeverHolds => "never holds",
            Self::NotMonotone(_) => "not monotone",
            Self::Undecided => "undecided",
        }
    }
    /// What a search found, if it has ended; its points in order are all that it knows.
    pub(super) fn of_search(search: &Bisection) -> Self {
        let at = |x: f64| search.known().iter().position(|(known, _)| known.to_bits() == x.to_bits());
        let all = |list: &[f64]| list.iter().filter_map(|&x| at(x)).collect();
        match search.found() {
            Some(Found::Flips { held, failed, undecided }) => match (at(held), at(failed)) {
                (Some(held), Some(failed)) => Self::Flips { held, failed, undecided: all(&undecided) },
                _ => Self::Undecided,
            },
            Some(Found::AlwaysHolds { .. }) => Self::AlwaysHolds,
            Some(Found::NeverHolds { .. }) => Self::NeverHolds,
            Some(Found::NotMonotone { witnesses }) => {
                Self::NotMonotone(all(&witnesses.iter().map(|(x, _)| *x).collect::<Vec<_>>()))
            }
            Some(Found::Undecided) | None => Self::Undecided,
        }
    }
    /// What points in order say; none for one that was not played.
    pub(super) fn of_points(outcomes: &[Option<Outcome>]) -> Self {
        let is = |at: usize, outcome: Outcome| outcomes[at] == Some(outcome);
        let decided = (0..outcomes.len()).filter(|&at| is(at, Outcome::Held) || is(at, Outcome::Failed));
        let decided: Vec<usize> = decided.collect();
        let flips: Vec<(usize, usize)> =
            decided.windows(2).map(|pair| (pair[0], pair[1])).filter(|&(a, b)| outcomes[a] != outcomes[b]).collect();
        match (decided.first(), flips.as_slice()) {
            (None, _) => Self::Undecided,
            (Some(&first), []) if is(first, Outcome::Held) => Self::AlwaysHolds,
            (Some(_), []) => Self::NeverHolds,
            (Some(_), &[(low, high)]) => {
                let (held, failed) = if is(low, Outcome::Held) { (low, high) } else { (high, low) };
                Self::Flips { held, failed, undecided: (low + 1..high).collect() }
            }
            (Some(&first), flips) => Self::NotMonotone([first].into_iter().chain(flips.iter().map(|f| f.1)).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_says_where_it_flips() {
        let check = |text: &str, expected: Flip| {
            let outcome = |sign| match sign {
                '+' => Some(Outcome::Held),
                '-' => Some(Outcome::Failed),
                '?' => Some(Outcome::Undecided),
                _ => None,
            };
            assert_eq!(Flip::of_points(&text.chars().map(outcome).collect::<Vec<_>>()), expected, "{text}");
        };
        check("++--", Flip::Flips { held: 1, failed: 2, undecided: vec![] });
        check("-?.+", Flip::Flips { held: 3, failed: 0, undecided: vec![1, 2] });
        check("+?++", Flip::AlwaysHolds);
        check("?-", Flip::NeverHolds);
        check("++-+", Flip::NotMonotone(vec![0, 2, 3]));
        check("?.", Flip::Undecided);
    }
}
