//! Everything that a scenario may say, as lists: wings with their policies, laws, and single settings.

mod views;

use rules::columns::{Age, Column};
use units::settings::{Choice, Field, Kind};
use world::metrics::catalogue::{self, Owner};

use crate::kind;

pub use views::{Question, View, views};
pub use world::metrics::catalogue::{Better, Metric, SNAPSHOTS, Snapshot};

/// A wing: one decision and the policies among which a scenario chooses.
#[derive(Clone, Debug)]
pub struct Wing {
    /// Where it stands in a scenario, without the names of tables, as in `gateway.scheduling`.
    pub name: String,
    /// What is decided.
    pub doc: String,
    /// The policy that serves where the scenario names none.
    pub default: Option<String>,
    /// The policies; the name of each is the key that chooses it.
    pub policies: Vec<Choice>,
}

impl Wing {
    /// The last word of the name: `scheduling` of `gateway.scheduling`.
    pub fn short(&self) -> &str {
        self.name.rsplit('.').next().unwrap_or(&self.name)
    }
}

/// One setting with the place where it stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// The keys that lead to it, without the names of tables, as in `gateway.view_age`.
    pub path: String,
    /// What may stand there; fixed where a table around it is.
    pub field: Field,
}

/// All wings, in the order in which they stand in a scenario.
pub fn wings() -> Vec<Wing> {
    let wing = |path: String, field: &Field| {
        let policies = menu(&field.kind)?.iter().map(documented).collect();
        let default = field.default.as_ref().and_then(named);
        Some(Wing { name: path, doc: field.doc.clone(), default, policies })
    };
    let mut list = Vec::new();
    for Place { path, field } in places() {
        list.extend(wing(path.clone(), &field));
        // A flat menu has no key of its own: its wing is named as what it stands in.
        list.extend(flat(&field.kind).iter().filter_map(|menu| wing(path.clone(), menu)));
    }
    // A menu in two places is one wing, named after the place at which a policy is always chosen.
    let chosen: Vec<String> = list.iter().filter(|w| w.default.is_some()).map(|w| w.short().to_string()).collect();
    list.retain(|wing| wing.default.is_some() || !chosen.iter().any(|short| short == wing.short()));
    list
}

/// The laws of chance that may stand in the place of a span of time or a number.
pub fn laws() -> Vec<Choice> {
    let mut list: Vec<Choice> = Vec::new();
    for place in places() {
        for law in laws_of(&place.field.kind) {
            if !list.iter().any(|known| known.name == law.name) {
                list.push(documented(law));
            }
        }
    }
    list
}

/// What a gateway may know of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeColumn {
    /// Its name, the end of which is its unit.
    pub name: &'static str,
    /// Its unit; empty of plain numbers.
    pub unit: String,
    /// What it means.
    pub doc: String,
    /// How old it is, in words.
    pub age: &'static str,
}

/// What gateways may know of nodes, in the order of their declaration.
pub fn node_columns() -> Vec<NodeColumn> {
    let column = |column: &Column| NodeColumn {
        name: column.name(),
        unit: column.unit().to_string(),
        doc: column.doc().trim().lines().map(str::trim).collect::<Vec<_>>().join(" "),
        age: match column.age() {
            Age::Own => "never stale",
            Age::Reported => "as old as the gateway's view",
            Age::Derived => "derived from values as old as the gateway's view",
        },
    };
    Column::ALL.iter().map(column).collect()
}

/// The kinds of owners of metrics, each with a heading.
pub const OWNERS: [(Owner, &str); 14] = [
    (Owner::Whole, "of the whole run"),
    (Owner::Network, "of each network, as in metric[network.alpha]"),
    (Owner::Gateway, "of each gateway, as in metric[gateway.front]"),
    (Owner::Nodes, "of each group of nodes, as in metric[nodes.home]"),
    (Owner::Users, "of each group of users, as in metric[users.chat]"),
    (Owner::Coin, "of each coin, as in metric[coin.alp]"),
    (Owner::Holders, "of each table of holders, as in metric[holders.fund]"),
    (Owner::Llm, "of each llm, as in metric[llm.small]"),
    (Owner::Apps, "of each table of apps, as in metric[apps.small]"),
    (Owner::Service, "of each service, as in metric[service.store]"),
    (Owner::Fault, "of each fault, as in metric[weather.storm]"),
    (Owner::Governance, "of each governance, as in metric[governance.main]"),
    (Owner::Attacker, "of each attacker, as in metric[attacker.whale]"),
    (Owner::Governor, "of each governor, as in metric[governor.audits]"),
];

/// All metrics, by theme.
pub fn metrics() -> impl Iterator<Item = &'static Metric> {
    catalogue::metrics()
}

/// The language of formulas, in which claims are written.
pub fn formulas() -> Vec<formula::Section> {
    formula::guide()
}

/// Whose a metric is, in words.
pub fn owner_word(owner: Owner) -> &'static str {
    match owner {
        Owner::Whole => "the whole run",
        Owner::Network => "each network",
        Owner::Gateway => "each gateway",
        Owner::Nodes => "each group of nodes",
        Owner::Users => "each group of users",
        Owner::Coin => "each coin",
        Owner::Holders => "each table of holders",
        Owner::Llm => "each llm",
        Owner::Apps => "each table of apps",
        Owner::Service => "each service",
        Owner::Fault => "each fault",
        Owner::Governance => "each governance",
        Owner::Attacker => "each attacker",
        Owner::Governor => "each governor",
    }
}

/// All settings, policies' own included, in the order in which they stand in a scenario.
pub fn places() -> Vec<Place> {
    let mut list = Vec::new();
    walk(kind(), "", None, &mut list);
    list
}

fn walk(kind: &Kind, path: &str, fixed: Option<&'static str>, list: &mut Vec<Place>) {
    let below = |key: &str| if path.is_empty() { key.to_string() } else { format!("{path}.{key}") };
    match kind {
        Kind::Group(group) => {
            for field in &group.fields {
                let (path, fixed) = (below(field.name), fixed.or(field.fixed));
                list.push(Place { path: path.clone(), field: Field { fixed, ..field.clone() } });
                walk(&field.kind, &path, fixed, list);
            }
        }
        Kind::OneOf(choices) => {
            for choice in choices {
                if let Some(kind) = &choice.kind {
                    walk(kind, &below(choice.name), fixed, list);
                }
            }
        }
        Kind::Named(_, inner) => walk(inner, path, fixed, list),
        // A law is the same wherever it stands, and laws can hold laws; `laws` lists them once. A table that may stand
        // in place of a value is no law.
        Kind::Any(kinds) => {
            let is_table = |inner: &&Kind| matches!(inner, Kind::Group(_)) || menu(inner).is_some();
            for table in kinds.iter().filter(|inner| kind.laws().is_empty() && is_table(inner)) {
                walk(table, path, fixed, list);
            }
        }
        Kind::List(_)
        | Kind::Text { .. }
        | Kind::Reference(_)
        | Kind::File
        | Kind::Integer
        | Kind::Number
        | Kind::Switch
        | Kind::Paths => {}
    }
}

/// The policies, if this is a menu: a choice in which something stands below the keys.
fn menu(kind: &Kind) -> Option<&[Choice]> {
    match kind {
        Kind::OneOf(choices) if choices.iter().any(|c| c.kind.is_some()) => Some(choices),
        // Several named rules can stand side by side.
        Kind::Named(_, inner) => menu(inner),
        // Or a plain value.
        kind => Some(kind.policies()).filter(|policies| !policies.is_empty()),
    }
}

/// The menus of which one key stands beside other fields.
fn flat(kind: &Kind) -> &[Field] {
    match kind {
        Kind::Group(group) => &group.flat,
        Kind::Named(_, inner) => flat(inner),
        _ => &[],
    }
}

/// A policy with a doc comment: one that is nothing but a law has none of its own.
fn documented(choice: &Choice) -> Choice {
    let doc = match (&choice.kind, choice.name) {
        _ if !choice.doc.is_empty() => choice.doc,
        (Some(kind), _) if !laws_of(kind).is_empty() => A_LAW,
        (_, "fixed") => "A constant, written as its value.",
        (_, "exponential") => "Exponential: memoryless; written as its mean.",
        (_, "poisson") => "Poisson, for counts: the number of rare independent events; written as its mean.",
        (_, "geometric") => {
            "Geometric, for counts from 1: the number of trials up to the first success; written as its mean."
        }
        _ => "",
    };
    Choice { doc, ..choice.clone() }
}

const A_LAW: &str = "A distribution written as the value, as in `{ exponential = \"1 s\" }`; see `list laws`.";

/// The laws, if this is a value in whose place a law may stand.
fn laws_of(kind: &Kind) -> &[Choice] {
    kind.laws()
}

/// The one key of a written choice.
fn named(value: &units::tree::Value) -> Option<String> {
    match value {
        units::tree::Value::Table(table) => Some(table.entries().first()?.key.clone()),
        _ => None,
    }
}

/// The first sentence of a doc comment, in one line.
pub fn first_sentence(doc: &str) -> String {
    let paragraph: Vec<&str> = doc.trim().lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let text = paragraph.join(" ").replace('\\', "");
    match text.find(". ") {
        Some(end) => text[..=end].to_string(),
        None => text,
    }
}

/// What may stand in a place, in words, as in `a span of time, as in "30 min"`.
pub fn form(kind: &Kind) -> String {
    match kind {
        Kind::Text { what: "a text", .. } => "a text".into(),
        Kind::Text { what, example } => format!("{what}, as in \"{example}\""),
        Kind::Reference(target) => format!("the name of {}, as in \"{}\"", target.one, target.example),
        Kind::File => "the path of a file, relative to the scenario's folder".into(),
        Kind::Integer => "a whole number".into(),
        Kind::Number => "a number".into(),
        Kind::Switch => "true or false".into(),
        Kind::List(inner) => format!("a list of: {}", form(inner)),
        Kind::Group(_) => "a table".into(),
        Kind::OneOf(choices) => {
            let names: Vec<&str> = choices.iter().map(|c| c.name).collect();
            format!("one of {}", names.join(", "))
        }
        Kind::Paths => "paths in quotes, each with a value, as in { \"gateway.front.retries\" = 2 }".into(),
        Kind::Named(Some(target), inner) => format!("{}, each under the name of {}", form(inner), target.one),
        Kind::Named(None, inner) => format!("tables under names of your choice: {}", form(inner)),
        Kind::Any(kinds) => match kinds.first() {
            Some(first) if !laws_of(kind).is_empty() => format!("{}, or a distribution", form(first)),
            _ => kinds.iter().map(form).collect::<Vec<_>>().join(", or "),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_decision_of_the_scenario_is_a_wing() {
        let names: Vec<String> = wings().into_iter().map(|w| w.name).collect();
        for wing in
            ["gateway.routing", "gateway.scheduling", "network.slashing", "nodes.churn", "users.arrival", "weather"]
        {
            assert!(names.iter().any(|name| name == wing), "{wing} is not among {names:?}");
        }
        assert!(!names.iter().any(|name| name == "study" || name == "nodes.leaving"), "plain words are no wing");
    }

    #[test]
    fn wings_of_one_short_name_are_one_menu() {
        let wings = wings();
        let policies = |wing: &Wing| wing.policies.iter().map(|policy| policy.name).collect::<Vec<_>>();
        for (at, wing) in wings.iter().enumerate() {
            for other in wings[..at].iter().filter(|other| other.short() == wing.short()) {
                assert_eq!(policies(wing), policies(other), "{} and {}", wing.name, other.name);
            }
        }
    }

    #[test]
    fn every_policy_says_in_its_first_line_what_it_does() {
        for wing in wings() {
            assert!(!wing.doc.is_empty(), "{} has no doc", wing.name);
            for policy in &wing.policies {
                let first = first_sentence(policy.doc);
                assert!(first.len() > 10 && first.ends_with('.'), "{}.{}: {first:?}", wing.name, policy.name);
            }
        }
    }

    #[test]
    fn the_default_of_a_wing_is_one_of_its_policies() {
        for wing in wings() {
            if let Some(default) = &wing.default {
                assert!(wing.policies.iter().any(|p| p.name == default), "{}: {default}", wing.name);
            }
        }
    }

    #[test]
    fn laws_are_found_wherever_they_stand() {
        let names: Vec<&str> = laws().iter().map(|l| l.name).collect();
        for law in ["exponential", "lognormal", "weibull", "gamma", "pareto", "erlang", "normal", "mixture"] {
            assert!(names.contains(&law), "{law} is not among {names:?}");
        }
        for law in laws() {
            assert!(!law.doc.is_empty(), "{} has no doc", law.name);
        }
    }

    #[test]
    fn no_name_of_a_table_changes_while_a_world_runs() {
        let refers = |kind: &Kind| match kind {
            Kind::Reference(_) => true,
            Kind::List(inner) => matches!(**inner, Kind::Reference(_)),
            _ => false,
        };
        let names: Vec<Place> = places().into_iter().filter(|place| refers(&place.field.kind)).collect();
        assert!(names.len() > 15, "{}", names.len());
        for place in names {
            assert!(place.field.fixed.is_some(), "{} is looked up when a file is read", place.path);
        }
    }

    #[test]
    fn a_form_says_what_may_be_written() {
        let form_of = |path: &str| {
            let place = places().into_iter().find(|place| place.path == path);
            form(&place.unwrap_or_else(|| panic!("there is no {path}")).field.kind)
        };
        assert_eq!(form_of("gateway.view_age"), "a span of time, as in \"30 min\"");
        assert_eq!(form_of("nodes.networks"), "a list of: the name of a network, as in \"alpha\"");
        assert_eq!(
            form_of("nodes.stake"),
            "an amount of a coin, as in \"1_000 opg\", each under the name of a network"
        );
        assert_eq!(form_of("gateway.when_empty"), "one of refuse, hold");
        assert_eq!(form_of("link.latency"), "a span of time, as in \"30 min\", or a distribution");
        assert_eq!(form_of("gateway.scheduling.power_of_d.replacement"), "true or false");
    }
}
