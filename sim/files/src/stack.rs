//! All layers of a scenario, each over those before it.

use units::settings::Kind;
use units::tree::{Place, Tree};

use super::home::Home;
use super::layers::Loader;
use super::merge::merge;
use super::{Request, argument};

/// The main file with all it extends, under the presets and the arguments of the command line.
pub(super) fn all(loader: &mut Loader<'_>, request: &Request, text: Option<&str>, kind: &Kind) -> Option<Tree> {
    let home = Home::Disk(request.file.clone());
    let mut tree = match text {
        Some(text) => {
            loader.count()?;
            loader.text(home, Place::NONE, text.into(), Some(kind), &mut Vec::new())
        }
        None => loader.file(home, Place::NONE, Some(kind), &mut Vec::new()),
    };
    for name in &request.presets {
        let layer = match loader.preset(name) {
            Ok(home) => loader.file(home, Place::NONE, Some(kind), &mut Vec::new()),
            Err((message, remedy)) => loader.refuse(Place::NONE, message, remedy),
        };
        tree = tree.zip(layer).map(|(tree, layer)| merge(tree, &layer, Some(kind)));
    }
    let sets = request.sets.iter().enumerate().map(|(i, argument)| (format!("--set {}", i + 1), argument));
    let flags = request.flags.iter().map(|(name, argument)| ((*name).to_string(), argument));
    for (name, argument) in sets.chain(flags) {
        let layer = argument::read(loader, name, argument);
        tree = tree.zip(layer).map(|(tree, (layer, _))| merge(tree, &layer, Some(kind)));
    }
    tree
}
