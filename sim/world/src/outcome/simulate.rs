//! One replication from its beginning to its end.

use units::time::Time;

use super::aftermath::Followers;
use super::{Outcome, Stopped};
use crate::replication::Replication;
use crate::scenario::Scenario;

/// How many slices a run is cut into, at which it can be stopped and the books are looked at.
const SLICES: u64 = 64;

/// Runs one replication; `goes_on` is asked now and then, with the share of the horizon that is done.
///
/// # Errors
/// If it was asked to stop, or if the books do not balance.
pub fn simulate(scenario: Scenario, replication: u32, goes_on: &dyn Fn(f64) -> bool) -> Result<Outcome, Stopped> {
    let audits = if cfg!(debug_assertions) { Audits::Often } else { Audits::AtEnd };
    simulate_with(scenario, replication, audits, goes_on)
}

/// How often every table is checked against the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audits {
    /// Once, at the end of the run.
    AtEnd,
    /// At each of the slices of a run as well: where bugs are hunted.
    Often,
}

/// Runs one replication with a choice of audits; see [`simulate`].
///
/// # Errors
/// If it was asked to stop, if the books do not balance, or if an audit finds a law broken.
pub fn simulate_with(
    scenario: Scenario,
    replication: u32,
    audits: Audits,
    goes_on: &dyn Fn(f64) -> bool,
) -> Result<Outcome, Stopped> {
    let horizon = scenario.horizon;
    let mut followers = Followers::new(&scenario, replication);
    let mut run = Replication::new(scenario, replication);
    if audits == Audits::Often {
        run.keep_diary();
    }
    for slice in 1..=SLICES {
        if !goes_on((slice - 1) as f64 / SLICES as f64) {
            return Err(Stopped::Asked);
        }
        let until = (u128::from(horizon.ns()) * u128::from(slice) / u128::from(SLICES)) as u64;
        followers.advance(&mut run, Time::from_ns(until))?;
        if audits == Audits::Often && slice < SLICES {
            run.audit()?;
        }
    }
    Ok(Outcome { aftermaths: followers.followed(), ..run.finish()? })
}
