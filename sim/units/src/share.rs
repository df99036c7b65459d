//! Exact shares: probabilities, fractions of a stake, parts of a fee.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::quotient::over;
use crate::text::{self, Decimal};

/// A share as an exact ratio, multiplied before it is divided; at least 0.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    numerator: u64,
    denominator: u64,
}

impl Share {
    /// Nothing.
    pub const ZERO: Self = Self { numerator: 0, denominator: 1 };
    /// The whole.
    pub const ONE: Self = Self { numerator: 1, denominator: 1 };

    /// The share `numerator / denominator`.
    ///
    /// # Panics
    /// If the denominator is 0.
    pub const fn ratio(numerator: u64, denominator: u64) -> Self {
        assert!(denominator > 0, "a share needs a denominator above 0");
        Self { numerator, denominator }
    }
    /// A share in percent.
    pub const fn percent(percent: u64) -> Self {
        Self::ratio(percent, 100)
    }
    /// This share of a whole amount, rounded down.
    #[inline]
    pub fn of(self, amount: i64) -> i64 {
        // Nearly all products fit 64 bits, where a division is ten times cheaper than in 128.
        let factors = (i64::try_from(self.numerator), i64::try_from(self.denominator));
        if let (Ok(numerator), Ok(denominator)) = factors
            && let Some(product) = amount.checked_mul(numerator)
        {
            return product / denominator;
        }
        if let Ok(amount) = u64::try_from(amount) {
            let part = over(u128::from(amount) * u128::from(self.numerator), self.denominator);
            return i64::try_from(part).unwrap_or(i64::MAX);
        }
        let part = i128::from(amount) * i128::from(self.numerator) / i128::from(self.denominator);
        i64::try_from(part).unwrap_or(i64::MAX)
    }
    /// This share of a count, rounded to the nearest whole; a half goes to the even neighbour.
    pub fn of_rounded(self, count: u32) -> u64 {
        let (product, divisor) = (u128::from(count) * u128::from(self.numerator), u128::from(self.denominator));
        let (whole, twice) = (product / divisor, product % divisor * 2);
        let is_up = twice > divisor || (twice == divisor && whole % 2 == 1);
        u64::try_from(whole + u128::from(is_up)).unwrap_or(u64::MAX)
    }
    /// The nearest float.
    #[inline]
    pub fn as_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }
    /// Whether this is nothing.
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }
    /// The counter of the ratio.
    pub fn numerator(self) -> u64 {
        self.numerator
    }
    /// The divisor of the ratio.
    pub fn denominator(self) -> u64 {
        self.denominator
    }
    /// The sum, exactly; nothing if its terms do not fit 64 bits.
    pub fn plus(self, other: Self) -> Option<Self> {
        let (a, b) = (u128::from(self.denominator), u128::from(other.denominator));
        let (left, right) = (b / gcd(a, b), a / gcd(a, b));
        let over = u128::from(self.numerator)
            .checked_mul(left)?
            .checked_add(u128::from(other.numerator).checked_mul(right)?)?;
        let under = a * left;
        let common = gcd(over, under);
        let narrow = |wide: u128| u64::try_from(wide / common).ok();
        Some(Self { numerator: narrow(over)?, denominator: narrow(under)? })
    }
    /// What is missing to the whole; zero if this is the whole or more.
    pub fn complement(self) -> Self {
        Self { numerator: self.denominator.saturating_sub(self.numerator), denominator: self.denominator }
    }

    fn of_decimal(number: Decimal, percent: u32) -> Option<Self> {
        // Reduced before it is narrowed, so that whatever a share is shown as can be read.
        let numerator = u128::try_from(number.mantissa).ok()?;
        let denominator = 10_u128.checked_pow(number.scale + percent)?;
        let common = gcd(numerator, denominator);
        let narrow = |wide: u128| u64::try_from(wide / common).ok();
        Some(Self { numerator: narrow(numerator)?, denominator: narrow(denominator)? })
    }
}

fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a.max(1) } else { gcd(b, a % b) }
}

impl PartialEq for Share {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}
impl Eq for Share {}
impl PartialOrd for Share {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Share {
    fn cmp(&self, other: &Self) -> Ordering {
        let left = u128::from(self.numerator) * u128::from(other.denominator);
        left.cmp(&(u128::from(other.numerator) * u128::from(self.denominator)))
    }
}

impl FromStr for Share {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is not a share: write `5 %`, `0.05` or `1/4096`");
        if let Some((over, under)) = text.split_once('/') {
            let part = |t: &str| t.trim().replace('_', "").parse::<u64>().ok();
            let (over, under) = part(over).zip(part(under)).ok_or_else(bad)?;
            if under == 0 {
                return Err(bad());
            }
            return Ok(Self::ratio(over, under));
        }
        let (number, unit) = text::split(text).ok_or_else(|| text::unread(text, bad()))?;
        if number.mantissa < 0 {
            return Err(format!("`{text}` is negative; a share cannot be"));
        }
        let percent = match unit {
            "" => 0,
            "%" => 2,
            _ => return Err(bad()),
        };
        let most = u64::MAX;
        Self::of_decimal(number, percent)
            .ok_or_else(|| format!("`{text}` is out of range: a share is a ratio of two whole numbers up to {most}"))
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Percent where that is a short decimal, else the ratio itself.
        let scaled = u128::from(self.numerator) * 100 * 1_000_000_000;
        if scaled.is_multiple_of(u128::from(self.denominator)) {
            let mantissa = (scaled / u128::from(self.denominator)) as i128;
            write!(f, "{} %", Decimal { mantissa, scale: 9 })
        } else {
            write!(f, "{}/{}", self.numerator, self.denominator)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_exact() {
        let check = |text: &str, shown: &str| assert_eq!(text.parse::<Share>().unwrap().to_string(), shown);
        check("5 %", "5 %");
        check("0.05", "5 %");
        check("1/4096", "1/4096");
        check("1/3", "1/3");
        check("0.1 %", "0.1 %");
        check("184467440737095555", "18446744073709555500 %");
        check("18446744073709555500 %", "18446744073709555500 %");
        assert_eq!("1/4096".parse::<Share>().unwrap().of(32_000_000_000), 7_812_500);
        assert_eq!(Share::ratio(1, 3).of(100), 33);
    }

    #[test]
    fn halves_of_a_count_go_to_the_even_neighbour() {
        let check = |share: Share, count: u32, whole: u64| assert_eq!(share.of_rounded(count), whole, "{share}");
        for (count, whole) in [(1, 0), (3, 2), (5, 2), (7, 4), (6, 3)] {
            check(Share::percent(50), count, whole);
        }
        check(Share::ratio(1, 3), 2, 1);
        check(Share::ratio(1, 3), 1, 0);
        check(Share::ratio(u64::MAX, 1), u32::MAX, u64::MAX);
        check(Share::ratio(u64::MAX - 1, u64::MAX), u32::MAX, u64::from(u32::MAX));
    }

    #[test]
    fn sums_are_exact_or_nothing() {
        let check = |a: Share, b: Share, sum: Option<Share>| assert_eq!(a.plus(b), sum, "{a} + {b}");
        check(Share::ratio(1, 3), Share::ratio(1, 6), Some(Share::percent(50)));
        check(Share::ratio(2, 3), Share::ratio(1, 3), Some(Share::ONE));
        check(Share::ratio(1, u64::MAX), Share::ratio(1, u64::MAX - 1), None);
        check(Share::ratio(u64::MAX, 1), Share::ONE, None);
    }

    #[test]
    fn a_bad_share_says_what_would_serve() {
        let check = |text: &str, message: &str| assert_eq!(text.parse::<Share>().unwrap_err(), message);
        check("five", "`five` is not a share: write `5 %`, `0.05` or `1/4096`");
        check("-1 %", "`-1 %` is negative; a share cannot be");
        check(
            "1e-25 %",
            "`1e-25 %` is out of range: a share is a ratio of two whole numbers up to 18446744073709551615",
        );
        check("1/0", "`1/0` is not a share: write `5 %`, `0.05` or `1/4096`");
    }
}
