//! Stress: a scenario in calm and under each weather of a library, on the same random numbers.

mod adversary;
mod coins;
mod forecast;
mod library;
mod manifest;
mod plan;
mod storm;
mod tables;

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;

use files::publish::{Fault, MANIFEST};
use scenario::{Base, Checked};
use statistics::Verdict;

use crate::place::{self, Place, Purpose, Shard};
use crate::record::{Circumstances, scenario_text};
use crate::study::play::{Played, Points, Setup, play};
use crate::study::{Findings, Judged, Options, judge_again};
use crate::threads;

pub use crate::paired::{Bin, Path};
pub use adversary::{Hunted, Mildest, Threshold, hunt};
pub use coins::Borne;
pub use forecast::forecast;
pub use library::{Kind, LIBRARY, Site, Strength, Weather};
pub use plan::{Asked, Plan, Storm};
pub use storm::{Back, Depth, Moved, Standing, Stormed, Under};

/// A stress that is ready to be run.
pub struct Stress<'a> {
    /// The scenario in calm, with the bins of the plan.
    pub checked: &'a Checked,
    /// Opens it under weather.
    pub base: &'a Base<'a>,
    /// What is played.
    pub plan: &'a Plan,
    /// The folder of its results.
    pub folder: PathBuf,
    /// Whether rows of earlier lives are removed first.
    pub is_fresh: bool,
}

/// What a stress came to.
#[derive(Debug)]
pub struct Stressed {
    /// Where its results are.
    pub folder: PathBuf,
    /// Whether all was played.
    pub is_complete: bool,
    /// The claims in calm.
    pub calm: Vec<Judged>,
    /// Replications in calm.
    pub replications: usize,
    /// What came of each weather, in the order of the plan.
    pub storms: Vec<Stormed>,
    /// Rows of earlier lives, and those that were added in this one.
    pub rows: [u64; 2],
}

impl Stress<'_> {
    fn hash(&self) -> String {
        hash(self.checked, self.plan)
    }
    /// Writes a file beside the tables; `name` may lead into a folder below.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        place::write(&self.folder, name, bytes)
    }
    /// The weather that can strike here.
    pub fn played(&self) -> Vec<&Storm> {
        self.plan.storms.iter().filter(|storm| storm.settings.is_ok()).collect()
    }
}

/// The folder of a stress's results in an output folder: other weather has another one.
pub fn folder(output: &FilePath, checked: &Checked, plan: &Plan) -> PathBuf {
    place::folder(output, checked, &Purpose { experiment: "stress", hash: &hash(checked, plan) })
}

/// What identifies a scenario with a plan.
fn hash(checked: &Checked, plan: &Plan) -> String {
    files::hash(format!("{} {}", checked.hash, plan.text()))
}

/// Calm, then each weather.
struct Sides<'a> {
    stress: &'a Stress<'a>,
    storms: Vec<&'a Storm>,
}

impl Points for Sides<'_> {
    fn n(&self) -> usize {
        1 + self.storms.len()
    }
    fn open(&self, at: usize) -> Result<Arc<Checked>, String> {
        let storm = at.checked_sub(1).map(|at| self.storms[at]);
        let opened = self.stress.base.open(&self.stress.plan.arguments(storm));
        opened.map(Arc::new).map_err(|refused| match refused.problems.list().first() {
            Some(problem) => problem.message.clone(),
            None => "it is no valid scenario".into(),
        })
    }
    fn keeps_blocks(&self) -> bool {
        true
    }
}

/// One side as it was played.
struct Side {
    checked: Arc<Checked>,
    findings: Findings,
    /// The claims by the number of statements that must hold together, from 1.
    judged: Vec<Vec<Judged>>,
}

/// Runs a stress, or goes on with one: rows that are on disk are not computed again.
///
/// The same scenario and weather give the same tables for any number of threads and lives, and any order of the
/// weather.
///
/// # Errors
/// If somebody else works in the folder, it is of another stress, calm cannot be played, or the disk refuses.
pub fn run(stress: &Stress, options: &Options, circumstances: &dyn Fn() -> Circumstances) -> Result<Stressed, Fault> {
    let hash = stress.hash();
    let purpose = Purpose { experiment: "stress", hash: &hash };
    let place = Place::take(&stress.folder, &purpose, stress.checked, Shard::WHOLE, stress.is_fresh)?;
    let store = place.store(Shard::WHOLE)?;
    if !place.path.join(MANIFEST).is_file() {
        place.write(MANIFEST, manifest::text(stress, "running", None, &circumstances()).as_bytes())?;
    }
    let sides = Sides { stress, storms: stress.played() };
    let setup = Setup { with_block: true, only: None, store: Some(&store) };
    let family = sides.storms.len().max(1);
    let digest = |_: usize, played: Played| {
        played.map_err(|fault| fault.to_string()).map(|(checked, findings)| {
            let judged = (1..=family).map(|family| judge_again(&checked, &findings, family)).collect();
            Side { checked, findings, judged }
        })
    };
    let mut played = Vec::new();
    let replications = stress.checked.file.replications as usize;
    let threads = threads::useful(options.threads, sides.n().saturating_mul(replications));
    play(&sides, setup, options, threads, &digest, &mut |_, side| {
        played.push(side);
        true
    })?;
    let is_complete = played.len() == sides.n();
    let mut played = played.into_iter();
    let calm = match played.next() {
        Some(Ok(calm)) => calm,
        Some(Err(message)) => {
            return Err(Fault { message, remedy: "`windtunnel run` plays the scenario in calm".into() });
        }
        None => {
            return Err(Fault { message: "interrupted before calm was played".into(), remedy: "start again".into() });
        }
    };
    let rows = store.records();
    let stressed = judge(stress, &calm, played.collect(), is_complete, rows);
    tables::write(&place, stress, &stressed)?;
    let status = if is_complete { "complete" } else { "partial" };
    place.write(MANIFEST, manifest::text(stress, status, Some(&stressed), &circumstances()).as_bytes())?;
    Ok(stressed)
}

/// What came of each weather against calm.
fn judge(
    stress: &Stress,
    calm: &Side,
    played: Vec<Result<Side, String>>,
    is_complete: bool,
    rows: [u64; 2],
) -> Stressed {
    let mut sides = played.into_iter();
    let mut storms = Vec::new();
    for storm in &stress.plan.storms {
        let standing = match &storm.settings {
            Err(why) => Standing::CannotApply(why.clone()),
            Ok(_) => match sides.next() {
                None => Standing::NotPlayed,
                Some(Err(why)) => Standing::CannotApply(why),
                Some(Ok(side)) => storm::against(stress, calm, side),
            },
        };
        storms.push(Stormed { label: storm.label.clone(), standing });
    }
    storm::hold(&mut storms, &calm.findings.claims);
    let replications = calm.findings.runs.len();
    Stressed {
        folder: stress.folder.clone(),
        is_complete,
        calm: calm.findings.claims.clone(),
        replications,
        storms,
        rows,
    }
}

/// The scenario under a weather as a file that runs as it is.
fn storm_text(question: &str, checked: &Checked) -> String {
    format!(
        "# {question}\n{}",
        scenario_text(checked)
            .lines()
            .skip_while(|l| l.starts_with('#'))
            .fold(String::new(), |text, line| text + line + "\n",)
    )
}

/// Whether a claim can be asked of weather: it holds in calm.
fn holds_in_calm(judged: &Judged) -> bool {
    judged.verdict == Verdict::Held
}
