//! What is wrong with a trace file, and in which line.

use std::path::Path;

/// One fault of a trace file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, the first being 1; what concerns the whole file stands at 1.
    pub line: u64,
    /// What is wrong, without a stop.
    pub message: String,
    /// What would serve, if more can be said than the message says.
    pub remedy: Option<String>,
}

/// The first faults of a trace file, in the order of their lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    list: Vec<Fault>,
}

impl Faults {
    /// So many faults are told; a file with more has one cause, which these show.
    pub const MOST: usize = 20;

    /// The faults.
    pub fn list(&self) -> &[Fault] {
        &self.list
    }
    /// Whether the file need not be read further.
    pub fn is_full(&self) -> bool {
        self.list.len() >= Self::MOST
    }
    /// All faults, one a line: `path:line: message; remedy`.
    pub fn render(&self, path: &Path) -> String {
        let path = path.display();
        let line = |Fault { line, message, remedy }: &Fault| {
            let remedy = remedy.as_ref().map_or(String::new(), |remedy| format!("; {remedy}"));
            format!("{path}:{line}: {message}{remedy}\n")
        };
        let cut = || format!("{path}: the rest was not read after {} faults\n", Self::MOST);
        self.list.iter().map(line).chain(self.is_full().then(cut)).collect()
    }

    pub(super) fn one(line: u64, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let mut faults = Self::default();
        faults.push(line, message.into(), Some(remedy.into()));
        faults
    }
    pub(super) fn push(&mut self, line: u64, message: String, remedy: Option<String>) {
        if !self.is_full() {
            self.list.push(Fault { line, message, remedy });
        }
    }
}
