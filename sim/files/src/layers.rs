//! Files and what they extend, read once each and merged.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use units::problem::Problems;
use units::settings::Kind;
use units::tree::{Entry, Place, Tree, Value};

use super::disk::{Library, MODELS, Refusal, shown};
use super::home::Home;
use super::limits::{EXTENDS, LAYERS};
use super::merge::merge;
use super::models::Models;
use super::parse;
use super::sources::{BYTE_ORDER_MARK, Source, Sources};
use super::{EXTENDS_KEY, Request};

/// Loads texts and merges them.
#[derive(Clone, Debug)]
pub(super) struct Loader<'a> {
    pub(super) sources: Sources,
    pub(super) problems: Problems,
    library: Library<'a>,
    folder: PathBuf,
    layers: usize,
    // What was loaded already, by where it truly is: a file that ten tables start from is read once.
    loaded: BTreeMap<Home, Option<Tree>>,
}

/// The files that stand behind each other at this moment, with their names.
pub(super) type Chain = Vec<(Home, String)>;

impl<'a> Loader<'a> {
    pub(super) fn new(request: &'a Request, folder: &Path, models: &Models) -> Self {
        Self {
            sources: Sources::new(shown(&request.file)),
            problems: Problems::default(),
            library: request.library(models),
            folder: folder.into(),
            layers: 0,
            loaded: BTreeMap::new(),
        }
    }

    /// The file that `name` means where it stands at `place`.
    pub(super) fn beside(&self, name: &str, place: Place) -> Home {
        let from = self.sources.source(place).map_or(&Home::Argument, |s| &s.home);
        self.library.beside(name, from, &self.folder)
    }

    /// The file of a preset.
    pub(super) fn preset(&self, name: &str) -> Result<Home, Refusal> {
        self.library.preset(name)
    }

    /// The file of a model, if there is one.
    pub(super) fn model(&self, path: &str) -> Option<Home> {
        self.library.model(path)
    }

    /// A file with all it extends; `asked` is where it is named.
    pub(super) fn file(&mut self, home: Home, asked: Place, kind: Option<&Kind>, chain: &mut Chain) -> Option<Tree> {
        let truly = canonical(&home);
        if let Some(at) = chain.iter().position(|(h, _)| *h == truly) {
            let names: Vec<_> = chain[at..].iter().map(|(_, name)| name.as_str()).collect();
            let message = format!("`extends` is circular: {} -> {}", names.join(" -> "), names[0]);
            return self.refuse(asked, message, Some("take one of them out".into()));
        }
        if chain.len() > EXTENDS {
            let message = format!("more than {EXTENDS} files are chained through `extends`");
            return self.refuse(asked, message, Some("name them all in one list instead".into()));
        }
        let loaded = self.loaded.get(&truly).cloned();
        // What is extended twice is merged twice, which costs time too.
        if loaded.is_none() || !chain.is_empty() {
            self.count()?;
        }
        if let Some(tree) = loaded {
            return tree;
        }
        let tree = match self.library.read(&home) {
            Ok(text) => self.text(home, asked, text, kind, chain),
            Err((message, remedy)) => self.refuse(asked, message, remedy),
        };
        self.loaded.insert(truly, tree.clone());
        tree
    }

    /// A text with all it extends, read as if it stood at `home`.
    pub(super) fn text(
        &mut self,
        home: Home,
        asked: Place,
        text: String,
        kind: Option<&Kind>,
        chain: &mut Chain,
    ) -> Option<Tree> {
        let name = match &home {
            Home::Disk(path) => shown(path),
            Home::Shipped(path) if path.starts_with(MODELS) => path.clone(),
            Home::Shipped(path) => format!("presets/{path}"),
            Home::Argument => String::new(),
        };
        if text.trim_start_matches(BYTE_ORDER_MARK).trim().is_empty() {
            let remedy = "`windtunnel init` writes a scenario to start from";
            return self.refuse(asked, format!("{name} is empty"), Some(remedy.into()));
        }
        let truly = canonical(&home);
        let layer = self.sources.add(Source { name: name.clone(), text, home });
        let text = self.sources.list()[layer as usize].text.clone();
        let mut own = parse::document(&text, layer, &mut self.problems)?;
        let Value::Table(table) = &mut own.value else { return None };
        let Some(extends) = table.take(EXTENDS_KEY) else { return Some(own) };
        chain.push((truly, name));
        let tree = self.over_extended(own, &extends, kind, chain);
        chain.pop();
        tree
    }

    /// What a file says itself, over all that it extends.
    fn over_extended(&mut self, own: Tree, entry: &Entry, kind: Option<&Kind>, chain: &mut Chain) -> Option<Tree> {
        let one = std::slice::from_ref(&entry.tree);
        let list = if let Value::List(list) = &entry.tree.value { list.as_slice() } else { one };
        let mut base: Option<Tree> = None;
        let mut whole = true;
        for item in list {
            let Value::Text(name) = &item.value else {
                let message = format!("`extends` must name files, not {}", item.value.what());
                self.refuse(item.place, message, Some("as in `extends = [\"presets/hardware.toml\"]`".into()));
                whole = false;
                continue;
            };
            let home = self.beside(name, item.place);
            let layer = self.file(home, item.place, kind, chain);
            whole &= layer.is_some();
            base = match (base, layer) {
                (Some(base), Some(layer)) => Some(merge(base, &layer, kind)),
                (base, layer) => layer.or(base),
            };
        }
        let tree = match base {
            Some(base) => Tree { place: own.place, ..merge(base, &own, kind) },
            None => own,
        };
        whole.then_some(tree)
    }

    /// Counts a layer; nothing when there are too many.
    pub(super) fn count(&mut self) -> Option<()> {
        self.layers += 1;
        if self.layers == LAYERS + 1 {
            let message = format!("the scenario has more than {LAYERS} layers");
            self.refuse(Place::NONE, message, Some("join some files or `--set` arguments".into()));
        }
        (self.layers <= LAYERS).then_some(())
    }

    pub(super) fn refuse(&mut self, place: Place, message: String, remedy: Option<String>) -> Option<Tree> {
        match remedy {
            Some(remedy) => self.problems.push_with(place, message, remedy),
            None => self.problems.push(place, message),
        }
        None
    }
}

/// Where a text truly is, so that two paths to one file are seen as one.
pub(super) fn canonical(home: &Home) -> Home {
    match home {
        Home::Disk(path) => Home::Disk(fs::canonicalize(path).unwrap_or_else(|_| path.clone())),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::disk::Shipped;
    use crate::toy::{Scratch, load_toy, told};

    const SHIPPED: [Shipped; 2] = [
        Shipped { path: "hardware.toml", text: "seed = 7\nnodes.home.count = 3\npick.random = {}\n" },
        Shipped { path: "churn/spot.toml", text: "extends = \"../hardware.toml\"\nlist = [7]\n" },
    ];

    fn check(text: &str, sets: &[&str], expected: &str) {
        assert_eq!(told(&load_toy(text, sets, &SHIPPED)), expected, "{text} {sets:?}");
    }

    #[test]
    fn what_a_file_extends_comes_first_and_later_wins() {
        let extends = "extends = [\"presets/hardware.toml\", \"presets/churn/spot.toml\"]\n";
        let text = format!("{extends}seed = 8\npick = \"power_of_d\"\n");
        check(&text, &[], "seed = 8\npick = \"power_of_d\"\nlist = [7]\n\n[nodes.home]\ncount = 3\n");
    }

    #[test]
    fn files_are_found_beside_the_file_that_names_them() {
        let files: [(&str, &[u8]); 4] = [
            ("s/main.toml", b"extends = ['../base/a.toml']\nname = 'm'\n"),
            ("base/a.toml", b"extends = ['./b.toml']\nseed = 2\n"),
            ("base/b.toml", b"seed = 3\nlist = [3]\n"),
            ("presets/churn/heavy.toml", b"seed = 9\n"),
        ];
        let scratch = Scratch::new("beside", &files);
        assert_eq!(scratch.tell("s/main.toml", &[]), "seed = 2\nlist = [3]\nname = \"m\"\n");
        assert_eq!(scratch.tell("s/main.toml", &["churn/heavy"]), "seed = 9\nlist = [3]\nname = \"m\"\n");
        let expected = "\
error: there is no preset `churn/heavi`
 |
 = help: did you mean `churn/heavy`?

1 problem in ~/s/main.toml
";
        assert_eq!(scratch.tell("s/main.toml", &["churn/heavi"]), expected);
    }

    #[test]
    fn circles_of_files_are_shown_whole() {
        let files: [(&str, &[u8]); 4] = [
            ("a.toml", b"extends = ['b.toml']\nseed = 1\n"),
            ("b.toml", b"extends = ['d/../c.toml']\n"),
            ("c.toml", b"extends = 'b.toml'\n"),
            ("d/x.toml", b"seed = 1\n"),
        ];
        let scratch = Scratch::new("circle", &files);
        let expected = "\
error: `extends` is circular: ~/b.toml -> ~/d/../c.toml -> ~/b.toml
 --> ~/d/../c.toml:1:11
  |
1 | extends = 'b.toml'
  |           ^^^^^^^^
  |
  = help: take one of them out

1 problem in ~/a.toml
";
        assert_eq!(scratch.tell("a.toml", &[]), expected);
    }

    #[test]
    fn unreadable_files_are_told_where_they_are_named() {
        let files: [(&str, &[u8]); 5] = [
            ("main.toml", b"extends = ['basis.toml', 'latin.toml', 'empty.toml', 'd', 'big.toml', 3]\n"),
            ("base.toml", b"seed = 1\n"),
            ("latin.toml", b"name = '\xe9'\n"),
            ("empty.toml", b" \n"),
            ("d/x.toml", b"seed = 1\n"),
        ];
        let scratch = Scratch::new("unreadable", &files);
        std::fs::write(scratch.folder.join("big.toml"), vec![b'\n'; (1 << 20) + 1]).unwrap();
        let told = scratch.tell("main.toml", &[]);
        let messages: Vec<_> = told.lines().filter(|l| l.starts_with("error") || l.contains("help")).collect();
        let expected = [
            "error: cannot read ~/basis.toml: no such file or folder",
            "  = help: did you mean `base.toml`?",
            "error: ~/latin.toml is not UTF-8 text: see byte 9",
            "  = help: save it again as UTF-8",
            "error: ~/empty.toml is empty",
            "  = help: `windtunnel init` writes a scenario to start from",
            "error: cannot read ~/d: it is a folder",
            "  = help: name a .toml file",
            "error: ~/big.toml is larger than 1 MiB",
            "  = help: move long lists into a CSV file and name the file",
            "error: `extends` must name files, not a whole number",
            "  = help: as in `extends = [\"presets/hardware.toml\"]`",
        ];
        assert_eq!(messages, expected, "{told}");
        let missing = "error: cannot read ~/none.toml: no such file or folder\n\n1 problem in ~/none.toml\n";
        assert_eq!(scratch.tell("none.toml", &[]), missing);
    }

    #[test]
    fn depth_and_number_of_layers_are_bounded() {
        let text = |i| (format!("f{i}.toml"), format!("extends = 'f{}.toml'\n", i + 1));
        let chain: Vec<_> = (0..12).map(text).collect();
        let files: Vec<_> = chain.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let scratch = Scratch::new("chain", &files);
        let expected = "\
error: more than 8 files are chained through `extends`
 --> ~/f8.toml:1:11
  |
1 | extends = 'f9.toml'
  |           ^^^^^^^^^
  |
  = help: name them all in one list instead

1 problem in ~/f0.toml
";
        assert_eq!(scratch.tell("f0.toml", &[]), expected);
        let sets = ["seed=1"; 64];
        let many = "\
error: the scenario has more than 64 layers
 |
 = help: join some files or `--set` arguments

1 problem in t.toml
";
        check("seed = 2\n", &sets[..63], "seed = 1\n");
        check("seed = 2\n", &sets, many);
        let again = format!("extends = [{}]\n", "'presets/hardware.toml', ".repeat(64));
        check(&again, &[], many);
    }
}
