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
    /// What a yearly rate on an amount gives in a part of a year: cut once, which for a whole number of periods is a
    /// chain's `AnnualProvisions.QuoInt(BlocksPerYear).TruncateInt()` \[base units\].
    pub(super) fn provision(self, amount: i64, part: Part) -> i64 {
        let yearly = self.0.max(0).saturating_mul(i128::from(amount));
        // Whole units and their rest apart: the product of all three does not fit.
        let whole = (yearly / Self::ONE.0).saturating_mul(part.over);
        let rest = yearly % Self::ONE.0 * part.over / Self::ONE.0;
        i64::try_from(whole.saturating_add(rest) / part.under).unwrap_or(i64::MAX)
    }
    /// This in a part of a year, rounded as [`Self::over`] does.
    pub(super) fn within(self, part: Part) -> Self {
        let all = self.0.saturating_mul(part.over);
        Self(even(all.div_euclid(part.under), all.rem_euclid(part.under) * Self::ONE.0 / part.under))
    }
}

/// A whole number with the rest of it in units of 10^-18, rounded to nearest, halves to even.
fn even(whole: i128, rest: i128) -> i128 {
    let half = Dec::ONE.0 / 2;
    whole + i128::from(rest > half || (rest == half && whole % 2 != 0))
}

/// A part of a year, or of another time, as an exact fraction in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// At most 2^64.
    over: i128,
    /// At least 1.
    under: i128,
}

impl Part {
    /// All of it.
    pub(super) const ALL: Self = Self { over: 1, under: 1 };

    /// An epoch as a part of a year of 365 days.
    pub(super) fn of_year(epoch: Span) -> Self {
        let (over, under) = (epoch.ns().max(1), YEAR.ns());
        let (mut a, mut b) = (over, under);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        Self { over: i128::from(over / a), under: i128::from(under / a) }
    }
    /// One of so many equal ones, of at least one.
    #[cfg(test)]
    pub(super) fn one_of(parts: i128) -> Self {
        Self { over: 1, under: parts }
    }
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
        check(Dec(5).within(Part::one_of(2)), 2);
        check(Dec(-7).within(Part::one_of(2)), -4);
        check(Dec(2 * Dec::ONE.0).within(Part::one_of(3)), 666_666_666_666_666_667);
        check(Dec::of(Share::ratio(u64::MAX, 1)), 10 * Dec::ONE.0);
        check(Dec::of(Share::ratio(u64::MAX - 1, u64::MAX)), Dec::ONE.0 - 1);
        check(Dec::ratio(2, 3), 666_666_666_666_666_666);
    }

    #[test]
    fn no_amount_or_rate_is_too_large() {
        assert_eq!(Dec(Dec::MOST).provision(i64::MAX, Part::ALL), i64::MAX);
        let longest = Part::of_year(Span::from_ns(u64::MAX));
        assert_eq!(Dec(Dec::MOST).provision(i64::MAX, longest), i64::MAX);
        assert_eq!(Dec(Dec::MOST).within(longest).plus(Dec::ONE), Dec(Dec::MOST));
        assert_eq!(Dec(Dec::MOST).times(Dec(-Dec::MOST)), Dec(-100 * Dec::ONE.0));
        assert_eq!(Dec::ONE.over(Dec::ZERO), Dec::ZERO);
        assert_eq!(Dec(Dec::MOST).plus(Dec::ONE), Dec(Dec::MOST));
    }

    #[test]
    fn epochs_that_do_not_divide_a_year_mint_all_of_it() {
        assert_eq!(Part::of_year(Span::days(1)), Part::one_of(365));
        assert_eq!(Part::of_year(Span::days(7)), Part { over: 7, under: 365 });
        // 10 % of a million coins: in 365 weeks seven years of it, less what each week cuts.
        let tenth = Dec(Dec::ONE.0 / 10);
        let week = tenth.provision(1_000_000_000_000, Part::of_year(Span::days(7)));
        assert_eq!(week, 100_000_000_000 * 7 / 365);
        // Of longer ones than a year all of their years.
        assert_eq!(tenth.provision(1_000_000, Part::of_year(Span::days(365 * 5 / 2))), 250_000 - 137);
        assert_eq!(tenth.provision(1_000_000, Part::of_year(Span::days(730))), 200_000);
        assert_eq!(tenth.within(Part::of_year(Span::days(73))), Dec(Dec::ONE.0 / 50));
    }
}
