//! Checks the kinds and units of a formula, works out its constants and makes its steps.

mod tell;

use std::mem::take;

use crate::fault::Fault;
use crate::names::Names;
use crate::parse::{DEEPEST, Parsed, too_deep};
use crate::step::{Kind, One, Step, Two, clamp, held};
use crate::tree::{Name, Node, Part, Postfix as _, Written};
use crate::unit::{Measure, Unit};

/// What a formula does; of one with faults nothing holds.
pub(crate) struct Checked {
    pub(crate) steps: Vec<Step>,
    pub(crate) kind: Kind,
    pub(crate) measure: Measure,
    /// In what the last comparison counts.
    pub(crate) compared: Measure,
}

/// A value that waits for the operator behind it.
#[derive(Clone, Debug)]
struct Held {
    kind: Kind,
    measure: Measure,
    /// What it is worth, if that is known.
    constant: Option<f64>,
    part: Part,
    /// Where its steps begin.
    from: usize,
    /// The 3,600 by which it was multiplied or divided: perhaps hours are converted by hand.
    by_hand: Option<Part>,
}

struct Checker<'a> {
    text: &'a str,
    names: &'a Names,
    steps: Vec<Step>,
    held: Vec<Held>,
    compared: Measure,
    faults: Vec<Fault>,
}

/// What the whole must be.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    Anything,
    Truth,
    Number,
}

/// Checks what was read, however far that is.
pub(crate) fn check(text: &str, parsed: &mut Parsed, names: &Names, wanted: Wanted) -> Result<Checked, Vec<Fault>> {
    let faults = take(&mut parsed.faults);
    let compared = Measure::Unknown;
    let mut checker = Checker { text, names, steps: Vec::new(), held: Vec::new(), compared, faults };
    for node in &parsed.nodes {
        checker.node(node, &parsed.names);
    }
    if checker.faults.is_empty() {
        checker.whole(wanted);
    }
    if checker.faults.is_empty() && held(&checker.steps) > DEEPEST {
        checker.faults.push(too_deep(Part { start: 0, end: text.len() }));
    }
    if !checker.faults.is_empty() {
        checker.faults.sort_by_key(|fault| (fault.start, fault.end));
        checker.faults.truncate(MOST);
        return Err(checker.faults);
    }
    let whole = checker.held.pop().expect("the reader refuses what is empty");
    let (kind, measure) = (whole.kind, whole.measure);
    Ok(Checked { steps: checker.steps, kind, measure, compared: checker.compared })
}

/// The most faults that are told; more come of text that is no formula.
const MOST: usize = 20;

impl Checker<'_> {
    fn node(&mut self, node: &Node, names: &[Name]) {
        let first = self.held.len() - node.arity();
        match node.what {
            Written::Number { value, ref measure, .. } => {
                self.close(Step::Number(value), node.part, Kind::Number, measure.clone());
            }
            Written::Name(slot) => {
                let measure = self.named(&names[slot], node.part);
                self.close(Step::Slot(slot as u32), node.part, Kind::Number, measure);
            }
            Written::Unknown(_) => {
                let from = self.held.get(first).map_or(self.steps.len(), |held| held.from);
                self.steps.truncate(from);
                self.held.truncate(first);
                // In the place of something of which nothing is known.
                self.close(Step::Slot(0), node.part, Kind::Number, Measure::Unknown);
            }
            Written::Step(step) => {
                let kind = self.kinds(step, first);
                let measure = self.measure(step, first, node.part);
                self.close(step, node.part, kind, measure);
            }
        }
    }

    /// Puts a step behind its arguments, or its value in their place if they are numbers.
    fn close(&mut self, step: Step, part: Part, kind: Kind, measure: Measure) {
        let first = self.held.len() - step.arity();
        let from = self.held.get(first).map_or(self.steps.len(), |held| held.from);
        let mut constant = self.constant(step, first);
        if let Some(value) = constant
            && !value.is_finite()
        {
            if step.arity() > 0 {
                self.tell_infinite(part);
            }
            constant = None;
        }
        if let Some(value) = constant {
            self.steps.truncate(from);
            self.steps.push(Step::Number(value));
        } else {
            self.steps.push(step);
        }
        let by_hand = self.by_hand(step, first);
        self.held.truncate(first);
        self.held.push(Held { kind, measure, constant, part, from, by_hand });
    }

    /// The 3,600 by which a step or what it takes is multiplied or divided.
    fn by_hand(&self, step: Step, first: usize) -> Option<Part> {
        let arguments = &self.held[first..];
        let is_hour = |held: &&Held| {
            held.measure == Measure::Bare && held.constant.is_some_and(|value| (value - 3_600.0).abs() <= 0.0)
        };
        let is_product = matches!(step, Step::Two(Two::Multiply | Two::Divide));
        let here = arguments.iter().find(is_hour).filter(|_| is_product).map(|held| held.part);
        here.or_else(|| arguments.iter().find_map(|held| held.by_hand))
    }

    /// What a step is worth whose arguments are known; truths are not worked out.
    fn constant(&self, step: Step, first: usize) -> Option<f64> {
        let of = |at: usize| self.held[first + at].constant;
        match step {
            Step::Number(value) => Some(value),
            Step::One(one) if one != One::Not => Some(one.of(of(0)?)),
            Step::Two(two) if !matches!(two, Two::And | Two::Or) => Some(two.of(of(0)?, of(1)?)),
            Step::Clamp => Some(clamp(of(0)?, of(1)?, of(2)?)),
            _ => None,
        }
    }

    /// Checks which arguments are numbers and which are true or false, and says which the step is.
    fn kinds(&mut self, step: Step, first: usize) -> Kind {
        let (takes, gives) = match step {
            Step::One(One::Not) | Step::Two(Two::And | Two::Or) => (Kind::Truth, Kind::Truth),
            Step::Compare(_) => (Kind::Number, Kind::Truth),
            Step::If => {
                self.wants(step.symbol(), Kind::Truth, first);
                let (this, that) = (&self.held[first + 1], &self.held[first + 2]);
                let (kind, part) = (this.kind, Part { start: this.part.start, end: that.part.end });
                if that.kind != kind {
                    let (this, that) = (self.shown(this.part), self.shown(that.part));
                    let message = format!("`if` gives `{this}` or `{that}`: {MIXED}");
                    self.faults.push(Fault::at(part, message));
                    self.held[first + 2].measure = Measure::Unknown;
                }
                return kind;
            }
            _ => (Kind::Number, Kind::Number),
        };
        for at in first..self.held.len() {
            self.wants(step.symbol(), takes, at);
        }
        gives
    }

    /// The unit of a step, whose arguments are brought to one unit where it takes one.
    fn measure(&mut self, step: Step, first: usize, part: Part) -> Measure {
        let word = step.symbol();
        match step {
            Step::One(One::Negate | One::Abs) => self.held[first].measure.clone(),
            Step::One(One::Ln | One::Exp) => self.plain(word, first),
            Step::One(One::Sqrt) => match &self.held[first].measure {
                Measure::In(unit) => self.counted(unit.power(1), part),
                other => other.clone(),
            },
            Step::Two(Two::Add | Two::Subtract | Two::Min | Two::Max) => self.unify(word, first),
            Step::Two(Two::Multiply) => self.product(first, 1, part),
            Step::Two(Two::Divide) => {
                let under = &self.held[first + 1];
                if under.constant.is_some_and(|value| value.abs() <= 0.0) {
                    let message = format!("`{}` divides by zero", self.shown(part));
                    self.faults.push(Fault::at(under.part, message));
                    self.held[first + 1].constant = None;
                }
                self.product(first, -1, part)
            }
            Step::Two(Two::Pow) => self.raised(first, part),
            Step::Compare(_) => {
                self.compared = self.unify(word, first);
                Measure::In(Unit::NONE)
            }
            Step::If => self.unify(word, first + 1),
            Step::Clamp => {
                let measure = self.unify(word, first);
                let (lo, hi) = (&self.held[first + 1], &self.held[first + 2]);
                if let (Some(least), Some(most)) = (lo.constant, hi.constant)
                    && least > most
                {
                    let message = format!("`{}` is more than `{}`", self.shown(lo.part), self.shown(hi.part));
                    let fault = Fault::new(lo.part.start, hi.part.end, message);
                    self.faults.push(fault.with("`clamp` takes the lower bound first"));
                    self.held[first].constant = None;
                }
                measure
            }
            Step::One(One::Not) | Step::Two(Two::And | Two::Or) => Measure::In(Unit::NONE),
            Step::Number(_) | Step::Slot(_) => unreachable!("{step:?} takes no arguments"),
        }
    }

    /// Brings the values from `first` on to one unit, and says which; the first unit that is not a constant's is taken.
    fn unify(&mut self, word: &str, first: usize) -> Measure {
        let unit_of = |held: &Held| if let Measure::In(unit) = &held.measure { Some(unit.clone()) } else { None };
        let all = &self.held[first..];
        let named = all.iter().position(|held| held.constant.is_none() && unit_of(held).is_some());
        let Some(model) = named.or_else(|| all.iter().position(|held| unit_of(held).is_some())) else {
            let is_unknown = all.iter().any(|held| held.measure == Measure::Unknown);
            return if is_unknown { Measure::Unknown } else { Measure::Bare };
        };
        let unit = unit_of(&all[model]).expect("it was chosen for its unit");
        for at in first..self.held.len() {
            let held = &self.held[at];
            match &held.measure {
                Measure::In(other) if other.is_alike(&unit) => {
                    let by_hand = held.by_hand.or(self.held[first + model].by_hand);
                    self.convert(at, &unit, by_hand);
                }
                Measure::In(_) => self.tell_units(word, first + model, at),
                Measure::Bare if unit.is_mixed() && held.constant.is_none_or(|value| value.abs() > 0.0) => {
                    self.tell_mixed(first + model, at);
                }
                Measure::Bare | Measure::Unknown => {}
            }
        }
        Measure::In(unit)
    }

    /// Multiplies a value by what makes it count in a unit that is alike; what was converted by hand, too, is a fault.
    fn convert(&mut self, at: usize, unit: &Unit, by_hand: Option<Part>) {
        let Measure::In(from) = &self.held[at].measure else { return };
        let sixties = from.sixties(unit);
        if sixties == 0 {
            return;
        }
        if let Some(part) = by_hand {
            self.tell_by_hand(part);
        }
        let factor = (0..sixties.abs()).fold(1.0, |product, _| product * 60.0);
        let two = if sixties > 0 { Two::Multiply } else { Two::Divide };
        let end = self.held.get(at + 1).map_or(self.steps.len(), |next| next.from);
        let held = &mut self.held[at];
        held.measure = Measure::In(unit.clone());
        if let Some(value) = &mut held.constant {
            *value = two.of(*value, factor);
            self.steps[held.from] = Step::Number(*value);
            if !value.is_finite() {
                let part = held.part;
                self.tell_infinite(part);
            }
            return;
        }
        self.steps.splice(end..end, [Step::Number(factor), Step::Two(two)]);
        self.held[at + 1..].iter_mut().for_each(|next| next.from += 2);
    }

    /// Makes a value a plain number.
    fn plain(&mut self, word: &str, at: usize) -> Measure {
        match &self.held[at].measure {
            Measure::In(unit) if unit.is_alike(&Unit::NONE) => {
                self.convert(at, &Unit::NONE, self.held[at].by_hand);
            }
            Measure::In(unit) => {
                let unit = unit.clone();
                self.tell_not_plain(word, at, &unit);
                return Measure::Unknown;
            }
            Measure::Bare | Measure::Unknown => {}
        }
        self.held[at].measure.clone()
    }

    /// The unit of two values multiplied, or divided if the power is -1.
    fn product(&mut self, first: usize, power: i16, part: Part) -> Measure {
        match (&self.held[first].measure, &self.held[first + 1].measure) {
            (Measure::Unknown, _) | (_, Measure::Unknown) => Measure::Unknown,
            (Measure::Bare, Measure::Bare) => Measure::Bare,
            (Measure::In(unit), Measure::Bare) => Measure::In(unit.clone()),
            (Measure::Bare, Measure::In(unit)) => self.counted(Unit::NONE.times(unit, power), part),
            (Measure::In(unit), Measure::In(other)) => self.counted(unit.times(other, power), part),
        }
    }

    /// The unit of one value to the power of another.
    fn raised(&mut self, first: usize, part: Part) -> Measure {
        let power = self.plain(Two::Pow.symbol(), first + 1);
        match (&self.held[first].measure, power) {
            (Measure::Unknown, _) | (_, Measure::Unknown) => Measure::Unknown,
            (Measure::Bare, power) => power,
            (Measure::In(unit), _) if unit.is_alike(&Unit::NONE) => self.plain(Two::Pow.symbol(), first),
            (Measure::In(unit), _) => {
                let unit = unit.clone();
                let Some(power) = self.held[first + 1].constant else {
                    self.tell_no_power(first, &unit);
                    return Measure::Unknown;
                };
                let halves = power * 2.0;
                if (halves - halves.round()).abs() > 0.0 {
                    self.tell_no_power(first, &unit);
                    return Measure::Unknown;
                }
                self.counted(unit.power(halves as i16), part)
            }
        }
    }

    /// The whole as it is wanted.
    fn whole(&mut self, wanted: Wanted) {
        let message = match (wanted, self.held[0].kind) {
            (Wanted::Truth, Kind::Number) => "something true or false is wanted here, such as `x < 1`",
            (Wanted::Number, Kind::Truth) => "a number is wanted here, not something true or false",
            _ => return,
        };
        self.faults.push(Fault::new(0, self.text.len(), message));
    }
}

const MIXED: &str = "both must be numbers, or both true or false";
