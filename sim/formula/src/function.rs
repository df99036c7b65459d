//! The functions that a formula may call, by name and number of arguments.

use crate::step::{One, Two};

/// A function that a formula may call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    If,
    Clamp,
    Pow,
    One(One),
    /// Two arguments or more, from left to right.
    Fold(Two),
}

impl Function {
    pub(crate) const NAMES: [&str; 9] = ["if", "min", "max", "clamp", "ln", "exp", "sqrt", "abs", "pow"];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "if" => Self::If,
            "min" => Self::Fold(Two::Min),
            "max" => Self::Fold(Two::Max),
            "clamp" => Self::Clamp,
            "ln" => Self::One(One::Ln),
            "exp" => Self::One(One::Exp),
            "sqrt" => Self::One(One::Sqrt),
            "abs" => Self::One(One::Abs),
            "pow" => Self::Pow,
            _ => return None,
        })
    }
    /// The fewest and the most arguments, and both in words.
    pub(crate) fn arguments(self) -> (usize, usize, &'static str) {
        match self {
            Self::If | Self::Clamp => (3, 3, "three arguments"),
            Self::Pow => (2, 2, "two arguments"),
            Self::One(_) => (1, 1, "one argument"),
            Self::Fold(_) => (2, usize::MAX, "two arguments or more"),
        }
    }
}
