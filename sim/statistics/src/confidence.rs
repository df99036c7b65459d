//! How sure an interval has to be, and Student's factor for it.

use std::fmt;

use units::share::Share;

use super::beta::{bisect, split};

/// The probability with which an interval covers the truth: above 0, below 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence {
    miss: f64,
}

impl Confidence {
    /// The house's default, 95 %.
    pub const USUAL: Self = Self { miss: 0.05 };

    /// The probability that the interval covers the truth \[0 .. 1\].
    pub fn level(self) -> f64 {
        1.0 - self.miss
    }
    /// The probability that it does not \[0 .. 1\].
    pub fn miss(self) -> f64 {
        self.miss
    }
    /// The confidence of each of `parts` statements that must hold together (Bonferroni).
    ///
    /// # Panics
    /// If there are no parts.
    pub fn shared_by(self, parts: usize) -> Self {
        assert!(parts > 0, "an error cannot be shared by no statements");
        Self { miss: self.miss / parts as f64 }
    }
    /// Student's t with `freedom` degrees of freedom that is exceeded on either side together with probability `miss`.
    ///
    /// With `x` the point at which the regularised incomplete beta function of `(freedom / 2, 1 / 2)` is `miss`,
    /// `t = sqrt(freedom * (1 - x) / x)`. With one degree it is Cauchy's quantile, with many the normal
    /// one; ten million degrees and more are taken as ten million, 3e-7 from the normal.
    ///
    /// # Panics
    /// If there is no degree of freedom.
    pub fn student_t(self, freedom: usize) -> f64 {
        assert!(freedom > 0, "Student's t needs a degree of freedom");
        let freedom = freedom.min(10_000_000) as f64;
        let x = bisect(|x| split(0.5 * freedom, 0.5, x).0 < self.miss);
        (freedom * (1.0 - x) / x).sqrt()
    }
}

impl TryFrom<Share> for Confidence {
    type Error = String;
    fn try_from(share: Share) -> Result<Self, String> {
        // The complement is exact, where 1 - 0.999999 in floats is not.
        let miss = share.complement().as_f64();
        if share.is_zero() || miss <= 0.0 {
            return Err(format!("a confidence of {share} cannot be: write one above 0 % and below 100 %, as `95 %`"));
        }
        Ok(Self { miss })
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = (self.level() * 1e8).round() / 1e6;
        write!(f, "{percent} %")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confidence(text: &str) -> Confidence {
        Confidence::try_from(text.parse::<Share>().unwrap()).unwrap()
    }

    /// Two-sided factors as printed in tables (NIST/SEMATECH e-Handbook 1.3.6.7.2; last column: normal).
    #[test]
    fn student_t_agrees_with_the_tables() {
        let check = |freedom: usize, level: &str, expected: f64| {
            let t = confidence(level).student_t(freedom);
            assert!((t - expected).abs() < 0.00051, "t({freedom}, {level}) is {t}, not {expected}");
        };
        for (freedom, at_90, at_95, at_99) in [
            (1, 6.314, 12.706, 63.657),
            (2, 2.920, 4.303, 9.925),
            (4, 2.132, 2.776, 4.604),
            (9, 1.833, 2.262, 3.250),
            (19, 1.729, 2.093, 2.861),
            (29, 1.699, 2.045, 2.756),
            (100, 1.660, 1.984, 2.626),
            (10_000_000, 1.645, 1.960, 2.576),
        ] {
            check(freedom, "90 %", at_90);
            check(freedom, "95 %", at_95);
            check(freedom, "99 %", at_99);
        }
        check(9, "99.9 %", 4.781);
        check(3, "99.8 %", 10.215);
    }

    /// With one degree t = 1 / tan(pi miss / 2); with two t = (1 - miss) sqrt(2 / (miss (2 - miss))).
    #[test]
    fn student_t_keeps_its_closed_forms_in_the_tail() {
        for miss in [0.5, 0.05, 1e-3, 1e-5, 1e-8] {
            let sure = Confidence { miss };
            let one = 1.0 / (std::f64::consts::FRAC_PI_2 * miss).tan();
            let two = (1.0 - miss) * (2.0 / (miss * (2.0 - miss))).sqrt();
            assert!((sure.student_t(1) / one - 1.0).abs() < 1e-9, "{miss}: {} not {one}", sure.student_t(1));
            assert!((sure.student_t(2) / two - 1.0).abs() < 1e-9, "{miss}: {} not {two}", sure.student_t(2));
        }
    }

    #[test]
    fn a_confidence_lies_strictly_between_none_and_all() {
        for (text, shown) in [("0 %", "0 %"), ("100 %", "100 %"), ("3/2", "150 %")] {
            let message = Confidence::try_from(text.parse::<Share>().unwrap()).unwrap_err();
            let expected = format!("a confidence of {shown} cannot be: write one above 0 % and below 100 %, as `95 %`");
            assert_eq!(message, expected);
        }
        assert_eq!(confidence("99.5 %").to_string(), "99.5 %");
    }
}
