//! Gateways as firms, their networks and what they depend on: against closed forms and twins.

mod entry;
mod joint;
mod outages;
mod pooling;
mod routing;
mod services;
mod standards;
mod takes;

/// Whether two numbers are the same but for what sums round.
fn is_same(found: f64, expected: f64) -> bool {
    (found - expected).abs() <= 1e-12 * expected.abs().max(1.0)
}
