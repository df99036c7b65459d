//! Which settings matter: a scenario at the points of a Morris or a Sobol plan, with the replication as a factor.

mod plan;
mod tables;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::publish::{Fault, MANIFEST};
use scenario::sense::Method;
use scenario::{Base, Checked, Refused};
use search::sense::{Apportioned, Effects, Screening};
use serde_json::json;
use statistics::Confidence;

use crate::forecast::{self, Forecast, Work};
use crate::manifest::Manifest;
use crate::place::{self, Place, Purpose, Shard};
use crate::record::Circumstances;
use crate::shown;
use crate::study::play::{Played, Points, Setup, play};
use crate::study::{Options, Status};
use crate::tables::Tables;
use crate::threads;

pub use plan::{LUCK, Plan};

use tables::{FILES, Form};

/// Metrics that are looked at without being asked for, at the most.
const MOST_METRICS: usize = 6;

/// A sensitivity study that is ready to be run.
pub struct Sense<'a> {
    /// The scenario without values laid over it.
    pub checked: &'a Checked,
    /// Opens its points.
    pub base: &'a Base<'a>,
    /// The points.
    pub plan: &'a Plan,
    /// The folder of its results.
    pub folder: PathBuf,
    /// Whether rows of earlier lives are removed first.
    pub is_fresh: bool,
    /// How many points may fail before the rest is given up; none for all.
    pub max_failed: Option<usize>,
}

impl Sense<'_> {
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

/// What a sensitivity study came to.
#[derive(Clone, Debug)]
pub struct Sensed {
    /// Where its results are.
    pub folder: PathBuf,
    /// Whether all points were played.
    pub status: Status,
    /// Points that are done, failed ones too.
    pub done: usize,
    /// Points that failed.
    pub failed: usize,
    /// The first of their errors.
    pub errors: Vec<(usize, String)>,
    /// Rows of earlier lives, and those that were added in this one.
    pub rows: [u64; 2],
    /// What was found, by metric.
    pub measures: Vec<Measure>,
}

impl Sensed {
    /// The factors that changed no metric at all, by number: they are decoration here. Luck is never one.
    pub fn inert(&self) -> Vec<usize> {
        let Some(first) = self.measures.first() else { return Vec::new() };
        let measured: Vec<&Measure> = self.measures.iter().filter(|measure| measure.blocks()[0] > 0).collect();
        let luck = first.n_factors() - 1;
        (0..luck).filter(|&i| !measured.is_empty() && measured.iter().all(|measure| measure.is_inert(i))).collect()
    }
}

/// What the factors do to one metric.
#[derive(Clone, Debug)]
pub struct Measure {
    /// The metric with its owner.
    pub label: String,
    /// Points that were played and have no value of it.
    pub missing: usize,
    /// What was found, by factor; luck is the last.
    pub found: Found,
}

/// What was found by either method.
#[derive(Clone, Debug)]
pub enum Found {
    /// Elementary effects.
    Effects(Screening),
    /// Shares of the variance.
    Indices(Apportioned),
}

impl Measure {
    fn n_factors(&self) -> usize {
        match &self.found {
            Found::Effects(found) => found.effects.len(),
            Found::Indices(found) => found.total.len(),
        }
    }
    /// How much a factor does: the mean size of its effects, or its total share.
    pub fn size(&self, factor: usize) -> f64 {
        match &self.found {
            Found::Effects(found) => found.effects[factor].mu_star.mean,
            Found::Indices(found) => found.total[factor].value,
        }
    }
    /// The factors from the one that does most to the one that does least.
    pub fn ranked(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.n_factors()).collect();
        let key = |factor: usize| Some(self.size(factor)).filter(|size| !size.is_nan()).unwrap_or(f64::NEG_INFINITY);
        order.sort_by(|&a, &b| key(b).total_cmp(&key(a)));
        order
    }
    /// Whether no step of a factor changed the metric at all.
    pub fn is_inert(&self, factor: usize) -> bool {
        match &self.found {
            Found::Effects(found) => Effects::is_inert(&found.effects[factor]),
            Found::Indices(found) => found.total[factor].value <= 0.0,
        }
    }
    /// Trajectories or blocks that were used, and those that lack a result.
    pub fn blocks(&self) -> [u64; 2] {
        match &self.found {
            Found::Effects(found) => [found.used.into(), found.dropped.into()],
            Found::Indices(found) => [found.used, found.dropped],
        }
    }
}

/// The folder of results in an output folder.
pub fn folder(output: &Path, checked: &Checked) -> PathBuf {
    place::folder(output, checked, &purpose(checked))
}

/// What such a folder is taken for.
fn purpose(checked: &Checked) -> Purpose<'_> {
    Purpose { experiment: "sense", hash: &checked.hash }
}

impl Points for Sense<'_> {
    fn n(&self) -> usize {
        self.plan.n()
    }
    fn open(&self, at: usize) -> Result<Arc<Checked>, String> {
        let first =
            |refused: Box<Refused>| refused.problems.list().first().map_or(String::new(), |p| p.message.clone());
        Sense::open(self, at).map(Arc::new).map_err(first)
    }
    fn only(&self, at: usize) -> Option<u32> {
        Some(self.plan.replication(at))
    }
}

/// Tries a few points to see what all will take; `clock` gives the time in seconds.
///
/// # Errors
/// What is wrong with the first point if none of those that were tried is a valid scenario.
pub fn forecast(sense: &Sense, threads: usize, clock: &dyn Fn() -> f64) -> Result<Forecast, Box<Refused>> {
    let (n, open) = (sense.plan.n(), |point: usize| sense.open(point));
    forecast::forecast(&Work { all: n, own: n, replications: 1, open: &open }, threads, clock)
}

/// Errors of points that are told.
const MOST_ERRORS: usize = 3;

/// Measures the influence of settings, or goes on with it: rows that are on disk are not computed again.
///
/// The same plan gives the same tables for any number of threads and lives.
///
/// # Errors
/// If somebody else works in the folder, it is of another study, or the disk refuses.
pub fn run(sense: &Sense, options: &Options, circumstances: &dyn Fn() -> Circumstances) -> Result<Sensed, Fault> {
    let place = Place::take(&sense.folder, &purpose(sense.checked), sense.checked, Shard::WHOLE, sense.is_fresh)?;
    let store = place.store(Shard::WHOLE)?;
    let form = Form::new(sense.checked, sense.plan);
    let mut tables = Tables::create(&place, FILES, &form.heads())?;
    if !place.path.join(MANIFEST).is_file() {
        place.write(MANIFEST, manifest(sense, "running", None, &circumstances()).as_bytes())?;
    }
    let asked = sense.checked.file.sense.as_ref().map_or(&[][..], |sense| &sense.of);
    let wanted = shown::metrics(sense.checked, asked, MOST_METRICS);
    let at: Vec<usize> = wanted.iter().filter_map(|label| form.labels.iter().position(|l| l == label)).collect();
    let n = sense.plan.n();
    let mut results = vec![vec![f64::NAN; n]; wanted.len()];
    let mut missing = vec![0; wanted.len()];
    let mut sensed = Sensed {
        folder: sense.folder.clone(),
        status: Status::Complete,
        done: 0,
        failed: 0,
        errors: Vec::new(),
        rows: [0; 2],
        measures: Vec::new(),
    };
    let mut fault = None;
    let digest = |point: usize, played: Played| match played {
        Ok((_, findings)) if !findings.runs.is_empty() => {
            let run = &findings.runs[0];
            let value = |(i, label): (usize, &String)| {
                // Most points have the columns of the scenario, in its order.
                let same = findings.columns.get(i).filter(|column| column.label() == *label).map(|_| i);
                run.values[same.or_else(|| findings.columns.iter().position(|c| c.label() == *label))?]
            };
            let values: Vec<Option<f64>> = form.labels.iter().enumerate().map(value).collect();
            let lines = form.played(point, run, &values);
            (lines, Ok(at.iter().map(|&at| values[at]).collect::<Vec<_>>()))
        }
        Ok(_) => (form.failed(point, "it has no run"), Err("it has no run".to_string())),
        Err(error) => (form.failed(point, &error.to_string()), Err(error.to_string())),
    };
    let threads = threads::useful(options.threads, n);
    let setup = Setup { with_block: false, only: None, store: Some(&store) };
    play(sense, setup, options, threads, &digest, &mut |point, (lines, values)| {
        sensed.done += 1;
        match values {
            Ok(values) => {
                for (metric, value) in values.into_iter().enumerate() {
                    results[metric][point] = value.unwrap_or(f64::NAN);
                    missing[metric] += usize::from(value.is_none());
                }
            }
            Err(error) => {
                sensed.failed += 1;
                if sensed.errors.len() < MOST_ERRORS {
                    sensed.errors.push((point, error));
                }
            }
        }
        if let Err(error) = tables.add(&lines) {
            fault = Some(error);
            return false;
        }
        sense.max_failed.is_none_or(|most| sensed.failed <= most)
    })?;
    if let Some(fault) = fault {
        return Err(fault);
    }
    if sensed.done < n {
        sensed.status = Status::Partial;
    }
    let confidence = Confidence::try_from(sense.checked.file.confidence).unwrap_or(Confidence::USUAL);
    let measure = |((label, results), missing): ((String, Vec<f64>), usize)| Measure {
        label,
        missing,
        found: sense.plan.found(&results, confidence),
    };
    sensed.measures = wanted.into_iter().zip(results).zip(missing).map(measure).collect();
    sensed.rows = store.records();
    tables.publish()?;
    place.write(tables::file(sense.plan.method()), tables::found(sense.plan, &sensed.measures).as_bytes())?;
    let status = if sensed.status == Status::Complete { "complete" } else { "partial" };
    place.write(MANIFEST, manifest(sense, status, Some(&sensed), &circumstances()).as_bytes())?;
    Ok(sensed)
}

fn manifest(sense: &Sense, status: &str, sensed: Option<&Sensed>, circumstances: &Circumstances) -> String {
    let checked = sense.checked;
    let own = json!({
        "replications": 1,
        "method": if sense.plan.method() == Method::Morris { "morris" } else { "sobol" },
        "factors": sense.plan.factors(),
        "points": sense.plan.n(),
        "points_done": sensed.map(|sensed| sensed.done),
        "points_failed": sensed.map(|sensed| sensed.failed),
    });
    Manifest {
        folder: &sense.folder,
        checked,
        experiment: "sense",
        hash: &checked.hash,
        status,
        seed_rule: "every point has the scenario's seed; trajectory or block b plays replications 2b and 2b + 1",
        tables: &[FILES[0], FILES[1], tables::file(sense.plan.method())],
    }
    .text(own, circumstances)
}
