//! The fit, how far it misses steps that it has not seen, and bootstrap intervals.

use cost::{Load, Measured};
use kernel::synthetic::Noise;

use super::Design;
use super::form::{Form, Row, TERMS, counts, nearest};
use super::point::{Point, Use, quantile};

/// Resamples of the bootstrap.
const RESAMPLES: usize = 400;
/// Random splits of a full design, of which 70 % fit and 30 % are held out.
const SPLITS: usize = 20;
/// Points of a full design that are enough for splits.
const ENOUGH: usize = 20;

/// Relative errors of points that a fit has not seen \[1\].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Errors {
    /// (predicted - measured) / measured.
    pub all: Vec<f64>,
}

impl Errors {
    fn quantile(&self, p: f64) -> f64 {
        quantile(&self.all.iter().map(|e| e.abs()).collect::<Vec<_>>(), p)
    }
    /// The median of their sizes.
    pub fn median(&self) -> f64 {
        self.quantile(0.5)
    }
    /// The size that nine of ten do not pass.
    pub fn p90(&self) -> f64 {
        self.quantile(0.9)
    }
    /// The largest size.
    pub fn most(&self) -> f64 {
        self.quantile(1.0)
    }
}

/// What was fitted, and how well it predicts.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// The form that comes nearest to the fitted points.
    pub form: Form,
    /// Intervals of 95 % of its terms, by bootstrap over points and repeats.
    pub limits: [(f64, f64); TERMS],
    /// The interval of its sharpness, likewise.
    pub sharpness_limits: (f64, f64),
    /// Of points that were left out: each in turn of fewer than twenty or a quick design, 30 % in twenty splits of a
    /// full one.
    pub held_out: Errors,
    /// Of mixed steps, none of which is fitted.
    pub mixed: Errors,
    /// Of the fitted points themselves.
    pub residual: Errors,
}

impl Fit {
    /// The coefficients as runs read them: whole picoseconds.
    pub fn measured(&self) -> Measured {
        self.form.measured()
    }

    /// The time of a step \[s\].
    pub fn time(&self, load: &Load) -> f64 {
        self.form.time(&counts(load))
    }
}

/// Fits the points.
pub(super) fn fit(points: &[Point], design: Design, threads: usize) -> Fit {
    let of = |wanted: Use| -> Vec<&Point> { points.iter().filter(|p| p.purpose == wanted).collect() };
    let (fitted, mixed) = (of(Use::Fitted), of(Use::HeldOut));
    let row = |point: &&Point| (counts(&point.load()), point.time(threads));
    let rows: Vec<Row> = fitted.iter().map(row).collect();
    let form = nearest(&rows);
    let mut noise = Noise::new(5);
    let held_out = match design {
        Design::Full if rows.len() >= ENOUGH => (0..SPLITS).flat_map(|_| split(&rows, &mut noise)).collect(),
        Design::Full | Design::Quick | Design::Least => leave_one_out(&rows),
    };
    let mixed: Vec<Row> = mixed.iter().map(row).collect();
    let [limits @ .., sharpness_limits] = bootstrap(&fitted, threads, &mut noise);
    Fit {
        form,
        limits,
        sharpness_limits,
        held_out: Errors { all: held_out },
        mixed: Errors { all: form.errors(&mixed) },
        residual: Errors { all: form.errors(&rows) },
    }
}

/// Each point in turn is predicted by a fit to the others.
fn leave_one_out(rows: &[Row]) -> Vec<f64> {
    let without = |out: usize| {
        let others: Vec<Row> = rows.iter().enumerate().filter(|&(i, _)| i != out).map(|(_, row)| *row).collect();
        nearest(&others).errors(&rows[out..=out])
    };
    (0..rows.len()).flat_map(without).collect()
}

/// A random 30 % of the points is predicted by a fit to the rest.
fn split(rows: &[Row], noise: &mut Noise) -> Vec<f64> {
    let mut rows = rows.to_vec();
    for last in (1..rows.len()).rev() {
        rows.swap(last, noise.below(last as u64 + 1) as usize);
    }
    let (held_out, rest) = rows.split_at(rows.len() * 3 / 10);
    nearest(rest).errors(held_out)
}

/// 95 % intervals of the terms and the sharpness: points are drawn with replacement, and of each point its repeats.
fn bootstrap(points: &[&Point], threads: usize, noise: &mut Noise) -> [(f64, f64); TERMS + 1] {
    let mut found: [Vec<f64>; TERMS + 1] = Default::default();
    for _ in 0..RESAMPLES {
        let mut draw = |n: usize| noise.below(n as u64) as usize;
        let rows: Vec<Row> = (0..points.len())
            .map(|_| {
                let point = points[draw(points.len())];
                let times = point.times(threads);
                let again: Vec<f64> = times.iter().map(|_| times[draw(times.len())]).collect();
                (counts(&point.load()), quantile(&again, 0.5))
            })
            .collect();
        let form = nearest(&rows);
        found.iter_mut().zip(form.terms.into_iter().chain([form.sharpness])).for_each(|(found, one)| found.push(one));
    }
    found.map(|found| (quantile(&found, 0.025), quantile(&found, 0.975)))
}

#[cfg(test)]
mod tests {
    use super::super::clock::Span;
    use super::super::point;
    use super::*;

    /// The coefficients that were measured on another machine (reference/kernel.md 6).
    const KNOWN: [f64; TERMS] = [7.92e-3, 0.864e-3, 0.43e-3, 1.93e-6, 2.55e-6];

    /// The points of a design with times of a form, each repeat off by a factor.
    fn points(design: Design, form: &Form, mut factor: impl FnMut(usize) -> f64) -> Vec<Point> {
        let mut points = point::points(design);
        for (at, point) in points.iter_mut().enumerate() {
            let time = form.time(&counts(&point.load()));
            let repeat = |_| {
                let time = time * factor(at);
                Span { cpu: time, wall: time }
            };
            point.repeats = (0..5).map(repeat).collect();
        }
        points
    }

    #[test]
    fn exact_times_give_back_their_coefficients() {
        for (design, sharpness) in
            [Design::Quick, Design::Full].into_iter().flat_map(|design| [1.0, 1.5, 2.5, 4.0].map(|p| (design, p)))
        {
            let known = Form { terms: KNOWN, sharpness };
            let fit = fit(&points(design, &known, |_| 1.0), design, 1);
            assert!((fit.form.sharpness - sharpness).abs() < 1e-9, "{:?}", fit.form);
            for (found, known) in fit.form.terms.iter().zip(KNOWN) {
                assert!((found / known - 1.0).abs() < 1e-4, "{design:?}: {:?}", fit.form);
            }
            assert!(fit.mixed.most() < 1e-4, "{design:?}, {sharpness}: {:?}", fit.mixed);
            assert!(fit.held_out.p90() < 1e-3, "{design:?}, {sharpness}: {:?}", fit.held_out);
            let load = Load::default().with(1, 300, 1).with(64, 0, 1);
            let exact = fit.measured().time(&load) as f64 * 1e-12;
            assert!((exact / fit.time(&load) - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn one_spoilt_point_hardly_moves_the_fit_and_the_intervals_cover() {
        for known in [Form::sum(KNOWN), Form { terms: KNOWN, sharpness: 2.0 }] {
            let mut noise = Noise::new(3);
            let noisy = points(Design::Full, &known, |at| {
                let spoilt = if at == 5 { 1.6 } else { 1.0 };
                spoilt * (1.0 + 0.01 * f64::from(noise.even()))
            });
            let fit = fit(&noisy, Design::Full, 1);
            assert!((fit.form.sharpness - known.sharpness).abs() < 1e-9, "{:?}", fit.form);
            for (i, (found, known)) in fit.form.terms.iter().zip(KNOWN).enumerate() {
                assert!((found / known - 1.0).abs() < 0.03, "term {i}: {found}, not {known}");
                let (low, high) = fit.limits[i];
                assert!(low <= known * 1.001 && high >= known * 0.999, "term {i}: {low} .. {high} without {known}");
            }
            let (low, high) = fit.sharpness_limits;
            assert!(low <= known.sharpness && known.sharpness <= high && high - low <= 1.0, "{low} .. {high}");
            assert!(fit.mixed.most() < 0.02, "{:?}", fit.mixed);
        }
    }

    #[test]
    fn no_coefficient_is_below_zero_whatever_the_times() {
        let mut noise = Noise::new(9);
        for _ in 0..10 {
            let wild = points(Design::Quick, &Form::sum(KNOWN), |_| (1.0 + 0.9 * f64::from(noise.even())).max(0.05));
            let fit = fit(&wild, Design::Quick, 1);
            assert!(fit.form.terms.iter().all(|&t| t >= 0.0), "{:?}", fit.form);
        }
    }
}
