//! What contenders must have in common to be compared on the same random numbers.

use scenario::is_one_long_run;
use units::problem::did_you_mean;
use units::settings::Setting as _;
use world::metrics::catalogue::{self, Column};

use super::{Contender, Question};

/// Why scenarios cannot be compared, and what would serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub message: String,
    /// What would serve.
    pub remedy: String,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { message: message.into(), remedy: remedy.into() }
    }
}

pub(super) fn check(question: &Question) -> Result<(), Refusal> {
    let [first, others @ ..] = question.contenders.as_slice() else {
        return Err(Refusal::new("there is nothing to compare", "name two scenarios"));
    };
    if others.is_empty() && question.baseline.is_none() {
        let remedy = "name a second scenario, or change the first with `--with PATH=VALUE`";
        return Err(Refusal::new(format!("{} has nothing to be compared with", first.name), remedy));
    }
    for other in others {
        alike(first, other, Cuts::AsWritten)?;
    }
    if let Some(baseline) = &question.baseline {
        alike(&baseline.contender, first, Cuts::Found)?;
        baseline.has_enough(first)?;
    }
    let file = &first.checked.file;
    if file.replications < 2 && !is_one_long_run(file) {
        let message = "one replication has no interval, so that nothing can be said about a difference";
        let remedy = "ask for more, as in `--replications 20`, or for one long run in batches: `study = \"steady\"`";
        return Err(Refusal::new(message, remedy));
    }
    known(question)
}

/// Where the warm-ups of a pair come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cuts {
    /// From their files, or from the pilot runs of both.
    AsWritten,
    /// That of one of them was found before: it is compared when that of the other is known.
    Found,
}

/// Refuses a pair whose difference would not be one between their mechanisms.
fn alike(first: &Contender, other: &Contender, cuts: Cuts) -> Result<(), Refusal> {
    let (a, b) = (&first.checked.file, &other.checked.file);
    let warm_up = |warm_up: &Option<units::time::Span>| warm_up.map_or("none".into(), |span| span.to_string());
    let mut settings = vec![
        ("seed", a.seed.to_string(), b.seed.to_string(), "only equal seeds give equal random numbers"),
        ("horizon", a.horizon.to_string(), b.horizon.to_string(), "most metrics depend on how long a run is"),
        ("study", word(a.study), word(b.study), "a warm-up would be discarded of one of them alone"),
    ];
    if cuts == Cuts::AsWritten {
        let (a, b) = ((warm_up(&a.warm_up), a.replications), (warm_up(&b.warm_up), b.replications));
        settings.push(("warm_up", a.0, b.0, "both must discard the same part of the run"));
        settings.push(("replications", a.1.to_string(), b.1.to_string(), "they are paired by number"));
    }
    let Some((setting, of_a, of_b, why)) = settings.into_iter().find(|(_, a, b, _)| a != b) else { return Ok(()) };
    let message =
        format!("{} and {} cannot be compared: `{setting}` is {of_a} and {of_b}, and {why}", first.name, other.name);
    let flag = match setting {
        "seed" | "replications" => format!("--{setting} {of_a}"),
        _ if of_a == "none" => return Err(Refusal::new(message, format!("give both the same `{setting}`"))),
        _ => format!("--set '{setting}={of_a}'"),
    };
    Err(Refusal::new(message, format!("set it for both, as in `{flag}`")))
}

fn word(study: scenario::Study) -> String {
    study.write().inline().trim_matches('"').into()
}

/// Refuses metrics that no contender has.
fn known(question: &Question) -> Result<(), Refusal> {
    let columns: Vec<Column> =
        question.contenders.iter().flat_map(|c| catalogue::columns(&c.checked.scenario)).collect();
    match question.metrics.iter().find(|metric| meant(metric, &columns).is_empty()) {
        Some(metric) => Err(unknown(metric, &columns)),
        None => Ok(()),
    }
}

/// The columns that a metric means, by their labels: as in claims a name alone is that of the whole, and where the
/// whole has none, those of all owners.
pub fn meant(metric: &str, columns: &[Column]) -> Vec<String> {
    let labels = |is_meant: &dyn Fn(&Column) -> bool| -> Vec<String> {
        columns.iter().filter(|column| is_meant(column)).map(Column::label).collect()
    };
    let exact = labels(&|column| column.label() == metric);
    if exact.is_empty() { labels(&|column| column.name == metric) } else { exact }
}

fn unknown(metric: &str, columns: &[Column]) -> Refusal {
    let mut names: Vec<String> = columns.iter().flat_map(|c| [c.name.to_string(), c.label()]).collect();
    names.sort();
    names.dedup();
    let remedy = did_you_mean(metric, names.iter().map(String::as_str));
    let remedy = remedy.unwrap_or_else(|| "see `windtunnel list metrics`; owners are in brackets".into());
    Refusal::new(format!("there is no metric `{metric}` in these scenarios"), remedy)
}
