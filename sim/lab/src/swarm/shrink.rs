//! Makes a failing scenario small: takes out one table or key after another while it still fails alike.

use files::{Request, canonical};
use units::settings::Setting as _;
use units::tree::{Table, Tree, Value};

use super::{Failing, try_text};

/// Trials at the most; each is two runs of the scenario.
const TRIALS: usize = 400;

/// The smallest scenario found that fails as this one does, as TOML.
pub fn shrink(text: &str, failing: &Failing) -> String {
    shrink_by(text, &|text| try_text(text).is_err_and(|other| failing.is_like(&other)))
}

/// The smallest scenario found of which `fails` still says that it does.
fn shrink_by(text: &str, fails: &dyn Fn(&str) -> bool) -> String {
    let request = Request { file: "swarm.toml".into(), ..Request::default() };
    let Ok(checked) = scenario::open_text(text, &request) else { return text.into() };
    let mut best = checked.file.write();
    let still_fails = |value: &Value| fails(&canonical(value));
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
    use world::outcome::simulate;

    use super::*;
    use crate::swarm::draw;

    /// A planted law that busy worlds break: no request is refused.
    fn refuses(text: &str) -> bool {
        let request = Request { file: "swarm.toml".into(), ..Request::default() };
        let Ok(checked) = scenario::open_text(text, &request) else { return false };
        let outcome = simulate(checked.scenario.clone(), 0, &|_| true).unwrap();
        let columns = world::metrics::catalogue::columns(&checked.scenario);
        let refused = columns.iter().position(|c| c.name == "refused_share" && c.owner.is_empty()).unwrap();
        outcome.values[refused].is_some_and(|share| share > 0.0)
    }

    #[test]
    fn a_planted_failure_is_shrunk_to_what_it_needs() {
        let seed = (0..100).find(|&seed| refuses(&draw(seed, 1_000))).expect("some world refuses a request");
        let large = draw(seed, 1_000);
        let small = shrink_by(&large, &refuses);
        assert!(refuses(&small), "what is left does not fail:\n{small}");
        assert!(small.len() * 2 < large.len(), "{} of {} bytes are left:\n{small}", small.len(), large.len());
        // Nothing more can go: without any further key it is another world, or none.
        let request = Request { file: "swarm.toml".into(), ..Request::default() };
        let value = units::tree::Value::Table(match scenario::open_text(&small, &request).unwrap().tree.value {
            Value::Table(table) => table,
            other => panic!("a scenario is a table, not {other:?}"),
        });
        let can_go = |path: &Vec<String>| without(&value, path).is_some_and(|smaller| refuses(&canonical(&smaller)));
        let spare: Vec<_> = paths(&value).into_iter().filter(can_go).collect();
        assert!(spare.is_empty(), "{spare:?} could go from\n{small}");
    }

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
