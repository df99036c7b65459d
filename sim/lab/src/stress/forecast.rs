//! What a stress will take, before it is run.

use super::Stress;
use crate::forecast::trial;

/// Time on one thread that calm and all weather will take \[s\], from one replication of calm; `clock` gives the time
/// in seconds.
pub fn forecast(stress: &Stress, clock: &dyn Fn() -> f64) -> f64 {
    let sides = 1 + stress.played().len();
    trial(&stress.checked.scenario, clock) * sides as f64 * f64::from(stress.checked.file.replications)
}
