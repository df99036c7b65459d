//! `explain`: a scenario with the origin of every value, or what one name means.

mod cost;

use std::path::Path;

use files::{explain as explained, origins};
use scenario::menu::{self, Better, Place, laws, wings};
use scenario::{Checked, warnings};
use serde_json::{Value, json};
use units::problem::did_you_mean;
use units::settings::{Choice, Setting as _};

use super::list::{fields, instant_document, metric_document, setting, setting_document, settings};
use super::read;
use crate::arguments::Explain;
use crate::document;
use crate::exit::Exit;
use crate::voice::{Form, Voice};
use crate::wrap::wrap;

/// Explains a file if it is one, else a name.
pub(crate) fn explain(arguments: &Explain, voice: &Voice) -> Exit {
    let what = arguments.what.as_str();
    if what == "cost" {
        return cost::cost(arguments, voice);
    }
    if let Some(extra) = arguments.pair.first().map(String::as_str).or(arguments.inside.as_ref().map(|_| "--in")) {
        let message = format!("`{extra}` after `{what}` has no meaning");
        voice.error(
            &message,
            Some("explain one thing, or the cost of hardware and an llm: `windtunnel explain cost rtx_4090 llama_8b`"),
        );
        return Exit::Refused;
    }
    let path = Path::new(what);
    let is_file = what.contains(['/', '\\']) || path.exists() || path.extension().is_some_and(|e| e == "toml");
    if !is_file {
        return name(what, voice);
    }
    match read(path, &arguments.layers) {
        Ok(checked) => {
            match voice.form {
                Form::Text => voice.data(&scenario(&checked)),
                Form::Json => voice.json(&scenario_document(&checked)),
            }
            Exit::Fine
        }
        Err(refused) => {
            voice.refuse(&refused);
            if voice.form == Form::Json {
                voice.json(&document::refused(path, &refused));
            }
            Exit::Refused
        }
    }
}

fn scenario(checked: &Checked) -> String {
    let question = if checked.question.is_empty() { String::new() } else { format!("# {}\n", checked.question) };
    let warned: Vec<String> = warnings(checked).iter().map(|warning| format!("# warning: {warning}\n")).collect();
    let body = explained(&checked.file.write(), &checked.tree, &checked.sources);
    format!("{question}# hash {}\n{}{body}", checked.hash, warned.concat())
}

fn scenario_document(checked: &Checked) -> Value {
    let all = origins(&checked.file.write(), &checked.tree, &checked.sources);
    let values =
        all.iter().map(|o| json!({ "path": o.path, "value": document::setting(&o.value), "origin": o.origin }));
    json!({
        "scenario": checked.file.name,
        "question": checked.question,
        "hash": checked.hash,
        "warnings": warnings(checked),
        "values": values.collect::<Vec<_>>(),
    })
}

/// Everything that bears a name: policies and laws, metrics, settings.
fn name(name: &str, voice: &Voice) -> Exit {
    let mut texts = Vec::new();
    let mut documents = Vec::new();
    let mut policies: Vec<(Choice, Vec<String>)> = Vec::new();
    for wing in wings() {
        for policy in wing.policies.iter().filter(|p| p.name == name || format!("{}.{}", wing.name, p.name) == name) {
            documents.push(choice_document(policy, &wing.name));
            // One policy may stand in two modules: it is told once.
            match policies.iter_mut().find(|(told, _)| told.doc == policy.doc) {
                Some((_, of)) => of.push(wing.name.clone()),
                None => policies.push((policy.clone(), vec![wing.name.clone()])),
            }
        }
    }
    for (policy, of) in &policies {
        texts.push(choice(policy, &format!("a policy of {}", of.join(", "))));
    }
    for law in laws().iter().filter(|law| law.name == name) {
        texts.push(choice(law, "a distribution"));
        documents.push(choice_document(law, "laws"));
    }
    for metric in menu::metrics().filter(|metric| metric.name == name) {
        let owner = menu::owner_word(metric.owner);
        let better = better_words(metric.better);
        texts.push(format!("{name}\n  a metric of {owner}; {better}\n\n{}", wrap(metric.doc, 2)));
        documents.push(metric_document(metric));
    }
    for instant in menu::SNAPSHOTS.iter().filter(|instant| instant.name == name) {
        let better = better_words(instant.better);
        let how = format!("{}; named with an instant of the run: `{name}[20 d]`", instant.doc);
        texts.push(format!("{name}\n  a metric at an instant; {better}\n\n{}", wrap(&how, 2)));
        documents.push(instant_document(instant));
    }
    let is_policy = !texts.is_empty();
    for Place { path, field } in menu::places() {
        // The bare key of a setting may stand in many places; a policy of that name was meant then.
        if path == name || (!is_policy && field.name == name) {
            let live = field.fixed.map_or("may change during a run".into(), |why| format!("fixed: {why}"));
            texts.push(format!("{path}\n  a setting\n\n{}{}", setting(&field, "", 2), wrap(&live, 2)));
            documents.push(json!({ "setting": path, "is": setting_document(&field) }));
        }
    }
    if texts.is_empty() {
        return refuse(name, voice);
    }
    match voice.form {
        Form::Text => voice.data(&texts.join("\n")),
        Form::Json => voice.json(&json!({ "name": name, "found": documents })),
    }
    Exit::Fine
}

fn better_words(better: Better) -> &'static str {
    match better {
        Better::Neither => "neither less nor more is better",
        Better::Less => "less is better",
        Better::More => "more is better",
    }
}

fn refuse(name: &str, voice: &Voice) -> Exit {
    let mut known: Vec<String> = menu::metrics().map(|m| m.name.to_string()).collect();
    known.extend(menu::SNAPSHOTS.iter().map(|instant| instant.name.to_string()));
    known.extend(wings().iter().flat_map(|wing| wing.policies.iter().map(|p| p.name.to_string())));
    known.extend(laws().iter().map(|law| law.name.to_string()));
    known.extend(menu::places().into_iter().map(|place| place.path));
    let remedy = did_you_mean(name, known.iter().map(String::as_str))
        .unwrap_or_else(|| "`windtunnel list`, `list metrics` and `list laws` show all names".into());
    let message = format!("`{name}` is neither a file nor a policy, distribution, metric or setting");
    voice.error(&message, Some(&remedy));
    Exit::Refused
}

/// A policy or law with its whole documentation.
fn choice(choice: &Choice, what: &str) -> String {
    let mut out = format!("{}\n  {what}\n", choice.name);
    for paragraph in choice.doc.trim().split("\n\n").flat_map(|p| p.split("\n \n")) {
        out.push('\n');
        out.push_str(&wrap(&paragraph.replace("\\[", "[").replace("\\]", "]"), 2));
    }
    let settings = settings(choice);
    out.push_str(if settings.is_empty() { "\n  It has no settings.\n" } else { "\nsettings\n" });
    out.push_str(&settings);
    out
}

fn choice_document(choice: &Choice, wing: &str) -> Value {
    let settings = fields(choice).iter().map(setting_document);
    json!({
        "policy": choice.name,
        "wing": wing,
        "doc": choice.doc.trim(),
        "settings": settings.collect::<Vec<_>>(),
    })
}
