//! In which order points are measured where time is short: those first that tell most of the coefficients for their
//! time.

use super::form::{Form, TERMS, counts};
use super::point::{Point, Use};

/// Numbers that a fit finds: the coefficients and the sharpness.
const UNKNOWN: usize = TERMS + 1;
/// A form that steps have been found to follow; of its coefficients only the ratios count here.
///
/// Source: the shipped calibration `smollm2_135m_q8_0_avx512`.
pub(super) const USUAL: Form = Form { terms: [4.74e-3, 0.431e-3, 0.127e-3, 0.53e-6, 1.89e-6], sharpness: 2.0 };
/// Relative error of a measured time \[1\]. Before any is measured, a coefficient is known to a factor of e.
const ERROR: f64 = 0.02;

/// Points that are measured whatever they take: five coefficients need five kinds of steps, and one mixed step is held
/// against them.
pub(super) const LEAST: usize = 6;

/// The places of the points in this order; `cost` is the time that measuring a step of so many seconds takes \[s\].
///
/// Of the points that are fitted comes next the one that adds most to the logarithm of the determinant of what is known
/// of the coefficients' logarithms (D-optimal), divided by its time. The cheapest mixed step follows the first five,
/// the others come last.
///
/// Source: V. Fedorov, "Theory of Optimal Experiments", 1972, chapter 3, one point at a time.
pub(super) fn order(points: &[Point], cost: impl Fn(f64) -> f64) -> Vec<usize> {
    let time = |at: usize| cost(USUAL.time(&counts(&points[at].load())));
    let of = |wanted: Use| (0..points.len()).filter(move |&at| points[at].purpose == wanted);
    let slopes: Vec<[f64; UNKNOWN]> = points.iter().map(slopes).collect();
    let mut spread = [[0.0; UNKNOWN]; UNKNOWN];
    (0..UNKNOWN).for_each(|i| spread[i][i] = 1.0);
    let mut left: Vec<usize> = of(Use::Fitted).collect();
    let mut order = Vec::new();
    while !left.is_empty() {
        let worth = |at: &usize| (variance(&spread, &slopes[*at]).1 / (ERROR * ERROR)).ln_1p() / time(*at);
        let best = (0..left.len()).max_by(|&a, &b| worth(&left[a]).total_cmp(&worth(&left[b])).then(b.cmp(&a)));
        let next = left.remove(best.unwrap_or(0));
        order.push(next);
        let (along, variance) = variance(&spread, &slopes[next]);
        for i in 0..UNKNOWN {
            for j in 0..UNKNOWN {
                spread[i][j] -= along[i] * along[j] / (variance + ERROR * ERROR);
            }
        }
    }
    let mut mixed: Vec<usize> = of(Use::HeldOut).collect();
    mixed.sort_by(|&a, &b| time(a).total_cmp(&time(b)));
    let first = mixed.drain(..mixed.len().min(1)).collect::<Vec<_>>();
    let place = order.len().min(LEAST - 1);
    order.splice(place..place, first);
    order.extend(mixed);
    order
}

/// How the logarithm of a step's time grows with those of the coefficients and the sharpness.
fn slopes(point: &Point) -> [f64; UNKNOWN] {
    const STEP: f64 = 1e-4;
    let counts = counts(&point.load());
    let time = USUAL.time(&counts);
    std::array::from_fn(|i| {
        let mut form = USUAL;
        match form.terms.get_mut(i) {
            Some(term) => *term *= 1.0 + STEP,
            None => form.sharpness *= 1.0 + STEP,
        }
        (form.time(&counts) / time - 1.0) / STEP
    })
}

/// A matrix times a direction, and what it is along that direction.
fn variance(spread: &[[f64; UNKNOWN]; UNKNOWN], along: &[f64; UNKNOWN]) -> ([f64; UNKNOWN], f64) {
    let dot = |a: &[f64; UNKNOWN], b: &[f64; UNKNOWN]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let product = std::array::from_fn(|i| dot(&spread[i], along));
    (product, dot(&product, along))
}

#[cfg(test)]
mod tests {
    use super::super::Design;
    use super::super::form::{Row, nearest};
    use super::super::{point, schedule};
    use super::*;

    fn ordered(design: Design) -> Vec<Point> {
        let points = point::points(design);
        order(&points, schedule::repeat_time).into_iter().map(|at| points[at].clone()).collect()
    }

    #[test]
    fn cheap_steps_that_differ_come_first_and_long_prompts_last() {
        let names: Vec<String> = ordered(Design::Quick).iter().map(Point::name).collect();
        assert_eq!(names.len(), point::points(Design::Quick).len());
        assert_eq!(names[..2], ["decode 1 at 16", "prefill 64"]);
        assert_eq!(names[LEAST - 1], "decode 8 at 128 + prefill 64");
        assert_eq!(
            names[11..],
            ["decode 4 at 64", "prefill 512", "decode 4 at 256 + prefill 128", "decode 16 at 64 + prefill 256"]
        );
    }

    #[test]
    fn each_begin_of_the_order_gives_back_the_coefficients_of_exact_times() {
        for design in [Design::Quick, Design::Full] {
            let fitted: Vec<Point> = ordered(design).into_iter().filter(|point| point.purpose == Use::Fitted).collect();
            let rows: Vec<Row> =
                fitted.iter().map(|point| counts(&point.load())).map(|c| (c, USUAL.time(&c))).collect();
            for n in LEAST..=rows.len() {
                let found = nearest(&rows[..n]);
                let worst = found.terms.iter().zip(USUAL.terms).map(|(f, u)| (f / u - 1.0).abs()).fold(0.0, f64::max);
                assert!(worst < 0.01, "{design:?}, {n} points: {found:?}");
            }
        }
    }
}
