//! Cuts the text of a formula into words, numbers and signs.

use units::time::Span;

use crate::fault::Fault;
use crate::literal::{is_unit, is_word, literal, skip, skip_space, unit_alone};
use crate::names::Names;
use crate::step::Relation;
use crate::tree::Part;
use crate::unit::Measure;

/// One piece of the text.
#[derive(Clone, Debug)]
pub(crate) struct Token<'a> {
    pub(crate) what: What<'a>,
    pub(crate) part: Part,
}

/// What a piece is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What<'a> {
    Number {
        value: f64,
        measure: Measure,
    },
    Name {
        name: &'a str,
        owner: Option<&'a str>,
        /// The instant in brackets.
        at: Option<Span>,
    },
    /// A name in which a fault was found.
    Bad,
    Open,
    Close,
    Comma,
    Plus,
    Minus,
    Times,
    Over,
    Compare(Relation),
    And,
    Or,
    Not,
    End,
}

/// What was cut.
#[derive(Default)]
pub(crate) struct Scanned<'a> {
    /// The pieces, with [`What::End`] as the last.
    pub(crate) tokens: Vec<Token<'a>>,
    pub(crate) faults: Vec<Fault>,
    /// Whether something was left out, so that what remains is not what was meant.
    pub(crate) is_broken: bool,
}

/// Cuts `text`; a fault does not end the scan.
pub(crate) fn scan<'a>(text: &'a str, names: &Names) -> Scanned<'a> {
    let (mut scanned, mut at) = (Scanned::default(), 0);
    loop {
        let start = skip_space(text, at);
        let Some(first) = text[start..].chars().next() else {
            scanned.tokens.push(Token { what: What::End, part: Part { start, end: start } });
            return scanned;
        };
        let (what, end) = match first {
            '0'..='9' | '.' => {
                let read = literal(text, start, names, &mut scanned.faults);
                (Some(What::Number { value: read.value, measure: read.measure }), read.end)
            }
            _ if first.is_ascii_alphabetic() || first == '_' => {
                let (what, end) = word(text, start, names, &mut scanned.faults);
                (Some(what), end)
            }
            _ => sign(text, start, first, &mut scanned.faults),
        };
        match what {
            Some(what) => scanned.tokens.push(Token { what, part: Part { start, end } }),
            None => scanned.is_broken = true,
        }
        at = end;
    }
}

fn word<'a>(text: &'a str, start: usize, names: &Names, faults: &mut Vec<Fault>) -> (What<'a>, usize) {
    let end = skip(text, start, is_word);
    let name = &text[start..end];
    match name {
        "and" => return (What::And, end),
        "or" => return (What::Or, end),
        "not" => return (What::Not, end),
        _ => {}
    }
    let is_lower = !name.contains(|c: char| c.is_ascii_uppercase());
    if !is_lower {
        let fault = Fault::new(start, end, format!("`{name}` is not a name: names are in lower case"));
        faults.push(fault.with(if is_unit(name, names) {
            unit_alone(name)
        } else {
            format!("write `{}`", name.to_ascii_lowercase())
        }));
    }
    let named = |owner, at| if is_lower { What::Name { name, owner, at } } else { What::Bad };
    if !text[end..].starts_with('[') {
        return (named(None, None), end);
    }
    // An owner begins with a letter.
    let inside = skip_space(text, end + 1);
    let is_instant = text[inside..].starts_with(|c: char| c.is_ascii_digit());
    let from = if is_instant { inside } else { end + 1 };
    let close = skip(text, from, |c| is_word(c) || c == '.' || c == if is_instant { ' ' } else { '-' });
    let written = text[from..close].trim_end();
    if !written.is_empty() && text[close..].starts_with(']') {
        if !is_instant {
            return (named(Some(written), None), close + 1);
        }
        return match written.parse() {
            Ok(at) => (named(None, Some(at)), close + 1),
            Err(message) => {
                faults.push(Fault::new(from, close, message).with(format!("write it as `{name}[20 d]`")));
                (What::Bad, close + 1)
            }
        };
    }
    let next = text[close..].chars().next().map_or(0, char::len_utf8);
    let (what, remedy) = if is_instant {
        ("instant", format!("write it as `{name}[20 d]`"))
    } else {
        ("owner", format!("write it as `{name}[network.alpha]`: letters, digits, `_`, `.` and `-`"))
    };
    let fault = Fault::new(end, close + next, format!("the {what} of `{name}` is not closed by `]`"));
    faults.push(fault.with(remedy));
    (What::Bad, text[close..].find(']').map_or(text.len(), |more| close + more + 1))
}

/// A sign, and the byte after it; none where nothing can stand for it.
fn sign(text: &str, start: usize, first: char, faults: &mut Vec<Fault>) -> (Option<What<'static>>, usize) {
    let two = text.get(start..start + 2).unwrap_or("");
    let compare = |relation: Relation| (Some(What::Compare(relation)), start + relation.symbol().len());
    let one = |what| (Some(what), start + 1);
    let mut stray = |sign: &str, stands: Option<What<'static>>, remedy: &str| {
        let shown: String = sign.chars().flat_map(char::escape_debug).collect();
        let fault = Fault::new(start, start + sign.len(), format!("`{shown}` does not belong in a formula"));
        faults.push(if remedy.is_empty() { fault } else { fault.with(remedy) });
        (stands, start + sign.len())
    };
    match (first, two) {
        (_, "<=") => compare(Relation::AtMost),
        (_, ">=") => compare(Relation::AtLeast),
        (_, "==") => compare(Relation::Equal),
        (_, "!=") => compare(Relation::Unequal),
        ('<', _) => compare(Relation::Less),
        ('>', _) => compare(Relation::More),
        ('(', _) => one(What::Open),
        (')', _) => one(What::Close),
        (',', _) => one(What::Comma),
        ('+', _) => one(What::Plus),
        ('-', _) => one(What::Minus),
        ('*', "**") => stray("**", None, "write `pow(x, y)`"),
        ('*', _) => one(What::Times),
        ('/', _) => one(What::Over),
        ('&', _) => stray(if two == "&&" { two } else { "&" }, Some(What::And), "write `and`"),
        ('|', _) => stray(if two == "||" { two } else { "|" }, Some(What::Or), "write `or`"),
        ('!', _) => stray("!", Some(What::Not), "write `not`"),
        ('=', _) => stray("=", Some(What::Compare(Relation::Equal)), "write `==`"),
        ('^', _) => stray("^", None, "write `pow(x, y)`"),
        ('%', _) => stray("%", None, "percent follows a number, as in `0.5 %`"),
        ('[', _) => stray("[", None, "an owner follows its name at once, as in `share[network.alpha]`"),
        _ => stray(&text[start..skip(text, start + first.len_utf8(), |c| !is_known(c))], None, ""),
    }
}

/// Whether a character can begin something in a formula, or is told of by itself.
fn is_known(c: char) -> bool {
    is_word(c) || c.is_ascii_whitespace() || "<>()+-*/,=!%^[&|.".contains(c)
}
