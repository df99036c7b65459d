//! Reads a formula by recursive descent and finds what is wrong with it.

use units::problem::did_you_mean;

use crate::fault::Fault;
use crate::formula::Name;
use crate::function::Function;
use crate::scan::{Token, What, scan};
use crate::step::{Kind, One, Step, Two, clamp, held};

/// The longest text \[bytes\]: a file can be hostile, and no one reads a longer one.
pub(crate) const LONGEST: usize = 4_096;
/// The deepest nesting, and the most values held at once: it keeps the evaluation's stack in two cache lines a row.
pub(crate) const DEEPEST: usize = 64;

/// A formula that has been read.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) steps: Vec<Step>,
    pub(crate) names: Vec<Name>,
    pub(crate) kind: Kind,
    /// The sides of the last comparison read: the root's, if the root is one.
    pub(crate) compared: Option<(Part, Part)>,
}

/// What a stretch of the text answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The reading has stopped at a fault that is already noted.
struct Stop;

struct Reader<'a> {
    text: &'a str,
    known: &'a [&'a str],
    tokens: Vec<Token<'a>>,
    at: usize,
    depth: usize,
    parsed: Parsed,
    faults: Vec<Fault>,
}

/// Reads `text`, in which the names of `known` may stand.
pub(crate) fn parse(text: &str, known: &[&str]) -> Result<Parsed, Vec<Fault>> {
    if text.len() > LONGEST {
        return Err(vec![Fault::new(0, text.len(), format!("the formula is longer than {LONGEST} bytes"))]);
    }
    let tokens = scan(text).map_err(|fault| vec![fault])?;
    let parsed = Parsed { steps: Vec::new(), names: Vec::new(), kind: Kind::Number, compared: None };
    let mut reader = Reader { text, known, tokens, at: 0, depth: 0, parsed, faults: Vec::new() };
    if let Ok(whole) = reader.whole() {
        reader.parsed.kind = whole.kind;
        if held(&reader.parsed.steps) > DEEPEST {
            reader.faults.push(too_deep(whole.start, whole.end));
        }
    }
    if reader.faults.is_empty() { Ok(reader.parsed) } else { Err(reader.faults) }
}

fn too_deep(start: usize, end: usize) -> Fault {
    Fault::new(start, end, format!("the formula nests deeper than {DEEPEST}"))
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Token<'a> {
        self.tokens[self.at]
    }
    fn next(&mut self) -> Token<'a> {
        let token = self.tokens[self.at];
        // The end is never passed.
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }
    fn stop<T>(&mut self, fault: Fault) -> Result<T, Stop> {
        self.faults.push(fault);
        Err(Stop)
    }
    fn shown(&self, part: Part) -> &'a str {
        &self.text[part.start..part.end]
    }

    fn whole(&mut self) -> Result<Part, Stop> {
        if self.peek().what == What::End {
            return self.stop(Fault::new(0, self.text.len(), "the formula is empty"));
        }
        let whole = self.or()?;
        let rest = self.peek();
        match rest.what {
            What::End => Ok(whole),
            What::Close => self.stop(Fault::new(rest.start, rest.end, "`)` closes nothing")),
            What::Comma => self.stop(Fault::new(rest.start, rest.end, "`,` stands outside of a function")),
            _ => {
                let word = &self.text[rest.start..rest.end];
                let fault = Fault::new(rest.start, rest.end, format!("`{word}` follows without an operator"));
                self.stop(fault)
            }
        }
    }

    fn or(&mut self) -> Result<Part, Stop> {
        let mut left = self.and()?;
        while self.peek().what == What::Or {
            self.next();
            let right = self.and()?;
            left = self.two("or", Two::Or, Kind::Truth, left, right);
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Part, Stop> {
        let mut left = self.not()?;
        while self.peek().what == What::And {
            self.next();
            let right = self.not()?;
            left = self.two("and", Two::And, Kind::Truth, left, right);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Part, Stop> {
        if self.peek().what != What::Not {
            return self.comparison();
        }
        let not = self.next();
        let part = self.deeper(not, Self::not)?;
        self.wants("not", Kind::Truth, part);
        self.emit(Step::One(One::Not));
        Ok(Part { start: not.start, ..part })
    }

    fn comparison(&mut self) -> Result<Part, Stop> {
        let left = self.sum()?;
        let What::Compare(relation) = self.peek().what else { return Ok(left) };
        self.next();
        let right = self.sum()?;
        if let (What::Compare(_), next) = (self.peek().what, self.peek()) {
            let fault = Fault::new(next.start, next.end, "comparisons do not chain");
            return self.stop(fault.with("write `a < b and b < c`"));
        }
        self.wants(relation.symbol(), Kind::Number, left);
        self.wants(relation.symbol(), Kind::Number, right);
        self.emit(Step::Compare(relation));
        self.parsed.compared = Some((left, right));
        Ok(Part { kind: Kind::Truth, start: left.start, end: right.end })
    }

    fn sum(&mut self) -> Result<Part, Stop> {
        let mut left = self.product()?;
        loop {
            let (sign, operator) = match self.peek().what {
                What::Plus => ("+", Two::Add),
                What::Minus => ("-", Two::Subtract),
                _ => return Ok(left),
            };
            self.next();
            let right = self.product()?;
            left = self.two(sign, operator, Kind::Number, left, right);
        }
    }

    fn product(&mut self) -> Result<Part, Stop> {
        let mut left = self.signed()?;
        loop {
            let (sign, operator) = match self.peek().what {
                What::Times => ("*", Two::Multiply),
                What::Over => ("/", Two::Divide),
                _ => return Ok(left),
            };
            self.next();
            let right = self.signed()?;
            left = self.two(sign, operator, Kind::Number, left, right);
        }
    }

    fn signed(&mut self) -> Result<Part, Stop> {
        if self.peek().what != What::Minus {
            return self.atom();
        }
        let minus = self.next();
        let part = self.deeper(minus, Self::signed)?;
        self.wants("-", Kind::Number, part);
        self.emit(Step::One(One::Negate));
        Ok(Part { kind: Kind::Number, start: minus.start, end: part.end })
    }

    fn atom(&mut self) -> Result<Part, Stop> {
        let token = self.next();
        match token.what {
            What::Number(value) => {
                self.emit(Step::Number(value));
                Ok(Part { kind: Kind::Number, start: token.start, end: token.end })
            }
            What::Open => {
                let inner = self.deeper(token, Self::or)?;
                let end = self.close(token)?;
                Ok(Part { kind: inner.kind, start: token.start, end })
            }
            What::Name { name, owner: None } if self.peek().what == What::Open => self.call(token, name),
            What::Name { name, owner } => {
                self.name(token, name, owner);
                Ok(Part { kind: Kind::Number, start: token.start, end: token.end })
            }
            What::End => self.stop(Fault::new(token.start, token.end, "the formula ends where a value should stand")),
            _ => {
                let word = &self.text[token.start..token.end];
                self.stop(Fault::new(token.start, token.end, format!("`{word}` stands where a value should")))
            }
        }
    }

    fn name(&mut self, token: Token<'_>, name: &str, owner: Option<&str>) {
        if !self.known.contains(&name) {
            let remedy = did_you_mean(name, self.known.iter().copied());
            let fault = Fault::new(token.start, token.start + name.len(), format!("`{name}` is not known here"));
            self.faults.push(Fault { remedy, ..fault });
        }
        let names = &mut self.parsed.names;
        let slot = names.iter().position(|n| n.name == name && n.owner.as_deref() == owner).unwrap_or_else(|| {
            let (name, owner) = (name.to_owned(), owner.map(str::to_owned));
            names.push(Name { name, owner, start: token.start, end: token.end });
            names.len() - 1
        });
        self.emit(Step::Slot(slot as u32));
    }

    fn call(&mut self, token: Token<'a>, name: &'a str) -> Result<Part, Stop> {
        let Some(function) = Function::named(name) else {
            let remedy = did_you_mean(name, Function::NAMES)
                .unwrap_or_else(|| format!("the functions are {}", Function::NAMES.join(", ")));
            let fault = Fault::new(token.start, token.end, format!("`{name}` is not a function"));
            return self.stop(fault.with(remedy));
        };
        let open = self.next();
        let mut parts = Vec::new();
        if self.peek().what != What::Close {
            loop {
                parts.push(self.deeper(open, Self::or)?);
                // A chain of `min` holds two values however long it is.
                if let (Function::Fold(operator), 2..) = (function, parts.len()) {
                    self.emit(Step::Two(operator));
                }
                if self.peek().what != What::Comma {
                    break;
                }
                self.next();
            }
        }
        let end = self.close(open)?;
        let (fewest, most, taken) = function.arguments();
        if !(fewest..=most).contains(&parts.len()) {
            let message = format!("`{name}` takes {taken}, not {}", parts.len());
            return self.stop(Fault::new(token.start, end, message));
        }
        let mut kind = Kind::Number;
        match function {
            Function::One(operator) => self.emit(Step::One(operator)),
            Function::Pow => self.emit(Step::Two(Two::Pow)),
            Function::Clamp => self.emit(Step::Clamp),
            Function::Fold(_) => {}
            Function::If => {
                self.wants("if", Kind::Truth, parts[0]);
                kind = parts[1].kind;
                if parts[2].kind != kind {
                    let (this, that) = (self.shown(parts[1]), self.shown(parts[2]));
                    let message = format!("`if` gives `{}` or `{}`: {}", brief(this), brief(that), MIXED);
                    self.faults.push(Fault::new(parts[1].start, parts[2].end, message));
                }
                self.emit(Step::If);
            }
        }
        if function != Function::If {
            for &part in &parts {
                self.wants(name, Kind::Number, part);
            }
        }
        Ok(Part { kind, start: token.start, end })
    }

    fn close(&mut self, open: Token<'_>) -> Result<usize, Stop> {
        let token = self.peek();
        if token.what == What::Close {
            return Ok(self.next().end);
        }
        if token.what == What::End {
            return self.stop(Fault::new(open.start, open.end, "`(` is not closed"));
        }
        let word = &self.text[token.start..token.end];
        self.stop(Fault::new(token.start, token.end, format!("`{word}` stands where `)` or an operator should")))
    }

    fn deeper(&mut self, at: Token<'_>, read: fn(&mut Self) -> Result<Part, Stop>) -> Result<Part, Stop> {
        if self.depth == DEEPEST {
            return self.stop(too_deep(at.start, at.end));
        }
        self.depth += 1;
        let part = read(self);
        self.depth -= 1;
        part
    }

    fn two(&mut self, sign: &str, operator: Two, takes: Kind, left: Part, right: Part) -> Part {
        self.wants(sign, takes, left);
        self.wants(sign, takes, right);
        self.emit(Step::Two(operator));
        Part { kind: takes, start: left.start, end: right.end }
    }

    fn wants(&mut self, operator: &str, kind: Kind, part: Part) {
        if part.kind == kind {
            return;
        }
        let shown = brief(self.shown(part));
        let fault = |message| Fault::new(part.start, part.end, message);
        self.faults.push(match kind {
            Kind::Number => fault(format!("`{operator}` takes numbers, but `{shown}` is true or false"))
                .with("`if(..., 1, 0)` turns it into a number"),
            Kind::Truth => fault(format!("`{operator}` takes what is true or false, but `{shown}` is a number"))
                .with("compare it with something, as in `x > 0`"),
        });
    }

    /// Adds a step, and works out at once what hangs on numbers alone.
    fn emit(&mut self, step: Step) {
        let steps = &mut self.parsed.steps;
        let (count, first) = (steps.len(), steps.len().saturating_sub(step.arity()));
        let folded = match (step, &steps[first..count]) {
            (Step::One(one), &[Step::Number(x)]) if one != One::Not => Some(one.of(x)),
            (Step::Two(two), &[Step::Number(x), Step::Number(y)]) if !matches!(two, Two::And | Two::Or) => {
                Some(two.of(x, y))
            }
            (Step::Clamp, &[Step::Number(x), Step::Number(lo), Step::Number(hi)]) => Some(clamp(x, lo, hi)),
            _ => None,
        };
        if folded.is_some() {
            steps.truncate(first);
        }
        steps.push(folded.map_or(step, Step::Number));
    }
}

const MIXED: &str = "both must be numbers, or both true or false";

/// The beginning of a long text; formulas that were scanned are ASCII.
fn brief(text: &str) -> String {
    if text.len() <= 40 { text.to_owned() } else { format!("{}...", &text[..37]) }
}
