//! Axes: where a value lies between the ends, and which values are named.

use super::number;

/// A named value of an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// The value.
    pub(crate) at: f64,
    /// What is written at it; empty for a grid line alone.
    pub(crate) label: String,
}

/// A range of values with its ticks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    low: f64,
    high: f64,
    logarithmic: bool,
    /// The named values, from low to high.
    pub(crate) ticks: Vec<Tick>,
    /// The unit that the ticks are in, if the axis chose it.
    pub(crate) unit: Option<&'static str>,
}

impl Axis {
    /// A linear axis whose ends are ticks. There are about `n_ticks` of them, 1, 2 or 5 × 10ⁿ apart.
    pub(crate) fn rounded(low: f64, high: f64, n_ticks: usize) -> Self {
        let (low, high) = widened(low, high);
        let step = nice((high - low) / n_ticks.max(1) as f64);
        // Without the hair's breadth a bound that is a tick but for rounding would gain an empty step.
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        Self { low: first * step, high: last * step, ..Self::linear(first * step, last * step, step, 1.0, None) }
    }

    /// A linear axis with a little room past the data.
    ///
    /// It reaches up to a tick if one is near, else a twentieth of the range further. An end at zero stays there.
    pub(crate) fn roomy(low: f64, high: f64, n_ticks: usize) -> Self {
        let (low, high) = widened(low, high);
        let (range, step) = (high - low, nice((high - low) / n_ticks.max(1) as f64));
        let (below, above) = ((low / step + 1e-9).floor() * step, (high / step - 1e-9).ceil() * step);
        let low = match low {
            0.0 => 0.0,
            _ if low - below <= NEAR * range => below,
            _ => low - 0.05 * range,
        };
        let high = match high {
            0.0 => 0.0,
            _ if above - high <= NEAR * range => above,
            _ => high + 0.05 * range,
        };
        Self::linear(low, high, step, 1.0, None)
    }

    /// A linear axis that ends where the data end.
    pub(crate) fn tight(low: f64, high: f64, n_ticks: usize) -> Self {
        let (low, high) = widened(low, high);
        Self::linear(low, high, nice((high - low) / n_ticks.max(1) as f64), 1.0, None)
    }

    /// An axis of time \[s\] with ticks in s, min, h or d, whichever fits.
    pub(crate) fn time(low: f64, high: f64, n_ticks: usize) -> Self {
        let (low, high) = widened(low, high);
        let (length, unit, steps): (f64, _, &[f64]) = match high - low {
            range if range <= 300.0 => (1.0, "s", &[1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0]),
            range if range <= 10_800.0 => (60.0, "min", &[1.0, 2.0, 5.0, 10.0, 15.0, 30.0]),
            range if range <= 259_200.0 => (3_600.0, "h", &[0.5, 1.0, 2.0, 3.0, 6.0, 12.0]),
            _ => (86_400.0, "d", &[0.5, 1.0, 2.0, 7.0, 14.0, 28.0]),
        };
        let least = (high - low) / length / n_ticks.max(1) as f64;
        let listed = steps.iter().copied().find(|&s| s >= least).filter(|_| least > steps[0] * 0.4);
        Self::linear(low, high, listed.unwrap_or_else(|| nice(least)) * length, length, Some(unit))
    }

    fn linear(low: f64, high: f64, step: f64, unit: f64, name: Option<&'static str>) -> Self {
        let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
        let values: Vec<f64> = (first..=last).map(|k| k as f64 * step / unit).collect();
        let labels = number::ticks(&values, step / unit);
        let ticks = values.iter().zip(labels).map(|(v, label)| Tick { at: v * unit, label }).collect();
        Self { low, high, logarithmic: false, ticks, unit: name }
    }

    /// A logarithmic axis between positive ends, named at decades. A short one is named also at 2 and 5.
    pub(crate) fn logarithmic(low: f64, high: f64, name: fn(f64) -> String) -> Self {
        assert!(low > 0.0 && high >= low && high.is_finite(), "a logarithmic axis cannot span {low} to {high}");
        let (from, to) = (round_log(low, Toward::Zero), round_log(high, Toward::Infinity));
        let (from, to) = if from < to { (from, to) } else { (from / 2.0, to * 2.0) };
        let (first, last) = (from.log10().floor() as i32, to.log10().ceil() as i32);
        let inside = |v: f64| v >= from * (1.0 - 1e-9) && v <= to * (1.0 + 1e-9);
        let n_decades = (first..=last).filter(|&e| inside(10_f64.powi(e))).count();
        let apart = n_decades.div_ceil(9).max(1) as i32;
        let mut ticks = Vec::new();
        for e in first..=last {
            for factor in [1.0, 2.0, 5.0] {
                let at = factor * 10_f64.powi(e);
                let named = if factor > 1.0 { n_decades < 3 } else { e.rem_euclid(apart) == 0 };
                if inside(at) && (named || factor < 2.0) {
                    ticks.push(Tick { at, label: if named { name(at) } else { String::new() } });
                }
            }
        }
        Self { low: from, high: to, logarithmic: true, ticks, unit: None }
    }

    /// A logarithmic axis of spans of time \[s\], named as clocks count: 10 s, 1 min, 10 min, 1 h.
    pub(crate) fn spans(low: f64, high: f64) -> Self {
        let axis = Self::logarithmic(low, high, number::span);
        if axis.high <= LAST_IN_SECONDS {
            return axis;
        }
        let (first, mut ticks) = (axis.low.log10().floor() as i32, Vec::new());
        let below = (first..0).map(|e| (10_f64.powi(e), number::span(10_f64.powi(e)), Rank::First));
        let above = CLOCK.iter().map(|&(at, label, rank)| (at, label.to_owned(), rank));
        let inside = below.chain(above).filter(|(at, ..)| (axis.low..=axis.high).contains(at));
        let all: Vec<_> = inside.collect();
        let is_crowded = all.len() > MOST_SPANS;
        for (at, label, rank) in all {
            let is_named = rank == Rank::First || !is_crowded;
            ticks.extend(is_named.then_some(Tick { at, label }));
        }
        Self { ticks, ..axis }
    }

    /// How far between the ends a value lies \[0 ..= 1\]. There is `None` for what cannot be drawn.
    ///
    /// Values past the ends count as the ends.
    pub(crate) fn part(&self, value: f64) -> Option<f64> {
        if !value.is_finite() {
            return None;
        }
        let part = if self.logarithmic {
            if value <= 0.0 {
                return None;
            }
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        };
        Some(part.clamp(0.0, 1.0))
    }

    /// As [`Axis::part`], for bounds: zero and less lie at a logarithmic axis's lower end.
    pub(crate) fn bound(&self, value: f64) -> Option<f64> {
        if self.logarithmic && value <= 0.0 { Some(0.0) } else { self.part(value) }
    }

    /// Least value shown.
    pub(crate) fn low(&self) -> f64 {
        self.low
    }
    /// Greatest value shown.
    pub(crate) fn high(&self) -> f64 {
        self.high
    }
}

/// Spans up to this are counted in seconds by everybody \[s\].
const LAST_IN_SECONDS: f64 = 100.0;
/// More spans than this do not fit side by side.
const MOST_SPANS: usize = 9;

/// Whether a span is named on a crowded axis, too.
#[derive(Clone, Copy, PartialEq)]
enum Rank {
    First,
    Second,
}

/// Round spans from a second up \[s\].
const CLOCK: [(f64, &str, Rank); 24] = [
    (1.0, "1 s", Rank::First),
    (2.0, "2 s", Rank::Second),
    (5.0, "5 s", Rank::Second),
    (10.0, "10 s", Rank::First),
    (20.0, "20 s", Rank::Second),
    (60.0, "1 min", Rank::First),
    (120.0, "2 min", Rank::Second),
    (300.0, "5 min", Rank::Second),
    (600.0, "10 min", Rank::First),
    (1_200.0, "20 min", Rank::Second),
    (3_600.0, "1 h", Rank::First),
    (7_200.0, "2 h", Rank::Second),
    (18_000.0, "5 h", Rank::Second),
    (36_000.0, "10 h", Rank::First),
    (86_400.0, "1 d", Rank::Second),
    (172_800.0, "2 d", Rank::Second),
    (432_000.0, "5 d", Rank::First),
    (864_000.0, "10 d", Rank::Second),
    (1_728_000.0, "20 d", Rank::Second),
    (4_320_000.0, "50 d", Rank::First),
    (8_640_000.0, "100 d", Rank::Second),
    (17_280_000.0, "200 d", Rank::Second),
    (43_200_000.0, "500 d", Rank::First),
    (86_400_000.0, "1000 d", Rank::Second),
];

/// The part of the range within which an axis is lengthened to a tick.
const NEAR: f64 = 0.15;

/// Names the value of a tick on a logarithmic axis of plain numbers.
pub(crate) fn plain(value: f64) -> String {
    let exponent = value.log10();
    if (exponent - exponent.round()).abs() < 1e-9 {
        number::decade(exponent.round() as i32)
    } else {
        number::amount(value)
    }
}

/// An interval that has a length: a single value gets room on both sides.
fn widened(low: f64, high: f64) -> (f64, f64) {
    assert!(low.is_finite() && high.is_finite() && low <= high, "an axis cannot span {low} to {high}");
    if high - low > 1e-12 * low.abs().max(high.abs()) {
        (low, high)
    } else if low == 0.0 {
        (0.0, 1.0)
    } else {
        (low - low.abs() * 0.5, high + high.abs() * 0.5)
    }
}

/// The least of 1, 2, 5 × 10ⁿ that is at least `step`.
fn nice(step: f64) -> f64 {
    let power = 10_f64.powi(step.log10().floor() as i32);
    let factor = [1.0, 2.0, 5.0].into_iter().find(|f| f * power >= step * (1.0 - 1e-9)).unwrap_or(10.0);
    factor * power
}

#[derive(Clone, Copy, PartialEq)]
enum Toward {
    Zero,
    Infinity,
}

/// The nearest of 1, 2, 5 × 10ⁿ in a direction.
fn round_log(value: f64, toward: Toward) -> f64 {
    let power = 10_f64.powi(value.log10().floor() as i32);
    let marks = [0.5, 1.0, 2.0, 5.0, 10.0].map(|f| f * power);
    match toward {
        Toward::Zero => marks.into_iter().rev().find(|&m| m <= value * (1.0 + 1e-9)),
        Toward::Infinity => marks.into_iter().find(|&m| m >= value * (1.0 - 1e-9)),
    }
    .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|t| t.label.as_str()).collect()
    }

    #[test]
    fn linear_ticks_are_one_two_or_five() {
        assert_eq!(labels(&Axis::rounded(0.0, 87.0, 5)), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(labels(&Axis::rounded(0.0, 0.93, 5)), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        assert_eq!(labels(&Axis::tight(3.0, 21.0, 5)), ["5", "10", "15", "20"]);
        assert_eq!(labels(&Axis::rounded(0.0, 100.0, 5)).last(), Some(&"100"));
    }

    #[test]
    fn time_ticks_are_in_the_unit_that_fits() {
        let check = |seconds: f64, unit: &str, shown: &[&str]| {
            let axis = Axis::time(0.0, seconds, 8);
            assert_eq!((axis.unit, labels(&axis)), (Some(unit), shown.to_vec()));
        };
        check(60.0, "s", &["0", "10", "20", "30", "40", "50", "60"]);
        check(3_600.0, "min", &["0", "10", "20", "30", "40", "50", "60"]);
        check(86_400.0, "h", &["0", "3", "6", "9", "12", "15", "18", "21", "24"]);
        check(14.0 * 86_400.0, "d", &["0", "2", "4", "6", "8", "10", "12", "14"]);
        check(0.01, "s", &["0", "0.002", "0.004", "0.006", "0.008", "0.010"]);
    }

    #[test]
    fn logarithmic_ticks_stand_at_decades() {
        assert_eq!(labels(&Axis::logarithmic(1e-4, 1.0, plain)), ["0.0001", "0.001", "0.01", "0.1", "1"]);
        assert_eq!(labels(&Axis::logarithmic(0.3, 4.0, plain)), ["0.2", "0.5", "1", "2", "5"]);
        assert!(Axis::logarithmic(1e-12, 1e12, plain).ticks.iter().filter(|t| !t.label.is_empty()).count() <= 9);
    }

    #[test]
    fn a_decade_is_as_long_as_any_other() {
        let axis = Axis::logarithmic(0.01, 100.0, plain);
        for (value, part) in [(0.01, 0.0), (0.1, 0.25), (1.0, 0.5), (10.0, 0.75), (100.0, 1.0)] {
            assert!((axis.part(value).unwrap() - part).abs() < 1e-12, "{value}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_has_no_place() {
        let (linear, log) = (Axis::rounded(0.0, 1.0, 5), Axis::logarithmic(0.1, 1.0, plain));
        assert_eq!((linear.part(f64::NAN), linear.part(f64::INFINITY)), (None, None));
        assert_eq!((log.part(0.0), log.bound(0.0), log.bound(f64::NAN)), (None, Some(0.0), None));
    }

    #[test]
    fn room_past_the_data_is_small() {
        let axis = Axis::roomy(0.0, 1_040.0, 3);
        assert_eq!((axis.low(), axis.high(), labels(&axis)), (0.0, 1_092.0, vec!["0", "500", "1000"]));
        assert_eq!(labels(&Axis::roomy(0.0, 99.0, 5)).last(), Some(&"100"));
        let axis = Axis::roomy(61.0, 99.5, 4);
        assert!(axis.low() < 61.0 && axis.low() > 55.0 && axis.high() >= 99.5 && axis.high() < 103.0, "{axis:?}");
    }

    #[test]
    fn a_single_value_gets_room() {
        for value in [0.0, 7.0, -3.0, 1e12] {
            let axis = Axis::rounded(value, value, 5);
            assert!(axis.low() <= value && value <= axis.high() && axis.ticks.len() >= 2, "{axis:?}");
        }
        assert_eq!(labels(&Axis::logarithmic(1.0, 1.0, plain)), ["0.5", "1", "2"]);
    }

    #[test]
    fn long_spans_are_named_as_clocks_count() {
        let check = |low: f64, high: f64, text: &[&str]| {
            let labels: Vec<String> = Axis::spans(low, high).ticks.into_iter().map(|t| t.label).collect();
            assert_eq!(labels, text, "{low} s to {high} s");
        };
        check(0.5, 60.0, &["1 s", "10 s", "100 s"]);
        check(200.0, 18_000.0, &["5 min", "10 min", "20 min", "1 h", "2 h", "5 h"]);
        check(0.1, 400_000.0, &["100 ms", "1 s", "10 s", "1 min", "10 min", "1 h", "10 h", "5 d"]);
    }
}
