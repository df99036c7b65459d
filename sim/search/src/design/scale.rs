//! From the unit interval to the values of a setting, and the levels between two ends.

/// How the values between two ends are spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal ratios; both ends are above 0.
    Logarithmic,
    /// Whole numbers, each as likely as the next.
    Whole,
    /// Whole numbers at equal ratios; both ends are at least 1.
    WholeLogarithmic,
}

/// Which of n cells of equal width a number of the unit interval lies in, counted from 0; 1 lies in the last.
///
/// # Panics
/// If there is no cell.
pub fn cell(u: f64, n: usize) -> usize {
    assert!(n > 0, "a number cannot lie in one of no cells");
    ((u * n as f64) as usize).min(n - 1)
}

impl Scale {
    /// Whether values are rounded to whole numbers.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Whole | Self::WholeLogarithmic)
    }

    /// Whether ratios count, not differences.
    pub fn is_logarithmic(self) -> bool {
        matches!(self, Self::Logarithmic | Self::WholeLogarithmic)
    }

    /// What keeps this scale from reaching from one end to the other.
    ///
    /// # Errors
    /// Says what is wrong with the ends and what would serve.
    pub fn check(self, from: f64, to: f64) -> Result<(), String> {
        if !from.is_finite() || !to.is_finite() {
            return Err(format!("{from} to {to} has an end that is no number: write two finite ends"));
        }
        if from >= to {
            return Err(format!("{from} to {to} is not a range: write the lower end first"));
        }
        if self.is_logarithmic() && from <= 0.0 {
            return Err(format!("a logarithmic range cannot begin at {from}: begin above 0, or use a linear one"));
        }
        if self.is_whole() && (from.fract() != 0.0 || to.fract() != 0.0) {
            return Err(format!("{from} to {to} has an end that is not whole: write whole numbers"));
        }
        if self.is_whole() && from.abs().max(to.abs()) > WHOLE {
            return Err(format!("{from} to {to} reaches beyond 2^53: whole numbers are exact up to there"));
        }
        Ok(())
    }

    /// The value at `u` of the unit interval between two ends that pass [`check`](Self::check).
    ///
    /// Linear: `from + u (to - from)`; logarithmic: `from (to / from)^u`; both ends exact. Whole: each number has the
    /// same share of the unit interval; logarithmic whole: `(from - 1/2) ((to + 1/2) / (from - 1/2))^u`, rounded.
    pub fn at(self, u: f64, from: f64, to: f64) -> f64 {
        let value = match self {
            Self::Linear => from * (1.0 - u) + to * u,
            Self::Logarithmic => geometric(u, from, to),
            Self::Whole => (from + u * (to - from + 1.0)).floor(),
            Self::WholeLogarithmic => geometric(u, from - 0.5, to + 0.5).round(),
        };
        value.clamp(from, to)
    }

    /// The value halfway between two others, arithmetic or geometric; where whole, one between them if there is one.
    pub fn middle(self, low: f64, high: f64) -> f64 {
        let middle = if self.is_logarithmic() {
            engine::math::sqrt(low) * engine::math::sqrt(high)
        } else {
            0.5 * low + 0.5 * high
        };
        let middle = if self.is_whole() { middle.floor().max(low + 1.0) } else { middle };
        middle.clamp(low, high)
    }

    /// `n` levels from one end to the other, both included; whole numbers are rounded, and each comes once.
    ///
    /// Ends are exact. Those between are rounded to 15 significant digits where linear and to 12 where logarithmic, so
    /// that decades are powers of ten and hundredths have two digits. One level is `from`.
    ///
    /// # Errors
    /// If there is no level, or the ends do not pass [`check`](Self::check).
    pub fn levels(self, from: f64, to: f64, n: usize) -> Result<Vec<f64>, String> {
        self.check(from, to)?;
        if n == 0 {
            return Err(format!("{from} to {to} in 0 points has none: write at least 1"));
        }
        let last = n - 1;
        let level = |k: usize| match k {
            0 => from,
            _ if k == last => to,
            _ => {
                let u = k as f64 / last as f64;
                let between = if self.is_logarithmic() {
                    short::<11>(geometric(u, from, to))
                } else {
                    short::<14>((from * (last - k) as f64 + to * k as f64) / last as f64)
                };
                let value = if self.is_whole() { between.round() } else { between };
                value.clamp(from, to)
            }
        };
        let mut levels: Vec<f64> = (0..n).map(level).collect();
        // Levels never decrease, so that equal ones are neighbours.
        levels.dedup();
        Ok(levels)
    }
}

/// The largest number up to which all whole numbers are exact, 2^53.
const WHOLE: f64 = 9_007_199_254_740_992.0;

fn geometric(u: f64, from: f64, to: f64) -> f64 {
    let (low, high) = (engine::math::ln(from), engine::math::ln(to));
    engine::math::exp(low * (1.0 - u) + high * u)
}

/// A number with so many digits after its first; 14 are as many as every float keeps.
fn short<const DIGITS: usize>(x: f64) -> f64 {
    format!("{x:.DIGITS$e}").parse().unwrap_or(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linear_levels_have_both_ends_and_no_dust() {
        let levels = Scale::Linear.levels(0.01, 0.24, 24).unwrap();
        let expected: Vec<f64> = (1..=24).map(|k| format!("0.{k:02}").parse().unwrap()).collect();
        assert_eq!(levels, expected);
        assert_eq!(Scale::Linear.levels(-1.0, 1.0, 3).unwrap(), [-1.0, 0.0, 1.0]);
        assert_eq!(Scale::Linear.levels(0.1, 0.7, 1).unwrap(), [0.1]);
    }

    #[test]
    fn logarithmic_levels_have_equal_ratios_and_exact_ends() {
        assert_eq!(Scale::Logarithmic.levels(0.001, 1000.0, 7).unwrap(), [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]);
        let odd = Scale::Logarithmic.levels(0.3, 7.7, 5).unwrap();
        assert_eq!((odd[0].to_bits(), odd[4].to_bits()), (0.3_f64.to_bits(), 7.7_f64.to_bits()));
    }

    #[test]
    fn whole_levels_are_rounded_and_come_once() {
        assert_eq!(Scale::Whole.levels(1.0, 4.0, 10).unwrap(), [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(
            Scale::WholeLogarithmic.levels(1.0, 100.0, 9).unwrap(),
            [1.0, 2.0, 3.0, 6.0, 10.0, 18.0, 32.0, 56.0, 100.0]
        );
    }

    #[test]
    fn wrong_ends_are_refused_with_what_would_serve() {
        let check = |scale: Scale, from: f64, to: f64, n: usize, message: &str| {
            assert_eq!(scale.levels(from, to, n).unwrap_err(), message);
        };
        check(Scale::Linear, 2.0, 1.0, 3, "2 to 1 is not a range: write the lower end first");
        check(Scale::Linear, 1.0, 1.0, 3, "1 to 1 is not a range: write the lower end first");
        check(Scale::Linear, 1.0, f64::NAN, 3, "1 to NaN has an end that is no number: write two finite ends");
        check(Scale::Linear, 1.0, 2.0, 0, "1 to 2 in 0 points has none: write at least 1");
        let begins = "a logarithmic range cannot begin at 0: begin above 0, or use a linear one";
        check(Scale::Logarithmic, 0.0, 2.0, 3, begins);
        check(Scale::Whole, 0.5, 2.0, 3, "0.5 to 2 has an end that is not whole: write whole numbers");
        let beyond = "0 to 90071992547409920 reaches beyond 2^53: whole numbers are exact up to there";
        check(Scale::Whole, 0.0, 10.0 * WHOLE, 3, beyond);
    }

    #[test]
    fn the_unit_interval_reaches_both_ends_exactly_and_nothing_beyond() {
        for scale in [Scale::Linear, Scale::Logarithmic] {
            assert_eq!((scale.at(0.0, 0.3, 7.7), scale.at(1.0, 0.3, 7.7)), (0.3, 7.7), "{scale:?}");
        }
        assert!((Scale::Logarithmic.at(0.5, 1.0, 100.0) - 10.0).abs() < 1e-12);
        assert_eq!((Scale::Whole.at(0.0, 3.0, 5.0), Scale::Whole.at(1.0, 3.0, 5.0)), (3.0, 5.0));
    }

    #[test]
    fn each_whole_number_is_as_likely_as_the_next() {
        let mut counts = [0; 3];
        for k in 0..300 {
            counts[Scale::Whole.at((f64::from(k) + 0.5) / 300.0, 3.0, 5.0) as usize - 3] += 1;
        }
        assert_eq!(counts, [100, 100, 100]);
    }

    #[test]
    fn cells_part_the_unit_interval_evenly() {
        assert_eq!([0.0, 0.249, 0.25, 0.5, 0.99, 1.0].map(|u| cell(u, 4)), [0, 0, 1, 2, 3, 3]);
    }
}
