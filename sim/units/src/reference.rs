//! Names of tables as types: a setting that names a network is a `Ref<NetworkId>`.

use std::fmt;
use std::marker::PhantomData;

use crate::tree::Place;

/// A kind of thing that settings refer to by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The table of a scenario that holds them, as in `network`.
    pub table: &'static str,
    /// One of them, as in `a network`.
    pub one: &'static str,
    /// A name that one of them may have.
    pub example: &'static str,
}

impl Target {
    /// What one of them is called without an article, as in `network`.
    pub fn noun(&self) -> &'static str {
        self.one.strip_prefix("a ").or(self.one.strip_prefix("an ")).unwrap_or(self.one)
    }
}

/// The id of something that settings refer to by name.
pub trait Row: Copy + fmt::Debug + PartialEq {
    /// What is referred to.
    const TARGET: Target;
    /// The id of a row.
    fn of(row: usize) -> Self;
}

/// A name that refers to the thing with the id `T`, and the place where it was written.
#[derive(Clone, Debug, Eq)]
pub struct Ref<T> {
    /// The name itself.
    pub text: String,
    /// Where it was written.
    pub place: Place,
    of: PhantomData<T>,
}

impl<T> Ref<T> {
    /// A name that was written at a place.
    pub fn new(text: &str, place: Place) -> Self {
        Self { text: text.into(), place, of: PhantomData }
    }
}

/// Places do not count: two files that say the same are the same.
impl<T> PartialEq for Ref<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{GroupId, HardwareId, LlmId};

    #[test]
    fn a_noun_has_no_article() {
        assert_eq!(GroupId::TARGET.noun(), "group of nodes");
        assert_eq!(LlmId::TARGET.noun(), "llm");
        assert_eq!(HardwareId::TARGET.noun(), "hardware");
    }
}
