//! A formula as it was written: its operators one after the other behind their arguments, with their places.

use units::time::Span;

use crate::step::Step;
use crate::unit::Measure;

/// A stretch of the text \[bytes\].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A name with its owner as it is written, such as `utilisation[nodes.home]`; without brackets if nobody owns it.
pub fn label(name: &str, owner: &str) -> String {
    if owner.is_empty() { name.into() } else { format!("{name}[{owner}]") }
}

/// A name that stands in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name itself; with an instant, that of its column: `active_nodes_at[20 d]` is `active_nodes_at_20d`.
    pub name: String,
    /// Whose it is, as written in brackets.
    pub owner: Option<String>,
    /// The instant of the run, as written in brackets.
    pub at: Option<Span>,
    /// The first byte of its first appearance.
    pub start: usize,
    /// The byte after its first appearance.
    pub end: usize,
}

impl Name {
    /// The name of the column with its owner.
    pub fn label(&self) -> String {
        label(&self.name, self.owner.as_deref().unwrap_or(""))
    }
    /// The name as it is written, without owner and instant.
    pub(crate) fn written(&self) -> &str {
        let end = self.at.map_or(0, |at| suffix(at).len());
        &self.name[..self.name.len() - end]
    }
}

/// What an instant adds to a name.
pub(crate) fn suffix(at: Span) -> String {
    format!("_{at}").replace(' ', "")
}

/// One node; its arguments are the subtrees that end just before it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) what: Written,
    /// The whole of what it stands for, with the parentheses around it.
    pub(crate) part: Part,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Written {
    /// A number, and where its digits and its unit stand.
    Number { value: f64, measure: Measure, part: Part },
    /// One of the formula's names.
    Name(usize),
    /// An operator or a function.
    Step(Step),
    /// What could not be understood, with so many arguments.
    Unknown(usize),
}

/// What stands behind its arguments.
pub(crate) trait Postfix {
    /// How many arguments it takes.
    fn arity(&self) -> usize;
}

impl Postfix for Node {
    fn arity(&self) -> usize {
        match self.what {
            Written::Number { .. } | Written::Name(_) => 0,
            Written::Step(step) => step.arity(),
            Written::Unknown(arity) => arity,
        }
    }
}

impl Postfix for Step {
    fn arity(&self) -> usize {
        (*self).arity()
    }
}

/// Where the subtree begins that ends just before `end`.
pub(crate) fn subtree(list: &[impl Postfix], end: usize) -> usize {
    let (mut at, mut open) = (end, 1);
    while open > 0 {
        at -= 1;
        open = open - 1 + list[at].arity();
    }
    at
}
