//! Cuts the text of a formula into words, numbers and signs.

use units::text::{Decimal, unread};

use crate::fault::Fault;
use crate::step::Relation;

/// One piece of the text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token<'a> {
    pub(crate) what: What<'a>,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum What<'a> {
    Number(f64),
    Name { name: &'a str, owner: Option<&'a str> },
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

/// The units that a number may carry, each as `mantissa * 10^exponent` base units: seconds, or the whole for `%`.
const UNITS: [(&str, i128, i32); 8] = [
    ("ns", 1, -9),
    ("us", 1, -6),
    ("ms", 1, -3),
    ("s", 1, 0),
    ("min", 60, 0),
    ("h", 3_600, 0),
    ("d", 86_400, 0),
    ("%", 1, -2),
];

/// The tokens of `text`, with [`What::End`] as the last.
pub(crate) fn scan(text: &str) -> Result<Vec<Token<'_>>, Fault> {
    let (mut tokens, mut at) = (Vec::new(), 0);
    loop {
        at = skip(text, at, |c| c.is_ascii_whitespace());
        let Some(first) = text[at..].chars().next() else {
            tokens.push(Token { what: What::End, start: at, end: at });
            return Ok(tokens);
        };
        let (what, end) = match first {
            '0'..='9' | '.' => number(text, at)?,
            _ if first.is_ascii_alphabetic() || first == '_' => word(text, at)?,
            _ => sign(text, at, first)?,
        };
        tokens.push(Token { what, start: at, end });
        at = end;
    }
}

/// The first byte from `at` on that does not fit.
fn skip(text: &str, at: usize, fits: impl Fn(char) -> bool) -> usize {
    text[at..].find(|c| !fits(c)).map_or(text.len(), |more| at + more)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn number(text: &str, start: usize) -> Result<(What<'_>, usize), Fault> {
    let digits = |at| skip(text, at, |c| c.is_ascii_digit() || matches!(c, '_' | '.'));
    let mut end = digits(start);
    if text[end..].starts_with(['e', 'E']) {
        let power = end + 1 + usize::from(text[end + 1..].starts_with(['+', '-']));
        if text[power..].starts_with(|c: char| c.is_ascii_digit()) {
            end = skip(text, power, |c| c.is_ascii_digit());
        }
    }
    let bad = |message: String| Fault::new(start, end, message);
    let Some(decimal) = Decimal::parse(&text[start..end]) else {
        let number = &text[start..end];
        let fault = bad(unread(number, format!("`{number}` is not a number")));
        return Err(fault.with("write it as `12`, `1_000.5` or `2.5e-3`, with at most 30 digits"));
    };
    let (factor, exponent, after) = unit(text, start, end)?;
    let Some(mantissa) = decimal.mantissa.checked_mul(factor) else {
        return Err(bad(format!("`{}` is too large", &text[start..end])));
    };
    // Decimal shift before the one rounding, so that `0.5 %` is the float nearest to 0.005.
    let shift = exponent - decimal.scale as i32;
    let value = format!("{mantissa}e{shift}").parse().unwrap_or(f64::NAN);
    Ok((What::Number(value), after))
}

/// The unit behind a number, as mantissa and exponent, and the byte after it.
fn unit(text: &str, number: usize, end: usize) -> Result<(i128, i32, usize), Fault> {
    let start = skip(text, end, |c| c.is_ascii_whitespace());
    let after = if text[start..].starts_with('%') { start + 1 } else { skip(text, start, is_word) };
    let name = &text[start..after];
    if matches!(name, "" | "and" | "or" | "not") {
        return Ok((1, 0, end));
    }
    if let Some(&(_, mantissa, exponent)) = UNITS.iter().find(|unit| unit.0 == name) {
        return Ok((mantissa, exponent, after));
    }
    let names = UNITS.map(|unit| unit.0).join(", ");
    let fault = Fault::new(start, after, format!("`{name}` is not a unit here: use one of {names}"));
    Err(fault.with(format!("or put an operator between `{}` and `{name}`", &text[number..end])))
}

fn word(text: &str, start: usize) -> Result<(What<'_>, usize), Fault> {
    let end = skip(text, start, is_word);
    let name = &text[start..end];
    match name {
        "and" => return Ok((What::And, end)),
        "or" => return Ok((What::Or, end)),
        "not" => return Ok((What::Not, end)),
        _ => {}
    }
    if name.contains(|c: char| c.is_ascii_uppercase()) {
        let fault = Fault::new(start, end, format!("`{name}` is not a name: names are in lower case"));
        return Err(fault.with(format!("write `{}`", name.to_ascii_lowercase())));
    }
    if !text[end..].starts_with('[') {
        return Ok((What::Name { name, owner: None }, end));
    }
    let close = skip(text, end + 1, |c| is_word(c) || matches!(c, '.' | '-'));
    let owner = &text[end + 1..close];
    if owner.is_empty() || !text[close..].starts_with(']') {
        let next = text[close..].chars().next().map_or(0, char::len_utf8);
        let fault = Fault::new(end, close + next, format!("the owner of `{name}` is not closed by `]`"));
        return Err(fault.with(format!("write it as `{name}[network.alpha]`: letters, digits, `_`, `.` and `-`")));
    }
    Ok((What::Name { name, owner: Some(owner) }, close + 1))
}

fn sign(text: &str, start: usize, first: char) -> Result<(What<'_>, usize), Fault> {
    let two = text.get(start..start + 2).unwrap_or("");
    let compare = |relation: Relation| Ok((What::Compare(relation), start + relation.symbol().len()));
    let one = |what| Ok((what, start + 1));
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
        ('*', "**") => stray(start, "**", Some("write `pow(x, y)`")),
        ('*', _) => one(What::Times),
        ('/', _) => one(What::Over),
        (_, "&&") => stray(start, "&&", Some("write `and`")),
        (_, "||") => stray(start, "||", Some("write `or`")),
        ('!', _) => stray(start, "!", Some("write `not`")),
        ('=', _) => stray(start, "=", Some("write `==`")),
        ('^', _) => stray(start, "^", Some("write `pow(x, y)`")),
        ('%', _) => stray(start, "%", Some("percent follows a number, as in `0.5 %`")),
        ('[', _) => stray(start, "[", Some("an owner follows its name at once, as in `share[network.alpha]`")),
        _ => stray(start, &text[start..start + first.len_utf8()], None),
    }
}

fn stray(start: usize, sign: &str, remedy: Option<&str>) -> Result<(What<'static>, usize), Fault> {
    let shown: String = sign.chars().flat_map(char::escape_debug).collect();
    let fault = Fault::new(start, start + sign.len(), format!("`{shown}` does not belong in a formula"));
    Err(remedy.map_or_else(|| fault.clone(), |remedy| fault.clone().with(remedy)))
}
