//! Whether a claim holds, given an interval of its left side less its right.

use std::fmt;

use formula::Relation;

use super::Interval;

/// What can be said about a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds all over the interval.
    Held,
    /// It holds nowhere in the interval.
    Failed,
    /// The interval straddles the limit, or there is none: more replications may tell.
    Undecided,
    /// Requests in flight at the end could turn it: only a longer run, or one that keeps up with its load, can tell.
    Censored,
}

impl Verdict {
    /// The verdict on `left relation right` from an interval of `left - right`.
    ///
    /// An equality can hold only over an interval of no width, which replications without spread have.
    pub fn of(difference: Interval, relation: Relation) -> Self {
        let Interval { low, high } = difference;
        let has_zero = low <= 0.0 && high >= 0.0;
        let is_zero = low >= 0.0 && high <= 0.0;
        let (held, failed) = match relation {
            Relation::Less => (high < 0.0, low >= 0.0),
            Relation::AtMost => (high <= 0.0, low > 0.0),
            Relation::More => (low > 0.0, high <= 0.0),
            Relation::AtLeast => (low >= 0.0, high < 0.0),
            Relation::Equal => (is_zero, !has_zero),
            Relation::Unequal => (!has_zero, is_zero),
        };
        match (low.is_nan() || high.is_nan(), held, failed) {
            (false, true, _) => Self::Held,
            (false, _, true) => Self::Failed,
            _ => Self::Undecided,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Held => "held",
            Self::Failed => "failed",
            Self::Undecided => "undecided",
            Self::Censored => "undecided (censored)",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Relation; 6] =
        [Relation::Less, Relation::AtMost, Relation::More, Relation::AtLeast, Relation::Equal, Relation::Unequal];

    /// What all points of a wide net over the interval agree on is the verdict.
    #[test]
    fn a_verdict_is_what_every_point_of_the_interval_says() {
        for relation in ALL {
            for low in -3..=3 {
                for high in low..=3 {
                    let points = (low * 2..=high * 2).map(|half| f64::from(half) / 2.0);
                    let holds: Vec<bool> = points.map(|point| relation.holds(point, 0.0)).collect();
                    let expected = match (holds.iter().all(|&h| h), holds.iter().any(|&h| h)) {
                        (true, _) => Verdict::Held,
                        (_, false) => Verdict::Failed,
                        _ => Verdict::Undecided,
                    };
                    let interval = Interval { low: f64::from(low), high: f64::from(high) };
                    assert_eq!(Verdict::of(interval, relation), expected, "{relation} over {low} .. {high}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_exist_is_undecided() {
        for relation in ALL {
            for interval in [(f64::NAN, 1.0), (-1.0, f64::NAN), (f64::NEG_INFINITY, f64::INFINITY)] {
                let interval = Interval { low: interval.0, high: interval.1 };
                assert_eq!(Verdict::of(interval, relation), Verdict::Undecided);
            }
        }
    }
}
