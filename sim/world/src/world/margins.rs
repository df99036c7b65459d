//! The margins of a group's operators, and their median, which those who would enter look at.

use units::time::{Span, Time};

/// The margins of the operators that have nodes in, side by side: an hour's reviews share one median of them.
#[derive(Clone, Debug)]
pub(crate) struct Margins {
    /// By place of the operator in its group; no number where there is no margin.
    list: Vec<f64>,
    /// What was noted last, and when.
    known: Option<(Time, Option<f64>)>,
    /// How far from the last median the next one is looked for first.
    reach: f64,
    near: Vec<f64>,
}

impl Margins {
    /// Of so many operators, none of which has one yet.
    pub(crate) fn new(operators: usize) -> Self {
        Self { list: vec![f64::NAN; operators], known: None, reach: f64::INFINITY, near: Vec::new() }
    }
    /// Notes the margin of an operator, or that it has none.
    pub(crate) fn set(&mut self, place: usize, margin: Option<f64>) {
        self.list[place] = margin.unwrap_or(f64::NAN);
    }
    /// The margin of an operator, as it was noted.
    pub(crate) fn at(&self, place: usize) -> Option<f64> {
        Some(self.list[place]).filter(|margin| !margin.is_nan())
    }
    /// Whether something was noted within the last hour.
    pub(crate) fn is_known(&self, now: Time) -> bool {
        self.known.is_some_and(|(at, _)| now.since(at) < Span::hours(1))
    }
    /// What was noted last.
    pub(crate) fn expected(&self) -> Option<f64> {
        self.known.and_then(|known| known.1)
    }
    /// Notes what those who would enter expect for an hour.
    pub(crate) fn note(&mut self, now: Time, expected: Option<f64>) {
        self.known = Some((now, expected));
    }
    /// The median; none where nobody has a margin.
    ///
    /// Only what lies near the last median is put into order, unless the median has left that.
    pub(crate) fn median(&mut self) -> Option<f64> {
        let n = self.list.iter().filter(|margin| !margin.is_nan()).count();
        let last = n.checked_sub(1)?;
        let middle = self.expected().unwrap_or(0.0);
        let (low, high) = (middle - self.reach, middle + self.reach);
        let below = self.list.iter().filter(|&&margin| margin < low).count();
        self.near.clear();
        self.near.extend(self.list.iter().filter(|&&margin| low <= margin && margin <= high));
        let (lower, upper) = (last / 2, last.div_ceil(2));
        if below > lower || below + self.near.len() <= upper {
            self.reach = if self.reach.is_finite() { self.reach * 4.0 } else { 1.0 };
            self.near.clear();
            self.near.extend(self.list.iter().filter(|margin| !margin.is_nan()));
            return median(&mut self.near);
        }
        if self.near.len() > n / 8 {
            self.reach = if self.reach.is_finite() { self.reach / 2.0 } else { 1.0 };
        }
        let (under, &mut found, _) = self.near.select_nth_unstable_by(upper - below, f64::total_cmp);
        let other = if lower == upper { found } else { under.iter().copied().max_by(f64::total_cmp)? };
        Some(other.midpoint(found))
    }
}

/// The median of some margins: of an even number the mean of the two in the middle; none of none.
pub(crate) fn median(margins: &mut [f64]) -> Option<f64> {
    let last = margins.len().checked_sub(1)?;
    let (below, &mut upper, _) = margins.select_nth_unstable_by(last.div_ceil(2), f64::total_cmp);
    let lower = if last % 2 == 0 { upper } else { below.iter().copied().max_by(f64::total_cmp)? };
    Some(lower.midpoint(upper))
}

#[cfg(test)]
mod tests {
    use engine::draws::{Address, Purpose};

    use super::*;

    #[test]
    fn the_median_of_an_even_number_is_between_the_two_in_the_middle() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [0.5, -0.5]), Some(0.0));
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&mut [f64::INFINITY, 1.0, f64::INFINITY]), Some(f64::INFINITY));
    }

    #[test]
    fn the_median_of_any_margins_at_any_hour_is_that_of_all_of_them() {
        let mut draws = Address { seed: 7, replication: 0, purpose: Purpose::Entry, entity: 0 }.stream().draws(0);
        for n in [1, 2, 3, 50, 501] {
            let mut margins = Margins::new(n);
            let mut all: Vec<Option<f64>> = vec![None; n];
            for hour in 0..300_u64 {
                // They drift, some are equal, some jump, and some are gone.
                for (place, own) in all.iter_mut().enumerate() {
                    let u = draws.uniform();
                    *own = match (hour % 60, u) {
                        (0, _) => Some(100.0 * u),
                        (1, _) => Some((4.0 * u).floor()),
                        (_, ..0.1) => None,
                        (_, ..0.2) => Some(f64::INFINITY),
                        (_, ..0.5) => Some(own.unwrap_or(0.0).min(1e6) + u - 0.3),
                        _ => *own,
                    };
                    margins.set(place, *own);
                    assert_eq!(margins.at(place), *own);
                }
                let found = margins.median();
                margins.note(Time::ZERO + Span::hours(hour), found);
                let mut known: Vec<f64> = all.iter().copied().flatten().collect();
                assert_eq!(found, median(&mut known), "{n} operators, hour {hour}");
                let later = |seconds: u64| Time::ZERO + Span::hours(hour) + Span::secs(seconds);
                assert!(margins.is_known(later(3_599)) && !margins.is_known(later(3_600)));
                assert_eq!(margins.expected(), found);
            }
        }
    }
}
