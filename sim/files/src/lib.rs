//! Scenario files as text and as trees: layers, merging, origins, how faults are shown; and what is written to disk.
//!
//! A scenario is TOML text in layers: the files that a file `extends`, the file, the presets, the `--set` arguments.
//! [`load`] merges them into one tree in which every value knows the place where it stands; `units::settings` reads
//! that tree, and [`Sources::render`] shows what is wrong, with the line and what would serve.

mod argument;
mod canonical;
mod disk;
mod explain;
mod home;
pub mod journal;
mod kinds;
mod layers;
mod like;
pub mod limits;
pub mod lock;
mod merge;
mod models;
mod parse;
pub mod publish;
mod render;
mod schema;
mod sources;
mod stack;
#[cfg(test)]
mod toy;
mod unset;

use std::path::{Path, PathBuf};

use units::problem::Problems;
use units::settings::Kind;
use units::tree::Tree;

pub use canonical::{canonical, hash};
pub use disk::{Shipped, reason, shown};
pub use explain::{Origin, explain, origins};
pub use kinds::{Reference, each_file, kind_at, references};
pub use models::{CALIBRATIONS, Models, no_calibration};
pub use render::Colour;
pub use schema::schema;
pub use sources::{BYTE_ORDER_MARK, Position, Source, Sources};

use disk::Library;
use layers::Loader;

/// The key by which a file names the files it builds on.
const EXTENDS_KEY: &str = "extends";

/// The key by which a table names the table it starts from.
const LIKE: &str = "like";

/// What to load: a file and what the command line lays over it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The main file, as given.
    pub file: PathBuf,
    /// Presets by name (`churn/spot_v100`) or path (`my/churn.toml`), in order; later wins.
    pub presets: Vec<String>,
    /// Arguments such as `network.alpha.fee=5%`, in order; they win over all else.
    pub sets: Vec<String>,
    /// Flags that stand for an argument, as in `--seed` for `seed=7`; laid over all else, and named in messages.
    pub flags: Vec<(&'static str, String)>,
    /// Folders in which presets are looked for, in this order.
    pub preset_folders: Vec<PathBuf>,
    /// Presets that are built into the program, asked last.
    pub shipped: &'static [Shipped],
    /// Folders in which `hardware/h100.toml` and its like are looked for, in this order, before what is built in.
    pub model_folders: Vec<PathBuf>,
}

impl Request {
    fn library<'a>(&'a self, models: &Models) -> Library<'a> {
        Library {
            folders: &self.preset_folders,
            shipped: self.shipped,
            model_folders: &self.model_folders,
            models: models.shipped,
        }
    }
}

/// What was loaded, and what is wrong with it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The merged scenario; nothing if there are problems, for a part of it would only raise false ones.
    pub tree: Option<Tree>,
    /// All texts that it is made of.
    pub sources: Sources,
    /// What is wrong.
    pub problems: Problems,
    /// The folder of the main file; paths of data start there.
    pub folder: PathBuf,
}

/// Loads a scenario file with all its layers; `root` says what may stand where, `models` what it may name unwritten.
pub fn load(request: &Request, root: &Kind, models: &Models) -> Loaded {
    load_layers(request, None, root, models)
}

/// Loads a scenario from a text that stands in the place of the main file.
pub fn load_text(text: &str, request: &Request, root: &Kind, models: &Models) -> Loaded {
    load_layers(request, Some(text), root, models)
}

/// The names of all presets that a request can reach, sorted.
pub fn presets(request: &Request) -> Vec<String> {
    request.library(&Models::NONE).names()
}

fn load_layers(request: &Request, text: Option<&str>, root: &Kind, models: &Models) -> Loaded {
    Layers::read_over(request, text, root, models).with(&[])
}

/// The layers of a scenario, read and merged once, to be completed many times with other values.
#[derive(Clone, Debug)]
pub struct Layers<'a> {
    loader: Loader<'a>,
    merged: Option<Tree>,
    root: &'a Kind,
    models: &'a Models,
    folder: PathBuf,
}

impl<'a> Layers<'a> {
    /// Reads a scenario file with all its layers.
    pub fn read(request: &'a Request, root: &'a Kind, models: &'a Models) -> Self {
        Self::read_over(request, None, root, models)
    }
    fn read_over(request: &'a Request, text: Option<&str>, root: &'a Kind, models: &'a Models) -> Self {
        let folder = request.file.parent().unwrap_or(Path::new("")).to_path_buf();
        let mut loader = Loader::new(request, &folder, models);
        let merged = stack::all(&mut loader, request, text, root);
        Self { loader, merged, root, models, folder }
    }
    /// The scenario with these arguments laid over all else; each has a name for messages, and is `path=value`.
    ///
    /// It is as if they were the last `--set`, but a table takes the place of the one before it: what an experiment
    /// varies is the whole value that it names. Entries under a name of the user's, such as a group of nodes, are still
    /// completed key by key. Tables that start `like` another inherit what they change.
    pub fn with(&self, arguments: &[(String, String)]) -> Loaded {
        let mut loader = self.loader.clone();
        let mut merged = self.merged.clone();
        for (name, argument) in arguments {
            let layer = argument::read(&mut loader, name.clone(), argument);
            merged = merged.zip(layer).map(|(mut tree, (layer, keys))| {
                merge::vacate(&mut tree, &layer, keys, Some(self.root));
                merge::merge(tree, &layer, Some(self.root))
            });
        }
        let tree = merged.map(|merged| {
            let mut followed = like::follow(&mut loader, &merged, self.root);
            unset::strip(&mut followed, Some(self.root));
            models::fill::fill(&mut loader, followed, self.root, self.models)
        });
        let Loader { sources, mut problems, .. } = loader;
        if let Some(tree) = &tree {
            limits::check(tree, &mut problems);
        }
        let tree = tree.filter(|_| problems.is_empty());
        Loaded { tree, sources, problems, folder: self.folder.clone() }
    }
}
