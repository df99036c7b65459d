//! How precise a study must be: metrics by name, and how far replications may be added for them.

use units::problem::{Problems, did_you_mean};
use units::settings;
use units::settings::{Kind, Setting};
use units::share::Share;
use units::tree::{Place, Tree, Value};
use world::metrics::catalogue::{Column, lacks};
use world::scenario::Scenario;

use super::{File, Study};

/// Below this the spread is too uncertain to stop on (Law, Simulation Modeling and Analysis, ch. 9).
const LEAST: u32 = 10;

settings! {
    /// How precise metrics must be; replications are added until all of them are.
    ///
    /// A metric is precise enough when half its interval's width is at most `g / (1 + g)` of its mean, with the
    /// relative error g (Chow and Robbins 1965; Law, Simulation Modeling and Analysis, ch. 9). It starts from
    /// `replications`, at least 10, and looks at each tenth more; on M/M/1 with g = 2 % such intervals covered 93 %
    /// where 95 % were asked.
    pub struct Precision {
        /// The relative error g [> 0 %, < 100 %].
        pub relative: Share = Share::percent(5),
        /// The metrics that must reach it, written as in claims; the slowest decides.
        pub of: Vec<MetricName>,
        /// Maximum number of replications [1 ..= 100_000].
        pub at_most_replications: u32 = 1_000,
    }
}

/// The name of a metric with its owner, and the place where it stands.
#[derive(Clone, Debug)]
pub struct MetricName {
    /// The name, as in `utilisation[nodes.home]`.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl PartialEq for MetricName {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Setting for MetricName {
    fn kind() -> Kind {
        Kind::Text { what: "a metric", example: "answer_latency_mean_s" }
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        String::read(tree, problems).map(|text| Self { text, place: tree.place })
    }
    fn write(&self) -> Value {
        Value::text(&self.text)
    }
}

/// Whether one long run stands for replications: its batches give the intervals.
pub fn is_one_long_run(file: &File) -> bool {
    file.study == Study::Steady && file.replications == 1
}

/// Faults of what was asked for, and of claims that would add replications to one long run.
pub(super) fn check(file: &File, tree: &Tree, scenario: &Scenario, columns: &[Column], problems: &mut Problems) {
    let place = |path: &str| tree.at(path).map_or(Place::NONE, |t| t.place);
    if is_one_long_run(file) {
        let remedy = "lengthen `horizon`, or set `replications` to 2 or more";
        for (name, _) in file.claims.list.iter().filter(|c| c.1.at_most_replications.is_some_and(|most| most > 1)) {
            let at = place(&format!("claims.{}.at_most_replications", name.text));
            problems.push_with(at, "one long run in batches has no replications to add", remedy);
        }
    }
    let Some(precision) = &file.precision else { return };
    if precision.of.is_empty() {
        let remedy = "name at least one, as in `of = [\"answer_latency_mean_s\"]`";
        problems.push_with(place("precision"), "a precision needs a metric", remedy);
    }
    if file.replications < LEAST {
        let message = format!("a precision cannot be judged from {} replications", file.replications);
        problems.push_with(place("precision"), message, format!("set `replications` to {LEAST} or more"));
    } else if precision.at_most_replications < file.replications {
        let most = precision.at_most_replications;
        let message = format!("at most {most} replications are fewer than the {} of the scenario", file.replications);
        problems.push(place("precision.at_most_replications"), message);
    }
    let labels: Vec<String> = columns.iter().map(Column::label).collect();
    for metric in &precision.of {
        if let Some(at) = labels.iter().position(|label| *label == metric.text) {
            if let Some(lacks) = lacks(scenario, &columns[at]) {
                let message = format!("`{}` cannot exist here: {lacks}", metric.text);
                problems.push_with(metric.place, message, "take it out of `of`, or give the scenario what is missing");
            }
            continue;
        }
        let known = || labels.iter().map(String::as_str);
        let remedy = did_you_mean(&metric.text, known());
        let remedy = remedy.unwrap_or_else(|| "see `windtunnel list metrics`; owners are in brackets".into());
        problems.push_with(metric.place, format!("there is no metric `{}` here", metric.text), remedy);
    }
}
