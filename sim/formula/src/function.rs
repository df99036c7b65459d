//! The functions that a formula may call.

use crate::step::{One, Step, Two};

/// A function that a formula may call.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) does: Does,
    /// How it is called.
    pub(crate) call: &'static str,
    pub(crate) doc: &'static str,
}

/// What a function does with its arguments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Does {
    If,
    Clamp,
    Pow,
    One(One),
    /// Two arguments or more, from left to right.
    Fold(Two),
}

const fn function(name: &'static str, does: Does, call: &'static str, doc: &'static str) -> Function {
    Function { name, does, call, doc }
}

/// All functions.
pub(crate) const FUNCTIONS: [Function; 9] = [
    function("if", Does::If, "if(c, a, b)", "a if c is true, else b"),
    function("min", Does::Fold(Two::Min), "min(a, b, ...)", "the least"),
    function("max", Does::Fold(Two::Max), "max(a, b, ...)", "the greatest"),
    function("clamp", Does::Clamp, "clamp(x, lo, hi)", "x, but at least lo and at most hi"),
    function("ln", Does::One(One::Ln), "ln(x)", "natural logarithm of a plain number"),
    function("exp", Does::One(One::Exp), "exp(x)", "e to the power of a plain number"),
    function("sqrt", Does::One(One::Sqrt), "sqrt(x)", "square root"),
    function("abs", Does::One(One::Abs), "abs(x)", "x without its sign"),
    function("pow", Does::Pow, "pow(x, y)", "x to the power of a plain number"),
];

impl Function {
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        const { &FUNCTIONS }.iter().find(|function| function.name == name)
    }
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.into_iter().map(|function| function.name)
    }
}

impl Does {
    /// The fewest and the most arguments, and both in words.
    pub(crate) fn arguments(self) -> (usize, usize, &'static str) {
        match self {
            Self::If | Self::Clamp => (3, 3, "three arguments"),
            Self::Pow => (2, 2, "two arguments"),
            Self::One(_) => (1, 1, "one argument"),
            Self::Fold(_) => (2, usize::MAX, "two arguments or more"),
        }
    }
    /// The step behind all arguments.
    pub(crate) fn step(self) -> Step {
        match self {
            Self::If => Step::If,
            Self::Clamp => Step::Clamp,
            Self::Pow => Step::Two(Two::Pow),
            Self::One(one) => Step::One(one),
            Self::Fold(two) => Step::Two(two),
        }
    }
}
