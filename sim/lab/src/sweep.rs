//! Sweeps: a scenario at the points of a design, all on the same random numbers, kept row by row as they are played.

mod plan;
pub mod rerun;
mod tables;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::publish::{Fault, MANIFEST};
use scenario::{Base, Checked, Refused};
use serde_json::json;
use statistics::Estimate;

use crate::forecast::{self, Work};
use crate::manifest::Manifest;
use crate::place::{self, Place, Purpose, missing_shards};
use crate::record::Circumstances;
use crate::shown;
use crate::study::play::{Played, PointFault, Points, Setup, play};
use crate::study::{Options, Status};
use crate::tables::Tables;
use crate::threads;

pub use crate::forecast::Forecast;
pub use crate::place::Shard;
pub use plan::Plan;

use tables::{FILES, Form, Lines, verdicts};

/// Metrics that charts show at the most.
const MOST_SHOWN: usize = 6;

/// A sweep that is ready to be run.
pub struct Sweep<'a> {
    /// The scenario without values laid over it.
    pub checked: &'a Checked,
    /// Opens its points.
    pub base: &'a Base<'a>,
    /// The points.
    pub plan: &'a Plan,
    /// The folder of its results.
    pub folder: PathBuf,
    /// The part of the points that is played here.
    pub shard: Shard,
    /// Whether rows of earlier lives are removed first.
    pub is_fresh: bool,
    /// How many points may fail before the rest is given up; none for all.
    pub max_failed: Option<usize>,
}

impl Sweep<'_> {
    /// The points that are played here.
    pub fn shard_points(&self) -> usize {
        self.shard.points(self.plan.n())
    }
    /// Opens a point.
    fn open(&self, point: usize) -> Result<Checked, Box<Refused>> {
        self.base.open(&self.plan.arguments(point))
    }
    /// Writes a file beside the tables; `name` may lead into a folder below.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        place::write(&self.folder, name, bytes)
    }
}

/// Tries a few points to see what all will take; `clock` gives the time in seconds.
///
/// # Errors
/// What is wrong with the first point if none of those that were tried is a valid scenario.
pub fn forecast(sweep: &Sweep, threads: usize, clock: &dyn Fn() -> f64) -> Result<Forecast, Box<Refused>> {
    let replications = sweep.checked.file.replications;
    let open = |point: usize| sweep.open(point);
    forecast::forecast(
        &Work { all: sweep.plan.n(), own: sweep.shard_points(), replications, open: &open },
        threads,
        clock,
    )
}

/// What a sweep came to.
#[derive(Clone, Debug)]
pub struct Swept {
    /// Where its results are.
    pub folder: PathBuf,
    /// Whether all points were played.
    pub status: Status,
    /// Points that are done, failed ones too.
    pub done: usize,
    /// Points that failed, the first with their errors.
    pub failed: usize,
    /// The first errors.
    pub errors: Vec<(usize, String)>,
    /// Rows of earlier lives, and those that were added in this one.
    pub rows: [u64; 2],
    /// Over all points, how many claims held, were undecided and failed.
    pub verdicts: [usize; 3],
    /// What charts show.
    pub shown: Vec<Shown>,
}

/// A metric over the points, as charts show it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The metric with its owner.
    pub label: String,
    /// By point, where it exists.
    pub points: Vec<(usize, Estimate)>,
}

/// The folder of a sweep's results in an output folder.
pub fn folder(output: &Path, checked: &Checked) -> PathBuf {
    place::folder(output, checked, &purpose(checked))
}

/// What such a folder is taken for.
fn purpose(checked: &Checked) -> Purpose<'_> {
    Purpose { experiment: "sweep", hash: &checked.hash }
}

/// The points of a shard.
struct Part<'a> {
    sweep: &'a Sweep<'a>,
}

impl Points for Part<'_> {
    fn n(&self) -> usize {
        self.sweep.shard.points(self.sweep.plan.n())
    }
    fn open(&self, at: usize) -> Result<Arc<Checked>, String> {
        let opened = self.sweep.open(self.sweep.shard.point(at));
        let first =
            |refused: Box<Refused>| refused.problems.list().first().map_or(String::new(), |p| p.message.clone());
        opened.map(Arc::new).map_err(first)
    }
}

/// Runs a sweep, or goes on with one: rows that are on disk are not computed again.
///
/// A shard only leaves its rows; [`merge`] makes the tables of all. The same design gives the same tables for any
/// number of threads, shards and lives.
///
/// # Errors
/// If somebody else works in the folder, it is of another sweep, or the disk refuses.
pub fn run(sweep: &Sweep, options: &Options, circumstances: &dyn Fn() -> Circumstances) -> Result<Swept, Fault> {
    let place = Place::take(&sweep.folder, &purpose(sweep.checked), sweep.checked, sweep.shard, sweep.is_fresh)?;
    let store = place.store(sweep.shard)?;
    let is_whole = sweep.shard == Shard::WHOLE;
    let form = Form::new(sweep.checked, sweep.plan);
    let tables = if is_whole { Some(Tables::create(&place, FILES, &form.heads().0)?) } else { None };
    if place.path.join(MANIFEST).is_file() {
        // That of an earlier life stands until this one ends.
    } else {
        place.write(MANIFEST, manifest(sweep, "running", None, &circumstances()).as_bytes())?;
    }
    let setup = Setup { with_block: false, only: None, store: Some(&store) };
    let swept = collect(sweep, setup, options, &form, tables, &mut Vec::new())?;
    let swept = Swept { rows: store.records(), ..swept };
    let status = if swept.status == Status::Complete { "complete" } else { "partial" };
    if is_whole {
        place.write(MANIFEST, manifest(sweep, status, Some(&swept), &circumstances()).as_bytes())?;
    }
    Ok(swept)
}

/// Makes the tables of a sweep from the rows of all its shards.
///
/// # Errors
/// If rows are missing, of another build or of several partitions, or the disk refuses.
pub fn merge(sweep: &Sweep, options: &Options, circumstances: &dyn Fn() -> Circumstances) -> Result<Swept, Fault> {
    let place = Place::take(&sweep.folder, &purpose(sweep.checked), sweep.checked, Shard::WHOLE, false)?;
    let (store, of) = place.merged()?;
    let form = Form::new(sweep.checked, sweep.plan);
    let tables = Tables::create(&place, FILES, &form.heads().0)?;
    let setup = Setup { with_block: false, only: None, store: Some(&store) };
    let mut missing = Vec::new();
    let swept = collect(sweep, setup, options, &form, Some(tables), &mut missing)?;
    let swept = Swept { rows: store.records(), ..swept };
    if !missing.is_empty() {
        let mut shards: Vec<u32> = missing.iter().map(|&point| (point % of as usize) as u32).collect();
        shards.sort_unstable();
        shards.dedup();
        return Err(missing_shards(&shards, of));
    }
    place.write(MANIFEST, manifest(sweep, "complete", Some(&swept), &circumstances()).as_bytes())?;
    Ok(swept)
}

/// Errors of points that are told.
const MOST_ERRORS: usize = 3;

/// Plays the points and writes their tables; `missing` gets those whose rows are not there.
fn collect(
    sweep: &Sweep,
    setup: Setup,
    options: &Options,
    form: &Form,
    mut tables: Option<Tables<4>>,
    missing: &mut Vec<usize>,
) -> Result<Swept, Fault> {
    let part = Part { sweep };
    let asked = sweep.checked.file.sweep.as_ref().map_or(&[][..], |sweep| &sweep.show);
    let labels = shown::metrics(sweep.checked, asked, MOST_SHOWN);
    let mut swept = Swept {
        folder: sweep.folder.clone(),
        status: Status::Complete,
        done: 0,
        failed: 0,
        errors: Vec::new(),
        rows: [0; 2],
        verdicts: [0; 3],
        shown: labels.iter().map(|label| Shown { label: label.clone(), points: Vec::new() }).collect(),
    };
    let mut fault = None;
    let threads = threads::useful(options.threads, part.n().saturating_mul(sweep.checked.file.replications as usize));
    let has_tables = tables.is_some();
    let digest = |at: usize, played: Played| {
        let point = sweep.shard.point(at);
        match played {
            Ok((checked, findings)) => {
                let lines = if has_tables { form.played(point, &checked, &findings) } else { Lines::default() };
                let estimate = |label: &String| {
                    let line = findings.summary.iter().find(|line| line.label() == *label)?;
                    line.estimate
                };
                Digest::Played { lines, verdicts: verdicts(&findings), shown: labels.iter().map(estimate).collect() }
            }
            Err(PointFault::Missing) => Digest::Missing,
            Err(error) => Digest::Failed { lines: form.failed(point, &error.to_string()), error: error.to_string() },
        }
    };
    play(&part, setup, options, threads, &digest, &mut |at, digest| {
        let point = sweep.shard.point(at);
        swept.done += 1;
        let lines = match digest {
            Digest::Played { lines, verdicts, shown } => {
                swept.verdicts.iter_mut().zip(verdicts).for_each(|(sum, n)| *sum += n);
                for (all, estimate) in swept.shown.iter_mut().zip(shown) {
                    all.points.extend(estimate.map(|estimate| (point, estimate)));
                }
                lines
            }
            Digest::Failed { lines, error } => {
                swept.failed += 1;
                if swept.errors.len() < MOST_ERRORS {
                    swept.errors.push((point, error));
                }
                lines
            }
            Digest::Missing => {
                missing.push(point);
                return true;
            }
        };
        if let Some(Err(error)) = tables.as_mut().map(|tables| tables.add(&lines.0)) {
            fault = Some(error);
            return false;
        }
        sweep.max_failed.is_none_or(|most| swept.failed <= most)
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    if swept.done < part.n() {
        swept.status = Status::Partial;
    }
    if missing.is_empty()
        && let Some(tables) = tables
    {
        tables.publish()?;
    }
    Ok(swept)
}

/// What is left of a point: a few kilobytes, so that many may wait for one that takes long.
enum Digest {
    Played { lines: Lines, verdicts: [usize; 3], shown: Vec<Option<Estimate>> },
    Failed { lines: Lines, error: String },
    Missing,
}

fn manifest(sweep: &Sweep, status: &str, swept: Option<&Swept>, circumstances: &Circumstances) -> String {
    let checked = sweep.checked;
    let own = json!({
        "vary": sweep.plan.paths,
        "points": sweep.plan.n(),
        "points_done": swept.map(|swept| swept.done),
        "points_failed": swept.map(|swept| swept.failed),
    });
    Manifest {
        folder: &sweep.folder,
        checked,
        experiment: "sweep",
        hash: &checked.hash,
        status,
        seed_rule: "every point has the scenario's seed: replication r has the same random numbers at all points",
        tables: &FILES,
    }
    .text(own, circumstances)
}
