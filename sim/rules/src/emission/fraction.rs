//! Exact arithmetic of decay: fractions of 128 binary places, and whole numbers with such a fraction.

use units::time::Span;

/// ln 2 \[2^-128\], rounded down.
const LN_2: u128 = 0xB172_17F7_D1CF_79AB_C9E3_B398_03F2_F6AF;

/// 2^64, and 2^127, which is a half \[2^-128\].
const BASE: u128 = 0x1_0000_0000_0000_0000;
const HALF: u128 = BASE / 2 * BASE;

/// A whole number and a fraction of it in units of 2^-128.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fixed {
    /// The whole part.
    pub(super) whole: u128,
    /// The fraction \[2^-128\].
    pub(super) fraction: u128,
}

impl Fixed {
    /// The product of a number and a fraction, exactly.
    pub(super) fn product(number: u128, fraction: u128) -> Self {
        let low = |x: u128| x & u128::from(u64::MAX);
        let (a, b, c, d) = (number >> 64, low(number), fraction >> 64, low(fraction));
        let (mixed, carried) = (a * d).overflowing_add(b * c);
        let (fraction, over) = (b * d).overflowing_add(mixed.wrapping_mul(BASE));
        Self { whole: a * c + (mixed >> 64) + u128::from(carried) * BASE + u128::from(over), fraction }
    }
    /// `over / under`, rounded down.
    ///
    /// # Panics
    /// If `under` is 0 or above 2^127.
    pub(super) fn ratio(over: u128, under: u128) -> Self {
        assert!(under > 0 && under <= HALF, "no ratio over {under}");
        let (mut rest, mut fraction) = (over % under, 0);
        for _ in 0..128 {
            rest *= 2;
            fraction *= 2;
            if rest >= under {
                rest -= under;
                fraction += 1;
            }
        }
        Self { whole: over / under, fraction }
    }
    /// The sum.
    pub(super) fn plus(self, other: Self) -> Self {
        let (fraction, over) = self.fraction.overflowing_add(other.fraction);
        Self { whole: self.whole + other.whole + u128::from(over), fraction }
    }
    /// What is left, 0 if `other` is more.
    pub(super) fn minus(self, other: Self) -> Self {
        if other > self {
            return Self::default();
        }
        let (fraction, borrowed) = self.fraction.overflowing_sub(other.fraction);
        Self { whole: self.whole - other.whole - u128::from(borrowed), fraction }
    }
    /// This many halvings lose `1 - 2^-self` of a thing \[2^-128\].
    ///
    /// Off by at most 40 units in the last place, from the terms of the series.
    pub(super) fn lost(self) -> u128 {
        // 1 - e^-y = y - y^2/2 + y^3/6 - …, with y = ln 2 times the fraction.
        let y = high(self.fraction, LN_2);
        let (mut term, mut lost, mut n) = (y, 0_u128, 1);
        while term > 0 {
            lost = if n % 2 == 1 { lost + term } else { lost - term };
            n += 1;
            term = high(term, y) / n;
        }
        let Some(more) = u32::try_from(self.whole).ok().and_then(|whole| whole.checked_sub(1)) else {
            return if self.whole == 0 { lost } else { u128::MAX };
        };
        // What is kept is at least a half of 2^128 before the whole halvings.
        let kept = if lost == 0 { HALF } else { lost.wrapping_neg() >> 1 };
        kept.checked_shr(more).unwrap_or(0).max(1).wrapping_neg()
    }
}

/// The product of a number and a fraction, rounded down.
pub(super) fn high(number: u128, fraction: u128) -> u128 {
    Fixed::product(number, fraction).whole
}

/// By how much a thing grows in `span` that doubles in `doubles`: `2^(span / doubles) - 1` \[2^-128\].
///
/// It takes a `span` below `doubles`.
pub(super) fn growth(span: Span, doubles: Span) -> u128 {
    let y = high(Fixed::ratio(span.ns().into(), doubles.ns().max(1).into()).fraction, LN_2);
    let (mut term, mut sum, mut n) = (y, 0_u128, 1);
    while term > 0 {
        sum = sum.saturating_add(term);
        n += 1;
        term = high(term, y) / n;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_and_ratios_are_exact() {
        let check = |number, fraction, whole, rest| {
            assert_eq!(Fixed::product(number, fraction), Fixed { whole, fraction: rest });
        };
        check(u128::MAX, u128::MAX, u128::MAX - 1, 1);
        check(3, HALF, 1, HALF);
        check(u128::MAX, 1, 0, u128::MAX);
        check(BASE, BASE * 16, 16, 0);
        assert_eq!(Fixed::ratio(7, 4), Fixed { whole: 1, fraction: HALF / 2 * 3 });
        assert_eq!(Fixed::ratio(1, 3).fraction, u128::MAX / 3);
        let (a, b) = (Fixed { whole: 5, fraction: 1 }, Fixed { whole: 2, fraction: 2 });
        assert_eq!(a.minus(b), Fixed { whole: 2, fraction: u128::MAX });
        assert_eq!(a.minus(b).plus(b), a);
        assert_eq!(b.minus(a), Fixed::default());
    }

    #[test]
    fn halvings_lose_what_the_powers_of_two_say() {
        let halvings = |whole| Fixed { whole, fraction: 0 };
        assert_eq!(halvings(0).lost(), 0);
        assert_eq!([halvings(1).lost(), halvings(2).lost()], [HALF, HALF / 2 * 3]);
        assert_eq!(
            [halvings(127).lost(), halvings(500).lost(), halvings(u128::MAX).lost()],
            [u128::MAX - 1, u128::MAX, u128::MAX]
        );
        // 1 - 1/sqrt(2), whose square is what is kept of a whole halving.
        let kept = Fixed { whole: 0, fraction: HALF }.lost().wrapping_neg();
        assert!(high(kept, kept).abs_diff(HALF) < 80, "{}", high(kept, kept));
        // From one thousandth of a halving to the next, the same share is kept.
        let step = Fixed::ratio(1, 1000);
        let share = step.lost().wrapping_neg();
        let (mut at, mut expected) = (step, share);
        for _ in 1..1000 {
            let lost = at.lost().wrapping_neg();
            assert!(lost.abs_diff(expected) < 100_000, "{at:?}");
            (at, expected) = (at.plus(step), high(expected, share));
        }
    }

    #[test]
    fn constants_of_filecoin_come_out_to_the_last_places() {
        // e^lambda - 1, with lambda = ln 2 / 6 y, and the growth by 2 a year, in epochs of 30 s: builtin-actors,
        // `reward/src/logic.rs`.
        let near = |found: u128, published: u128| assert!(found.abs_diff(published) <= 4, "{found}, not {published}");
        let (epoch, year) = (Span::secs(30), Span::days(365));
        near(growth(epoch, year * 6), 37_396_273_494_747_879_394_193_016_954_629);
        // 340,282,591,298,641,078,465,964,189,926,313,473,653 / 2^128 - 1.
        near(growth(epoch, year), 224_377_702_615_002_589_582_494_545_262_197);
    }
}
