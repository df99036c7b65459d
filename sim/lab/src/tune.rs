//! Searches: which values of some settings are best, and what the best is worth on seeds that the search has not seen.

mod book;
mod forecast;
mod fresh;
mod judge;
mod search;
mod space;
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use files::publish::{Fault, MANIFEST};
use scenario::tune::{self, Task};
use scenario::{Base, Checked};

use crate::place::{self, Place, Purpose, Shard};
use crate::record::{Circumstances, scenario_text};
use crate::study::{Options, Status};

pub use forecast::{Forecast, forecast};
pub use fresh::{Answer, Fresh};
pub use tables::word;

use book::Book;
use judge::Found;
use search::search;

/// The scenario with the values of the winner.
pub const TUNED: &str = "tuned.toml";

/// A search that is ready to be run.
pub struct Tune<'a> {
    /// The scenario without values laid over it.
    pub checked: &'a Checked,
    /// Opens its candidates.
    pub base: &'a Base<'a>,
    /// The folder of its results.
    pub folder: PathBuf,
    /// Whether rows of earlier lives are removed first.
    pub is_fresh: bool,
}

impl<'a> Tune<'a> {
    /// A search, if the scenario plans one.
    ///
    /// # Errors
    /// If it does not, or has a single replication.
    pub fn new(checked: &'a Checked, base: &'a Base<'a>, folder: PathBuf, is_fresh: bool) -> Result<Self, Fault> {
        if checked.task.is_none() || checked.file.tune.is_none() {
            return Err(Fault {
                message: format!("{} has nothing to be tuned", checked.file.name),
                remedy: "give `--vary PATH=VALUES` and `--minimise GOAL`, or write a `[tune]` table".into(),
            });
        }
        if checked.file.replications < 2 {
            return Err(Fault {
                message: "a search cannot compare single replications".into(),
                remedy: "set `replications` to 2 or more: it is the most that a candidate gets".into(),
            });
        }
        Ok(Self { checked, base, folder, is_fresh })
    }
    /// What is to be done.
    ///
    /// # Panics
    /// Never: [`Tune::new`] has looked.
    pub fn task(&self) -> &'a Task {
        self.checked.task.as_ref().expect("`new` has looked")
    }
    fn tune(&self) -> &'a tune::Tune {
        self.checked.file.tune.as_ref().expect("`new` has looked")
    }
    /// Runs that the search may play.
    pub fn runs(&self) -> u64 {
        self.tune().runs.into()
    }
    /// How many environments there are.
    pub fn environments(&self) -> usize {
        space::environments(&self.task().environments).len()
    }
    /// How many combinations of values there are; none if they cannot be counted.
    pub fn combinations(&self) -> Option<u64> {
        space::Space::new(&self.task().axes).combinations()
    }
    /// Runs on fresh replications, if the best of the search keeps the constraints on them.
    pub fn fresh_runs(&self) -> u64 {
        // Those of which the constraints are asked are not reported.
        let rounds = if self.task().constraints.is_empty() { 1 } else { 2 };
        rounds * u64::from(self.tune().fresh) * self.environments() as u64
    }
    /// Writes a file beside the tables; `name` may lead into a folder below.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        place::write(&self.folder, name, bytes)
    }
}

/// A candidate as the search saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Its values, in the order of the paths.
    pub values: Vec<String>,
    /// The last round in which it was played.
    pub round: u32,
    /// Replications that were played of it in each environment.
    pub replications: u32,
    /// Whether it meets all constraints in these.
    pub is_feasible: bool,
    /// How far it breaks them, each as a share of its limit; NaN if that does not exist.
    pub violation: f64,
    /// Its goals, each in the worst of the environments; NaN if it does not exist.
    pub goals: Vec<f64>,
    /// Its constraints, likewise.
    pub constraints: Vec<f64>,
    /// Why it could not be played.
    pub error: String,
}

/// What a search came to.
#[derive(Clone, Debug)]
pub struct Tuned {
    /// Where its results are.
    pub folder: PathBuf,
    /// Whether it went on to its end or that of its runs.
    pub status: Status,
    /// The candidates in the order in which they were first asked for.
    pub seen: Vec<Seen>,
    /// Replications of the finalists.
    pub replications: u32,
    /// The winner on fresh replications; none if nothing was decided.
    pub winner: Option<Fresh>,
    /// Whether the winner meets the constraints.
    pub is_feasible: bool,
    /// Of several goals, the front on fresh replications by the first goal.
    pub front: Vec<Fresh>,
    /// The values of each environment.
    pub environments: Vec<Vec<(String, String)>>,
    /// Runs of the search, and on fresh replications.
    pub runs: u64,
    /// Runs on fresh replications.
    pub fresh_runs: u64,
    /// Rows of earlier lives, and those that were added in this one.
    pub rows: [u64; 2],
}

/// The folder of a search's results in an output folder.
pub fn folder(output: &Path, checked: &Checked) -> PathBuf {
    place::folder(output, checked, &purpose(checked))
}

/// What such a folder is taken for.
fn purpose(checked: &Checked) -> Purpose<'_> {
    Purpose { experiment: "tune", hash: &checked.hash }
}

/// Runs a search, or goes on with one: rows that are on disk are not computed again.
///
/// The same search gives the same tables on any number of threads and over any number of lives, unless time cuts it
/// short.
///
/// # Errors
/// If somebody else works in the folder, it is of another search, no candidate can be played, or the disk refuses.
pub fn run(work: &Tune, options: &Options, circumstances: &dyn Fn() -> Circumstances) -> Result<Tuned, Fault> {
    let place = Place::take(&work.folder, &purpose(work.checked), work.checked, Shard::WHOLE, work.is_fresh)?;
    let store = place.store(Shard::WHOLE)?;
    if !place.path.join(MANIFEST).is_file() {
        place.write(MANIFEST, tables::manifest(work, "running", None, &circumstances()).as_bytes())?;
    }
    let mut book = Book::new(work, work.task(), &store, options);
    let ranked = search(&mut book)?;
    let seen = seen(&book);
    if let Some(first) = seen.first().filter(|_| seen.iter().all(|one| !one.error.is_empty())) {
        let message = format!("none of {} candidates can be played", seen.len());
        return Err(Fault { message, remedy: format!("candidate 0: {}", first.error) });
    }
    let tested = if options.is_interrupted() { None } else { Some(fresh::test(&book, &ranked, options)?) };
    let (mut winner, mut front, mut is_feasible, mut fresh_runs) = (None, Vec::new(), false, 0);
    if let Some(tested) = tested {
        (winner, front, is_feasible, fresh_runs) = (tested.winner, tested.front, tested.is_feasible, tested.runs);
    }
    let tuned = Tuned {
        folder: work.folder.clone(),
        status: if book.is_cut || winner.is_none() { Status::Partial } else { Status::Complete },
        seen,
        replications: ranked.replications,
        winner,
        is_feasible,
        front,
        environments: book.environments.clone(),
        runs: book.runs,
        fresh_runs,
        rows: store.records(),
    };
    publish(work, &place, &tuned)?;
    let status = if tuned.status == Status::Complete { "complete" } else { "partial" };
    place.write(MANIFEST, tables::manifest(work, status, Some(&tuned), &circumstances()).as_bytes())?;
    Ok(tuned)
}

/// Writes the tables and the scenario of the winner; those of an earlier life that are no longer true go.
fn publish(work: &Tune, place: &Place, tuned: &Tuned) -> Result<(), Fault> {
    for name in [TUNED, "winner.csv", "front.csv"] {
        let _ = fs::remove_file(place.path.join(name));
    }
    place.write("candidates.csv", tables::candidates(work, &tuned.seen).as_bytes())?;
    let Some(winner) = &tuned.winner else { return Ok(()) };
    place.write("winner.csv", tables::winner(work, winner, &tuned.environments).as_bytes())?;
    if !tuned.front.is_empty() {
        place.write("front.csv", tables::front(work, &tuned.front).as_bytes())?;
    }
    if tuned.is_feasible {
        place.write(TUNED, scenario_of(work, &winner.values)?.as_bytes())?;
    }
    Ok(())
}

/// The scenario with these values, without its search.
fn scenario_of(work: &Tune, values: &[String]) -> Result<String, Fault> {
    use units::settings::Setting as _;
    let paths = work.task().axes.iter().map(|axis| &axis.path);
    let mut arguments: Vec<(String, String)> =
        paths.zip(values).map(|(path, value)| ("the winner".to_string(), format!("{path}={value}"))).collect();
    arguments.push(("the winner".into(), format!("name={}-tuned", work.checked.file.name)));
    let opened = work.base.open(&arguments).map_err(|refused| Fault {
        message: "the scenario of the winner cannot be read".into(),
        remedy: refused.problems.list().first().map_or(String::new(), |problem| problem.message.clone()),
    })?;
    let mut file = opened.file.clone();
    file.tune = None;
    Ok(scenario_text(&Checked { canonical: files::canonical(&file.write()), ..opened }))
}

fn seen(book: &Book) -> Vec<Seen> {
    let of = |at: usize| {
        let candidate = &book.candidates[at];
        let Found { judged, goals, constraints } = book.judge(at, candidate.played());
        let is_played = candidate.error.is_none() && candidate.played() > 0;
        Seen {
            values: candidate.values.clone(),
            round: candidate.round,
            replications: candidate.played(),
            is_feasible: is_played && judged.is_feasible(),
            violation: if is_played { judged.violation() } else { f64::NAN },
            goals,
            constraints,
            error: candidate.error.clone().unwrap_or_default(),
        }
    };
    let mut seen: Vec<Seen> = (0..book.candidates.len()).map(of).collect();
    // The last ones may be what the runs no longer paid for.
    while seen.last().is_some_and(|last| last.replications == 0 && last.error.is_empty()) {
        seen.pop();
    }
    seen
}
