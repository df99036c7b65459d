//! Values under dotted paths, as in `{ "network.alpha.pricing.posted.work" = "3 usd/h" }`.

use super::{Kind, Setting};
use crate::problem::Problems;
use crate::tree::{Entry, Place, Table, Tree, Value};

/// Rules by their paths, each with the value that it is to have, in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Paths {
    /// Each path, with where it stands, and its value.
    pub list: Vec<(String, Place, Value)>,
}

/// Places do not count: two files that say the same are the same.
impl PartialEq for Paths {
    fn eq(&self, other: &Self) -> bool {
        let said = |(path, _, value): &(String, Place, Value)| (path.clone(), value.clone());
        self.list.iter().map(said).eq(other.list.iter().map(said))
    }
}

impl Setting for Paths {
    fn kind() -> Kind {
        Kind::Paths
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        let Value::Table(table) = &tree.value else {
            let example = "`{ \"gateway.front.retries\" = 2 }`";
            problems.push(
                tree.place,
                format!("this must be paths with values, as in {example}, not {}", tree.value.what()),
            );
            return None;
        };
        let mut list = Vec::new();
        for entry in table.entries() {
            // A path that was written without quotes arrives as tables in tables; a range of values is no such table.
            let is_nested = entry.tree.table().is_some_and(|table| table.get("from").is_none());
            if !entry.key.contains('.') && is_nested {
                let remedy = "put the path in quotes, as in `\"gateway.front.retries\" = 2`";
                problems.push_with(entry.place, format!("`{}` is not the full path of a setting", entry.key), remedy);
            }
            list.push((entry.key.clone(), entry.place, entry.tree.value.clone()));
        }
        if list.is_empty() {
            problems.push(tree.place, "this changes nothing: name at least one path");
        }
        Some(Self { list })
    }
    fn write(&self) -> Value {
        let mut table = Table::default();
        for (path, _, value) in &self.list {
            table.put(Entry { key: path.clone(), place: Place::NONE, tree: Tree::bare(value.clone()) });
        }
        Value::Table(table)
    }
}
