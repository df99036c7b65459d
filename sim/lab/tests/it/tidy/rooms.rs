//! The rooms of the dynamics touch the tables of the state that their head files declare, and no others.
//!
//! A room is a file in `sim/world/src/dynamics/`, or `dynamics.rs` itself, with the files of its folder. A table counts
//! as touched by `state.table`, by taking a `State { table, .. }` apart, by `self.table` in an `impl State`, and by a
//! call of a method of the state or the moment that is written outside of the dynamics and touches it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{none, read, shown};
use crate::support;

type Names = BTreeSet<String>;

/// Code without comments and line breaks, and without blanks before a dot.
fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.split("//").next().unwrap_or("").trim());
    let text = lines.collect::<Vec<_>>().join(" ");
    text.split(" .").map(str::trim_end).collect::<Vec<_>>().join(".")
}

/// The name with which a text begins, and what follows.
fn name(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len()))
}

/// What follows wherever a word stands by itself.
fn after<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = &'a str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .filter(move |(at, _)| !code[..*at].ends_with(is_name))
        .map(|(at, _)| &code[at + word.len()..])
}

/// The text up to the brace that closes the one before it.
fn block(text: &str) -> &str {
    let mut depth = 1_i32;
    let end = text.char_indices().find(|&(_, c)| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    });
    end.map_or(text, |(at, _)| &text[..at])
}

/// The state's tables, and what methods of the state and the moment that are written beside them touch.
struct State {
    tables: Names,
    doors: BTreeMap<String, Names>,
}

impl State {
    fn new(files: &[String]) -> Self {
        let files: Vec<String> = files.iter().map(|text| plain(text)).collect();
        let text = files.iter().find_map(|text| after(text, "pub(crate) struct State {").next());
        let fields = text.map(|text| block(text).split("pub(crate) ").skip(1)).expect("the state is there");
        let tables = fields.map(|field| name(field).0.to_string()).collect();
        let mut state = Self { tables, doors: BTreeMap::new() };
        let mut methods = Vec::new();
        for (start, owner) in [("impl State {", "self."), ("impl Moment<'_> {", "self.state.")] {
            for text in files.iter().flat_map(|text| after(text, start)) {
                for method in block(text).split("fn ").skip(1) {
                    methods.push((name(method).0.to_string(), state.fields(method, owner)));
                }
            }
        }
        state.doors.extend(methods);
        state
    }
    /// The tables that stand behind a word.
    fn fields(&self, code: &str, word: &str) -> Names {
        after(code, word).map(|rest| name(rest).0.to_string()).filter(|name| self.tables.contains(name)).collect()
    }
    /// The tables that a pattern names.
    fn taken_apart(&self, code: &str, start: &str) -> Names {
        let parts = after(code, start).flat_map(|rest| block(rest).split(','));
        parts.map(|part| name(part.trim()).0.to_string()).filter(|part| self.tables.contains(part)).collect()
    }
    /// The tables that code of the dynamics touches.
    fn touched(&self, text: &str) -> Names {
        let code = plain(text);
        let mut touched = self.fields(&code, "state.");
        for block in after(&code, "impl State {").map(block) {
            touched.extend(self.fields(block, "self."));
            touched.extend(self.taken_apart(block, "let Self {"));
        }
        touched.extend(self.taken_apart(&code, "let State {"));
        for (method, tables) in &self.doors {
            let calls = [format!("self.{method}("), format!("state.{method}(")];
            if calls.iter().any(|call| after(&code, call).next().is_some()) {
                touched.extend(tables.iter().cloned());
            }
        }
        touched
    }
}

/// The tables that a head file declares.
fn declared(text: &str) -> Option<Names> {
    let code = plain(text);
    let list = block(after(&code, "tables! {").next()?);
    Some(list.split(',').map(|table| table.trim().to_string()).filter(|table| !table.is_empty()).collect())
}

/// Where the whole state is handed to code under another name, so that no text tells what becomes of it.
fn aliases(text: &str) -> Vec<String> {
    let code = plain(text);
    let statements = code.split(';').flat_map(|s| s.split_inclusive('{')).filter(|statement| {
        let is_whole = after(statement, "self.state").any(|rest| !rest.starts_with('.'));
        let is_known = ["let state =", "let (state,", "= &mut *self.state", "state: &mut self.state"];
        is_whole && !is_known.iter().any(|form| statement.contains(form))
    });
    statements.map(|statement| statement.trim().to_string()).collect()
}

/// A room: its head file, and all of its files.
fn rooms() -> Vec<(PathBuf, Vec<PathBuf>)> {
    let src = support::root().join("sim/world/src");
    let folder = src.join("dynamics");
    let mut heads: Vec<PathBuf> = support::files(&folder, "rs");
    heads.retain(|path| path.parent() == Some(&folder));
    let rooms = heads.into_iter().map(|head| {
        let files = support::files(&head.with_extension(""), "rs");
        (head.clone(), [vec![head], files].concat())
    });
    let entrance = src.join("dynamics.rs");
    rooms.chain([(entrance.clone(), vec![entrance])]).collect()
}

#[test]
fn rooms_of_the_dynamics_touch_the_tables_that_they_declare() {
    let src = support::root().join("sim/world/src");
    let beside = [vec![src.join("world.rs")], support::files(&src.join("world"), "rs")].concat();
    let state = State::new(&beside.iter().map(|path| read(path)).collect::<Vec<_>>());
    assert!(state.tables.len() > 25 && state.doors.len() > 5, "{:?}, {:?}", state.tables, state.doors);
    let mut broken = Vec::new();
    let mut n_files = 0;
    for (head, files) in rooms() {
        n_files += files.len();
        let Some(declared) = declared(&read(&head)) else {
            broken.push(format!("{} declares no `tables! {{ … }}`", shown(&head)));
            continue;
        };
        let mut touched = Names::new();
        for file in files {
            let text = read(&file);
            for table in state.touched(&text) {
                if !declared.contains(&table) {
                    broken.push(format!("{} touches `{table}`, which {} does not declare", shown(&file), shown(&head)));
                }
                touched.insert(table);
            }
            broken.extend(aliases(&text).iter().map(|at| format!("{}: names the state anew: `{at}`", shown(&file))));
            if file != head && text.contains("tables! {") {
                broken.push(format!("{} declares tables; its head file does", shown(&file)));
            }
        }
        let idle = declared.difference(&touched);
        broken.extend(idle.map(|table| format!("{} declares `{table}`, which no file of it touches", shown(&head))));
    }
    assert!(n_files > 30, "only {n_files} files were found");
    none(&broken);
}

#[test]
fn a_table_is_found_however_it_is_reached() {
    let beside = "
        /// Tables.
        pub(crate) struct State {
            pub(crate) nodes: Nodes,
            /// Who asks.
            pub(crate) users: Vec<Users>,
            pub(crate) log: Option<Log>,
        }
        impl State { fn group(&self) -> u32 { self.nodes.group() } }
        impl Moment<'_> { fn users_of(&mut self) -> &mut Users { &mut self.state.users[0] } }";
    let state = State::new(&[beside.to_string()]);
    let touched = |code: &str| state.touched(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(touched("self.state.nodes.get(0)"), "nodes");
    assert_eq!(touched("self\n    .state\n    .log\n    .take()"), "log");
    assert_eq!(touched("let state = &mut *self.state; state.users[0].sent += 1;"), "users");
    assert_eq!(touched("let State { users, nodes: all, .. } = &mut *self.state;"), "nodes users");
    assert_eq!(touched("impl State { fn hide(&mut self) { self.log = None; } }"), "log");
    assert_eq!(touched("impl State { fn sum(&self) { let Self { users, log, .. } = self; } }"), "log users");
    assert_eq!(touched("self.users_of(); moment.state.group(1)"), "nodes users");
    assert_eq!(touched("// self.state.log\nself.log(estate.users, state::nodes::NONE, state.nodes_up)"), "");
    assert_eq!(declared("tables! {\n    log,\n    nodes,\n}").expect("declared").len(), 2);
    assert_eq!(aliases("let state = &mut *self.state; let all = &self.state;"), ["let all = &self.state"]);
    assert_eq!(aliases("count(&self.state, 1); self.state.nodes.len()"), ["count(&self.state, 1)"]);
}
