//! References between tables, checked on the tree alone: a file that cannot be read still tells which names mean
//! nothing.

use units::problem::Problems;
use units::tree::{Entry, Place, Table, Tree, Value};

use super::names::unknown;

/// Fields that name tables: the kind of table they stand in, the field, the kind of table they name.
const FIELDS: [(&str, &str, &str); 14] = [
    ("network", "coin", "coin"),
    ("gateway", "networks", "network"),
    ("gateway", "region", "region"),
    ("nodes", "hardware", "hardware"),
    ("nodes", "llms", "llm"),
    ("nodes", "networks", "network"),
    ("nodes", "regions", "region"),
    ("nodes", "stake", "network"),
    ("users", "gateway", "gateway"),
    ("users", "region", "region"),
    ("users", "llms", "llm"),
    ("link", "between", "region"),
    ("cost", "hardware", "hardware"),
    ("cost", "llm", "llm"),
];

/// Notes every name that means no table; for files that have faults of form, so that all faults are told at once.
pub(super) fn check(tree: &Tree, problems: &mut Problems) {
    for (owner, field, target) in FIELDS {
        let tables: Vec<&str> = table(tree.at(target)).map(|e| e.key.as_str()).collect();
        for named in table(tree.at(owner)) {
            let Value::Table(fields) = &named.tree.value else { continue };
            for (name, place) in names(fields, field) {
                if !tables.contains(&name) {
                    unknown(name, place, &tables, target, problems);
                }
            }
        }
    }
}

/// The entries of what may be a table.
fn table(tree: Option<&Tree>) -> impl Iterator<Item = &Entry> {
    let entries = match tree.map(|t| &t.value) {
        Some(Value::Table(table)) => table.entries(),
        _ => &[],
    };
    entries.iter()
}

/// The names that a field holds: its text, the texts of its list, or the keys of its table.
fn names<'a>(fields: &'a Table, field: &str) -> Vec<(&'a str, Place)> {
    let Some(entry) = fields.get(field) else { return Vec::new() };
    let text = |tree: &'a Tree| match &tree.value {
        Value::Text(text) => Some((text.as_str(), tree.place)),
        _ => None,
    };
    match &entry.tree.value {
        Value::Text(_) => text(&entry.tree).into_iter().collect(),
        Value::List(list) => list.iter().filter_map(text).collect(),
        Value::Table(table) => table.entries().iter().map(|e| (e.key.as_str(), e.place)).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use crate::open_text;

    #[test]
    fn a_fault_of_form_does_not_hide_a_name_that_means_nothing() {
        let text = "# q\nname = \"../t\"\nhorizon = \"1\"\n[network.a]\ncoin = \"alp\"\n[gateway.f]\nnetworks = [\"aa\"]\n\
                    [nodes.n]\ncount = 1\n";
        let request = Request { file: "t.toml".into(), ..Request::default() };
        let shown = open_text(text, &request).expect_err("it has four faults").render(Colour::Plain);
        let titles: Vec<&str> = shown.lines().filter(|l| l.starts_with("error")).collect();
        let expected = [
            "error: `../t` cannot name an output folder",
            "error: `1` needs a unit: one of ns, us, ms, s, min, h, d",
            "error: there is no coin `alp`",
            "error: there is no network `aa`",
        ];
        assert_eq!(titles, expected, "{shown}");
    }
}
