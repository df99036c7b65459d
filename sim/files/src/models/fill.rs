//! Puts the tables that a scenario names without writing them into it.

use units::quantity::Name;
use units::settings::Kind;
use units::tree::{Entry, Place, Table, Tree, Value};

use super::{CALIBRATIONS, HARDWARE, Models, no_calibration};
use crate::disk::MODELS;
use crate::home::Home;
use crate::kinds::{Reference, below, references};
use crate::layers::Loader;
use crate::merge::merge;

/// The document with every table that is named and not written, if there is a file for it.
///
/// What a document writes itself stands alone, so that no value of another device slips in; but arguments of the
/// command line that change a table which nobody wrote are laid over its file.
pub(crate) fn fill(loader: &mut Loader<'_>, mut root: Tree, kind: &Kind, models: &Models) -> Tree {
    for &(target, folder) in models.folders {
        for (name, place) in named(kind, &root, target) {
            let said = root.at(target).and_then(|t| t.table()).and_then(|t| t.get(&name)).map(|e| e.tree.clone());
            if said.as_ref().is_some_and(|tree| !loader.is_argument(tree)) {
                continue;
            }
            // A calibration says more than runs read: its table of hardware is what is meant.
            let measured = name.strip_prefix(Name::CALIBRATED).filter(|_| target == HARDWARE);
            let path = measured.map_or_else(|| format!("{folder}/{name}"), |name| format!("{CALIBRATIONS}/{name}"));
            let Some(home) = loader.model(&format!("{MODELS}{path}.toml")) else { continue };
            let inner = below(below(Some(kind), target), &name).cloned();
            let whole = if measured.is_some() { None } else { inner.as_ref() };
            let Some(mut tree) = loader.file(home, place, whole, &mut Vec::new()) else { continue };
            if measured.is_some() {
                let Some(table) = tree.at(HARDWARE) else { continue };
                tree = table.clone();
            }
            let tree = match said {
                Some(said) => merge(tree, &said, inner.as_ref()),
                None => tree,
            };
            put(&mut root, target, Entry { key: name, place, tree });
        }
    }
    measure(loader, kind, &mut root, None, models);
    root
}

/// Puts the number of a calibration wherever a field that is declared as measured names one.
fn measure(loader: &mut Loader<'_>, kind: &Kind, tree: &mut Tree, number: Option<&str>, models: &Models) {
    if let (Value::Text(text), Some(number)) = (&tree.value, number) {
        if let Some(name) = text.strip_prefix(Name::CALIBRATED).map(str::to_owned) {
            put_number(loader, tree, &name, number, models);
        }
        return;
    }
    match (kind, &mut tree.value) {
        (Kind::Group(group), Value::Table(table)) => {
            for field in &group.fields {
                if let Some(inner) = table.get_mut(field.name) {
                    measure(loader, &field.kind, inner, field.measured, models);
                }
            }
        }
        (Kind::OneOf(choices), Value::Table(table)) => {
            for choice in choices {
                if let (Some(kind), Some(inner)) = (&choice.kind, table.get_mut(choice.name)) {
                    measure(loader, kind, inner, None, models);
                }
            }
        }
        (Kind::Named(_, kind), Value::Table(table)) => {
            let keys: Vec<String> = table.entries().iter().map(|e| e.key.clone()).collect();
            for key in keys {
                if let Some(inner) = table.get_mut(&key) {
                    measure(loader, kind, inner, None, models);
                }
            }
        }
        (Kind::Any(kinds), _) => {
            for kind in kinds {
                measure(loader, kind, tree, None, models);
            }
        }
        _ => {}
    }
}

/// Puts the number of a calibration in the place of its name.
fn put_number(loader: &mut Loader<'_>, tree: &mut Tree, name: &str, number: &str, models: &Models) {
    let place = tree.place;
    let home = loader.model(&format!("{MODELS}{CALIBRATIONS}/{name}.toml")).filter(|_| Name::is_fit(name));
    let Some(home) = home else {
        let (message, remedy) = no_calibration(name, &models.below(CALIBRATIONS));
        loader.refuse(place, message, Some(remedy));
        return;
    };
    let Some(file) = loader.file(home, place, None, &mut Vec::new()) else { return };
    if let Some(found) = file.at(number) {
        *tree = found.clone();
    } else {
        let message = format!("the calibration `{name}` has no `{number}`");
        let remedy = "measure again with `windtunnel calibrate`, with a larger `--budget` if time was short";
        loader.refuse(place, message, Some(remedy.into()));
    }
}

/// The names that refer to tables of a kind, each once, with the place of its first mention.
fn named(kind: &Kind, root: &Tree, target: &str) -> Vec<(String, Place)> {
    let mut list: Vec<(String, Place)> = Vec::new();
    for Reference { name, place, .. } in references(kind, root).into_iter().filter(|r| r.target.table == target) {
        if Name::is_fit(name) && list.iter().all(|known| known.0 != name) {
            list.push((name.into(), place));
        }
    }
    list
}

/// Puts a table among those of its kind.
fn put(root: &mut Tree, target: &str, entry: Entry) {
    let Value::Table(table) = &mut root.value else { return };
    if table.get(target).is_none() {
        let tree = Tree { place: entry.place, value: Value::Table(Table::default()) };
        table.put(Entry { key: target.into(), place: entry.place, tree });
    }
    if let Some(Tree { value: Value::Table(tables), .. }) = table.get_mut(target) {
        tables.put(entry);
    }
}

impl Loader<'_> {
    /// Whether all of a value was said by arguments of the command line.
    fn is_argument(&self, tree: &Tree) -> bool {
        match &tree.value {
            Value::Table(table) => table.entries().iter().all(|e| self.is_argument(&e.tree)),
            _ => self.sources.source(tree.place).is_some_and(|s| s.home == Home::Argument),
        }
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting as _;

    use crate::toy::Toy;
    use crate::{Models, Request, Shipped, canonical, load_text};

    const SHIPPED: [Shipped; 2] = [
        Shipped { path: "models/nodes/home.toml", text: "count = 7\n" },
        Shipped { path: "models/nodes/rack.toml", text: "extends = 'home.toml'\nshare = '9 %'\n" },
    ];
    const MODELS: Models = Models { folders: &[("nodes", "nodes")], shipped: &SHIPPED };

    fn check(text: &str, sets: &[&str], expected: &str) {
        let sets = sets.iter().map(ToString::to_string).collect();
        let request = Request { file: "t.toml".into(), sets, ..Request::default() };
        let loaded = load_text(text, &request, &Toy::kind(), &MODELS);
        assert_eq!(canonical(&loaded.tree.expect("it loads").value), expected, "{text}");
    }

    #[test]
    fn what_is_named_and_not_written_comes_from_its_file() {
        check(
            "[nodes.a]\nafter = 'rack'\n",
            &[],
            "[nodes.a]\nafter = \"rack\"\n\n[nodes.rack]\ncount = 7\nshare = \"9 %\"\n",
        );
    }

    #[test]
    fn what_is_written_stands_alone_but_arguments_change_the_file() {
        let text = "[nodes.a]\nafter = 'rack'\n[nodes.rack]\ncount = 1\n";
        check(text, &[], "[nodes.a]\nafter = \"rack\"\n\n[nodes.rack]\ncount = 1\n");
        check(
            "[nodes.a]\nafter = 'rack'\n",
            &["nodes.rack.count=3"],
            "[nodes.a]\nafter = \"rack\"\n\n[nodes.rack]\ncount = 3\nshare = \"9 %\"\n",
        );
        let other = "[nodes.a]\nafter = '../rack'\n";
        check(other, &[], "[nodes.a]\nafter = \"../rack\"\n");
    }
}
