//! Writes a formula as it is read again: the same operators, with no parentheses but those that are needed.

use std::fmt;

use crate::formula::Formula;
use crate::step::{One, Step, Two};
use crate::tree::{Postfix as _, Written};

/// How strongly an operator binds; what binds less than its place asks for is put in parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binds {
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Atom,
}

impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without recursion: a sum of two thousand terms is two thousand deep.
        let mut held: Vec<(String, Binds)> = Vec::new();
        for node in &self.nodes {
            let arguments = held.split_off(held.len() - node.arity());
            held.push(match &node.what {
                Written::Number { part, .. } => {
                    let words = self.written(*part).split_ascii_whitespace();
                    (words.collect::<Vec<_>>().join(" "), Binds::Atom)
                }
                Written::Name(slot) => {
                    let name = &self.names()[*slot];
                    let owner = name.owner.as_ref().map_or(String::new(), |owner| format!("[{owner}]"));
                    let at = name.at.map_or(String::new(), |at| format!("[{at}]"));
                    (format!("{}{owner}{at}", name.written()), Binds::Atom)
                }
                Written::Step(step) => call(*step, &arguments),
                Written::Unknown(_) => unreachable!("a formula has no faults"),
            });
        }
        held.into_iter().try_for_each(|(text, _)| f.write_str(&text))
    }
}

/// A step with its arguments.
fn call(step: Step, arguments: &[(String, Binds)]) -> (String, Binds) {
    let symbol = step.symbol();
    // An argument in a place where it must bind at least so strongly.
    let place = |at: usize, least: Binds| {
        let (text, binds) = &arguments[at];
        if *binds < least { format!("({text})") } else { text.clone() }
    };
    let infix = |left, right, binds| (format!("{} {symbol} {}", place(0, left), place(1, right)), binds);
    match step {
        Step::One(One::Not) => (format!("not {}", place(0, Binds::Not)), Binds::Not),
        Step::One(One::Negate) => (format!("-{}", place(0, Binds::Sign)), Binds::Sign),
        Step::Two(Two::Or) => infix(Binds::Or, Binds::And, Binds::Or),
        Step::Two(Two::And) => infix(Binds::And, Binds::Not, Binds::And),
        Step::Two(Two::Add | Two::Subtract) => infix(Binds::Sum, Binds::Product, Binds::Sum),
        Step::Two(Two::Multiply | Two::Divide) => infix(Binds::Product, Binds::Sign, Binds::Product),
        Step::Compare(_) => infix(Binds::Sum, Binds::Sum, Binds::Comparison),
        _ => {
            let mut list: Vec<&str> = arguments.iter().map(|(text, _)| text.as_str()).collect();
            // `min(min(a, b), c)` is `min(a, b, c)`, however long.
            let is_fold = matches!(step, Step::Two(Two::Min | Two::Max));
            let inner = list[0].strip_prefix(symbol).filter(|_| is_fold && arguments[0].1 == Binds::Atom);
            let chain = inner.and_then(|rest| rest.strip_prefix('(')?.strip_suffix(')'));
            list[0] = chain.unwrap_or(list[0]);
            (format!("{symbol}({})", list.join(", ")), Binds::Atom)
        }
    }
}
