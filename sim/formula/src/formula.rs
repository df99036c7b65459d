//! A formula that has been read, and its value for one set of numbers.

use crate::check::{Wanted, check};
use crate::fault::Fault;
use crate::names::Names;
use crate::parse::{DEEPEST, parse};
use crate::step::{Kind, Relation, Step, clamp, held, number, truth};
use crate::tree::{Name, Node, Part, subtree};
use crate::unit::{Measure, Unit};

/// A formula, read and checked; nothing about its evaluation can fail.
///
/// Its distinct names are numbered by first appearance: slot `i` is `names()[i]`, and whoever evaluates the formula
/// gives a number, or a column of them, for each slot. It shows itself as it is read again.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    source: String,
    /// Where in the source it stands.
    part: Part,
    pub(crate) nodes: Vec<Node>,
    pub(crate) steps: Vec<Step>,
    /// The most values held at once while the steps are evaluated.
    depth: usize,
    names: Vec<Name>,
    kind: Kind,
    measure: Measure,
    /// In what the last comparison counts: the root's, if the root is one.
    compared: Measure,
}

/// The two sides of a comparison, in one unit; their slots are those of the whole formula.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// What stands before the relation.
    pub left: Formula,
    /// The relation that is claimed.
    pub relation: Relation,
    /// What stands behind the relation.
    pub right: Formula,
}

/// Values held at once by most formulas.
const SHALLOW: usize = 8;

impl Formula {
    /// Reads a formula of either kind, in which these names may stand.
    ///
    /// # Errors
    /// All faults, by place: of spelling, names, kinds and units, and the first of grammar.
    pub fn parse(text: &str, names: &Names) -> Result<Self, Vec<Fault>> {
        Self::read(text, names, Wanted::Anything)
    }

    /// Reads a formula that must answer a number in whatever unit: a score, a fee, a goal.
    ///
    /// # Errors
    /// The faults, as [`Formula::parse`] says.
    pub fn number(text: &str, names: &Names) -> Result<Self, Vec<Fault>> {
        Self::read(text, names, Wanted::Number)
    }

    /// Reads a formula that must answer true or false: a filter, a claim.
    ///
    /// # Errors
    /// The faults, as [`Formula::parse`] says.
    pub fn truth(text: &str, names: &Names) -> Result<Self, Vec<Fault>> {
        Self::read(text, names, Wanted::Truth)
    }

    fn read(text: &str, names: &Names, wanted: Wanted) -> Result<Self, Vec<Fault>> {
        let mut parsed = parse(text, names);
        let checked = check(text, &mut parsed, names, wanted)?;
        Ok(Self {
            source: text.to_owned(),
            part: Part { start: 0, end: text.len() },
            nodes: parsed.nodes,
            depth: held(&checked.steps),
            steps: checked.steps,
            names: parsed.names,
            kind: checked.kind,
            measure: checked.measure,
            compared: checked.compared,
        })
    }

    /// The text that was read.
    pub fn text(&self) -> &str {
        self.written(self.part)
    }
    /// A part of the source.
    pub(crate) fn written(&self, part: Part) -> &str {
        &self.source[part.start..part.end]
    }
    /// What it answers.
    pub fn kind(&self) -> Kind {
        self.kind
    }
    /// The unit of what it answers; none if it is built of numbers without a unit alone.
    pub fn unit(&self) -> Option<&Unit> {
        if let Measure::In(unit) = &self.measure { Some(unit) } else { None }
    }
    /// The distinct names, by slot.
    pub fn names(&self) -> &[Name] {
        &self.names
    }

    /// The value where `slot(i)` is the value of `names()[i]`; 1 or 0 for a truth.
    #[inline]
    pub fn value(&self, slot: impl Fn(usize) -> f64) -> f64 {
        // Most formulas hold few values, for which little room has to be cleared.
        if self.depth <= SHALLOW { self.run::<SHALLOW>(slot) } else { self.run::<DEEPEST>(slot) }
    }
    #[inline]
    fn run<const ROOM: usize>(&self, slot: impl Fn(usize) -> f64) -> f64 {
        // The last value stays in a register: the others wait under it, above one zero that nobody takes.
        let (mut held, mut count, mut last) = ([0.0; ROOM], 0, 0.0);
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
        assert!(self.kind == Kind::Truth, "`{}` answers a number and cannot hold", self.text());
        truth(self.value(slot))
    }

    /// Both sides and the relation, if the root is a comparison.
    pub fn sides(&self) -> Option<Sides> {
        let &Step::Compare(relation) = self.steps.last()? else { return None };
        let (step, node) = (self.steps.len() - 1, self.nodes.len() - 1);
        let (middle, between) = (subtree(&self.steps, step), subtree(&self.nodes, node));
        let side = |nodes: &[Node], steps: &[Step]| Self {
            source: self.source.clone(),
            part: nodes.last().expect("a side is not empty").part,
            nodes: nodes.to_vec(),
            steps: steps.to_vec(),
            depth: held(steps),
            names: self.names.clone(),
            kind: Kind::Number,
            measure: self.compared.clone(),
            compared: Measure::Unknown,
        };
        Some(Sides {
            left: side(&self.nodes[..between], &self.steps[..middle]),
            relation,
            right: side(&self.nodes[between..node], &self.steps[middle..step]),
        })
    }
}
