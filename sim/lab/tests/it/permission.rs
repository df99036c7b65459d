//! Who may serve, who is compromised, and what fails with one party: against closed forms.

mod approvals;
mod compromise;
mod points;
mod refusals;
mod revocation;
mod slots;
mod theft;

use crate::support;

/// Reads metrics of one replication.
fn play(text: &str, replication: u32) -> impl Fn(&str) -> f64 + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, replication);
    move |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(f64::NAN)
}

/// Asserts that a share of so many independent trials is within 4 standard errors of its mean.
fn is_near(found: f64, mean: f64, error: f64, what: &str) {
    assert!((found - mean).abs() < 4.0 * error, "{what}: {found} instead of {mean} +- {error}");
}

/// Erlang's B: the share that c servers lose of an offered load.
fn erlang_b(servers: u32, load: f64) -> f64 {
    (1..=servers).fold(1.0, |b, c| load * b / (f64::from(c) + load * b))
}
