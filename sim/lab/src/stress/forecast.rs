//! What a stress will take, before it is run.

use std::cell::Cell;

use world::outcome::simulate;

use super::Stress;

/// Time that the trial may take \[s\]; a longer replication is extrapolated.
const TRIAL_S: f64 = 1.0;

/// The time that a stress takes on one thread \[s\], from one replication in calm; `clock` gives the time in seconds.
pub fn forecast(stress: &Stress, clock: &dyn Fn() -> f64) -> f64 {
    let began = clock();
    let reached = Cell::new(0.0_f64);
    let goes_on = |share: f64| {
        reached.set(share);
        clock() - began < TRIAL_S
    };
    let played = simulate(stress.checked.scenario.clone(), 0, &goes_on);
    let share = if played.is_ok() { 1.0 } else { reached.get().max(1.0 / 64.0) };
    let sides = 1 + stress.played().len();
    (clock() - began) / share * sides as f64 * f64::from(stress.checked.file.replications)
}
