//! Files of a crate import each other in one direction only; the question of a wing knows none of its answers.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{none, read, shown};
use crate::support;

/// A module as its path from the crate's top, which has none.
type Module = Vec<String>;

/// Circles that are known, by crate and modules, each with its reason.
const KNOWN: [(&str, &[&str], &str); 0] = [];

/// The modules of a crate with their code, without comments and unit tests.
fn modules(src: &Path) -> BTreeMap<Module, String> {
    let mut list = BTreeMap::new();
    for file in support::files(src, "rs") {
        let below = file.strip_prefix(src).expect("found there").with_extension("");
        let mut module: Module = below.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        if module.last().is_some_and(|last| last == "mod") || ["lib", "main"].contains(&below.to_str().unwrap_or("")) {
            module.pop();
        }
        if !module.iter().any(|name| name == "tests") {
            let text = read(&file);
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or("");
            list.insert(
                module,
                code.lines().map(|line| line.split("//").next().unwrap_or("").to_string() + "\n").collect(),
            );
        }
    }
    list
}

/// What a module imports: paths as they are written, by whether others may import them from here.
struct Imports {
    own: Vec<Vec<String>>,
    shared: Vec<Vec<String>>,
}

fn imports(code: &str) -> Imports {
    let mut found = Imports { own: Vec::new(), shared: Vec::new() };
    let mut rest = String::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let is_shared = line.trim_start().starts_with("pub");
        let bare = line.trim_start().trim_start_matches("pub").trim_start();
        let bare =
            if bare.starts_with('(') { bare.split_once(')').map_or("", |(_, rest)| rest.trim_start()) } else { bare };
        let Some(start) = bare.strip_prefix("use ") else {
            rest += line;
            rest += "\n";
            continue;
        };
        let mut text = start.to_string();
        while !text.contains(';') {
            text += lines.next().expect("a `use` ends");
        }
        let list = if is_shared { &mut found.shared } else { &mut found.own };
        flatten(&[], text.split(';').next().unwrap_or(""), list);
    }
    // Paths that are written where they are used.
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in rest.match_indices(start) {
            if !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':') {
                let end = rest[at..].find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
                flatten(&[], &rest[at..end.map_or(rest.len(), |end| at + end)], &mut found.own);
            }
        }
    }
    found
}

/// The paths of `a::{b, c::{d, e}}`, each whole.
fn flatten(before: &[String], text: &str, list: &mut Vec<Vec<String>>) {
    let text = text.trim();
    let names = |text: &str| -> Vec<String> {
        text.split("::").map(str::trim).filter(|name| !name.is_empty()).map(ToString::to_string).collect()
    };
    let Some((head, inner)) = text.split_once('{') else {
        let path = [before.to_vec(), names(text.split(" as ").next().unwrap_or(""))].concat();
        list.extend((path != before).then_some(path));
        return;
    };
    let before = [before.to_vec(), names(head)].concat();
    let inner = inner.trim_end().strip_suffix('}').unwrap_or(inner);
    let (mut depth, mut from) = (0_i32, 0);
    for (at, c) in inner.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                flatten(&before, &inner[from..at], list);
                from = at + 1;
            }
            _ => {}
        }
    }
    flatten(&before, &inner[from..], list);
}

/// The crate's modules and what each imports.
struct Crate {
    imports: BTreeMap<Module, Imports>,
}

impl Crate {
    fn new(modules: BTreeMap<Module, String>) -> Self {
        Self { imports: modules.into_iter().map(|(module, code)| (module, imports(&code))).collect() }
    }

    /// The module in which what a path names is written, followed through what modules hand on.
    fn home(&self, module: &Module, path: &[String], depth: u32) -> Option<Module> {
        let mut at = match path[0].as_str() {
            "crate" => Module::new(),
            _ => module.clone(),
        };
        let mut rest = path;
        while let [first, after @ ..] = rest
            && ["crate", "self", "super"].contains(&first.as_str())
        {
            if first == "super" {
                at.pop();
            }
            rest = after;
        }
        // Another crate, or a name that was imported before.
        let is_own =
            rest.len() < path.len() || self.imports.contains_key(&[at.clone(), vec![rest[0].clone()]].concat());
        if !is_own {
            return None;
        }
        while let [first, after @ ..] = rest {
            let below = [at.clone(), vec![first.clone()]].concat();
            if !self.imports.contains_key(&below) {
                break;
            }
            (at, rest) = (below, after);
        }
        let handed_on = rest.first().and_then(|name| {
            let shared = &self.imports.get(&at)?.shared;
            shared.iter().find(|path| path.last() == Some(name))
        });
        match handed_on {
            Some(path) if depth < 8 => self.home(&at, path, depth + 1).or(Some(at)),
            _ => Some(at),
        }
    }

    /// Who imports whom; a module and what is below it are one idea, so that between these all may be imported.
    fn edges(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let edges = self.imports.iter().map(|(module, imports)| {
            let paths = imports.own.iter().chain(&imports.shared);
            let homes = paths.filter_map(|path| self.home(module, path, 0));
            (module, homes.filter(|home| !home.starts_with(module) && !module.starts_with(home)).collect())
        });
        edges.collect()
    }

    /// Modules that reach each other, with the imports among them.
    fn circles(&self) -> Vec<(Vec<String>, String)> {
        let edges = self.edges();
        let reached = |from: &Module| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
            while let Some(to) = open.pop().and_then(|module| edges.get(module)) {
                open.extend(to.iter().filter(|to| seen.insert((*to).clone())));
            }
            seen
        };
        let reach: BTreeMap<&Module, BTreeSet<Module>> =
            edges.keys().map(|module| (*module, reached(module))).collect();
        let mut circles = BTreeMap::new();
        for (module, to) in &reach {
            let circle: Vec<&Module> = to.iter().filter(|other| reach[other].contains(*module)).collect();
            if circle.contains(module) {
                let named = |module: &Module| module.join("::");
                let among = |from: &&Module| {
                    let to = edges[*from].iter().filter(|to| circle.contains(to)).map(&named).collect::<Vec<_>>();
                    format!("  {} imports from {}", named(from), to.join(", "))
                };
                let lines: Vec<String> = circle.iter().map(among).collect();
                circles.insert(circle.iter().map(|module| named(module)).collect::<Vec<_>>(), lines.join("\n"));
            }
        }
        circles.into_iter().collect()
    }
}

#[test]
fn modules_do_not_import_each_other_in_circles() {
    let mut broken = Vec::new();
    let mut known: Vec<_> = KNOWN.iter().collect();
    let mut n = 0;
    for folder in std::fs::read_dir(support::root().join("sim")).expect("it is there") {
        let folder = folder.expect("it can be read").path();
        let name = folder.file_name().map_or(String::new(), |name| name.to_string_lossy().into_owned());
        let modules = modules(&folder.join("src"));
        n += modules.len();
        for (circle, lines) in Crate::new(modules).circles() {
            let before = known.len();
            known.retain(|(of, modules, _)| *of != name || *modules != circle);
            if known.len() == before {
                broken.push(format!("{name}: a circle of {} modules:\n{lines}", circle.len()));
            }
        }
    }
    assert!(n > 300, "only {n} modules were found");
    broken.extend(known.iter().map(|(of, modules, _)| format!("{of}: {modules:?} is no circle any more: take it out")));
    none(&broken);
}

#[test]
fn the_policy_file_of_a_wing_imports_nothing_of_its_wing() {
    let src = support::root().join("sim/rules/src");
    let rules = Crate::new(modules(&src));
    let mut broken = Vec::new();
    let mut n = 0;
    for (module, imports) in rules.imports.iter().filter(|(module, _)| module.last().is_some_and(|m| m == "policy")) {
        n += 1;
        for path in imports.own.iter().chain(&imports.shared) {
            let home = rules.home(module, path, 0);
            if home.is_some_and(|home| home != *module && home.first() == module.first()) {
                broken.push(format!("{}: imports `{}`", shown(&src.join(module.join("/"))), path.join("::")));
            }
        }
    }
    assert!(n >= 15, "only {n} wings were found");
    none(&broken);
}

#[test]
fn circles_are_found_through_what_is_handed_on_and_not_between_a_module_and_what_is_below() {
    let circles = |modules: &[(&str, &str)]| {
        let module = |path: &str| path.split("::").filter(|name| !name.is_empty()).map(ToString::to_string).collect();
        let modules = modules.iter().map(|(path, code)| (module(path), (*code).to_string()));
        let circles = Crate::new(modules.collect()).circles();
        circles.into_iter().map(|(circle, _)| circle.join(" ")).collect::<Vec<_>>()
    };
    let two =
        [("", "mod a;\nmod b;\n"), ("a", "use std::fmt;\nuse super::b::{self, B};\n"), ("b", "use crate::a::A;\n")];
    assert_eq!(circles(&two), ["a b"]);
    let inline = [("", ""), ("a", "fn f() -> super::b::B {}\n"), ("b", "impl crate::a::A for B {}\n")];
    assert_eq!(circles(&inline), ["a b"]);
    let handed_on = [
        ("", "pub use b::B;\n"),
        ("a", "use crate::B;\n"),
        ("b", "pub(crate) use super::{\n    c::C,\n    a::{X, Y},\n};\n"),
        ("c", ""),
    ];
    assert_eq!(circles(&handed_on), ["a b"]);
    let family = [("", "mod a;\n"), ("a", "mod b;\npub use b::B;\n"), ("a::b", "use super::A;\nuse crate::top;\n")];
    assert_eq!(circles(&family), [""; 0]);
    let three = [
        ("", ""),
        ("a", "use super::b::B;\n"),
        ("b", "use super::c::C as A;\n"),
        ("c", "use super::a::A;\n"),
        ("d", "use super::a::A;\n"),
    ];
    assert_eq!(circles(&three), ["a b c"]);
    let straight = [
        ("", ""),
        ("a", "use super::b::B;\nuse super::c::C;\n"),
        ("b", "use super::c::C;\n"),
        ("c", "use rand::a::A;\n"),
    ];
    assert_eq!(circles(&straight), [""; 0]);
}
