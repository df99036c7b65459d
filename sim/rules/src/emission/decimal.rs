//! Decimals of 18 places, rounded as the chains of the Cosmos SDK round theirs.

use units::share::Share;
use units::time::Span;

/// The year of rates \[ns\]: 365 days.
const YEAR: Span = Span::days(365);

/// A number in units of 10^-18, from -10 to 10 where two are multiplied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Dec(pub(super) i128);

impl Dec {
    pub(super) const ZERO: Self = Self(0);
    pub(super) const ONE: Self = Self(1_000_000_000_000_000_000);
    /// The most that is calculated with.
    const MOST: i128 = 10 * Self::ONE.0;

    /// A share, rounded down, at most 10.
    pub(super) fn of(share: Share) -> Self {
        let (over, under) = (i128::from(share.numerator()), i128::from(share.denominator()));
        // Whole and rest apart: the product of the two largest of 64 bits does not fit.
        let whole = (over / under).min(10);
        let rest = over % under;
        Self((whole * Self::ONE.0 + rest * Self::ONE.0 / under).min(Self::MOST))
    }
    /// `over / under` of two amounts, rounded down; 0 of nothing.
    pub(super) fn ratio(over: i64, under: i64) -> Self {
        if under <= 0 { Self::ZERO } else { Self(i128::from(over) * Self::ONE.0 / i128::from(under)) }
    }
    /// The sum, within what is calculated with.
    pub(super) fn plus(self, other: Self) -> Self {
        Self((self.0 + other.0).clamp(-Self::MOST, Self::MOST))
    }
    /// The difference, within what is calculated with.
    pub(super) fn minus(self, other: Self) -> Self {
        self.plus(Self(-other.0))
    }
    /// The product, rounded to nearest, halves to even: `LegacyDec.Mul`.
    pub(super) fn times(self, other: Self) -> Self {
        let product = self.0.saturating_mul(other.0);
        Self(even(product.div_euclid(Self::ONE.0), product.rem_euclid(Self::ONE.0)))
    }
    /// The quotient, cut after 36 places, then rounded to nearest, halves to even: `LegacyDec.Quo`; 0 over nothing.
    pub(super) fn over(self, other: Self) -> Self {
        if other.0 <= 0 {
            return Self::ZERO;
        }
        let numerator = self.0.saturating_mul(Self::ONE.0);
        let rest = numerator.rem_euclid(other.0).saturating_mul(Self::ONE.0) / other.0;
        Self(even(numerator.div_euclid(other.0), rest))
    }
    /// What a yearly rate on an amount gives in one of so many periods of a year: both divisions cut, as a chain's
    /// `AnnualProvisions.QuoInt(BlocksPerYear).TruncateInt()` does \[base units\].
    pub(super) fn provision(self, amount: i64, periods: i64) -> i64 {
        let yearly = self.0.max(0).saturating_mul(i128::from(amount));
        i64::try_from(yearly / i128::from(periods.max(1)) / Self::ONE.0).unwrap_or(i64::MAX)
    }
    /// The quotient by a whole number, rounded as [`Self::over`] does.
    pub(super) fn shared(self, parts: i64) -> Self {
        let parts = i128::from(parts.max(1));
        Self(even(self.0.div_euclid(parts), self.0.rem_euclid(parts) * Self::ONE.0 / parts))
    }
}

/// A whole number with the rest of it in units of 10^-18, rounded to nearest, halves to even.
fn even(whole: i128, rest: i128) -> i128 {
    let half = Dec::ONE.0 / 2;
    whole + i128::from(rest > half || (rest == half && whole % 2 != 0))
}

/// How many epochs a year of 365 days has, at least one.
pub(super) fn per_year(epoch: Span) -> i64 {
    i64::try_from(YEAR.ns() / epoch.ns().max(1)).unwrap_or(i64::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_quotients_round_halves_to_even() {
        let check = |a: Dec, b: i128| assert_eq!(a, Dec(b));
        let half = Dec(Dec::ONE.0 / 2);
        check(Dec(5).times(half), 2);
        check(Dec(7).times(half), 4);
        check(Dec(-5).times(half), -2);
        check(Dec(5).over(Dec(2 * Dec::ONE.0)), 2);
        check(Dec(7).over(Dec(2 * Dec::ONE.0)), 4);
        check(Dec::ONE.over(Dec(3 * Dec::ONE.0)), 333_333_333_333_333_333);
        check(Dec(2 * Dec::ONE.0).over(Dec(3 * Dec::ONE.0)), 666_666_666_666_666_667);
        check(Dec(5).shared(2), 2);
        check(Dec(-7).shared(2), -4);
        check(Dec(2 * Dec::ONE.0).shared(3), 666_666_666_666_666_667);
        check(Dec::of(Share::ratio(u64::MAX, 1)), 10 * Dec::ONE.0);
        check(Dec::of(Share::ratio(u64::MAX - 1, u64::MAX)), Dec::ONE.0 - 1);
        check(Dec::ratio(2, 3), 666_666_666_666_666_666);
    }

    #[test]
    fn no_amount_or_rate_is_too_large() {
        assert_eq!(Dec(Dec::MOST).provision(i64::MAX, 1), i64::MAX);
        assert_eq!(Dec(Dec::MOST).times(Dec(-Dec::MOST)), Dec(-100 * Dec::ONE.0));
        assert_eq!(Dec::ONE.over(Dec::ZERO), Dec::ZERO);
        assert_eq!(Dec(Dec::MOST).plus(Dec::ONE), Dec(Dec::MOST));
    }
}
