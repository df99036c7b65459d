//! What is wrong with a formula, and where.

use std::fmt;

use crate::tree::Part;

/// One fault of a formula, placed by bytes of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first byte of what is wrong.
    pub start: usize,
    /// The byte after what is wrong; equal to `start` where something is missing.
    pub end: usize,
    /// What is wrong, without a stop.
    pub message: String,
    /// What would serve, if more can be said than the message says.
    pub remedy: Option<String>,
}

impl Fault {
    pub(crate) fn at(part: Part, message: impl Into<String>) -> Self {
        Self::new(part.start, part.end, message)
    }
    pub(crate) fn new(start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { start, end, message: message.into(), remedy: None }
    }
    pub(crate) fn with(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        self.remedy.as_ref().map_or(Ok(()), |remedy| write!(f, "; {remedy}"))
    }
}
