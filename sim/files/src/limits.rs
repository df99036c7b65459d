//! What a scenario file may ask for at most: it can come from a stranger.

use units::problem::Problems;
use units::tree::{Tree, Value};

/// Bytes of one file \[B\]; a thousand times a long scenario, and still parsed in a blink.
pub const FILE_BYTES: u64 = 1 << 20;

/// Tables and lists inside each other; the deepest law of a distribution needs nine.
pub const NESTING: usize = 16;

/// Texts that are merged: files named by `extends`, presets and `--set` together.
pub const LAYERS: usize = 64;

/// Files that stand behind each other through `extends`.
pub const EXTENDS: usize = 8;

/// Tables that stand behind each other through `like`.
pub const LIKES: usize = 16;

/// Keys and list items of one file, and of the merged scenario.
pub const KEYS: usize = 10_000;

/// Keys that all `like` of a scenario copy; without it twenty short lines could double twenty times.
pub const COPIES: usize = 100_000;

/// Bytes of one text or key \[B\].
pub const TEXT_BYTES: usize = 4 << 10;

/// Faults of form noted in one file; what follows the first few is noise.
pub const FAULTS_OF_FORM: usize = 20;

/// Problems that are shown; the rest is counted.
pub const SHOWN: usize = 100;

pub(super) const FLATTER: &str = "use fewer levels";
pub(super) const FEWER: &str = "move long lists into a CSV file and name the file";

pub(super) fn too_deep() -> String {
    format!("tables and lists are nested more than {NESTING} deep")
}

pub(super) fn too_many() -> String {
    format!("there are more than {KEYS} keys and list items")
}

/// Holds the merged scenario to the limits of one file: `like` and `extends` can make it larger and deeper.
pub(super) fn check(tree: &Tree, problems: &mut Problems) {
    if count_keys(tree) > KEYS {
        problems.push_with(tree.place, too_many(), FEWER);
    }
    if depth(tree) > NESTING {
        problems.push_with(tree.place, too_deep(), FLATTER);
    }
}

/// Keys and list items in a tree.
pub(super) fn count_keys(tree: &Tree) -> usize {
    inner(tree).map(|tree| 1 + count_keys(tree)).sum()
}

/// Tables and lists inside each other, this one among them.
fn depth(tree: &Tree) -> usize {
    match &tree.value {
        Value::Table(_) | Value::List(_) => 1 + inner(tree).map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

fn inner(tree: &Tree) -> Box<dyn Iterator<Item = &Tree> + '_> {
    match &tree.value {
        Value::Table(table) => Box::new(table.entries().iter().map(|e| &e.tree)),
        Value::List(list) => Box::new(list.iter()),
        _ => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests {
    use crate::toy::{load_toy, told};

    #[test]
    fn the_merged_scenario_is_held_to_the_limits_of_a_file() {
        let shown = |message: &str, remedy: &str| {
            format!(
                "error: {message}\n --> t.toml:1:1\n  |\n1 | [a]\n  | ^\n  |\n  = help: {remedy}\n\n1 problem in t.toml\n"
            )
        };
        let keys: String = (0..5000).map(|i| format!("k{i} = 1")).collect::<Vec<_>>().join("\n");
        let many = format!("[a]\n{keys}\n[b]\nlike = \"a\"\n");
        let message = "there are more than 10000 keys and list items";
        let remedy = "move long lists into a CSV file and name the file";
        assert_eq!(told(&load_toy(&many, &[], &[])), shown(message, remedy));
        let deep = format!("[a]\nx = {}1{}\n[b.c.d.e]\nlike = \"a\"\n", "[".repeat(13), "]".repeat(13));
        let message = "tables and lists are nested more than 16 deep";
        assert_eq!(told(&load_toy(&deep, &[], &[])), shown(message, "use fewer levels"));
    }
}
