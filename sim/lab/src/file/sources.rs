//! The texts that a scenario is made of, and where in them a place lies.

use std::path::PathBuf;

use units::tree::Place;

/// Where a text comes from, to find what it names beside itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Home {
    /// A file.
    Disk(PathBuf),
    /// A preset that is built into the program, by its path.
    Shipped(String),
    /// An argument of the command line.
    Argument,
}

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
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
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
    fn an_argument_has_no_lines_and_a_default_no_place() {
        let sources = sources();
        assert_eq!(sources.origin(Place { layer: 0, start: 4, end: 5 }), "a.toml");
        assert_eq!(sources.origin(Place { layer: 1, start: 4, end: 5 }), "b.toml:1");
        assert_eq!(sources.origin(Place::NONE), "default");
    }
}
