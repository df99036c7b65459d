//! Laws that hold in every scenario, tried where much happens at once.

mod books;
mod churn;
mod copies;
mod hedges;
mod leaving;
mod limits;
mod lists;
mod networks;
mod pasta;
mod paths;
mod queues;

use scenario::Checked;

use crate::support;

const BUSY: &str = include_str!("data/busy.toml");

/// The busy scenario with other settings.
fn busy(sets: &[&str]) -> Checked {
    support::open_text(BUSY, sets)
}

/// Asserts that two samples have one mean: nearer than 4.5 standard errors of their difference.
pub(crate) fn agree(a: &[f64], b: &[f64], what: &str) {
    let moments = |x: &[f64]| {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        (mean, x.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (x.len() - 1) as f64 / x.len() as f64)
    };
    let ((a, a_square), (b, b_square)) = (moments(a), moments(b));
    let error = (a_square + b_square).sqrt();
    assert!((a - b).abs() <= 4.5 * error, "{what}: {a} and {b} differ by more than 4.5 times {error}");
    assert!(error < 0.03 * a.abs(), "{what}: a standard error of {error} beside {a} says nothing");
}
