//! The JSON Schema of scenario files, with which editors complete, explain and check while one writes.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};
use units::settings::{Bounds, Choice, Field, Group, Kind, Relation};
use units::tree::Value;

use super::{EXTENDS_KEY, LIKE};

/// What a table of the writer's choice may be called, as `units::quantity::Name` has it.
const NAME: &str = "^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$";

/// The path of a rule that may change while a world runs.
const RULE: &str = "^(coin|network|gateway|nodes|users|link)\\.[^.]+\\..+$";

/// The JSON Schema (draft 2020-12) of a kind.
///
/// A file may be one layer of several, so no field is required in it; `windtunnel check` says what is missing.
pub fn schema(kind: &Kind, title: &str) -> Json {
    let mut shared = Shared { list: Vec::new() };
    let mut root = Map::new();
    root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    root.insert("title".into(), json!(title));
    let body = if let Kind::Group(group) = kind { shared.group(group) } else { shared.of(kind) };
    for (key, value) in body {
        root.entry(key).or_insert(value);
    }
    if let Some(Json::Object(properties)) = root.get_mut("properties") {
        properties.insert(EXTENDS_KEY.into(), extends());
    }
    let defs: Map<_, _> = shared.list.into_iter().map(|(name, schema)| (name, Json::Object(schema))).collect();
    if !defs.is_empty() {
        root.insert("$defs".into(), Json::Object(defs));
    }
    Json::Object(root)
}

/// The tables and choices met so far; each stands in the schema once, however often it is used.
struct Shared {
    list: Vec<(String, Map<String, Json>)>,
}

impl Shared {
    fn of(&mut self, kind: &Kind) -> Map<String, Json> {
        object(match kind {
            Kind::Text { what, example } => {
                // A share is the one text form that a plain number serves as well.
                let types = if *what == "a share" { json!(["string", "number"]) } else { json!("string") };
                json!({ "type": types, "description": format!("{}.", capital(what)), "examples": [example] })
            }
            Kind::Reference(target) => json!({
                "type": "string",
                "description": format!("The name of {}.", target.one),
                "examples": [target.example],
            }),
            Kind::File => {
                json!({ "type": "string", "description": "The path of a file, relative to the scenario's folder." })
            }
            Kind::Integer => json!({ "type": "integer" }),
            Kind::Number => json!({ "type": "number" }),
            Kind::Switch => json!({ "type": "boolean" }),
            Kind::List(inner) => json!({ "type": "array", "items": self.of(inner) }),
            Kind::Group(group) => {
                let schema = self.group(group);
                self.refer(group.name, schema)
            }
            Kind::OneOf(choices) => {
                let schema = json!({ "oneOf": self.alternatives(choices) });
                let first = choices.first().map_or("nothing", |c| c.name);
                self.refer(&format!("{first}_and_others"), object(schema))
            }
            // `like` must not be taken for a name, which `patternProperties` alone could not say without lookahead.
            Kind::Named(Some(target), inner) => json!({
                "type": "object",
                "description": format!("Each under the name of {}.", target.one),
                "properties": { LIKE: like() },
                "propertyNames": { "pattern": NAME },
                "additionalProperties": self.of(inner),
            }),
            Kind::Named(None, inner) => json!({
                "type": "object",
                "properties": { LIKE: like() },
                "propertyNames": { "pattern": NAME },
                "additionalProperties": self.of(inner),
            }),
            Kind::Paths => json!({
                "type": "object",
                "description": "Rules by their paths, each with its new value.",
                "propertyNames": { "pattern": RULE },
                "examples": [{ "gateway.front.retries": 2 }],
            }),
            Kind::Any(kinds) => json!({ "anyOf": kinds.iter().map(|k| self.of(k)).collect::<Vec<_>>() }),
        })
    }

    fn group(&mut self, group: &Group) -> Map<String, Json> {
        let mut properties = Map::new();
        for field in &group.fields {
            properties.insert(field.name.into(), Json::Object(self.field(field)));
        }
        properties.entry(LIKE).or_insert(like());
        object(json!({
            "type": "object",
            "title": group.name,
            "description": prose(group.doc),
            "properties": properties,
            "additionalProperties": false,
        }))
    }

    fn field(&mut self, field: &Field) -> Map<String, Json> {
        let mut schema = self.of(&field.kind);
        let mut description = field.doc.clone();
        if let Some(bounds) = &field.bounds {
            let _ = write!(description, " [{}]", bounds.text);
            if matches!(field.kind, Kind::Integer | Kind::Number) {
                limit(&mut schema, bounds);
            }
        }
        if let Some(why) = field.fixed {
            let _ = write!(description, " Fixed during a run: {why}.");
        }
        if let Some(Json::String(form)) = schema.get("description") {
            let _ = write!(description, " {form}");
        }
        schema.insert("description".into(), json!(description.trim()));
        match &field.default {
            // What writes nothing is absent by default.
            Some(Value::Table(table)) if table.is_empty() => {}
            Some(default) => {
                schema.insert("default".into(), plain(default));
            }
            None => {}
        }
        schema
    }

    /// Each way to choose: a plain text where all settings have defaults, a table with one key, a `like`.
    fn alternatives(&mut self, choices: &[Choice]) -> Vec<Json> {
        let mut list = Vec::new();
        let texts: Vec<_> =
            choices.iter().filter(|c| c.kind.as_ref().is_some_and(is_optional)).map(|c| c.name).collect();
        if !texts.is_empty() {
            list.push(json!({ "enum": texts }));
        }
        for choice in choices {
            let Some(kind) = &choice.kind else {
                list.push(json!({ "const": choice.name, "description": prose(choice.doc) }));
                continue;
            };
            list.push(json!({
                "type": "object",
                "description": prose(choice.doc),
                "properties": { choice.name: self.of(kind), LIKE: like() },
                "required": [choice.name],
                "additionalProperties": false,
            }));
        }
        if choices.iter().any(|c| c.kind.is_some()) {
            list.push(json!({
                "type": "object",
                "properties": { LIKE: like() },
                "required": [LIKE],
                "additionalProperties": false,
            }));
        }
        list
    }

    /// A reference to a schema, which is kept under a name of its own.
    fn refer(&mut self, name: &str, schema: Map<String, Json>) -> Json {
        let known = self.list.iter().find(|(_, s)| *s == schema).map(|(name, _)| name.clone());
        let name = known.unwrap_or_else(|| {
            // Wings may have policies of one name.
            let taken = |name: &str| self.list.iter().any(|(n, _)| n == name);
            let numbered = (2..).map(|n| format!("{name}_{n}"));
            let free = std::iter::once(name.to_string()).chain(numbered).find(|n| !taken(n)).unwrap_or_default();
            self.list.push((free.clone(), schema));
            free
        });
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

fn like() -> Json {
    json!({
        "type": "string",
        "description": "The table or file that this table starts from: `nodes.home`, `presets/network/posp.toml`.",
    })
}

fn extends() -> Json {
    json!({
        "description": "Files that are merged first; later ones win. Paths start at this file.",
        "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }],
    })
}

/// Whether everything below may be left out.
fn is_optional(kind: &Kind) -> bool {
    match kind {
        Kind::Group(group) => group.fields.iter().chain(&group.flat).all(|f| f.default.is_some()),
        _ => false,
    }
}

fn limit(schema: &mut Map<String, Json>, bounds: &Bounds) {
    for &(relation, limit) in &bounds.limits {
        let key = match relation {
            Relation::Above => "exclusiveMinimum",
            Relation::AtLeast => "minimum",
            Relation::Below => "exclusiveMaximum",
            Relation::AtMost => "maximum",
        };
        // 2^53: beyond it a float no longer counts by ones.
        let whole = limit.fract().abs() < f64::EPSILON && limit.abs() < 9.0e15;
        schema.insert(key.into(), if whole { json!(limit as i64) } else { json!(limit) });
    }
}

fn plain(value: &Value) -> Json {
    match value {
        Value::Text(text) => json!(text),
        Value::Integer(n) => json!(n),
        Value::Float(x) => json!(x),
        Value::Switch(switch) => json!(switch),
        Value::List(list) => list.iter().map(|tree| plain(&tree.value)).collect(),
        Value::Table(table) => {
            Json::Object(table.entries().iter().map(|e| (e.key.clone(), plain(&e.tree.value))).collect())
        }
    }
}

fn object(schema: Json) -> Map<String, Json> {
    if let Json::Object(map) = schema { map } else { Map::new() }
}

fn prose(doc: &str) -> String {
    doc.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().replace('\\', "")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use units::settings::Setting as _;
    use units::share::Share;

    use super::*;
    use crate::toy::Toy;

    fn toy() -> Json {
        schema(&Toy::kind(), "A toy")
    }

    #[test]
    fn a_field_has_its_meaning_its_default_and_its_bounds() {
        let toy = toy();
        assert_eq!(toy["properties"]["seed"], json!({ "type": "integer", "description": "Its seed.", "default": 1 }));
        let d = json!({
            "type": "integer", "minimum": 1, "maximum": 100,
            "description": "How many are asked. [1 ..= 100]", "default": 2,
        });
        assert_eq!(toy["$defs"]["PowerOfD"]["properties"]["d"], d);
        let share = json!({
            "type": ["string", "number"], "examples": ["5 %"], "default": "5 %",
            "description": "Its part. [0 ..= 1] A share.",
        });
        assert_eq!(toy["$defs"]["Nodes"]["properties"]["share"], share);
    }

    #[test]
    fn a_menu_takes_a_plain_text_a_table_or_a_base() {
        let toy = toy();
        assert_eq!(toy["properties"]["pick"]["$ref"], "#/$defs/random_and_others");
        let ways = toy["$defs"]["random_and_others"]["oneOf"].as_array().unwrap();
        assert_eq!(ways[0], json!({ "enum": ["random", "power_of_d"] }));
        assert_eq!(ways[2]["properties"]["power_of_d"], json!({ "$ref": "#/$defs/PowerOfD" }));
        assert_eq!((&ways[2]["required"], &ways[2]["additionalProperties"]), (&json!(["power_of_d"]), &json!(false)));
        assert_eq!(ways[3]["required"], json!(["like"]));
        assert_eq!(ways.len(), 4);
    }

    #[test]
    fn named_tables_have_fit_names_and_one_form() {
        let nodes = &toy()["properties"]["nodes"];
        assert_eq!(nodes["propertyNames"]["pattern"], NAME);
        assert_eq!(nodes["additionalProperties"], json!({ "$ref": "#/$defs/Nodes" }));
        assert_eq!(nodes["properties"]["like"]["type"], "string");
    }

    #[test]
    fn only_the_root_extends_and_every_table_may_have_a_base() {
        let toy = toy();
        assert_eq!(toy["properties"]["extends"]["anyOf"][0], json!({ "type": "string" }));
        assert_eq!(toy["additionalProperties"], json!(false));
        for def in ["Nodes", "PowerOfD", "Random"] {
            assert!(toy["$defs"][def]["properties"]["extends"].is_null(), "{def}");
            assert_eq!(toy["$defs"][def]["properties"]["like"]["type"], "string", "{def}");
            assert_eq!(toy["$defs"][def]["additionalProperties"], json!(false), "{def}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere_and_nothing_stands_twice() {
        fn references(schema: &Json, found: &mut Vec<String>) {
            match schema {
                Json::Object(map) => {
                    found.extend(map.get("$ref").and_then(Json::as_str).map(String::from));
                    map.values().for_each(|inner| references(inner, found));
                }
                Json::Array(list) => list.iter().for_each(|inner| references(inner, found)),
                _ => {}
            }
        }
        let toy = toy();
        let mut found = Vec::new();
        references(&toy, &mut found);
        for reference in &found {
            assert!(toy.pointer(&reference[1..]).is_some(), "{reference}");
        }
        let names: Vec<_> = toy["$defs"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["Nodes", "Random", "PowerOfD", "random_and_others"]);
    }

    #[test]
    fn numbers_of_several_forms_are_any_of_them() {
        let when = &toy()["properties"]["when"];
        assert_eq!(when["anyOf"], json!([{ "type": "number" }, { "$ref": "#/$defs/random_and_others" }]));
        assert_eq!(schema(&Share::kind(), "x")["type"], json!(["string", "number"]));
    }
}
