//! One replication from its beginning to its end.

use units::time::Time;

use super::aftermath::Followers;
use super::{Outcome, Stopped};
use crate::metrics::catalogue;
use crate::replication::Replication;
use crate::scenario::{Abort, Scenario};
use crate::world::World;

/// How many slices a run is cut into, at which it can be stopped and the books are looked at.
const SLICES: u64 = 64;

/// Looks at what ends a run before its horizon.
struct Watch {
    abort: Option<Abort>,
    /// Before this time nothing is measured.
    cut: Time,
    next: Time,
}

impl Watch {
    fn new(scenario: &Scenario) -> Self {
        let abort = scenario.abort.clone();
        let next = abort.as_ref().map_or(Time::END, |abort| Time::ZERO + abort.every);
        Self { abort, cut: scenario.cut, next }
    }
    /// The time of the next look up to a time; none if there is none.
    fn look(&mut self, until: Time) -> Option<Time> {
        let (abort, at) = (self.abort.as_ref()?, self.next);
        if at > until {
            return None;
        }
        self.next = at + abort.every;
        Some(at)
    }
    /// Whether the run ends here.
    fn is_met(&self, world: &World, now: Time) -> bool {
        let Some(abort) = self.abort.as_ref().filter(|_| now > self.cut) else { return false };
        let tally = world.state.meters.tally();
        if tally.answered + tally.refused + tally.failed < abort.least {
            return false;
        }
        let values = catalogue::values(world, now);
        abort.when.holds(|slot| values[abort.columns[slot]].unwrap_or(f64::NAN))
    }
}

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
    let mut watch = Watch::new(&scenario);
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
        let until = Time::from_ns(until);
        while let Some(at) = watch.look(until) {
            followers.advance(&mut run, at)?;
            if watch.is_met(run.world(), at) {
                let outcome = run.finish()?;
                return Ok(Outcome { aborted: Some(at), aftermaths: followers.followed(), ..outcome });
            }
        }
        followers.advance(&mut run, until)?;
        if audits == Audits::Often && slice < SLICES {
            run.audit()?;
        }
    }
    Ok(Outcome { aftermaths: followers.followed(), ..run.finish()? })
}
