//! The texts that a scenario is made of, and where in them a place lies.

use std::path::{Component, Path, PathBuf};

use units::tree::Place;

use super::disk;
use super::home::Home;

/// One text that a scenario is made of.
#[derive(Clone, Debug)]
pub struct Source {
    /// What to call it in a message: a path as given, `--set 1`.
    pub name: String,
    /// The text.
    pub text: String,
    pub(super) home: Home,
}

/// All texts that a scenario is made of; [`Place::layer`] counts them.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
    main: String,
}

/// What some editors put in front of a text: it says nothing, and stays in the text because places are counted in its
/// bytes.
pub const BYTE_ORDER_MARK: char = '\u{feff}';

impl Source {
    /// The byte at which the first line begins.
    pub(super) fn begin(&self) -> usize {
        if self.text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 }
    }
    /// What to call it in results: its path from the folder of the scenario, the same on every machine.
    ///
    /// Presets and models are called alike whichever folder they were found in, and if they are built in. A file whose
    /// way depends on the machine, as that from an absolute path to a relative one, is called by its own name alone.
    pub fn portable(&self, folder: &Path) -> String {
        match &self.home {
            Home::Disk(path) => disk::shown(&way(folder, path).unwrap_or_else(|| own_name(path))),
            Home::Shipped(_) | Home::Argument => self.name.clone(),
        }
    }
}

fn own_name(path: &Path) -> PathBuf {
    path.file_name().map_or_else(|| path.into(), PathBuf::from)
}

/// The way from a folder, or from that of presets or models, to a file, by their names alone; none if these do not
/// tell.
fn way(folder: &Path, file: &Path) -> Option<PathBuf> {
    let (from, to) = (names(folder), names(file));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = &from[common..];
    // Below the folder the rest is the way; else both must begin at the same place, and climb by names.
    let is_below = up.is_empty() && (common > 0 || !file.has_root());
    let library = to.iter().rposition(|part| ["presets", "models"].iter().any(|name| part.as_os_str() == *name));
    if let Some(library) = library.filter(|_| !is_below) {
        return Some(to[library..].iter().collect());
    }
    let is_beside =
        !folder.has_root() && !file.has_root() && up.iter().all(|part| matches!(part, Component::Normal(_)));
    (is_below || is_beside)
        .then(|| up.iter().map(|_| Component::ParentDir).chain(to[common..].iter().copied()).collect())
}

fn names(path: &Path) -> Vec<Component<'_>> {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

/// A place as people say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position<'a> {
    /// The name of the text.
    pub name: &'a str,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
}

impl Sources {
    pub(super) fn new(main: String) -> Self {
        Self { list: Vec::new(), main }
    }
    /// The name of the main file.
    pub fn main(&self) -> &str {
        &self.main
    }
    /// The texts, in the order of their layers.
    pub fn list(&self) -> &[Source] {
        &self.list
    }
    /// The texts that are files or presets, not arguments of the command line.
    pub fn files(&self) -> impl Iterator<Item = &Source> {
        self.list.iter().filter(|source| source.home != Home::Argument)
    }
    /// The text in which a place lies.
    pub fn source(&self, place: Place) -> Option<&Source> {
        self.list.get(place.layer as usize)
    }
    /// Where a place lies; nothing for a place that is none.
    pub fn position(&self, place: Place) -> Option<Position<'_>> {
        let source = self.source(place)?;
        let before = source.text.get(..place.start as usize)?;
        let line_start = before.rfind('\n').map_or(source.begin().min(before.len()), |at| at + 1);
        let line = 1 + before.bytes().filter(|&b| b == b'\n').count();
        Some(Position { name: &source.name, line, column: 1 + before[line_start..].chars().count() })
    }
    /// Where a value comes from: `quickstart.toml:12`, `--set 1`, or `default`.
    pub fn origin(&self, place: Place) -> String {
        match (self.source(place), self.position(place)) {
            (Some(source), Some(_)) if source.home == Home::Argument => source.name.clone(),
            (_, Some(position)) => format!("{}:{}", position.name, position.line),
            _ => "default".into(),
        }
    }
    pub(super) fn add(&mut self, source: Source) -> u32 {
        self.list.push(source);
        self.list.len() as u32 - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> Sources {
        let mut sources = Sources::new("a.toml".into());
        sources.add(Source { name: "a.toml".into(), text: "x = 1\né = 2\n".into(), home: Home::Argument });
        sources.add(Source { name: "b.toml".into(), text: "x = 1\n".into(), home: Home::Disk("b.toml".into()) });
        sources
    }

    #[test]
    fn columns_count_characters_not_bytes() {
        let sources = sources();
        let at = sources.position(Place { layer: 0, start: 11, end: 12 }).unwrap();
        assert_eq!((at.line, at.column), (2, 5));
    }

    #[test]
    fn a_file_has_the_same_name_wherever_the_scenario_is() {
        let check = |folder: &str, file: &str, name: &str| {
            let source = Source { name: file.into(), text: String::new(), home: Home::Disk(file.into()) };
            assert_eq!(source.portable(Path::new(folder)), name, "{file} from {folder}");
        };
        for folder in ["", ".", "my", "../my", "/home/me", "./my/own"] {
            let file = |name: &str| Path::new(folder).join(name).display().to_string();
            check(folder, &file("a.toml"), "a.toml");
            check(folder, &file("presets/a.toml"), "presets/a.toml");
            check(folder, &file("../base.toml"), "../base.toml");
        }
        for folder in ["scenarios", "scenarios/theory", "my", "../my", "/home/me"] {
            check(folder, "scenarios/presets/a.toml", "presets/a.toml");
            check(folder, "models/llms/a.toml", "models/llms/a.toml");
        }
        check("my/own", "my/a.toml", "../a.toml");
        // There is no way that another machine has, too.
        check("../my", "your/a.toml", "a.toml");
        check("", "/home/me/a.toml", "a.toml");
        check("/home/me", "/home/you/a.toml", "a.toml");
        check("/home/me", "your/a.toml", "a.toml");
    }

    #[test]
    fn an_argument_has_no_lines_and_a_default_no_place() {
        let sources = sources();
        assert_eq!(sources.origin(Place { layer: 0, start: 4, end: 5 }), "a.toml");
        assert_eq!(sources.origin(Place { layer: 1, start: 4, end: 5 }), "b.toml:1");
        assert_eq!(sources.origin(Place::NONE), "default");
    }
}
