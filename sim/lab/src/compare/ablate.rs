//! Which of several changed settings carries the effect: each is turned back by itself, on the same random numbers.

use std::path::PathBuf;
use std::sync::Arc;

use files::{Request, canonical, kind_at};
use scenario::Checked;
use statistics::Confidence;
use units::settings::{Kind, Setting as _};
use units::tree::{Entry, Place, Table, Tree, Value, key_text};

use super::{Against, Contender, Question, Refusal, Side, judge};

/// The most settings that are turned back: each is as much work as a contender.
const MOST: usize = 32;

/// Settings that change no replication, or that contenders have in common.
const OF_THE_STUDY: [&str; 12] = [
    "schema",
    "name",
    "claims",
    "replications",
    "confidence",
    "precision",
    "warm_up",
    "sweep",
    "points",
    "observe",
    "seed",
    "study",
];

/// Which setting carries the effect.
#[derive(Clone, Debug)]
pub struct Ablation {
    /// Each setting, with what it carries.
    pub turned: Vec<Turned>,
    /// Settings that could not be turned back, each with the reason.
    pub kept: Vec<(String, String)>,
    /// Tests that were judged together.
    pub n_tests: usize,
}

/// A setting that was turned back.
#[derive(Clone, Debug)]
pub struct Turned {
    /// Its path; a policy counts as one setting where another one is chosen.
    pub path: String,
    /// Its value in the base, as TOML; empty if the base does not have it.
    pub base: String,
    /// Its value in the other; empty if the other does not have it.
    pub other: String,
    /// What it carries: the other less the other with this setting as in the base.
    pub carries: Against,
}

/// The other with each setting turned back.
pub(super) struct Plan {
    pub(super) variants: Vec<Contender>,
    units: Vec<Unit>,
    kept: Vec<(String, String)>,
}

/// A setting in which two scenarios differ.
struct Unit {
    path: Vec<String>,
    base: Option<Value>,
    other: Option<Value>,
}

impl Unit {
    fn shown(&self) -> String {
        self.path.iter().map(|key| key_text(key)).collect::<Vec<_>>().join(".")
    }
}

impl Plan {
    /// What the settings carry, by the variants as they were played.
    pub(super) fn ablation(
        self,
        turned: &[Side],
        other: &Side,
        metrics: &[String],
        confidence: Confidence,
    ) -> Ablation {
        let pairs: Vec<_> = turned.iter().map(|variant| (variant, other)).collect();
        let (carried, n_tests) = judge(&pairs, metrics, confidence);
        let inline = |value: &Option<Value>| value.as_ref().map_or(String::new(), Value::inline);
        let turned = self.units.iter().zip(carried).map(|(unit, carries)| Turned {
            path: unit.shown(),
            base: inline(&unit.base),
            other: inline(&unit.other),
            carries,
        });
        Ablation { turned: turned.collect(), kept: self.kept, n_tests }
    }
}

/// The variants of an ablation; none if none is asked for.
pub(super) fn plan(question: &Question) -> Result<Option<Plan>, Refusal> {
    if !question.ablate {
        return Ok(None);
    }
    let [base, other] = question.contenders.as_slice() else {
        let n = question.contenders.len();
        let message = format!("an ablation is of two scenarios, not of {n}");
        return Err(Refusal::new(message, "name one scenario and `--with`, or two scenarios"));
    };
    if question.baseline.is_some() {
        let message = "an ablation plays both scenarios, and earlier results are not played";
        return Err(Refusal::new(
            message,
            "name the folder of the results as the first scenario, without `--baseline`",
        ));
    }
    let (a, b) = (base.checked.file.write(), other.checked.file.write());
    let mut units = Vec::new();
    compare(Some(&a), Some(&b), &mut Vec::new(), &mut units);
    if units.is_empty() {
        let message = format!("{} and {} differ in no setting that could be turned back", base.name, other.name);
        return Err(Refusal::new(message, "leave `--ablate` out"));
    }
    if units.len() > MOST {
        let message = format!(
            "{} and {} differ in {} settings, and {MOST} are the most that are turned back",
            base.name,
            other.name,
            units.len()
        );
        return Err(Refusal::new(message, "compare with a scenario in between, which has some of the changes"));
    }
    let mut plan = Plan { variants: Vec::new(), units: Vec::new(), kept: Vec::new() };
    for unit in units {
        match variant(base, other, &unit) {
            Ok(variant) => {
                plan.variants.push(variant);
                plan.units.push(unit);
            }
            Err(reason) => plan.kept.push((unit.shown(), reason)),
        }
    }
    Ok(Some(plan))
}

/// Collects the settings in which two values differ.
fn compare(a: Option<&Value>, b: Option<&Value>, path: &mut Vec<String>, units: &mut Vec<Unit>) {
    if a.map(Value::inline) == b.map(Value::inline) {
        return;
    }
    // A table of names without any is not written.
    let none = Value::Table(Table::default());
    let is_named = !path.is_empty() && matches!(kind_at(scenario::kind(), &path.join(".")), Some(Kind::Named(..)));
    let [one, two] = [a, b].map(|value| if is_named { value.or(Some(&none)) } else { value });
    match (one, two) {
        (Some(Value::Table(one)), Some(Value::Table(two))) if !chooses(path, one, two) => {
            let new = two.entries().iter().filter(|entry| one.get(&entry.key).is_none());
            let keys: Vec<&String> = one.entries().iter().chain(new).map(|entry| &entry.key).collect();
            for key in keys {
                if path.is_empty() && OF_THE_STUDY.contains(&key.as_str()) {
                    continue;
                }
                path.push(key.clone());
                let [one, two] = [one, two].map(|table| table.get(key).map(|entry| &entry.tree.value));
                compare(one, two, path, units);
                path.pop();
            }
        }
        _ => units.push(Unit { path: path.clone(), base: a.cloned(), other: b.cloned() }),
    }
}

/// Whether two tables choose different policies or laws.
fn chooses(path: &[String], one: &Table, two: &Table) -> bool {
    let keys = |table: &Table| table.entries().iter().map(|entry| entry.key.clone()).collect::<Vec<_>>();
    let is_choice = match kind_at(scenario::kind(), &path.join(".")) {
        Some(Kind::OneOf(_) | Kind::Any(_)) => true,
        Some(_) => false,
        None => !path.is_empty(),
    };
    is_choice && keys(one) != keys(two)
}

/// The other scenario with one setting as in the base.
fn variant(base: &Contender, other: &Contender, unit: &Unit) -> Result<Contender, String> {
    let (a, b) = (&base.checked, &other.checked);
    if a.folder != b.folder && holds_data(a, unit) {
        return Err("its data is in another folder".into());
    }
    let mut written = b.file.write();
    put(&mut written, &unit.path, unit.base.clone());
    let request = Request { file: PathBuf::from(b.sources.main()), ..Request::default() };
    let path = unit.shown();
    match scenario::open_text(&canonical(&written), &request) {
        Ok(checked) => {
            let (name, from) = (format!("{} with {path} turned back", other.name), other.from.clone());
            Ok(Contender { name, from, checked: Arc::new(checked) })
        }
        Err(refused) => {
            let first = refused.problems.list().first().map_or(String::new(), |problem| problem.message.clone());
            Err(format!("the scenario is not valid without the change: {first}"))
        }
    }
}

/// Whether the value in the base names data files.
fn holds_data(checked: &Checked, unit: &Unit) -> bool {
    let text = unit.base.as_ref().map_or(String::new(), Value::inline);
    checked.inputs.iter().any(|input| text.contains(&format!("\"{}\"", input.file)))
}

/// Puts a value at a path, or takes what is there away.
fn put(tree: &mut Value, path: &[String], value: Option<Value>) {
    let (Value::Table(table), Some((key, rest))) = (tree, path.split_first()) else { return };
    match (rest.is_empty(), value) {
        (true, None) => drop(table.take(key)),
        (true, Some(value)) => {
            table.put(Entry { key: key.clone(), place: Place::NONE, tree: Tree::bare(value) });
        }
        (false, value) => {
            if table.get(key).is_none() {
                let tree = Tree::bare(Value::Table(Table::default()));
                table.put(Entry { key: key.clone(), place: Place::NONE, tree });
            }
            if let Some(inner) = table.get_mut(key) {
                put(&mut inner.value, rest, value);
            }
        }
    }
}
