//! Makes a failing scenario small: takes out one table or key after another while it still fails alike.

use units::settings::Setting as _;
use units::tree::{Table, Tree, Value};

use super::{Failing, try_text};
use crate::file::{Request, canonical};
use crate::scenario;

/// Trials at the most; each is two runs of the scenario.
const TRIALS: usize = 400;

/// The smallest scenario found that fails as this one does, as TOML.
pub fn shrink(text: &str, failing: &Failing) -> String {
    let request = Request { file: "swarm.toml".into(), ..Request::default() };
    let Ok(checked) = scenario::open_text(text, &request) else { return text.into() };
    let mut best = checked.file.write();
    let still_fails = |value: &Value| try_text(&canonical(value)).is_err_and(|other| failing.is_like(&other));
    if !still_fails(&best) {
        return text.into();
    }
    let mut trials = 0;
    loop {
        let mut shrunk = false;
        for path in paths(&best) {
            if trials == TRIALS {
                return canonical(&best);
            }
            let Some(candidate) = without(&best, &path) else { continue };
            trials += 1;
            if still_fails(&candidate) {
                best = candidate;
                shrunk = true;
            }
        }
        if !shrunk {
            return canonical(&best);
        }
    }
}

/// The paths of all keys, outer ones first: a table that can go takes its keys along.
fn paths(value: &Value) -> Vec<Vec<String>> {
    let mut list = Vec::new();
    let mut level: Vec<(Vec<String>, &Value)> = vec![(Vec::new(), value)];
    while !level.is_empty() {
        let mut next = Vec::new();
        for (path, value) in level {
            let Value::Table(table) = value else { continue };
            for entry in table.entries() {
                let path: Vec<String> = path.iter().cloned().chain([entry.key.clone()]).collect();
                list.push(path.clone());
                next.push((path, &entry.tree.value));
            }
        }
        level = next;
    }
    list
}

/// The value without the key at a path.
fn without(value: &Value, path: &[String]) -> Option<Value> {
    let Value::Table(table) = value else { return None };
    let (first, rest) = path.split_first()?;
    let mut smaller: Table = table.clone();
    if rest.is_empty() {
        smaller.take(first)?;
    } else {
        let inner = smaller.get_mut(first)?;
        *inner = Tree { place: inner.place, value: without(&inner.value, rest)? };
    }
    Some(Value::Table(smaller))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_can_be_taken_out() {
        let inner = Value::Table({
            let mut table = Table::default();
            for key in ["a", "b"] {
                let tree = Tree::bare(Value::Integer(1));
                table.put(units::tree::Entry { key: key.into(), place: units::tree::Place::NONE, tree });
            }
            table
        });
        let mut outer = Table::default();
        outer.put(units::tree::Entry { key: "t".into(), place: units::tree::Place::NONE, tree: Tree::bare(inner) });
        let value = Value::Table(outer);
        let all = paths(&value);
        assert_eq!(all, [vec!["t".to_string()], vec!["t".into(), "a".into()], vec!["t".into(), "b".into()]]);
        assert_eq!(canonical(&without(&value, &all[1]).unwrap()), "[t]\nb = 1\n");
    }
}
