//! The fit of five coefficients: non-negative least squares on relative error, robust, with bootstrap intervals.

use cost::{Load, Measured};
use kernel::synthetic::Noise;

use super::Design;
use super::point::{Point, Use, quantile};

/// Coefficients: a, b, l, c, k.
pub const TERMS: usize = 5;
/// What the coefficients are called in files, and what they mean.
pub const TERM_NAMES: [(&str, &str); TERMS] = [
    ("step", "a step: streaming the weights, and what is fixed"),
    ("token", "a token"),
    ("logits", "a row of logits"),
    ("attended", "a position attended"),
    ("cached", "a token held"),
];
/// Relative error above which a point counts less (Huber).
const HUBER: f64 = 0.05;
/// Rounds of weighing and fitting anew.
const ROUNDS: usize = 12;
/// Resamples of the bootstrap.
const RESAMPLES: usize = 400;
/// Random splits of a full design, of which 70 % fit and 30 % are held out.
const SPLITS: usize = 20;

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
    /// a \[s\], b \[s a token\], l \[s a row of logits\], c \[s a position\], k \[s a cached token\].
    pub terms: [f64; TERMS],
    /// Intervals of 95 % by bootstrap over points and repeats.
    pub limits: [(f64, f64); TERMS],
    /// Of points that were left out: each in turn of a quick design, 30 % in twenty splits of a full one.
    pub held_out: Errors,
    /// Of mixed steps, none of which is fitted.
    pub mixed: Errors,
    /// Of the fitted points themselves.
    pub residual: Errors,
}

impl Fit {
    /// The coefficients as runs read them: whole picoseconds.
    pub fn measured(&self) -> Measured {
        let [step, token, logits, attended, cached] = self.terms.map(|t| (t * 1e12).round() as u64);
        Measured { step, token, logits, attended, cached }
    }

    /// The time of a step \[s\].
    pub fn time(&self, load: &Load) -> f64 {
        dot(&self.terms, &counts(load))
    }
}

/// A row: what the step computes, and its time \[s\].
type Row = ([f64; TERMS], f64);

fn counts(load: &Load) -> [f64; TERMS] {
    [1.0, load.tokens as f64, load.logits as f64, load.attended as f64, load.cached as f64]
}

fn dot(a: &[f64; TERMS], b: &[f64; TERMS]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Fits the points.
pub(super) fn fit(points: &[Point], design: Design, threads: usize) -> Fit {
    let of = |wanted: Use| -> Vec<&Point> { points.iter().filter(|p| p.purpose == wanted).collect() };
    let (fitted, mixed) = (of(Use::Fitted), of(Use::HeldOut));
    let row = |point: &&Point| (counts(&point.load()), point.time(threads));
    let rows: Vec<Row> = fitted.iter().map(row).collect();
    let terms = robust(&rows);
    let errors = |terms: &[f64; TERMS], rows: &[Row]| -> Vec<f64> {
        rows.iter().map(|(counts, time)| dot(terms, counts) / time - 1.0).collect()
    };
    let mut noise = Noise::new(5);
    let held_out = match design {
        Design::Full => (0..SPLITS).flat_map(|_| split(&rows, &mut noise, errors)).collect(),
        Design::Quick | Design::Least => leave_one_out(&rows, errors),
    };
    let mixed: Vec<Row> = mixed.iter().map(row).collect();
    Fit {
        terms,
        limits: bootstrap(&fitted, threads, &mut noise),
        held_out: Errors { all: held_out },
        mixed: Errors { all: errors(&terms, &mixed) },
        residual: Errors { all: errors(&terms, &rows) },
    }
}

/// Each point in turn is predicted by a fit to the others.
fn leave_one_out(rows: &[Row], errors: impl Fn(&[f64; TERMS], &[Row]) -> Vec<f64>) -> Vec<f64> {
    let without = |out: usize| {
        let others: Vec<Row> = rows.iter().enumerate().filter(|&(i, _)| i != out).map(|(_, row)| *row).collect();
        errors(&robust(&others), &rows[out..=out])
    };
    (0..rows.len()).flat_map(without).collect()
}

/// A random 30 % of the points is predicted by a fit to the rest.
fn split(rows: &[Row], noise: &mut Noise, errors: impl Fn(&[f64; TERMS], &[Row]) -> Vec<f64>) -> Vec<f64> {
    let mut rows = rows.to_vec();
    for last in (1..rows.len()).rev() {
        rows.swap(last, noise.below(last as u64 + 1) as usize);
    }
    let (held_out, rest) = rows.split_at(rows.len() * 3 / 10);
    errors(&robust(rest), held_out)
}

/// 95 % intervals: points are drawn with replacement, and of each point its repeats.
fn bootstrap(points: &[&Point], threads: usize, noise: &mut Noise) -> [(f64, f64); TERMS] {
    let mut found: [Vec<f64>; TERMS] = Default::default();
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
        found.iter_mut().zip(robust(&rows)).for_each(|(found, term)| found.push(term));
    }
    found.map(|found| (quantile(&found, 0.025), quantile(&found, 0.975)))
}

/// Least squares of relative errors with Huber's weights, no coefficient below 0.
fn robust(rows: &[Row]) -> [f64; TERMS] {
    let mut weights = vec![1.0; rows.len()];
    let mut terms = [0.0; TERMS];
    for _ in 0..ROUNDS {
        terms = non_negative(rows, &weights);
        for (weight, (counts, time)) in weights.iter_mut().zip(rows) {
            let error = (dot(&terms, counts) / time - 1.0).abs();
            *weight = if error <= HUBER { 1.0 } else { HUBER / error };
        }
    }
    terms
}

/// The best of the solutions of all subsets of coefficients that have none below 0: exact for so few.
fn non_negative(rows: &[Row], weights: &[f64]) -> [f64; TERMS] {
    let (mut matrix, mut right) = ([[0.0; TERMS]; TERMS], [0.0; TERMS]);
    for ((counts, time), weight) in rows.iter().zip(weights) {
        for i in 0..TERMS {
            for j in 0..TERMS {
                matrix[i][j] += weight * counts[i] * counts[j] / (time * time);
            }
            right[i] += weight * counts[i] / time;
        }
    }
    let (mut best, mut least) = ([0.0; TERMS], 0.0);
    for subset in 1_u32..1 << TERMS {
        let Some(terms) = solve(&matrix, &right, subset) else { continue };
        if terms.iter().any(|&t| t < 0.0) {
            continue;
        }
        // The sum of squares but for a constant; at a solution it is minus the product with the right side.
        let square = -dot(&terms, &right);
        if square < least {
            (best, least) = (terms, square);
        }
    }
    best
}

/// Solves the normal equations of a subset; `None` where they are singular.
fn solve(matrix: &[[f64; TERMS]; TERMS], right: &[f64; TERMS], subset: u32) -> Option<[f64; TERMS]> {
    let chosen: Vec<usize> = (0..TERMS).filter(|i| subset >> i & 1 == 1).collect();
    let n = chosen.len();
    // Columns differ by ten orders of magnitude: scaled to a diagonal of ones.
    let scale: Vec<f64> = chosen.iter().map(|&i| matrix[i][i].sqrt()).collect();
    if scale.iter().any(|&s| s <= 0.0) {
        return None;
    }
    let mut rows: Vec<Vec<f64>> = (0..n)
        .map(|i| {
            let cell = |j: usize| matrix[chosen[i]][chosen[j]] / scale[i] / scale[j];
            (0..n).map(cell).chain([right[chosen[i]] / scale[i]]).collect()
        })
        .collect();
    for at in 0..n {
        let pivot = (at..n).max_by(|&i, &j| rows[i][at].abs().total_cmp(&rows[j][at].abs()))?;
        rows.swap(at, pivot);
        if rows[at][at].abs() < 1e-12 {
            return None;
        }
        for below in at + 1..n {
            let factor = rows[below][at] / rows[at][at];
            let above = rows[at].clone();
            rows[below].iter_mut().zip(above).skip(at).for_each(|(cell, above)| *cell -= factor * above);
        }
    }
    let mut terms = [0.0; TERMS];
    let mut solution = vec![0.0; n];
    for at in (0..n).rev() {
        let known: f64 = (at + 1..n).map(|j| rows[at][j] * solution[j]).sum();
        solution[at] = (rows[at][n] - known) / rows[at][at];
        terms[chosen[at]] = solution[at] / scale[at];
    }
    Some(terms)
}

#[cfg(test)]
mod tests {
    use super::super::clock::Span;
    use super::super::point;
    use super::*;

    /// The coefficients that were measured on another machine (reference/kernel.md 6).
    const KNOWN: [f64; TERMS] = [7.92e-3, 0.864e-3, 0.43e-3, 1.93e-6, 2.55e-6];

    /// The points of a design with times of these coefficients, each repeat off by a factor.
    fn points(design: Design, mut factor: impl FnMut(usize) -> f64) -> Vec<Point> {
        let mut points = point::points(design);
        for (at, point) in points.iter_mut().enumerate() {
            let time = dot(&KNOWN, &counts(&point.load()));
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
        for design in [Design::Quick, Design::Full] {
            let fit = fit(&points(design, |_| 1.0), design, 1);
            for (found, known) in fit.terms.iter().zip(KNOWN) {
                assert!((found / known - 1.0).abs() < 1e-6, "{design:?}: {:?}", fit.terms);
            }
            assert!(fit.held_out.most() < 1e-6 && fit.mixed.most() < 1e-6);
            let load = Load::default().with(1, 300, 1).with(64, 0, 1);
            let exact = fit.measured().time(&load) as f64 * 1e-12;
            assert!((exact / fit.time(&load) - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn one_spoilt_point_hardly_moves_the_fit_and_the_intervals_cover() {
        let mut noise = Noise::new(3);
        let noisy = points(Design::Full, |at| {
            let spoilt = if at == 5 { 1.6 } else { 1.0 };
            spoilt * (1.0 + 0.01 * f64::from(noise.even()))
        });
        let fit = fit(&noisy, Design::Full, 1);
        for (i, (found, known)) in fit.terms.iter().zip(KNOWN).enumerate() {
            assert!((found / known - 1.0).abs() < 0.03, "term {i}: {found}, not {known}");
            let (low, high) = fit.limits[i];
            assert!(low <= known * 1.001 && high >= known * 0.999, "term {i}: {low} .. {high} without {known}");
        }
        assert!(fit.mixed.most() < 0.02, "{:?}", fit.mixed);
    }

    #[test]
    fn no_coefficient_is_below_zero_whatever_the_times() {
        let mut noise = Noise::new(9);
        for _ in 0..50 {
            let wild = points(Design::Quick, |_| (1.0 + 0.9 * f64::from(noise.even())).max(0.05));
            let fit = fit(&wild, Design::Quick, 1);
            assert!(fit.terms.iter().all(|&t| t >= 0.0), "{:?}", fit.terms);
        }
    }
}
