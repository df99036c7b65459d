//! A formula that has been read, and its value for one set of numbers.

use crate::fault::Fault;
use crate::parse::{DEEPEST, Part, parse};
use crate::step::{Kind, Relation, Step, clamp, number, subtree, truth};

/// A formula, read and checked; nothing about its evaluation can fail.
///
/// Its distinct names are numbered by first appearance: slot `i` is `names()[i]`, and whoever evaluates the formula
/// gives a number, or a column of them, for each slot.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    text: String,
    pub(crate) steps: Vec<Step>,
    names: Vec<Name>,
    kind: Kind,
    compared: Option<[String; 2]>,
}

/// A name that stands in a formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name itself.
    pub name: String,
    /// Whose it is, as written in brackets.
    pub owner: Option<String>,
    /// The first byte of its first appearance.
    pub start: usize,
    /// The byte after its first appearance.
    pub end: usize,
}

/// The two sides of a comparison; their slots are those of the whole formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// What stands before the relation.
    pub left: Formula,
    /// The relation that is claimed.
    pub relation: Relation,
    /// What stands behind the relation.
    pub right: Formula,
}

impl Formula {
    /// Reads a formula of either kind, in which the names of `known` may stand, with or without owners.
    ///
    /// # Errors
    /// The faults, in the order of finding: unknown names and wrong kinds together, a fault of grammar last.
    pub fn parse(text: &str, known: &[&str]) -> Result<Self, Vec<Fault>> {
        let parsed = parse(text, known)?;
        let shown = |part: Part| text[part.start..part.end].to_owned();
        let compared = match parsed.steps.last() {
            Some(Step::Compare(_)) => parsed.compared.map(|(left, right)| [shown(left), shown(right)]),
            _ => None,
        };
        Ok(Self { text: text.to_owned(), steps: parsed.steps, names: parsed.names, kind: parsed.kind, compared })
    }

    /// Reads a formula that must answer a number: a score, a fee, a goal.
    ///
    /// # Errors
    /// The faults, as [`Formula::parse`] says.
    pub fn number(text: &str, known: &[&str]) -> Result<Self, Vec<Fault>> {
        Self::parse(text, known)?.wanting(Kind::Number, "a number is wanted here, not something true or false")
    }

    /// Reads a formula that must answer true or false: a filter, a claim.
    ///
    /// # Errors
    /// The faults, as [`Formula::parse`] says.
    pub fn truth(text: &str, known: &[&str]) -> Result<Self, Vec<Fault>> {
        Self::parse(text, known)?.wanting(Kind::Truth, "something true or false is wanted here, such as `x < 1`")
    }

    fn wanting(self, kind: Kind, message: &str) -> Result<Self, Vec<Fault>> {
        if self.kind == kind { Ok(self) } else { Err(vec![Fault::new(0, self.text.len(), message)]) }
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        &self.text
    }
    /// What it answers.
    pub fn kind(&self) -> Kind {
        self.kind
    }
    /// The distinct names, by slot.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// The value where `slot(i)` is the value of `names()[i]`; 1 or 0 for a truth.
    #[inline]
    pub fn value(&self, slot: impl Fn(usize) -> f64) -> f64 {
        // The last value stays in a register: the others wait under it, above one zero that nobody takes.
        let (mut held, mut count, mut last) = ([0.0; DEEPEST], 0, 0.0);
        for &step in &self.steps {
            let under = |depth: usize| held[count - depth];
            let answer = match step {
                Step::Number(value) => value,
                Step::Slot(at) => slot(at as usize),
                Step::One(one) => one.of(last),
                Step::Two(two) => two.of(under(1), last),
                Step::Compare(relation) => number(relation.holds(under(1), last)),
                Step::If => {
                    if truth(under(2)) {
                        under(1)
                    } else {
                        last
                    }
                }
                Step::Clamp => clamp(under(2), under(1), last),
            };
            if step.arity() == 0 {
                held[count] = last;
            }
            count = count + 1 - step.arity();
            last = answer;
        }
        last
    }

    /// Whether it is true where `slot(i)` is the value of `names()[i]`.
    ///
    /// # Panics
    /// If the formula answers a number.
    pub fn holds(&self, slot: impl Fn(usize) -> f64) -> bool {
        assert!(self.kind == Kind::Truth, "`{}` answers a number and cannot hold", self.text);
        truth(self.value(slot))
    }

    /// Both sides and the relation, if the root is a comparison.
    pub fn sides(&self) -> Option<Sides> {
        let (&Step::Compare(relation), [left, right]) = (self.steps.last()?, self.compared.as_ref()?) else {
            return None;
        };
        let end = self.steps.len() - 1;
        let middle = subtree(&self.steps, end);
        let side = |text: &String, steps: &[Step]| Self {
            text: text.clone(),
            steps: steps.to_vec(),
            names: self.names.clone(),
            kind: Kind::Number,
            compared: None,
        };
        Some(Sides { left: side(left, &self.steps[..middle]), relation, right: side(right, &self.steps[middle..end]) })
    }
}
