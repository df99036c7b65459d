//! A scenario file as a whole: what may stand in it, and the way from a file to a scenario that cannot fail.

mod abort;
pub mod acts;
mod claim;
pub mod closed_form;
mod examine;
mod expression;
mod forecast;
pub mod frontier;
mod inputs;
pub mod menu;
pub mod models;
mod moved;
mod names;
mod observe;
mod pace;
mod precision;
mod question;
mod references;
mod resolve;
pub mod sense;
pub mod starts;
pub mod sweep;
mod tables;
#[cfg(test)]
mod told;
mod traces;
pub mod tune;
mod warnings;

use std::path::PathBuf;
use std::sync::OnceLock;

use files::{Colour, Request, Sources, load, load_text};
use rules::owner::apps::Apps;
use rules::owner::attacker::Attacker;
use rules::owner::change::Change;
use rules::owner::coin::Coin;
use rules::owner::delegators::Delegators;
use rules::owner::gateway::Gateway;
use rules::owner::governance::Governance;
use rules::owner::governor::Governor;
use rules::owner::hardware::{Cost, Efficiency, Hardware, Llm};
use rules::owner::holders::Holders;
use rules::owner::network::Network;
use rules::owner::nodes::Nodes;
use rules::owner::place::{Link, Region};
use rules::owner::proposal::Proposal;
use rules::owner::service::Service;
use rules::owner::stack::Stack;
use rules::owner::standard::Standard;
use rules::owner::users::Users;
use rules::owner::weather::Weather;
use units::problem::Problems;
use units::settings::{Kind, Named, Setting};
use units::share::Share;
use units::time::{Span, Time};
use units::tree::{Tree, Value};
use units::{settings, words};
use world::scenario::Scenario;

use examine::check;
use frontier::Frontier;
use models::MODELS;
use sense::Sense;
use starts::Starts;
use sweep::{Axis, Sweep};
use tune::Tune;

pub use claim::{Claim, Recovers};
pub use expression::Expression;
pub use forecast::expected_requests;
pub use inputs::{COPIED_BYTES, Input, Kept};
pub use observe::Observe;
pub use pace::{Pace, Windows, played_share};
pub use precision::{MetricName, Precision, is_one_long_run};
pub use question::first_comment;
pub use references::names;
pub use warnings::{undecidable, warnings};

settings! {
    /// A scenario file: a question, the system it is about, and how it is answered.
    pub struct File {
        /// Version of the scenario file format [1 ..= 1].
        #[fixed = "a file is read once"]
        pub schema: u32 = 1,
        /// Name of the scenario; the name of the output folder begins with it.
        #[fixed = "it names the results"]
        pub name: String,
        /// Seed of all random numbers.
        #[fixed = "random numbers are drawn from it from the start"]
        pub seed: u64 = 1,
        /// Length of the run in simulated time [> 0 s].
        #[fixed = "the end is planned at the start"]
        pub horizon: Span,
        /// Whether the question is about a finite time or about the steady state.
        #[fixed = "it determines how replications are evaluated"]
        pub study: Study = Study::Terminating,
        /// The warm-up that a steady study discards; without it, five pilot runs determine it.
        #[fixed = "the cut is planned at the start"]
        pub warm_up: Option<Span>,
        /// Number of independent replications; a single one in a steady study is one long run, cut into 30 batches
        /// after the warm-up, whose means give the intervals [1 ..= 100_000].
        #[fixed = "it determines the number of runs"]
        pub replications: u32 = 20,
        /// Required precision of metrics; replications are added until it is reached.
        #[fixed = "it determines the number of runs"]
        pub precision: Option<Precision>,
        /// Confidence level of the intervals [>= 0.5, <= 0.9999].
        #[fixed = "it determines how runs are evaluated"]
        pub confidence: Share = Share::percent(95),
        /// Whether each replication draws the hardware efficiencies from their uncertainty.
        #[fixed = "step times are computed at the start"]
        pub efficiency: Efficiency = Efficiency::Mean,
        /// Number of points in a time series; with `[pace]` and without this, so many that each spans whole periods of
        /// it, and at most as many as else [1 ..= 10_000].
        #[fixed = "observations are planned at the start"]
        pub points: u32 = 200,
        /// What is observed beyond the standard metrics.
        #[fixed = "observations are planned at the start"]
        pub observe: Observe = Observe::absent().expect("every field of observe has a default"),
        /// What must hold: the scenario's claims.
        #[fixed = "they are judged after the runs"]
        pub claims: Named<Claim>,
        /// The comparison that ends a replication once it is true, and the study as failed: `failed_share > 50 %`.
        ///
        /// Metrics are over the time from the start, or the warm-up, up to the moment at which they are looked at. The
        /// study ends with the first replication that meets it; its results tell which, when and why, and the exit code
        /// is that of a failed claim. In experiments over many points, such as `sweep`, the point fails.
        #[fixed = "runs are watched from the start"]
        pub abort_when: Option<Expression>,
        /// How often `abort_when` is looked at; a hundredth of `horizon` unless set [> 0 s].
        #[fixed = "runs are watched from the start"]
        pub abort_every: Option<Span>,
        /// Minimum number of requests that ended before it is looked at, so that one failure ends nothing [>= 1].
        #[fixed = "runs are watched from the start"]
        pub abort_least_requests: u64 = 100,
        /// Windows in which requests are played; without it they are played all the time.
        #[fixed = "windows are planned at the start"]
        pub pace: Option<Pace>,
        /// Coins.
        pub coin: Named<Coin>,
        /// Classes of delegators.
        pub delegators: Named<Delegators>,
        /// Holders of coins.
        pub holders: Named<Holders>,
        /// Inference networks.
        pub network: Named<Network>,
        /// Gateways.
        pub gateway: Named<Gateway>,
        /// What gateways depend on: facilitators, nodes of chains, databases, caches.
        #[fixed = "requests may wait in their lines"]
        pub service: Named<Service>,
        /// Developers of apps, who integrate gateways.
        #[fixed = "integrations are paid for from the start"]
        pub apps: Named<Apps>,
        /// Serving stacks of nodes.
        #[fixed = "each node draws its share of deviating answers once"]
        pub stack: Named<Stack>,
        /// Standards of assurance.
        #[fixed = "levels are compared at the start"]
        pub standard: Named<Standard>,
        /// Groups of nodes.
        pub nodes: Named<Nodes>,
        /// Groups of users.
        pub users: Named<Users>,
        /// Regions of the world.
        #[fixed = "regions are set up at the start"]
        pub region: Named<Region>,
        /// Links between regions.
        pub link: Named<Link>,
        /// Classes of hardware.
        #[fixed = "step times are computed at the start"]
        pub hardware: Named<Hardware>,
        /// Language models.
        #[fixed = "step times are computed at the start"]
        pub llm: Named<Llm>,
        /// Measured step times; pairs without them use the roofline.
        #[fixed = "step times are computed at the start"]
        pub cost: Named<Cost>,
        /// Faults.
        #[fixed = "a fault in progress ends as planned"]
        pub weather: Named<Weather>,
        /// Settings that change at a time of the run.
        #[fixed = "changes are planned at the start"]
        pub change: Named<Change>,
        /// Governances: who may change settings by a vote.
        #[fixed = "votes are planned at the start"]
        pub governance: Named<Governance>,
        /// What is put to the vote.
        #[fixed = "votes are planned at the start"]
        pub proposal: Named<Proposal>,
        /// Who gets votes by money.
        #[fixed = "votes are planned at the start"]
        pub attacker: Named<Attacker>,
        /// Rules that follow a quantity and move a setting.
        #[fixed = "reviews are planned at the start"]
        pub governor: Named<Governor>,
        /// Settings that vary from point to point, for `windtunnel sweep`.
        #[fixed = "points are planned before the runs"]
        pub sweep: Option<Sweep>,
        /// Settings whose influence on metrics is measured, for `windtunnel sense`.
        #[fixed = "points are planned before the runs"]
        pub sense: Option<Sense>,
        /// One setting or two along which it is searched where claims flip, for `windtunnel frontier`.
        #[fixed = "points are planned before the runs"]
        pub frontier: Option<Frontier>,
        /// From where the scenario starts, for `windtunnel starts`.
        #[fixed = "starts are played one by one"]
        pub starts: Option<Starts>,
        /// Settings to be chosen, by which goals, for `windtunnel tune`.
        #[fixed = "candidates are planned before the runs"]
        pub tune: Option<Tune>,
    }
}

words! {
    /// What kind of question a scenario asks.
    pub enum Study {
        /// About a finite time: no warm-up is discarded.
        Terminating = "terminating",
        /// About the steady state: the warm-up is discarded, determined by MSER-5 on the average of five pilot runs.
        Steady = "steady",
    }
}

/// A scenario that was read and checked, with everything one may ask about where it came from.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The file as it was read, defaults included.
    pub file: File,
    /// The scenario that runs.
    pub scenario: Scenario,
    /// The claims, read.
    pub claims: Vec<(String, Claim, formula::Formula)>,
    /// What varies in a sweep.
    pub axes: Vec<Axis>,
    /// What varies in `sense`.
    pub factors: Vec<Axis>,
    /// What varies in `frontier`.
    pub fronts: Vec<Axis>,
    /// What a search is to do.
    pub task: Option<tune::Task>,
    /// The first comment line of the main file: the question.
    pub question: String,
    /// The texts it is made of.
    pub sources: Sources,
    /// The files it is made of, with what identifies their contents.
    pub inputs: Vec<Input>,
    /// The folder of the main file, from which the paths of data start.
    pub folder: PathBuf,
    /// What the recordings and the settings hardly mean, each in a sentence that begins with the table it is about.
    pub noticed: Vec<String>,
    /// The merged tree, with places.
    pub tree: Tree,
    /// The resolved scenario as TOML.
    pub canonical: String,
    /// The hash of [`Checked::canonical`] with the hash of its contents in the place of each path, in hex.
    pub hash: String,
}

impl Checked {
    /// The hash of what a replication depends on: the resolved scenario with the contents of its data, without the
    /// settings that only say how many replications there are and what is made of them.
    pub fn world_hash(&self) -> String {
        let mut file = self.file.clone();
        // Instants that claims name are recorded as those of `observe.at` are.
        file.observe.at = self.scenario.observe.at.iter().map(|at| at.since(Time::ZERO)).collect();
        let mut written = file.write();
        if let Value::Table(table) = &mut written {
            for key in OF_THE_STUDY.split(' ') {
                table.take(key);
            }
        }
        inputs::walked_hash(written, &self.inputs)
    }
}

/// Settings of a scenario that reach no replication.
const OF_THE_STUDY: &str = "name claims replications confidence precision warm_up sweep sense frontier starts tune";

/// What is wrong with a scenario, ready to be shown.
#[derive(Clone, Debug)]
pub struct Refused {
    /// The texts.
    pub sources: Sources,
    /// The faults.
    pub problems: Problems,
}

impl Refused {
    /// All faults with file, line, caret and what would serve.
    pub fn render(&self, colour: Colour) -> String {
        self.sources.render(&self.problems, colour)
    }
}

/// What may stand in a scenario file.
pub fn kind() -> &'static Kind {
    static KIND: OnceLock<Kind> = OnceLock::new();
    KIND.get_or_init(File::kind)
}

/// Reads and checks a scenario file with all its layers.
///
/// # Errors
/// All faults at once.
pub fn open(request: &Request) -> Result<Checked, Box<Refused>> {
    check(load(request, kind(), &MODELS), request)
}

/// Reads and checks a scenario from a text in the place of the main file.
///
/// # Errors
/// All faults at once.
pub fn open_text(text: &str, request: &Request) -> Result<Checked, Box<Refused>> {
    check(load_text(text, request, kind(), &MODELS), request)
}

/// A scenario whose layers are read once, to be opened many times with other values.
#[derive(Clone, Debug)]
pub struct Base<'a> {
    layers: files::Layers<'a>,
    request: &'a Request,
}

impl<'a> Base<'a> {
    /// Reads the layers of a scenario; what is wrong with them is told by [`Base::open`].
    pub fn read(request: &'a Request) -> Self {
        Self { layers: files::Layers::read(request, kind(), &MODELS), request }
    }
    /// The scenario with these arguments as the last `--set`: each with a name for messages, and as `path=value`.
    ///
    /// # Errors
    /// All faults at once.
    pub fn open(&self, arguments: &[(String, String)]) -> Result<Checked, Box<Refused>> {
        check(self.layers.with(arguments), self.request)
    }
}
