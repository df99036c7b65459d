//! The form of a step's time, and the one that comes nearest to what was measured: non-negative least squares, robust.

use cost::{Load, Measured};

/// Coefficients: a, b, l, c, k.
pub const TERMS: usize = 5;
/// What the coefficients are called in files, and what they mean.
pub const TERM_NAMES: [(&str, &str); TERMS] = [
    ("step", "per step: weight streaming and fixed costs"),
    ("token", "per token"),
    ("logits", "per row of logits"),
    ("attended", "per attended position"),
    ("cached", "per cached token"),
];
/// Sharpnesses that are tried. Beyond the last the longer of the two times is all that counts.
const SHARPNESSES: [f64; 8] = [1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0];
/// Relative error above which a point counts less (Huber).
const HUBER: f64 = 0.05;
/// Rounds of weighing and fitting anew, for each sharpness.
const ROUNDS: usize = 16;

/// What a step computes: one, T, L, S and K.
pub(super) type Counts = [f64; TERMS];
/// What a step computes, and its time \[s\].
pub(super) type Row = (Counts, f64);

pub(super) fn counts(load: &Load) -> Counts {
    [1.0, load.tokens as f64, load.logits as f64, load.attended as f64, load.cached as f64]
}

/// The time of a step, `(a^p + (b T)^p)^(1/p) + l L + c S + k K`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Form {
    /// a \[s\], b \[s a token\], l \[s a row of logits\], c \[s a position\], k \[s a cached token\].
    pub terms: [f64; TERMS],
    /// p: how sharply streaming and arithmetic join \[1\].
    pub sharpness: f64,
}

impl Form {
    /// The form that a kernel has which never computes while it waits for memory.
    #[cfg(test)]
    pub(super) fn sum(terms: [f64; TERMS]) -> Self {
        Self { terms, sharpness: 1.0 }
    }

    /// The time of a step \[s\].
    pub(super) fn time(&self, counts: &Counts) -> f64 {
        dot(&self.terms, &self.slopes(counts))
    }

    /// How the time grows with each term. As twice the terms take twice the time, it is the sum of terms times slopes.
    fn slopes(&self, counts: &Counts) -> Counts {
        let [step, token, ..] = self.terms;
        let (stream, arithmetic) = (step * counts[0], token * counts[1]);
        let most = stream.max(arithmetic);
        let mut slopes = *counts;
        if self.sharpness > 1.0 && most > 0.0 {
            let power = |part: f64, p: f64| (part / most).powf(p);
            let joined = power(stream, self.sharpness) + power(arithmetic, self.sharpness);
            let rest = joined.powf(1.0 / self.sharpness - 1.0);
            slopes[0] *= power(stream, self.sharpness - 1.0) * rest;
            slopes[1] *= power(arithmetic, self.sharpness - 1.0) * rest;
        }
        slopes
    }

    /// The coefficients as runs read them: whole picoseconds.
    pub(super) fn measured(&self) -> Measured {
        let [step, token, logits, attended, cached] = self.terms.map(|t| (t * 1e12).round() as u64);
        Measured { step, token, logits, attended, cached, sharpness: self.sharpness }
    }

    /// (predicted - measured) / measured of some steps.
    pub(super) fn errors(&self, rows: &[Row]) -> Vec<f64> {
        rows.iter().map(|(counts, time)| self.time(counts) / time - 1.0).collect()
    }

    /// Huber's loss of the relative errors.
    fn loss(&self, rows: &[Row]) -> f64 {
        let one = |e: f64| if e <= HUBER { e * e } else { HUBER * (2.0 * e - HUBER) };
        self.errors(rows).into_iter().map(|e| one(e.abs())).sum()
    }
}

fn dot(a: &[f64; TERMS], b: &[f64; TERMS]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The form with the least loss of all sharpnesses.
pub(super) fn nearest(rows: &[Row]) -> Form {
    let mut form = Form { terms: [0.0; TERMS], sharpness: 1.0 };
    let tried = SHARPNESSES.map(|sharpness| {
        // From one sharpness to the next the terms move little.
        form = robust(rows, Form { sharpness, ..form });
        form
    });
    let best = tried.into_iter().min_by(|a, b| a.loss(rows).total_cmp(&b.loss(rows)));
    best.unwrap_or(form)
}

/// Least squares of relative errors with Huber's weights, no coefficient below 0, for a given sharpness.
///
/// Each round solves the linear problem of the slopes where the last one ended (Gauss-Newton); for the sum these are
/// the counts themselves, wherever it starts.
fn robust(rows: &[Row], mut form: Form) -> Form {
    for _ in 0..ROUNDS {
        let is_blank = form.terms.iter().all(|&term| term <= 0.0);
        let weighed: Vec<(Row, f64)> = rows
            .iter()
            .map(|(counts, time)| {
                let error = (form.time(counts) / time - 1.0).abs();
                // The first round starts from nowhere.
                let weight = if error <= HUBER || is_blank { 1.0 } else { HUBER / error };
                ((form.slopes(counts), *time), weight)
            })
            .collect();
        form.terms = non_negative(&weighed);
    }
    form
}

/// The best of the solutions of all subsets of coefficients that have none below 0: exact for so few.
fn non_negative(rows: &[(Row, f64)]) -> [f64; TERMS] {
    let (mut matrix, mut right) = ([[0.0; TERMS]; TERMS], [0.0; TERMS]);
    for ((counts, time), weight) in rows {
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
