//! `list`: what a scenario can choose, and what is measured.

mod files;
mod models;
mod tables;

use lab::record::requests::{COLUMNS, PICK_COLUMNS, PICKS, REQUESTS};
use scenario::menu::{self, Wing, first_sentence, form, laws, wings};
use serde_json::{Value, json};
use units::problem::did_you_mean;
use units::settings::{Choice, Field, Kind};

use crate::arguments::List;
use crate::document;
use crate::exit::Exit;
use crate::voice::{Form, Voice};
use crate::wrap::{hang, wrap};

/// Topics that are no module.
const TOPICS: [&str; 12] = [
    "modules",
    "settings",
    "laws",
    "formulas",
    "metrics",
    "requests",
    "columns",
    "views",
    "scenarios",
    "presets",
    "hardware",
    "llm",
];

/// Where the meaning of a policy or metric begins.
const COLUMN: usize = 28;

/// Lists a topic.
pub(crate) fn list(arguments: &List, voice: &Voice) -> Exit {
    let topic = arguments.topic.as_deref().unwrap_or("modules");
    if arguments.live && topic != "settings" {
        voice.error("`--live` applies to `list settings` only", Some("write `windtunnel list settings --live`"));
        return Exit::Refused;
    }
    let (text, document) = match topic {
        "modules" | "wings" => (all_wings(), wings().iter().map(wing_document).collect()),
        "settings" => tables::every_setting(arguments.live),
        "laws" => (all_laws(), laws().iter().map(policy_document).collect()),
        "formulas" => (formulas(), formula_documents()),
        "metrics" => (metrics(), metric_documents()),
        "requests" => columns(),
        "columns" => node_columns(),
        "views" => (views(), view_documents()),
        "scenarios" => files::scenarios(),
        "presets" => files::presets(),
        "hardware" | "llm" => models::models(topic),
        name => {
            let found: Vec<Wing> =
                wings().into_iter().filter(|wing| wing.name == name || wing.short() == name).collect();
            match (found.is_empty(), tables::tables().iter().any(|table| table == name)) {
                (false, _) => (wings_of(&found), found.iter().map(wing_document).collect()),
                (true, true) => tables::table(name),
                (true, false) => return refuse(name, voice),
            }
        }
    };
    match voice.form {
        Form::Text => voice.data(&text),
        Form::Json => voice.json(&json!({ topic: document })),
    }
    Exit::Fine
}

fn refuse(name: &str, voice: &Voice) -> Exit {
    let (all, tables) = (wings(), tables::tables());
    let mut words: Vec<&str> = TOPICS.to_vec();
    for word in all.iter().map(Wing::short).chain(tables.iter().map(String::as_str)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    let remedy = did_you_mean(name, words.iter().copied()).unwrap_or_else(|| format!("known: {}", words.join(", ")));
    voice.error(&format!("there is no topic `{name}`"), Some(&remedy));
    Exit::Refused
}

fn all_wings() -> String {
    let mut out = String::new();
    for wing in wings() {
        out.push_str(&hang(&wing.name, &wing.doc, COLUMN));
        for policy in &wing.policies {
            let mark = if wing.default.as_deref() == Some(policy.name) { " *" } else { "" };
            out.push_str(&hang(&format!("  {}{mark}", policy.name), &first_sentence(policy.doc), COLUMN));
        }
        out.push('\n');
    }
    out.push_str("* is the default. More: `windtunnel list scheduling` (any module), `list network` (any table),\n");
    out.push_str("`list settings`, `list laws`, `list formulas`, `list metrics`, `list requests`, `list views`,\n");
    out.push_str("`list scenarios`, `list presets`, `list hardware`, `list llm`, `windtunnel explain power_of_d`.\n");
    out
}

/// Wings of one menu: where each stands, then their policies.
fn wings_of(wings: &[Wing]) -> String {
    let mut out = String::new();
    for wing in wings {
        out.push_str(&hang(&wing.name, &wing.doc, COLUMN));
        let default = match &wing.default {
            Some(name) => format!("default {name}"),
            None if is_repeated(wing) => "none by default".into(),
            None => "must be named".into(),
        };
        out.extend(["  ", &default, "; chosen as in `", &example(wing), "`\n"]);
    }
    for choice in wings.first().map_or(&[][..], |wing| &wing.policies) {
        out.push('\n');
        out.push_str(&policy(choice));
    }
    out
}

/// How a scenario chooses a policy of a wing.
fn example(wing: &Wing) -> String {
    let name = wing.policies.last().map_or("policy", |policy| policy.name);
    let (owner, rest) = wing.name.split_once('.').unwrap_or(("", &wing.name));
    match (owner, is_repeated(wing)) {
        ("", _) => format!("[weather.NAME] at = \"6 h\", {name} = {{ … }}"),
        (_, true) => format!("[{owner}.NAME.{rest}.RULE.{name}]"),
        (_, false) => format!("[{owner}.NAME.{rest}.{name}]"),
    }
}

/// Whether several named rules of the wing can stand side by side.
fn is_repeated(wing: &Wing) -> bool {
    menu::places().iter().any(|place| place.path == wing.name && matches!(place.field.kind, Kind::Named(..)))
}

/// A policy or law with its settings.
pub(super) fn policy(choice: &Choice) -> String {
    let mut out = hang(choice.name, &first_sentence(choice.doc), COLUMN);
    out.push_str(&settings(choice));
    out
}

/// The settings of a policy or law; what is nothing but a value has its form.
pub(super) fn settings(choice: &Choice) -> String {
    match &choice.kind {
        None => String::new(),
        Some(Kind::Group(group)) => group.fields.iter().map(|f| setting(f, &format!("  {}", f.name), COLUMN)).collect(),
        Some(kind) => hang("  its value", &form(kind), COLUMN),
    }
}

/// The settings of a policy.
pub(super) fn fields(choice: &Choice) -> &[Field] {
    match &choice.kind {
        Some(Kind::Group(group)) => &group.fields,
        _ => &[],
    }
}

/// A setting: what it means, what may stand there, bounds and default.
pub(super) fn setting(field: &Field, label: &str, column: usize) -> String {
    let bounds = field.bounds.as_ref().map_or(String::new(), |b| format!(", {}", b.text));
    let words = match &field.kind {
        Kind::OneOf(choices) if choices.iter().all(|c| c.kind.is_none()) => choices
            .iter()
            .map(|c| hang(&format!("    {}", c.name), &first_sentence(c.doc), COLUMN.max(column)))
            .collect(),
        _ => String::new(),
    };
    let meaning = hang(label, &field.doc, column);
    format!("{meaning}{}{words}", wrap(&format!("{}{bounds}; {}", form(&field.kind), default(field)), column))
}

/// What holds where a setting is left out.
fn default(field: &Field) -> String {
    match &field.default {
        None => "must be given".to_string(),
        Some(units::tree::Value::Table(table)) if table.is_empty() => "may be left out".into(),
        Some(value) => format!("default {}", value.inline()),
    }
}

/// All settings by their paths, and which of them may change while a world runs.
fn all_laws() -> String {
    let mut out = wrap(
        "A distribution can be used for a time or a number, as in `gap = { exponential = \"4 s\" }` or \
         `session = { lognormal = { median = \"48 min\", sigma = 1.465 } }`. Shown for spans of time.",
        0,
    );
    for law in laws() {
        out.push('\n');
        out.push_str(&policy(&law));
    }
    out
}

fn formulas() -> String {
    let mut out = wrap(
        "A claim compares formulas, as in `that = \"wait_mean_s[gateway.front] < 2 * wait_mean_s[gateway.rich]\"`. \
         `windtunnel list metrics` shows the names.",
        0,
    );
    for section in menu::formulas() {
        out.extend(["\n", section.title, "\n"]);
        for (written, meaning) in section.lines {
            out.push_str(&hang(&format!("  {written}"), meaning, COLUMN));
        }
    }
    out
}

fn formula_documents() -> Vec<Value> {
    let all = menu::formulas().into_iter().flat_map(|part| part.lines.into_iter().map(move |line| (part.title, line)));
    all.map(|(part, (written, meaning))| json!({ "part": part, "written": written, "meaning": meaning })).collect()
}

fn metrics() -> String {
    let mut out = wrap(
        "A claim names a metric of the whole run by its name, and a metric of one owner with the owner: `answered_share > 99 %`, \
         `answered_share[gateway.front] > 99 %`. The end of a name is its unit (`list formulas`). `(less)` and `(more)` say \
         what is better; other metrics are neither.",
        0,
    );
    for (owner, title) in scenario::menu::OWNERS {
        out.extend(["\n", title, "\n"]);
        for metric in menu::metrics().filter(|metric| metric.owner == owner) {
            out.push_str(&hang(&format!("  {}", metric.name), &with_better(metric.doc, metric.better), 34));
        }
    }
    out.push_str("\nat an instant, as in metric[20 d]\n");
    for instant in menu::SNAPSHOTS {
        out.push_str(&hang(&format!("  {}", instant.name), &with_better(instant.doc, instant.better), 34));
    }
    out
}

/// What a metric says, and which way it improves.
fn with_better(doc: &str, better: menu::Better) -> String {
    match better {
        menu::Better::Neither => doc.into(),
        better => format!("{doc} ({})", better.word()),
    }
}

fn metric_documents() -> Vec<Value> {
    menu::metrics().map(metric_document).chain(menu::SNAPSHOTS.iter().map(instant_document)).collect()
}

/// A metric at an instant as a document.
pub(super) fn instant_document(instant: &menu::Snapshot) -> Value {
    let (owner, better) = ("an instant", instant.better.word());
    json!({ "metric": instant.name, "owner": owner, "better": better, "doc": instant.doc })
}

/// A metric as a document.
pub(super) fn metric_document(metric: &menu::Metric) -> Value {
    json!({
        "metric": metric.name,
        "owner": menu::owner_word(metric.owner),
        "better": metric.better.word(),
        "doc": metric.doc,
    })
}

/// The columns of the table of single requests.
fn columns() -> (String, Vec<Value>) {
    let line = |(name, meaning): &(&str, &str)| hang(name, meaning, COLUMN);
    let mut text: String = COLUMNS.iter().map(line).collect();
    text.push_str("\npicks.csv, one line for each node that a gateway picked among several\n");
    text.extend(PICK_COLUMNS.iter().map(line));
    text.push_str(&hang("…", "what the gateway knew of the node: see `list columns`", COLUMN));
    let row = |file: &'static str| move |(name, meaning): &(&str, &str)| json!({ "file": file, "name": name, "meaning": meaning });
    (text, COLUMNS.iter().map(row(REQUESTS)).chain(PICK_COLUMNS.iter().map(row(PICKS))).collect())
}

/// What a gateway knows of nodes, for formulas and policies.
fn node_columns() -> (String, Vec<Value>) {
    let mut out = wrap(
        "What a gateway may know of a node: `scheduling.score = { score = \"-latency_s\", filter = \"backlog < 8\" }`. The \
         end of a name is its unit.",
        0,
    );
    out.push('\n');
    let columns = menu::node_columns();
    for column in &columns {
        out.push_str(&hang(column.name, &format!("{} {}.", column.doc, capital(column.age)), 16));
    }
    let document = |c: &menu::NodeColumn| json!({ "name": c.name, "unit": c.unit, "doc": c.doc, "age": c.age });
    (out, columns.iter().map(document).collect())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

fn views() -> String {
    let mut out = String::new();
    for view in menu::views() {
        out.push_str(&hang(&view.wing, &view.doc, COLUMN));
        for question in &view.questions {
            out.push_str(&hang(&format!("  {}", question.name), &question.answers, COLUMN));
            for (name, meaning) in &question.sees {
                out.push_str(&hang(&format!("    {name}"), meaning, COLUMN));
            }
        }
        out.push('\n');
    }
    out
}

fn view_documents() -> Vec<Value> {
    let question = |question: &menu::Question| {
        let sees = question.sees.iter().map(|(name, doc)| json!({ "name": name, "doc": doc })).collect::<Vec<_>>();
        json!({ "question": question.name, "answers": question.answers, "sees": sees })
    };
    let document = |view: menu::View| {
        json!({
            "wing": view.wing,
            "doc": view.doc,
            "questions": view.questions.iter().map(question).collect::<Vec<_>>(),
        })
    };
    menu::views().into_iter().map(document).collect()
}

fn wing_document(wing: &Wing) -> Value {
    json!({
        "wing": wing.name,
        "doc": wing.doc,
        "default": wing.default,
        "policies": wing.policies.iter().map(policy_document).collect::<Vec<_>>(),
    })
}

fn policy_document(choice: &Choice) -> Value {
    let settings = fields(choice).iter().map(setting_document);
    json!({ "name": choice.name, "doc": choice.doc.trim(), "settings": settings.collect::<Vec<_>>() })
}

/// A setting as a document.
pub(super) fn setting_document(field: &Field) -> Value {
    json!({
        "name": field.name,
        "doc": field.doc,
        "form": form(&field.kind),
        "bounds": field.bounds.as_ref().map(|b| &b.text),
        "default": field.default.as_ref().map(document::setting),
        "fixed": field.fixed,
    })
}
