//! Claims that a comparison is true in some replications, or in a share of them.

use formula::{Relation, Sides};
use statistics::{Confidence, Estimate, Interval, Verdict, clopper_pearson};

use super::{Judged, Question};
use crate::study::parts::{Part, Parts};

/// What requests in flight at the end are taken for.
#[derive(Clone, Copy)]
enum Fate {
    /// As they are: not ended.
    Open,
    /// All of them failed, or all were answered, by their place in the bounds.
    Ended(usize),
}

impl Question<'_> {
    /// The verdict on the number of replications in which the comparison is true.
    ///
    /// With a share, its exact limits decide (Clopper and Pearson, Biometrika 26(4), 1934). Without one, a single
    /// replication is enough; that there is none is known when no more may be added.
    pub(super) fn judge_sometimes(&self, sides: &Sides, at: &[usize], parts: &Parts) -> Judged {
        let count = |fate: Fate| parts.list.iter().filter(|part| is_true(sides, at, parts, part, fate)).count() as u64;
        let (events, trials) = (count(Fate::Open), parts.list.len() as u64);
        let least = self.claim.in_at_least.map(units::share::Share::as_f64);
        let verdict = |events: u64| match least {
            Some(least) => {
                let Interval { low, high } = clopper_pearson(events, trials, self.confidence);
                Verdict::of(Interval { low: low - least, high: high - least }, Relation::AtLeast)
            }
            None if events > 0 => Verdict::Held,
            None if self.claim.at_most_replications.is_some_and(|most| trials < u64::from(most)) => Verdict::Undecided,
            None => Verdict::Failed,
        };
        let exists = |part: &Part| at.iter().all(|&column| part.values[column].is_some());
        let n = parts.list.iter().filter(|part| exists(part)).count();
        let [failed, answered] = [0, 1].map(|fate| verdict(count(Fate::Ended(fate))) == Verdict::Held);
        let verdict = match verdict(events) {
            _ if n == 0 && !at.is_empty() => Verdict::Undecided,
            _ if failed != answered => Verdict::Censored,
            verdict => verdict,
        };
        let left = share(events, trials, n, self.confidence);
        let right = Estimate { mean: least.unwrap_or(0.0), half_width: 0.0, sd: 0.0, limits: None, ..left };
        let Interval { low, high } = left.interval();
        let less = right.mean;
        let difference = left.with_limits(left.mean - less, Interval { low: low - less, high: high - less });
        self.judged(verdict, [left, right, difference], self.confidence.level(), Some((events, trials)))
    }
}

/// The share of the trials with its exact limits.
fn share(events: u64, trials: u64, n: usize, confidence: Confidence) -> Estimate {
    let (mean, all) = (events as f64 / trials as f64, trials as f64);
    let sd = (mean * (1.0 - mean) * all / (all - 1.0)).sqrt();
    let bare = Estimate { mean, half_width: f64::INFINITY, n, sd, limits: None };
    bare.with_limits(mean, clopper_pearson(events, trials, confidence))
}

/// Whether the comparison is true in one part; with a value that does not exist it is not.
fn is_true(sides: &Sides, at: &[usize], parts: &Parts, part: &Part, fate: Fate) -> bool {
    let value = |slot: usize| {
        let column = at[slot];
        let bounds = parts.bounded.iter().position(|&bounded| bounded == column).and_then(|i| part.bounds.get(i));
        let value = match (fate, bounds) {
            (Fate::Ended(fate), Some(bounds)) => bounds[fate],
            _ => part.values[column],
        };
        value.unwrap_or(f64::NAN)
    };
    sides.relation.holds(sides.left.value(value), sides.right.value(value))
}
