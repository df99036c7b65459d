//! The values of a setting along an axis: numbers of one unit, and whether they are spread by steps or by factors.

use scenario::sweep::number;
use units::time::Span;

use crate::figure::{Abscissa, Ordinate};

/// How much greater the greatest value is than the least before an axis may be logarithmic.
const WIDE: f64 = 10.0;
/// The same of what is measured.
const FAR: f64 = 20.0;

/// The values of a setting as numbers.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    /// The values, in the unit.
    pub(super) values: Vec<f64>,
    /// The unit; empty for plain numbers.
    pub(super) unit: String,
}

impl Quantity {
    /// Of values as they are written; none if one is no number, or their units are unlike. Times of several units are
    /// in seconds.
    pub(super) fn of<'a>(texts: impl Iterator<Item = &'a str> + Clone) -> Option<Self> {
        let numbers: Vec<(f64, &str)> = texts.clone().map(number).collect::<Option<_>>()?;
        let (_, unit) = *numbers.first()?;
        if numbers.iter().all(|(_, other)| *other == unit) {
            return Some(Self { values: numbers.into_iter().map(|(value, _)| value).collect(), unit: unit.into() });
        }
        let bare = |text: &str| text.trim().trim_matches(['"', '\'']).parse::<Span>().ok();
        let values = texts.map(bare).map(|span| Some(span?.ns() as f64 / 1e9)).collect::<Option<_>>()?;
        Some(Self { values, unit: "s".into() })
    }

    /// An axis of it under this label; logarithmic if its values are spread by factors rather than by steps.
    pub(super) fn abscissa(&self, label: &str) -> Abscissa {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" [{}]", self.unit) };
        let label = format!("{label}{unit}");
        if is_by_factors(&self.values) { Abscissa::Logarithmic(label) } else { Abscissa::Quantity(label) }
    }
}

/// Whether values are as far apart by factors as by steps or evener, and far enough for that to show.
fn is_by_factors(values: &[f64]) -> bool {
    let mut values: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_by(f64::total_cmp);
    values.dedup();
    let (Some(least), Some(most)) = (values.first(), values.last()) else { return false };
    if *least <= 0.0 || *most < WIDE * least {
        return false;
    }
    // The widest gap over the narrowest: 1 for values at even distances.
    let unevenness = |of: fn(f64) -> f64| {
        let gaps = values.windows(2).map(|pair| of(pair[1]) - of(pair[0]));
        let (narrow, wide) = gaps.fold((f64::INFINITY, 0.0_f64), |(a, b), gap| (a.min(gap), b.max(gap)));
        wide / narrow
    };
    unevenness(f64::ln) < unevenness(|value| value)
}

/// How tall an axis is for these values: logarithmic if all are positive and the greatest is far from the least.
pub(super) fn ordinate(values: impl Iterator<Item = f64>) -> Ordinate {
    let finite = values.filter(|value| value.is_finite());
    let (least, most) = finite.fold((f64::INFINITY, 0.0_f64), |(a, b), value| (a.min(value), b.max(value)));
    if least > 0.0 && most > FAR * least { Ordinate::Logarithmic } else { Ordinate::Fitted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbers_of_one_unit() {
        let of = |texts: &[&str]| Quantity::of(texts.iter().copied()).map(|q| (q.values, q.unit));
        assert_eq!(of(&["1 %", "20 %"]), Some((vec![1.0, 20.0], "%".into())));
        assert_eq!(of(&["\"50 ms\"", "2 s", "1 min"]), Some((vec![0.05, 2.0, 60.0], "s".into())));
        assert_eq!(of(&["50 ms", "200 ms"]), Some((vec![50.0, 200.0], "ms".into())));
        assert_eq!(of(&["1 GB", "20 MB"]), None);
        assert_eq!(of(&["1", "random"]), None);
        assert_eq!(of(&[]), None);
    }

    #[test]
    fn an_axis_is_logarithmic_where_values_are_spread_by_factors() {
        assert!(is_by_factors(&[0.05, 0.2, 1.0, 5.0, 20.0]));
        assert!(is_by_factors(&[0.1, 1.0, 10.0]));
        assert!(!is_by_factors(&[8.0, 16.0, 24.0, 32.0]));
        assert!(!is_by_factors(&[1.0, 12.0, 23.0, 34.0]));
        assert!(!is_by_factors(&[0.0, 1.0, 10.0, 100.0]));
        assert!(!is_by_factors(&[5.0]));
        assert_eq!(ordinate([1.0, f64::NAN, 21.0].into_iter()), Ordinate::Logarithmic);
        assert_eq!(ordinate([0.0, 21.0].into_iter()), Ordinate::Fitted);
    }
}
