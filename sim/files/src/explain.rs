//! The resolved scenario with the origin of every value.

use std::fmt::Write as _;

use units::tree::{Place, Tree, Value, key_text};

use super::canonical::lines;
use super::sources::Sources;

/// Characters after which an origin no longer moves to the right; longer lines push theirs out.
const WIDEST: usize = 60;

/// A written value as TOML text in which each line says where its value comes from.
///
/// `value` is the setting as written, with all defaults; `tree` is what was loaded and holds the places.
pub fn explain(value: &Value, tree: &Tree, sources: &Sources) -> String {
    let lines = lines(value);
    let length = |text: &str| text.chars().count();
    let leaves = lines.iter().filter(|line| line.leaf.is_some());
    let column = leaves.map(|line| length(&line.text)).filter(|&n| n <= WIDEST).max().unwrap_or(0);
    let mut out = String::new();
    for line in &lines {
        out.push_str(&line.text);
        if let Some(path) = &line.leaf {
            // A path may hold what would end the comment.
            let origin = sources.origin(place(tree, path)).replace(char::is_control, "?");
            let _ = write!(out, "{:1$}  # {origin}", "", column.saturating_sub(length(&line.text)));
        }
        out.push('\n');
    }
    out
}

/// One value of a resolved scenario and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The dotted path, keys written as TOML does.
    pub path: String,
    /// The value.
    pub value: Value,
    /// Where it was said: `quickstart.toml:12`, `--set 1`, or `default`.
    pub origin: String,
}

/// All values of a written setting with their origins, in the order of [`explain`].
pub fn origins(value: &Value, tree: &Tree, sources: &Sources) -> Vec<Origin> {
    let leaves = lines(value).into_iter().filter_map(|line| line.leaf);
    let all = leaves.filter_map(|path| {
        let value = path.iter().try_fold(value, |value, key| match value {
            Value::Table(table) => Some(&table.get(key)?.tree.value),
            _ => None,
        })?;
        let keys: Vec<String> = path.iter().map(|key| key_text(key)).collect();
        Some(Origin { path: keys.join("."), value: value.clone(), origin: sources.origin(place(tree, &path)) })
    });
    all.collect()
}

/// Where the value at a path of the written form was said; none if it is a default.
fn place(tree: &Tree, path: &[String]) -> Place {
    let Some((key, rest)) = path.split_first() else { return tree.place };
    match &tree.value {
        Value::Table(table) => table.get(key).map_or(Place::NONE, |entry| place(&entry.tree, rest)),
        // A plain text chose this policy; the settings below it are the policy's own.
        Value::Text(text) if text == key => {
            if rest.is_empty() {
                tree.place
            } else {
                Place::NONE
            }
        }
        _ => tree.place,
    }
}

#[cfg(test)]
mod tests {
    use units::settings::Setting as _;

    use super::*;
    use crate::toy::{Toy, read};
    use crate::{Models, Request, canonical, load_text};

    #[test]
    fn every_leaf_knows_where_it_comes_from() {
        let text =
            "name = \"t\"\n[nodes.home]\ncount = 3\n[nodes.cheats]\nlike = \"nodes.home\"\n[pick]\nrandom = {}\n";
        let sets = vec!["nodes.cheats.count=1".into(), "when=random".into()];
        let request = Request { file: "scenarios/t.toml".into(), sets, ..Request::default() };
        let loaded = load_text(text, &request, &Toy::kind(), &Models::NONE);
        let tree = loaded.tree.unwrap();
        let toy = Toy::read(&tree, &mut units::problem::Problems::default()).unwrap();
        let expected = "\
name = \"t\"     # scenarios/t.toml:1
seed = 1       # default
list = []      # default

[nodes.home]
count = 3      # scenarios/t.toml:3
share = \"5 %\"  # default

[nodes.cheats]
count = 1      # --set 1
share = \"5 %\"  # default

[pick.random]  # scenarios/t.toml:7

[when.random]  # --set 2
";
        let explained = explain(&toy.write(), &tree, &loaded.sources);
        assert_eq!(explained, expected);
        assert_eq!(canonical(&read(&explained).write()), canonical(&toy.write()));
        let count = origins(&toy.write(), &tree, &loaded.sources).into_iter().find(|o| o.path == "nodes.cheats.count");
        let count = count.unwrap();
        assert_eq!((count.value, count.origin.as_str()), (Value::Integer(1), "--set 1"));
    }
}
