//! `[tune]`: the settings that a search chooses, its goals and what they are subject to.

mod measure;

use formula::Formula;
use units::problem::Problems;
use units::settings;
use units::settings::{Kind, Paths, Setting};
use units::tree::{Place, Tree, Value};
use world::metrics::catalogue::Column;
use world::scenario::Scenario;

use super::sweep::{Axis, Design, Values, values, varying};
use super::{File, expression, undecidable};

pub use measure::{Aggregate, Measure, Side};

/// Environments that every candidate may be judged in: each multiplies the runs.
const MOST_ENVIRONMENTS: u64 = 1_000;

settings! {
    /// Settings to be chosen, by which goals and under which constraints, for `windtunnel tune`.
    ///
    /// Goals and constraints name metrics as claims do. Each may stand in an aggregate over the replications:
    /// `mean(x)`, which is meant without one; `p95(x)` or another percentile; `cvar(x, 5 %)`, the mean of the worst
    /// twentieth; `chance(x > 0)`, the share of the replications in which the comparison is true.
    pub struct Tune {
        /// The settings to be chosen by path, each with its values: a list, as in `["random", "power_of_d"]`, or a
        /// range, as in `{ from = "1 %", to = "24 %", scale = "log" }`, with `points` for levels alone.
        pub vary: Paths = Paths::default(),
        /// Settings that nobody chooses, each with its values, as in `vary`: a candidate is judged in every combination
        /// of them, and by its worst.
        pub over: Paths = Paths::default(),
        /// What is to be as little as possible, as in `answer_latency_mean_s`.
        pub minimise: Vec<Goal> = Vec::new(),
        /// What is to be as much as possible.
        pub maximise: Vec<Goal> = Vec::new(),
        /// What must hold, as in `chance(operator_margin_usd_h[nodes.home] > 0) > 95 %`.
        pub subject_to: Vec<Goal> = Vec::new(),
        /// Runs that the search may play, a replication in an environment each [1 ..= 100_000_000].
        pub runs: u32 = 2_000,
        /// Replications of each candidate in the first round; the best get up to `replications` of the scenario
        /// [2 ..= 100_000].
        pub first: u32 = 4,
        /// Fresh replications of the winner, which the search has not seen [10 ..= 100_000].
        pub fresh: u32 = 100,
    }
}

/// The text of a goal or a constraint, and the place where it stands.
#[derive(Clone, Debug)]
pub struct Goal {
    /// The text, as in `p95(answer_latency_mean_s) < 2 s`.
    pub text: String,
    /// Where it stands, quotes included.
    pub place: Place,
}

impl PartialEq for Goal {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Setting for Goal {
    fn kind() -> Kind {
        Kind::Text { what: "a formula of metrics", example: "p95(answer_latency_mean_s)" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(|text| Self { text, place: tree.place })
    }
    fn write(&self) -> Value {
        Value::text(&self.text)
    }
}

/// What a search is to do, read and checked.
#[derive(Clone, Debug)]
pub struct Task {
    /// The settings to be chosen.
    pub axes: Vec<Axis>,
    /// The settings of the environments, lists of values all.
    pub environments: Vec<Axis>,
    /// The goals, those to be minimised first.
    pub goals: Vec<Measure>,
    /// What must hold.
    pub constraints: Vec<Measure>,
}

impl Task {
    /// The formulas of goals and constraints.
    pub(super) fn formulas(&self) -> impl Iterator<Item = &Formula> {
        self.goals.iter().chain(&self.constraints).map(Measure::formula)
    }
}

/// What `[tune]` says; what is wrong with it is noted.
pub(super) fn task(
    file: &File,
    tree: &Tree,
    scenario: &Scenario,
    columns: &[Column],
    problems: &mut Problems,
) -> Option<Task> {
    let tune = file.tune.as_ref()?;
    let place = |path: &str| tree.at(path).map_or(Place::NONE, |t| t.place);
    if tune.vary.list.is_empty() {
        let remedy = "as in `vary = { \"nodes.home.count\" = { from = 10, to = 100 } }`, or `--vary`";
        problems.push_with(place("tune"), "a search needs settings to choose from", remedy);
    }
    if tune.minimise.is_empty() && tune.maximise.is_empty() {
        let remedy = "as in `minimise = [\"answer_latency_mean_s\"]`, or `--minimise`";
        problems.push_with(place("tune"), "a search needs a goal", remedy);
    }
    let names = expression::names(scenario, columns);
    let mut read = |goals: &[Goal], side: Option<Side>| {
        let mut list = Vec::new();
        for goal in goals {
            let measure = match side {
                Some(side) => Measure::goal(&goal.text, side, &names),
                None => Measure::constraint(&goal.text, &names),
            };
            match measure {
                Ok(measure) => {
                    if let Some(why) = undecidable(scenario, measure.formula()) {
                        let remedy = "take another metric, or give the scenario what is missing";
                        problems.push_with(goal.place, why, remedy);
                    }
                    list.push(measure);
                }
                Err(faults) => expression::note(&goal.text, goal.place, faults, problems),
            }
        }
        list
    };
    let mut goals = read(&tune.minimise, Some(Side::Upper));
    goals.extend(read(&tune.maximise, Some(Side::Lower)));
    let constraints = read(&tune.subject_to, None);
    let axes = self::axes(file, tree, &tune.vary, Design::Sobol, problems);
    let mut environments = self::axes(file, tree, &tune.over, Design::Grid, problems);
    for (path, at, _) in &tune.over.list {
        if axes.iter().any(|axis| axis.path == *path) {
            problems.push_with(*at, format!("`{path}` is chosen and given at once"), "leave it in `vary` or in `over`");
        }
    }
    for axis in &mut environments {
        axis.values = Values::List(axis.levels());
    }
    let n = environments.iter().map(|axis| axis.levels().len() as u64).product::<u64>();
    if n > MOST_ENVIRONMENTS {
        let message = format!("these are {n} environments, and {MOST_ENVIRONMENTS} are the most");
        problems.push_with(place("tune.over"), message, "use fewer values");
    }
    Some(Task { axes, environments, goals, constraints })
}

fn axes(file: &File, tree: &Tree, paths: &Paths, design: Design, problems: &mut Problems) -> Vec<Axis> {
    let mut axes = Vec::new();
    for (path, at, value) in &paths.list {
        let Some(kind) = varying(file, tree, path, *at, problems) else { continue };
        match values(value, kind, design) {
            Ok(values) => axes.push(Axis { path: path.clone(), values }),
            Err((message, remedy)) => problems.push_with(*at, message, remedy),
        }
    }
    // As they are written and read again: TOML has plain values before tables.
    axes.sort_by_key(|axis| matches!(axis.values, Values::Range(_)));
    axes
}
