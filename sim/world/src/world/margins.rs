//! The margins of a group's operators, and their median, which those who would enter look at.

use units::time::{Span, Time};

/// How many parts the margins are kept in, by value.
const PARTS: usize = 512;

/// The margins of the operators that have nodes in, side by side: an hour's reviews share one median of them.
///
/// They are kept in parts of equal width, some spreads around the median, with all beyond in the first and the last. So
/// a change costs a few steps, and a median an order of the few in its part; where they are many, as once all margins
/// have moved, the parts are laid anew.
#[derive(Clone, Debug)]
pub(crate) struct Margins {
    /// By place of the operator in its group; no number where there is no margin.
    list: Vec<f64>,
    /// What was noted last, and when.
    known: Option<(Time, Option<f64>)>,
    /// How many have a margin.
    n: usize,
    /// Where the first part begins, and parts for each unit of a margin.
    low: f64,
    scale: f64,
    /// The places in each part, in no order, and where each place is in its own.
    parts: Vec<Vec<u32>>,
    at: Vec<u32>,
    /// Room for some margins.
    room: Vec<f64>,
}

impl Margins {
    /// Of so many operators, none of which has one yet.
    pub(crate) fn new(operators: usize) -> Self {
        let (list, at) = (vec![f64::NAN; operators], vec![0; operators]);
        let parts = vec![Vec::new(); PARTS];
        Self { list, known: None, n: 0, low: 0.0, scale: 0.0, parts, at, room: Vec::new() }
    }
    /// The part of a margin: the greater the margin, the later.
    #[inline]
    fn part(&self, margin: f64) -> usize {
        // What is no number, as an infinite margin where parts have no width, is in the first.
        (((margin - self.low) * self.scale) as usize).min(PARTS - 1)
    }
    /// Notes the margin of an operator, or that it has none.
    pub(crate) fn set(&mut self, place: usize, margin: Option<f64>) {
        let new = margin.unwrap_or(f64::NAN);
        let old = std::mem::replace(&mut self.list[place], new);
        if !old.is_nan() {
            self.n -= 1;
            let (part, at) = (self.part(old), self.at[place]);
            self.parts[part].swap_remove(at as usize);
            if let Some(&moved) = self.parts[part].get(at as usize) {
                self.at[moved as usize] = at;
            }
        }
        if !new.is_nan() {
            self.n += 1;
            self.put(place, new);
        }
    }
    fn put(&mut self, place: usize, margin: f64) {
        let part = self.part(margin);
        self.at[place] = self.parts[part].len() as u32;
        self.parts[part].push(place as u32);
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
    pub(crate) fn median(&mut self) -> Option<f64> {
        let last = self.n.checked_sub(1)?;
        let (lower, upper) = (last / 2, last.div_ceil(2));
        if self.parts[self.part_of(upper).0].len() > self.n / 16 + 64 {
            self.lay();
        }
        let found = self.ranked(upper);
        let other = if lower == upper { found } else { self.ranked(lower) };
        Some(other.midpoint(found))
    }
    /// The part of a rank, and its rank there.
    fn part_of(&self, mut rank: usize) -> (usize, usize) {
        for (at, part) in self.parts.iter().enumerate() {
            if rank < part.len() {
                return (at, rank);
            }
            rank -= part.len();
        }
        (0, 0)
    }
    /// The margin of a rank.
    fn ranked(&mut self, rank: usize) -> f64 {
        let (part, rank) = self.part_of(rank);
        self.room.clear();
        self.room.extend(self.parts[part].iter().map(|&place| self.list[place as usize]));
        *self.room.select_nth_unstable_by(rank, f64::total_cmp).1
    }
    /// Lays the parts anew: two spreads, of three quarters of all, on both sides of those.
    fn lay(&mut self) {
        self.room.clear();
        self.room.extend(self.list.iter().filter(|margin| !margin.is_nan()));
        let last = self.room.len() - 1;
        let mut of = |rank: usize| *self.room.select_nth_unstable_by(rank, f64::total_cmp).1;
        let (low, high) = (of(last / 8), of(last - last / 8));
        let spread = high - low;
        let is_wide = spread.is_finite() && spread > 0.0;
        self.low = if is_wide { low - 2.0 * spread } else { 0.0 };
        self.scale = if is_wide { PARTS as f64 / (5.0 * spread) } else { 0.0 };
        self.parts.iter_mut().for_each(Vec::clear);
        for place in 0..self.list.len() {
            if let Some(margin) = self.at(place) {
                self.put(place, margin);
            }
        }
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
