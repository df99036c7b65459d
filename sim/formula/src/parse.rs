//! Reads a formula by recursive descent: the grammar alone, without kinds and units.

use units::problem::did_you_mean;
use units::time::Span;

use crate::fault::Fault;
use crate::function::{Does, Function};
use crate::names::Names;
use crate::scan::{Token, What, scan};
use crate::step::{One, Step, Two};
use crate::tree::{Name, Node, Part, Written, suffix};

/// The longest text \[bytes\]: a file can be hostile, and no one reads a longer one.
pub(crate) const LONGEST: usize = 4_096;
/// The deepest nesting, and the most values held at once: it keeps the evaluation's stack in two cache lines a row.
pub(crate) const DEEPEST: usize = 64;

/// A formula that has been read, as far as it could be.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) nodes: Vec<Node>,
    pub(crate) names: Vec<Name>,
    pub(crate) faults: Vec<Fault>,
}

/// The reading has stopped at a fault that is already noted.
struct Stop;

struct Reader<'a> {
    text: &'a str,
    tokens: Vec<Token<'a>>,
    at: usize,
    depth: usize,
    parsed: Parsed,
}

/// Reads `text`.
pub(crate) fn parse(text: &str, names: &Names) -> Parsed {
    if text.len() > LONGEST {
        let fault = Fault::new(0, text.len(), format!("the formula is longer than {LONGEST} bytes"));
        return Parsed { faults: vec![fault], ..Parsed::default() };
    }
    let scanned = scan(text, names);
    let parsed = Parsed { faults: scanned.faults, ..Parsed::default() };
    if scanned.is_broken {
        return parsed;
    }
    let mut reader = Reader { text, tokens: scanned.tokens, at: 0, depth: 0, parsed };
    let _stopped_or_not = reader.whole();
    reader.parsed
}

pub(crate) fn too_deep(part: Part) -> Fault {
    Fault::at(part, format!("the formula nests deeper than {DEEPEST}"))
}

impl<'a> Reader<'a> {
    fn peek(&self) -> &What<'a> {
        &self.tokens[self.at].what
    }
    fn next(&mut self) -> Token<'a> {
        let token = self.tokens[self.at].clone();
        // The end is never passed.
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }
    fn stop<T>(&mut self, fault: Fault) -> Result<T, Stop> {
        self.parsed.faults.push(fault);
        Err(Stop)
    }
    /// Stops at the next token.
    fn stop_here<T>(&mut self, message: impl Fn(&str) -> String) -> Result<T, Stop> {
        let part = self.tokens[self.at].part;
        self.stop(Fault::at(part, message(&self.text[part.start..part.end])))
    }
    fn emit(&mut self, what: Written, part: Part) -> Part {
        self.parsed.nodes.push(Node { what, part });
        part
    }
    fn step(&mut self, step: Step, start: usize, end: usize) -> Part {
        self.emit(Written::Step(step), Part { start, end })
    }

    fn whole(&mut self) -> Result<(), Stop> {
        if *self.peek() == What::End {
            return self.stop(Fault::new(0, self.text.len(), "the formula is empty"));
        }
        self.or()?;
        match self.peek() {
            What::End => Ok(()),
            What::Close => self.stop_here(|_| "`)` closes nothing".into()),
            What::Comma => self.stop_here(|_| "`,` is outside a function".into()),
            _ => self.stop_here(|word| format!("`{word}` follows without an operator")),
        }
    }

    fn or(&mut self) -> Result<Part, Stop> {
        self.chain(Self::and, |what| (*what == What::Or).then_some(Two::Or))
    }
    fn and(&mut self) -> Result<Part, Stop> {
        self.chain(Self::not, |what| (*what == What::And).then_some(Two::And))
    }
    fn sum(&mut self) -> Result<Part, Stop> {
        self.chain(Self::product, |what| match what {
            What::Plus => Some(Two::Add),
            What::Minus => Some(Two::Subtract),
            _ => None,
        })
    }
    fn product(&mut self) -> Result<Part, Stop> {
        self.chain(Self::signed, |what| match what {
            What::Times => Some(Two::Multiply),
            What::Over => Some(Two::Divide),
            _ => None,
        })
    }
    /// Operators of one strength, from left to right.
    fn chain(
        &mut self,
        read: fn(&mut Self) -> Result<Part, Stop>,
        operator: fn(&What<'a>) -> Option<Two>,
    ) -> Result<Part, Stop> {
        let mut left = read(self)?;
        while let Some(two) = operator(self.peek()) {
            self.next();
            let right = read(self)?;
            left = self.step(Step::Two(two), left.start, right.end);
        }
        Ok(left)
    }

    fn not(&mut self) -> Result<Part, Stop> {
        self.prefix(&What::Not, One::Not, Self::not, Self::comparison)
    }
    fn signed(&mut self) -> Result<Part, Stop> {
        self.prefix(&What::Minus, One::Negate, Self::signed, Self::atom)
    }
    fn prefix(
        &mut self,
        sign: &What<'a>,
        one: One,
        again: fn(&mut Self) -> Result<Part, Stop>,
        tighter: fn(&mut Self) -> Result<Part, Stop>,
    ) -> Result<Part, Stop> {
        if self.peek() != sign {
            return tighter(self);
        }
        let sign = self.next().part;
        let inner = self.deeper(sign, again)?;
        Ok(self.step(Step::One(one), sign.start, inner.end))
    }

    fn comparison(&mut self) -> Result<Part, Stop> {
        let left = self.sum()?;
        let What::Compare(relation) = *self.peek() else { return Ok(left) };
        self.next();
        let right = self.sum()?;
        if let What::Compare(_) = self.peek() {
            let fault = Fault::at(self.tokens[self.at].part, "comparisons do not chain");
            return self.stop(fault.with("write `a < b and b < c`"));
        }
        Ok(self.step(Step::Compare(relation), left.start, right.end))
    }

    fn atom(&mut self) -> Result<Part, Stop> {
        match *self.peek() {
            What::End => return self.stop_here(|_| "the formula ends where a value should be".into()),
            What::Number { .. } | What::Open | What::Name { .. } | What::Bad => {}
            _ => return self.stop_here(|word| format!("`{word}` is where a value should be")),
        }
        let Token { what, part } = self.next();
        match what {
            What::Number { value, measure } => Ok(self.emit(Written::Number { value, measure, part }, part)),
            What::Open => {
                self.deeper(part, Self::or)?;
                let whole = Part { end: self.close(part)?, ..part };
                self.widen(whole);
                Ok(whole)
            }
            What::Name { owner: None, at: None, .. } | What::Bad if *self.peek() == What::Open => {
                self.call(&what, part)
            }
            What::Name { name, owner, at } => Ok(self.name(part, name, owner, at)),
            _ => Ok(self.emit(Written::Unknown(0), part)),
        }
    }

    /// The last node stands for more of the text than was known when it was added.
    fn widen(&mut self, part: Part) {
        self.parsed.nodes.last_mut().expect("something was read").part = part;
    }

    fn name(&mut self, part: Part, name: &str, owner: Option<&str>, at: Option<Span>) -> Part {
        let name = format!("{name}{}", at.map_or(String::new(), suffix));
        let names = &mut self.parsed.names;
        let is_same = |known: &Name| known.name == name && known.owner.as_deref() == owner && known.at == at;
        let slot = names.iter().position(is_same).unwrap_or_else(|| {
            let owner = owner.map(str::to_owned);
            names.push(Name { name, owner, at, start: part.start, end: part.end });
            names.len() - 1
        });
        self.emit(Written::Name(slot), part)
    }

    fn call(&mut self, what: &What<'a>, part: Part) -> Result<Part, Stop> {
        let mut does = None;
        if let What::Name { name, .. } = *what {
            does = Function::named(name).map(|function| function.does);
            if does.is_none() {
                let fault = Fault::at(part, format!("`{name}` is not a function"));
                let all = || format!("the functions are {}", Function::names().collect::<Vec<_>>().join(", "));
                self.parsed.faults.push(fault.with(did_you_mean(name, Function::names()).unwrap_or_else(all)));
            }
        }
        let open = self.next().part;
        let (mut count, mut start) = (0, open.end);
        while count > 0 || *self.peek() != What::Close {
            let argument = self.deeper(open, Self::or)?;
            count += 1;
            if count == 1 {
                start = argument.start;
            }
            // A chain of `min` holds two values however long it is.
            if let (Some(Does::Fold(two)), 2..) = (does, count) {
                self.step(Step::Two(two), start, argument.end);
            }
            if *self.peek() != What::Comma {
                break;
            }
            self.next();
        }
        let whole = Part { end: self.close(open)?, ..part };
        let Some(does) = does else { return Ok(self.emit(Written::Unknown(count), whole)) };
        let (fewest, most, taken) = does.arguments();
        if !(fewest..=most).contains(&count) {
            let name = &self.text[part.start..part.end];
            self.parsed.faults.push(Fault::at(whole, format!("`{name}` takes {taken}, not {count}")));
            return Ok(self.emit(Written::Unknown(count), whole));
        }
        if let Does::Fold(_) = does {
            self.widen(whole);
            return Ok(whole);
        }
        Ok(self.emit(Written::Step(does.step()), whole))
    }

    fn close(&mut self, open: Part) -> Result<usize, Stop> {
        match self.peek() {
            What::Close => Ok(self.next().part.end),
            What::End => self.stop(Fault::at(open, "`(` is not closed")),
            _ => self.stop_here(|word| format!("`{word}` is where `)` or an operator should be")),
        }
    }

    fn deeper(&mut self, at: Part, read: fn(&mut Self) -> Result<Part, Stop>) -> Result<Part, Stop> {
        if self.depth == DEEPEST {
            return self.stop(too_deep(at));
        }
        self.depth += 1;
        let part = read(self);
        self.depth -= 1;
        part
    }
}
