//! Where claims flip: bisection along one setting, or a map over two.

mod flip;
mod plan;
mod tables;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use files::publish::{Fault, MANIFEST};
use scenario::closed_form::corridor::corridors;
use scenario::{Base, Checked, Refused};
use search::bisect::Outcome;
use serde_json::json;
use statistics::Verdict;

use crate::forecast::{self, Forecast, Work};
use crate::manifest::Manifest;
use crate::place::{self, Place, Purpose, Shard};
use crate::record::Circumstances;
use crate::store::Store;
use crate::study::play::{Played, Points, Setup, play};
use crate::study::{Judged, Options, Status, held_share};
use crate::threads;

pub use flip::Flip;
pub use plan::{Plan, Shape};

use tables::{BRACKETS, FILES};

/// A search that is ready to be run.
pub struct Frontier<'a> {
    /// The scenario without values laid over it.
    pub checked: &'a Checked,
    /// Opens its points.
    pub base: &'a Base<'a>,
    /// What is searched.
    pub plan: &'a Plan,
    /// The folder of its results.
    pub folder: PathBuf,
    /// Whether rows of earlier lives are removed first.
    pub is_fresh: bool,
}

impl Frontier<'_> {
    /// The names of the claims that must hold.
    pub fn claims(&self) -> Vec<&str> {
        self.plan.claims.iter().map(|&at| self.checked.claims[at].0.as_str()).collect()
    }
    /// Writes a file beside the tables; `name` may lead into a folder below.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        place::write(&self.folder, name, bytes)
    }
}

/// What came out at a point.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The values of the settings.
    pub values: Vec<String>,
    /// The first of them as a number, in its unit; NaN if it is none.
    pub x: f64,
    /// What was decided: that all claims hold, or that one fails.
    outcome: Outcome,
    /// The share of the replications in which all comparisons are true.
    pub held_share: Option<f64>,
    /// The claims with their verdicts.
    pub claims: Vec<Judged>,
    /// Replications that were played for it.
    pub replications: usize,
    /// What a closed form says of it: whether the slash lies in the corridor; none where there is no closed form.
    pub closed_form: Option<bool>,
    /// Why it could not be played.
    pub error: Option<String>,
}

impl Tried {
    /// The verdict in a word.
    pub fn word(&self) -> &'static str {
        match self.outcome {
            _ if self.error.is_some() => "error",
            Outcome::Held => "holds",
            Outcome::Failed => "fails",
            Outcome::Undecided => "undecided",
        }
    }
    /// Whether the claims hold; none if that is not decided.
    pub fn holds(&self) -> Option<bool> {
        match self.outcome {
            Outcome::Held => Some(true),
            Outcome::Failed => Some(false),
            Outcome::Undecided => None,
        }
    }
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where its results are.
    pub folder: PathBuf,
    /// Whether it ended by itself.
    pub status: Status,
    /// Rows of earlier lives, and those that were added in this one.
    pub rows: [u64; 2],
    /// The points that were played, in the order of the setting; of a map column by column.
    pub tried: Vec<Tried>,
    /// Where the claims flip: of a map by column.
    pub flips: Vec<Flip>,
}

impl Found {
    /// Whether any flip was found.
    pub fn is_found(&self) -> bool {
        self.flips.iter().any(|flip| matches!(flip, Flip::Flips { .. }))
    }
}

/// The folder of results in an output folder.
pub fn folder(output: &Path, checked: &Checked) -> PathBuf {
    place::folder(output, checked, &purpose(checked))
}

/// What such a folder is taken for.
fn purpose(checked: &Checked) -> Purpose<'_> {
    Purpose { experiment: "frontier", hash: &checked.hash }
}

/// Tries a few points to see what all will take, as far as that is known; `clock` gives the time in seconds.
///
/// # Errors
/// What is wrong with the first point if none of those that were tried is a valid scenario.
pub fn forecast(work: &Frontier, threads: usize, clock: &dyn Fn() -> f64) -> Result<Forecast, Box<Refused>> {
    let first = work.plan.first();
    let open = |point: usize| work.base.open(&work.plan.arguments(&first[point]));
    let replications = work.checked.file.replications;
    let all = Work { all: first.len(), own: work.plan.expected(), replications, open: &open };
    forecast::forecast(&all, threads, clock)
}

/// Points that are played together.
struct Batch<'a> {
    work: &'a Frontier<'a>,
    values: &'a [Vec<String>],
}

impl Points for Batch<'_> {
    fn n(&self) -> usize {
        self.values.len()
    }
    fn open(&self, at: usize) -> Result<Arc<Checked>, String> {
        let opened = self.work.base.open(&self.work.plan.arguments(&self.values[at]));
        let first =
            |refused: Box<Refused>| refused.problems.list().first().map_or(String::new(), |p| p.message.clone());
        opened.map(Arc::new).map_err(first)
    }
}

/// Searches, or goes on with it: rows that are on disk are not computed again.
///
/// The same plan gives the same tables for any number of threads and lives.
///
/// # Errors
/// If somebody else works in the folder, it is of another search, or the disk refuses.
pub fn run(work: &Frontier, options: &Options, circumstances: &dyn Fn() -> Circumstances) -> Result<Found, Fault> {
    let place = Place::take(&work.folder, &purpose(work.checked), work.checked, Shard::WHOLE, work.is_fresh)?;
    let store = place.store(Shard::WHOLE)?;
    if !place.path.join(MANIFEST).is_file() {
        place.write(MANIFEST, manifest(work, "running", None, &circumstances()).as_bytes())?;
    }
    let mut found = match &work.plan.shape {
        Shape::Line { .. } => line(work, &store, options)?,
        Shape::Map { .. } => map(work, &store, options)?,
    };
    found.rows = store.records();
    place.write(FILES[0], tables::points(work.plan, &found.tried).as_bytes())?;
    place.write(FILES[1], tables::claims(&found.tried).as_bytes())?;
    if let Some(brackets) = tables::brackets(work.plan, &found) {
        place.write(BRACKETS, brackets.as_bytes())?;
    }
    let status = if found.status == Status::Complete { "complete" } else { "partial" };
    place.write(MANIFEST, manifest(work, status, Some(&found), &circumstances()).as_bytes())?;
    Ok(found)
}

/// Plays points until the search asks for none.
fn line(work: &Frontier, store: &Store, options: &Options) -> Result<Found, Fault> {
    let Shape::Line { range, start } = &work.plan.shape else { unreachable!("a line has a range") };
    let mut search = start.clone();
    let mut tried: Vec<Tried> = Vec::new();
    let mut status = Status::Complete;
    loop {
        let asked = search.ask();
        if asked.is_empty() {
            break;
        }
        let values: Vec<Vec<String>> = asked.iter().map(|&x| vec![range.value(x)]).collect();
        let played = batch(work, store, options, &values)?;
        let is_cut = played.len() < asked.len();
        for (&x, point) in asked.iter().zip(played) {
            search.tell(x, point.outcome);
            tried.push(point);
        }
        if is_cut {
            status = Status::Partial;
            break;
        }
    }
    tried.sort_by(|a, b| a.x.total_cmp(&b.x));
    let flips = vec![Flip::of_search(&search)];
    Ok(Found { folder: work.folder.clone(), status, rows: [0; 2], tried, flips })
}

/// Plays all points of a map.
fn map(work: &Frontier, store: &Store, options: &Options) -> Result<Found, Fault> {
    let Shape::Map { columns, rows } = &work.plan.shape else { unreachable!("a map has columns and rows") };
    let tried = batch(work, store, options, &work.plan.first())?;
    let outcome = |at: usize| tried.get(at).map(|point| point.outcome);
    let column = |column: usize| (0..rows.len()).map(|row| outcome(column * rows.len() + row)).collect::<Vec<_>>();
    let flips = (0..columns.len()).map(|at| Flip::of_points(&column(at))).collect();
    let is_whole = tried.len() == columns.len() * rows.len();
    let status = if is_whole { Status::Complete } else { Status::Partial };
    Ok(Found { folder: work.folder.clone(), status, rows: [0; 2], tried, flips })
}

/// Plays points; fewer come back if it is interrupted.
fn batch(work: &Frontier, store: &Store, options: &Options, values: &[Vec<String>]) -> Result<Vec<Tried>, Fault> {
    let points = Batch { work, values };
    let setup = Setup { with_block: false, only: None, store: Some(store) };
    let replications = work.checked.file.replications as usize;
    let threads = threads::useful(options.threads, values.len().saturating_mul(replications));
    let mut all = Vec::new();
    let digest = |at: usize, played: Played| tried(work.plan, values[at].clone(), played);
    play(&points, setup, options, threads, &digest, &mut |_, point| {
        all.push(point);
        true
    })?;
    Ok(all)
}

/// What came out at a point.
fn tried(plan: &Plan, values: Vec<String>, played: Played) -> Tried {
    let x = scenario::sweep::number(&values[0]).map_or(f64::NAN, |(x, _)| x);
    let (checked, findings) = match played {
        Ok(played) => played,
        Err(error) => {
            let (outcome, error) = (Outcome::Undecided, Some(error.to_string()));
            let claims = Vec::new();
            return Tried { values, x, outcome, held_share: None, claims, replications: 0, closed_form: None, error };
        }
    };
    let claims: Vec<Judged> = plan.claims.iter().map(|&at| findings.claims[at].clone()).collect();
    let outcome = if claims.iter().any(|claim| claim.verdict == Verdict::Failed) {
        Outcome::Failed
    } else if claims.iter().all(|claim| claim.verdict == Verdict::Held) {
        Outcome::Held
    } else {
        Outcome::Undecided
    };
    let held_share = held_share(plan.claims.iter().map(|&at| &checked.claims[at]), &checked.scenario, &findings);
    let replications = findings.runs.len();
    let closed_form = closed_form(&checked);
    Tried { values, x, outcome, held_share, claims, replications, closed_form, error: None }
}

/// Whether the slash of every network that checks at random lies in its corridor; none if there is no such network.
fn closed_form(checked: &Checked) -> Option<bool> {
    let inside = corridors(&checked.scenario).into_iter().filter_map(|corridor| {
        let (slash, low) = (corridor.slash?, corridor.sampling.slash_min()?);
        Some(low <= slash && corridor.sampling.slash_max().is_none_or(|high| slash <= high))
    });
    inside.reduce(|all, one| all && one)
}

fn manifest(work: &Frontier, status: &str, found: Option<&Found>, circumstances: &Circumstances) -> String {
    let checked = work.checked;
    let is_map = matches!(work.plan.shape, Shape::Map { .. });
    let tables: Vec<&str> = FILES.into_iter().chain(is_map.then_some(BRACKETS)).collect();
    let own = json!({
        "vary": work.plan.paths,
        "claims": work.claims(),
        "result": found.map(|found| found.flips.iter().map(Flip::word).collect::<Vec<_>>()),
        "points": found.map(|found| found.tried.len()),
    });
    Manifest {
        folder: &work.folder,
        checked,
        experiment: "frontier",
        hash: &checked.hash,
        status,
        seed_rule: "every point has the scenario's seed: replication r has the same random numbers at all points",
        tables: &tables,
    }
    .text(own, circumstances)
}
