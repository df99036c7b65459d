//! A small scenario for the tests of this room, with every kind of setting in it.

use std::fs;
use std::path::PathBuf;

use units::ids::GroupId;
use units::problem::Problems;
use units::reference::Ref;
use units::settings::{Kind, Named, Setting};
use units::share::Share;
use units::tree::{Tree, Value};

use super::disk::shown;
use super::{Colour, Loaded, Models, Request, Shipped, canonical, load, load_text, parse};

units::settings! {
    /// Picks any node.
    pub struct Random {}
}

units::settings! {
    /// Picks the best of a few.
    pub struct PowerOfD {
        /// How many are asked [1 ..= 100].
        pub d: u32 = 2,
        /// Whether one may be asked twice.
        pub replacement: bool = true,
    }
}

/// Who picks.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pick {
    /// Anyone.
    Random(Random),
    /// The best of a few.
    PowerOfD(PowerOfD),
}

units::choice_setting!(Pick { "random" => Random(Random), "power_of_d" => PowerOfD(PowerOfD) });

/// A number or a law.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    /// Always the same.
    Number(f64),
    /// A law.
    Law(Pick),
}

impl Setting for When {
    fn kind() -> Kind {
        Kind::Any(vec![Kind::Number, Pick::kind()])
    }
    fn read(tree: &Tree, problems: &mut Problems) -> Option<Self> {
        match &tree.value {
            Value::Integer(_) | Value::Float(_) => f64::read(tree, problems).map(Self::Number),
            _ => Pick::read(tree, problems).map(Self::Law),
        }
    }
    fn write(&self) -> Value {
        match self {
            Self::Number(x) => x.write(),
            Self::Law(pick) => pick.write(),
        }
    }
}

units::settings! {
    /// A group of nodes.
    pub struct Nodes {
        /// How many [>= 1].
        pub count: u32,
        /// Its part [0 ..= 1].
        pub share: Share = Share::percent(5),
        /// The group that they come after.
        pub after: Option<Ref<GroupId>>,
    }
}

units::settings! {
    /// A toy.
    pub struct Toy {
        /// What it is called.
        pub name: String,
        /// Its seed.
        pub seed: u64 = 1,
        /// A list.
        pub list: Vec<u32> = Vec::new(),
        /// Its nodes.
        pub nodes: Named<Nodes>,
        /// Who picks.
        pub pick: Option<Pick>,
        /// When.
        pub when: Option<When>,
    }
}

/// A text as a tree.
pub(super) fn tree(text: &str) -> Tree {
    let mut problems = Problems::default();
    let tree = parse::document(text, 0, &mut problems);
    assert_eq!(problems, Problems::default(), "{text}");
    tree.unwrap()
}

/// A text as a toy.
pub(super) fn read(text: &str) -> Toy {
    let mut problems = Problems::default();
    let toy = Toy::read(&tree(text), &mut problems);
    assert_eq!(problems, Problems::default(), "{text}");
    toy.unwrap()
}

/// What a load tells: the canonical text of the merged tree, or its problems as shown.
pub(super) fn told(loaded: &Loaded) -> String {
    match &loaded.tree {
        Some(tree) => canonical(&tree.value),
        None => loaded.sources.render(&loaded.problems, Colour::Plain),
    }
}

/// Loads a text as `t.toml` under presets and `--set` arguments.
pub(super) fn load_toy(text: &str, sets: &[&str], shipped: &'static [Shipped]) -> Loaded {
    let sets = sets.iter().map(ToString::to_string).collect();
    let request = Request { file: "t.toml".into(), sets, shipped, ..Request::default() };
    load_text(text, &request, &Toy::kind(), &Models::NONE)
}

/// A folder of its own for one test, which goes with it.
pub(super) struct Scratch {
    pub(super) folder: PathBuf,
}

impl Scratch {
    pub(super) fn new(name: &str, files: &[(&str, &[u8])]) -> Self {
        let folder = std::env::temp_dir().join(format!("windtunnel-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        for (path, bytes) in files {
            let file = folder.join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
        Self { folder }
    }

    /// Loads one of its files, with its own path shown as `~`.
    pub(super) fn tell(&self, file: &str, presets: &[&str]) -> String {
        let presets = presets.iter().map(ToString::to_string).collect();
        let preset_folders = vec![self.folder.join("presets")];
        let request = Request { file: self.folder.join(file), presets, preset_folders, ..Request::default() };
        told(&load(&request, &Toy::kind(), &Models::NONE)).replace(&shown(&self.folder), "~")
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
