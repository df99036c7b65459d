//! Single requests as a table, and what nodes do when as a timeline: both only where they are asked for.
//!
//! The replications are played again with a log, one after the other, so that a run without them costs nothing and the
//! bytes do not hang on threads.

#[cfg(feature = "parquet")]
mod columnar;
mod picks;
mod rows;
mod timeline;

use files::publish::{Fault, Folder};
use scenario::{Checked, expected_requests};
use units::time::Time;
use world::log::{Log, Wanted};
use world::outcome::Stopped;
use world::replication::Replication;
use world::scenario::Scenario;

use crate::study::Findings;

pub use picks::COLUMNS as PICK_COLUMNS;
pub use rows::COLUMNS;

/// The file of the requests.
pub const REQUESTS: &str = "requests.csv";
/// The file of the picks.
pub const PICKS: &str = "picks.csv";
/// The file of the requests in columns.
#[cfg(feature = "parquet")]
pub const PARQUET: &str = "requests.parquet";
/// The file of the timeline.
pub const TIMELINE: &str = "timeline.json";
/// Requests of all replications that are written at the most: a row is about 150 bytes in memory and on disk.
const MOST_REQUESTS: f64 = 5_000_000.0;
/// Requests of a timeline at the most: what opens it holds all of them in memory.
const MOST_DRAWN: f64 = 50_000.0;
/// Slices of a timeline at the most.
const MOST_SLICES: usize = 500_000;

/// What is asked for beside the usual files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// A table of single requests.
    pub requests: bool,
    /// A timeline of the first replication.
    pub timeline: bool,
}

/// Whether a scenario is small enough for what is asked for; asked before it is run.
///
/// # Errors
/// What is too large, and what would make it small enough.
pub fn check(checked: &Checked, extras: Extras) -> Result<(), Fault> {
    let scenario = &checked.scenario;
    let each: f64 = scenario.users.iter().map(|users| expected_requests(scenario, users)).sum();
    let replications = f64::from(checked.file.replications);
    let refuse = |file: &str, requests: f64, most: f64, less: &str| {
        let message = format!("{file} would have about {requests:.0} requests, more than {most:.0}");
        let horizon = scenario.horizon.since(Time::ZERO).as_secs() * most / requests;
        let remedy = format!("shorten the run, as with `--set horizon=\"{} s\"`{less}", (0.9 * horizon).ceil());
        Err(Fault { message, remedy })
    };
    if extras.requests && each * replications > MOST_REQUESTS {
        return refuse(REQUESTS, each * replications, MOST_REQUESTS, ", or use fewer `--replications`");
    }
    if extras.timeline && each > MOST_DRAWN {
        return refuse(TIMELINE, each, MOST_DRAWN, "");
    }
    Ok(())
}

/// Plays the replications of a study again and writes what is asked for.
///
/// # Errors
/// When the disk refuses, or more happened than a file can hold.
pub fn write(folder: &Folder, checked: &Checked, findings: &Findings, extras: Extras) -> Result<(), Fault> {
    let mut scenario = checked.scenario.clone();
    scenario.cut = Time::ZERO + findings.cut.unwrap_or_default();
    if extras.requests {
        let mut table = rows::Table::new();
        let mut picks = picks::Table::new();
        #[cfg(feature = "parquet")]
        let mut columnar = columnar::Columnar::new().map_err(|error| unwritten(&error))?;
        let mut left = MOST_REQUESTS as usize * 2;
        for run in &findings.runs {
            let replication = run.replication;
            scenario.horizon = run.aborted.unwrap_or(checked.scenario.horizon);
            let (log, history) = play(&scenario, replication, Wanted { requests: left, slices: 0 })?;
            if history != run.fingerprints.events {
                return Err(Fault {
                    message: format!("replication {replication} had another history when it was run again"),
                    remedy: "this is a bug of windtunnel; report it with the scenario".into(),
                });
            }
            if log.beyond().0 > 0 {
                return Err(too_much(REQUESTS, "requests"));
            }
            left -= log.rows().len();
            picks.add(&scenario, replication, &log);
            for cells in rows::rows(&scenario, replication, &log) {
                table.add(&cells);
                #[cfg(feature = "parquet")]
                columnar.add(cells).map_err(|error| unwritten(&error))?;
            }
        }
        folder.write(REQUESTS, &table.bytes())?;
        folder.write(PICKS, &picks.bytes())?;
        #[cfg(feature = "parquet")]
        folder.write(PARQUET, &columnar.bytes().map_err(|error| unwritten(&error))?)?;
    }
    if extras.timeline {
        // The first replication that there is.
        let first = findings.runs.first().map_or(0, |run| run.replication);
        let (log, _) = play(&scenario, first, Wanted { requests: MOST_DRAWN as usize * 2, slices: MOST_SLICES })?;
        if log.beyond() != (0, 0) {
            return Err(too_much(TIMELINE, "requests and steps"));
        }
        folder.write(TIMELINE, timeline::text(&scenario, &log).as_bytes())?;
    }
    Ok(())
}

#[cfg(feature = "parquet")]
fn unwritten(error: &parquet::errors::ParquetError) -> Fault {
    Fault {
        message: format!("{PARQUET} cannot be written: {error}"),
        remedy: "build without the feature `parquet`".into(),
    }
}

fn too_much(file: &str, what: &str) -> Fault {
    Fault {
        message: format!("{file} cannot hold all {what} of this run"),
        remedy: "shorten the run, as with `--set horizon=...`, or leave the flag out".into(),
    }
}

fn play(scenario: &Scenario, replication: u32, wanted: Wanted) -> Result<(Log, u64), Fault> {
    Replication::noting(scenario.clone(), replication, wanted).log(scenario.horizon).map_err(|stopped| Fault {
        message: match stopped {
            Stopped::Asked => "the replay was stopped".into(),
            Stopped::Imbalance(fault) => format!("the books did not balance in the replay: {fault:?}"),
            Stopped::Broken(why) => format!("a law was violated in the replay: {why}"),
            Stopped::Stuck(what) => format!("time does not advance in the replay: {what}"),
        },
        remedy: "report it with the scenario; the run itself satisfied every law".into(),
    })
}
