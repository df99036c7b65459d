//! What can be wrong with weights, files and steps, told with place and remedy.

use std::fmt;

/// Why a kernel refuses what it was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    text: String,
}

impl Fault {
    /// A fault with this text: what is wrong, where, and what would serve.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Fault {}
