//! Where a verdict flips along one parameter: bisection over noisy verdicts, with a check that there is one flip.

use crate::design::Scale;

/// What came out at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It held.
    Held,
    /// It failed.
    Failed,
    /// The runs that were played could not tell.
    Undecided,
}

/// How narrow the bracket has to be: the wider of the two is enough. Whole numbers end at neighbours in any case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tolerance {
    /// In units of the parameter \[>= 0\].
    pub absolute: f64,
    /// Of the greater end of the bracket \[dimensionless, >= 0\].
    pub relative: f64,
}

/// What a finished search found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The outcome flips once, between these two; `held` is below or above `failed`.
    Flips {
        /// The last point at which it held.
        held: f64,
        /// The first point at which it failed.
        failed: f64,
        /// The points between them at which the runs could not tell, in order; the bracket may be wider for them.
        undecided: Vec<f64>,
    },
    /// It held at every point that could be decided.
    AlwaysHolds {
        /// The points that could not, in order.
        undecided: Vec<f64>,
    },
    /// It failed at every point that could be decided.
    NeverHolds {
        /// The points that could not, in order.
        undecided: Vec<f64>,
    },
    /// The outcome flips more than once: these points in order, of which each two neighbours differ, show it.
    NotMonotone {
        /// Points and outcomes, held and failed in turn.
        witnesses: Vec<(f64, Outcome)>,
    },
    /// No point could be decided.
    Undecided,
}

/// A search for the flip: [`ask`](Self::ask) for points, play them, [`tell`](Self::tell) what came out, until none are
/// asked for.
///
/// First come the scouts, spread evenly over the range with both ends. If their outcomes flip more than once, the
/// search ends: bisection would find one flip of several, by chance which. Else the gap between the last that held and
/// the first that failed is halved until it is within the tolerance. A point that stays undecided splits the gap in
/// two, and both are closed: what is left between them is where the noise hides the flip. Flips between two
/// neighbouring scouts with one outcome are not seen.
///
/// Takes the scouts and about `log2(range / (tolerance (scouts - 1)))` points more.
#[derive(Clone, Debug, PartialEq)]
pub struct Bisection {
    scale: Scale,
    tolerance: Tolerance,
    scouts: Vec<f64>,
    /// What is known, in order of the parameter.
    known: Vec<(f64, Outcome)>,
}

impl Bisection {
    /// A search between two ends with so many scouts.
    ///
    /// # Errors
    /// If the ends do not fit the scale, there are fewer than two scouts, or the tolerance is negative or no number.
    pub fn new(from: f64, to: f64, scale: Scale, scouts: usize, tolerance: Tolerance) -> Result<Self, String> {
        if scouts < 2 {
            return Err(format!("a search for a flip needs at least 2 scouts, the ends of the range, not {scouts}"));
        }
        let is_wide = |x: f64| x.is_finite() && x >= 0.0;
        if !is_wide(tolerance.absolute) || !is_wide(tolerance.relative) {
            return Err(format!(
                "a tolerance of {} or {} cannot be: write 0 or more",
                tolerance.absolute, tolerance.relative
            ));
        }
        Ok(Self { scale, tolerance, scouts: scale.levels(from, to, scouts)?, known: Vec::new() })
    }

    /// The points to play next, in order; none when the search is over.
    pub fn ask(&self) -> Vec<f64> {
        let is_known = |x: f64| self.known.iter().any(|point| point.0.to_bits() == x.to_bits());
        let scouts: Vec<f64> = self.scouts.iter().copied().filter(|&x| !is_known(x)).collect();
        if !scouts.is_empty() || self.witnesses().len() > 2 {
            return scouts;
        }
        self.gaps().into_iter().filter_map(|(low, high)| self.between(low, high)).collect()
    }

    /// Takes what came out at a point; told again, as after more replications, the later outcome counts.
    ///
    /// # Panics
    /// If the point is no number.
    pub fn tell(&mut self, x: f64, outcome: Outcome) {
        assert!(!x.is_nan(), "an outcome belongs to a point, not to NaN");
        match self.known.binary_search_by(|point| point.0.total_cmp(&x)) {
            Ok(place) => self.known[place].1 = outcome,
            Err(place) => self.known.insert(place, (x, outcome)),
        }
    }

    /// All points with what came out, in order of the parameter.
    pub fn known(&self) -> &[(f64, Outcome)] {
        &self.known
    }

    /// What was found; `None` while points are asked for.
    pub fn found(&self) -> Option<Found> {
        if !self.ask().is_empty() {
            return None;
        }
        let undecided = |low: f64, high: f64| {
            let between = self.known.iter().filter(|(x, o)| *o == Outcome::Undecided && low <= *x && *x <= high);
            between.map(|point| point.0).collect::<Vec<f64>>()
        };
        let all = || undecided(f64::NEG_INFINITY, f64::INFINITY);
        let witnesses = self.witnesses();
        Some(match *witnesses.as_slice() {
            [] => Found::Undecided,
            [(_, Outcome::Held)] => Found::AlwaysHolds { undecided: all() },
            [_] => Found::NeverHolds { undecided: all() },
            [(held, Outcome::Held), (failed, _)] => Found::Flips { held, failed, undecided: undecided(held, failed) },
            [(failed, _), (held, _)] => Found::Flips { held, failed, undecided: undecided(failed, held) },
            _ => Found::NotMonotone { witnesses },
        })
    }

    /// Decided points of which neighbours differ: of one flip the two points about it, of none the first point, of more
    /// the first point and each at which the outcome is another.
    fn witnesses(&self) -> Vec<(f64, Outcome)> {
        let mut witnesses: Vec<(f64, Outcome)> = Vec::new();
        let mut flips = 0;
        for &(x, outcome) in self.known.iter().filter(|(_, outcome)| *outcome != Outcome::Undecided) {
            match witnesses.last_mut() {
                Some(last) if last.1 == outcome => {
                    // Up to the first flip, the last of its run is nearest to it.
                    if flips == 0 {
                        last.0 = x;
                    }
                }
                Some(_) => {
                    witnesses.push((x, outcome));
                    flips += 1;
                }
                None => witnesses.push((x, outcome)),
            }
        }
        witnesses
    }

    /// Neighbouring points between which the flip may lie.
    fn gaps(&self) -> Vec<(f64, f64)> {
        let decided = |(_, outcome): &(f64, Outcome)| *outcome != Outcome::Undecided;
        let (Some(first), Some(last)) = (self.known.iter().position(decided), self.known.iter().rposition(decided))
        else {
            return Vec::new();
        };
        let witnesses = self.witnesses();
        let is_gap = |low: usize| {
            let (a, b) = (self.known[low], self.known[low + 1]);
            let inside = match *witnesses.as_slice() {
                // Between the two points about the flip.
                [low, high] => low.0 <= a.0 && b.0 <= high.0,
                // Without one, it may lie towards an end that could not be decided.
                _ => low + 1 == first || low == last,
            };
            inside && (decided(&a) || decided(&b))
        };
        (0..self.known.len() - 1)
            .filter(|&low| is_gap(low))
            .map(|low| (self.known[low].0, self.known[low + 1].0))
            .collect()
    }

    /// The point that halves a gap; none if the gap is narrow enough.
    fn between(&self, low: f64, high: f64) -> Option<f64> {
        let Tolerance { absolute, relative } = self.tolerance;
        let middle = self.scale.middle(low, high);
        let is_narrow = high - low <= absolute.max(relative * low.abs().max(high.abs()));
        (!is_narrow && low < middle && middle < high).then_some(middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FINE: Tolerance = Tolerance { absolute: 0.001, relative: 0.0 };

    /// Plays a search to its end; gives what was found and how many points it took.
    fn search(mut search: Bisection, outcome: impl Fn(f64) -> Outcome) -> (Found, usize) {
        loop {
            let points = search.ask();
            if points.is_empty() {
                let found = search.found().expect("nothing is asked for any more");
                return (found, search.known().len());
            }
            assert!(search.found().is_none(), "a search that asks has not ended");
            for x in points {
                search.tell(x, outcome(x));
            }
        }
    }

    fn held_if(holds: bool) -> Outcome {
        if holds { Outcome::Held } else { Outcome::Failed }
    }

    fn linear(scouts: usize) -> Bisection {
        Bisection::new(0.0, 10.0, Scale::Linear, scouts, FINE).unwrap()
    }

    #[test]
    fn a_flip_is_bracketed_within_the_tolerance_whichever_side_holds() {
        for threshold in [0.0001, 3.3, 5.0, 9.9999] {
            for rises in [false, true] {
                let (found, n) = search(linear(5), |x| held_if((x < threshold) != rises));
                let Found::Flips { held, failed, undecided } = found else { panic!("{found:?}") };
                let (low, high) = if rises { (failed, held) } else { (held, failed) };
                assert!(low < threshold && threshold <= high && high - low <= 0.001, "{low} {threshold} {high}");
                assert!(undecided.is_empty());
                // Five scouts, and log2(2.5 / 0.001) = 11.3 halvings.
                assert_eq!(n, 17);
            }
        }
    }

    #[test]
    fn a_logarithmic_range_is_halved_by_ratios() {
        let tolerance = Tolerance { absolute: 0.0, relative: 0.01 };
        let log = Bisection::new(1e-6, 1e6, Scale::Logarithmic, 2, tolerance).unwrap();
        let (found, n) = search(log, |x| held_if(x < 0.02));
        let Found::Flips { held, failed, .. } = found else { panic!("{found:?}") };
        assert!(held < 0.02 && failed >= 0.02 && failed / held < 1.011, "{held} {failed}");
        assert_eq!(n, 2 + 12, "12 decades are 1.01^2777, and 2^12 is 4096");
    }

    #[test]
    fn whole_numbers_end_at_neighbours() {
        for (scale, from) in [(Scale::Whole, 0.0), (Scale::WholeLogarithmic, 1.0)] {
            let whole = Bisection::new(from, 1000.0, scale, 3, Tolerance { absolute: 0.0, relative: 0.0 }).unwrap();
            let (found, _) = search(whole, |x| held_if(x <= 37.0));
            assert_eq!(found, Found::Flips { held: 37.0, failed: 38.0, undecided: vec![] });
        }
    }

    #[test]
    fn without_a_flip_the_scouts_are_enough() {
        assert_eq!(search(linear(6), |_| Outcome::Held), (Found::AlwaysHolds { undecided: vec![] }, 6));
        assert_eq!(search(linear(6), |_| Outcome::Failed), (Found::NeverHolds { undecided: vec![] }, 6));
        assert_eq!(search(linear(6), |_| Outcome::Undecided), (Found::Undecided, 6));
    }

    #[test]
    fn two_flips_end_the_search_with_the_points_that_show_them() {
        let (found, n) = search(linear(6), |x| held_if(!(3.0..7.0).contains(&x)));
        let witnesses = vec![(2.0, Outcome::Held), (4.0, Outcome::Failed), (8.0, Outcome::Held)];
        assert_eq!((found, n), (Found::NotMonotone { witnesses }, 6));
    }

    #[test]
    fn what_noise_hides_is_told_and_both_sides_of_it_are_closed() {
        let noisy = |x: f64| if (4.0..4.2).contains(&x) { Outcome::Undecided } else { held_if(x < 4.0) };
        let (found, _) = search(linear(5), noisy);
        let Found::Flips { held, failed, undecided } = found else { panic!("{found:?}") };
        assert!((4.0 - held) <= 0.001 && (failed - 4.2) <= 0.001, "{held} {failed}");
        assert!(undecided.len() >= 2 && undecided.iter().all(|x| (4.0..4.2).contains(x)), "{undecided:?}");
    }

    #[test]
    fn an_undecided_end_is_approached_and_told() {
        let (found, n) = search(linear(6), |x| if x > 8.5 { Outcome::Undecided } else { Outcome::Held });
        let Found::AlwaysHolds { undecided } = found else { panic!("{found:?}") };
        assert!(undecided[0] - 8.5 <= 0.001 && undecided.last() == Some(&10.0), "{undecided:?}");
        assert_eq!(n, 6 + 11);
        let (found, _) =
            search(linear(6), |x| if x > 8.5 && x < 9.0 || x > 9.9 { Outcome::Undecided } else { held_if(x < 9.0) });
        let Found::Flips { held, failed, .. } = found else { panic!("{found:?}") };
        assert!(8.5 - held <= 0.001 && failed - 9.0 <= 0.001, "{held} {failed}");
    }

    #[test]
    fn more_replications_change_an_outcome() {
        let mut search = linear(2);
        search.tell(0.0, Outcome::Held);
        search.tell(10.0, Outcome::Undecided);
        assert_eq!(search.ask(), [5.0]);
        search.tell(10.0, Outcome::Held);
        assert_eq!(search.found(), Some(Found::AlwaysHolds { undecided: vec![] }));
    }

    #[test]
    fn a_tolerance_of_nothing_ends_at_neighbouring_floats() {
        let exact = Bisection::new(0.0, 1.0, Scale::Linear, 2, Tolerance { absolute: 0.0, relative: 0.0 }).unwrap();
        let (found, _) = search(exact, |x| held_if(x < 0.3));
        let Found::Flips { held, failed, .. } = found else { panic!("{found:?}") };
        assert!((failed - held).abs() < 1e-16 && held.next_up().to_bits() == failed.to_bits());
    }

    #[test]
    fn wrong_searches_are_refused_with_what_would_serve() {
        let check = |scouts: usize, absolute: f64, message: &str| {
            let wrong = Bisection::new(0.0, 1.0, Scale::Linear, scouts, Tolerance { absolute, relative: 0.0 });
            assert_eq!(wrong.unwrap_err(), message);
        };
        check(1, 0.1, "a search for a flip needs at least 2 scouts, the ends of the range, not 1");
        check(3, -1.0, "a tolerance of -1 or 0 cannot be: write 0 or more");
        let backwards = Bisection::new(3.0, 1.0, Scale::Linear, 3, FINE).unwrap_err();
        assert_eq!(backwards, "3 to 1 is not a range: write the lower end first");
    }
}
