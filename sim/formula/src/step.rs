//! The steps in which a formula is evaluated: operators behind their arguments.

use std::fmt;

/// What a formula or a part of it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// True or false.
    Truth,
}

/// How two numbers are compared; with NaN on either side none of them holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
    /// `==`
    Equal,
    /// `!=`
    Unequal,
}

impl Relation {
    /// Whether `left` stands in this relation to `right`.
    #[expect(clippy::float_cmp, reason = "the user asks for exact equality and gets it")]
    #[inline]
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::More => left > right,
            Self::AtLeast => left >= right,
            Self::Equal => left == right,
            Self::Unequal => left != right && !left.is_nan() && !right.is_nan(),
        }
    }
    /// How it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
            Self::Equal => "==",
            Self::Unequal => "!=",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.symbol())
    }
}

/// One node of the tree; its arguments are the subtrees that end just before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step {
    Number(f64),
    Slot(u32),
    One(One),
    Two(Two),
    Compare(Relation),
    If,
    Clamp,
}

/// Operators and functions of one argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum One {
    Negate,
    Not,
    Ln,
    Exp,
    Sqrt,
    Abs,
}

/// Operators and functions of two arguments that answer what they take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Two {
    Add,
    Subtract,
    Multiply,
    Divide,
    And,
    Or,
    Min,
    Max,
    Pow,
}

impl Step {
    /// How it is written; empty for numbers and names.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Number(_) | Self::Slot(_) => "",
            Self::One(one) => one.symbol(),
            Self::Two(two) => two.symbol(),
            Self::Compare(relation) => relation.symbol(),
            Self::If => "if",
            Self::Clamp => "clamp",
        }
    }
    /// How many arguments it takes.
    pub(crate) fn arity(self) -> usize {
        match self {
            Self::Number(_) | Self::Slot(_) => 0,
            Self::One(_) => 1,
            Self::Two(_) | Self::Compare(_) => 2,
            Self::If | Self::Clamp => 3,
        }
    }
}

impl One {
    /// How it is written.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Negate => "-",
            Self::Not => "not",
            Self::Ln => "ln",
            Self::Exp => "exp",
            Self::Sqrt => "sqrt",
            Self::Abs => "abs",
        }
    }
    #[inline(always)]
    pub(crate) fn of(self, x: f64) -> f64 {
        match self {
            Self::Negate => -x,
            Self::Not => number(!truth(x)),
            Self::Ln => libm::log(x),
            Self::Exp => libm::exp(x),
            Self::Sqrt => libm::sqrt(x),
            Self::Abs => x.abs(),
        }
    }
}

impl Two {
    /// How it is written.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::And => "and",
            Self::Or => "or",
            Self::Min => "min",
            Self::Max => "max",
            Self::Pow => "pow",
        }
    }
    #[inline(always)]
    pub(crate) fn of(self, x: f64, y: f64) -> f64 {
        match self {
            Self::Add => x + y,
            Self::Subtract => x - y,
            Self::Multiply => x * y,
            Self::Divide => x / y,
            Self::And => number(truth(x) & truth(y)),
            Self::Or => number(truth(x) | truth(y)),
            Self::Min => least(x, y),
            Self::Max => -least(-x, -y),
            Self::Pow => libm::pow(x, y),
        }
    }
}

/// The lesser; NaN if either is, where `f64::min` would drop it.
#[inline(always)]
fn least(x: f64, y: f64) -> f64 {
    let lesser = if y < x { y } else { x };
    if y.is_nan() { y } else { lesser }
}

/// `x` moved into `[lo, hi]`; NaN if any is NaN or the bounds are crossed.
#[inline(always)]
pub(crate) fn clamp(x: f64, lo: f64, hi: f64) -> f64 {
    if lo <= hi { -least(-least(x, hi), -lo) } else { f64::NAN }
}

/// A truth as the number that carries it through the evaluation.
#[inline(always)]
pub(crate) fn number(truth: bool) -> f64 {
    f64::from(u8::from(truth))
}

/// The truth that a number carries.
#[inline(always)]
pub(crate) fn truth(number: f64) -> bool {
    number > 0.0
}

/// How many values are held at once while the steps are evaluated.
pub(crate) fn held(steps: &[Step]) -> usize {
    let (mut now, mut most) = (0, 0);
    for step in steps {
        now = now + 1 - step.arity();
        most = most.max(now);
    }
    most
}
