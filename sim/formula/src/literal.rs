//! Numbers as they are written, with the unit that they carry.

use units::problem::did_you_mean;
use units::text::{Decimal, unread};

use crate::fault::Fault;
use crate::names::Names;
use crate::unit::{Measure, Unit};

/// What a unit behind a number counts.
#[derive(Clone, Copy)]
enum Counts {
    Second,
    Hour,
    Byte,
    Flop,
    Nothing,
}

impl Counts {
    fn unit(self) -> Unit {
        match self {
            Self::Second => Unit::second(),
            Self::Hour => Unit::hour(),
            Self::Byte => Unit::byte(),
            Self::Flop => Unit::flop(),
            Self::Nothing => Unit::NONE,
        }
    }
}

/// What a number may be of, each as `mantissa * 10^exponent` of what it counts; coins come beside.
const THINGS: [(&str, i128, i32, Counts); 24] = [
    ("%", 1, -2, Counts::Nothing),
    ("ns", 1, -9, Counts::Second),
    ("us", 1, -6, Counts::Second),
    ("ms", 1, -3, Counts::Second),
    ("s", 1, 0, Counts::Second),
    ("min", 60, 0, Counts::Second),
    ("h", 3_600, 0, Counts::Second),
    ("d", 86_400, 0, Counts::Second),
    ("B", 1, 0, Counts::Byte),
    ("kB", 1, 3, Counts::Byte),
    ("KiB", 1 << 10, 0, Counts::Byte),
    ("MB", 1, 6, Counts::Byte),
    ("MiB", 1 << 20, 0, Counts::Byte),
    ("GB", 1, 9, Counts::Byte),
    ("GiB", 1 << 30, 0, Counts::Byte),
    ("TB", 1, 12, Counts::Byte),
    ("TiB", 1 << 40, 0, Counts::Byte),
    ("kbit", 125, 0, Counts::Byte),
    ("Mbit", 125, 3, Counts::Byte),
    ("Gbit", 125, 6, Counts::Byte),
    ("FLOP", 1, 0, Counts::Flop),
    ("GFLOP", 1, 9, Counts::Flop),
    ("TFLOP", 1, 12, Counts::Flop),
    ("PFLOP", 1, 15, Counts::Flop),
];

/// For what a number may be.
struct Per {
    word: &'static str,
    /// `factor * 10^exponent / divisor` for each one that is counted.
    factor: i128,
    exponent: i32,
    divisor: f64,
    counts: Counts,
}

const fn per(word: &'static str, factor: i128, exponent: i32, divisor: f64, counts: Counts) -> Per {
    Per { word, factor, exponent, divisor, counts }
}

/// Rates but those by the second count by the hour, as names do: `3 usd/h` is exactly 3 beside a name in `usd/h`.
const PERS: [Per; 7] = [
    per("s", 1, 0, 1.0, Counts::Second),
    per("min", 60, 0, 1.0, Counts::Hour),
    per("h", 1, 0, 1.0, Counts::Hour),
    per("d", 1, 0, 24.0, Counts::Hour),
    per("y", 1, 0, 8_760.0, Counts::Hour),
    per("Mtok", 1, -6, 1.0, Counts::Nothing),
    per("request", 1, 0, 1.0, Counts::Nothing),
];

/// A number that was read.
pub(crate) struct Literal {
    pub(crate) value: f64,
    pub(crate) measure: Measure,
    /// The byte behind its unit.
    pub(crate) end: usize,
}

/// The first byte from `at` on that does not fit.
pub(crate) fn skip(text: &str, at: usize, fits: impl Fn(char) -> bool) -> usize {
    text[at..].find(|c| !fits(c)).map_or(text.len(), |more| at + more)
}

pub(crate) fn skip_space(text: &str, at: usize) -> usize {
    skip(text, at, |c| c.is_ascii_whitespace())
}

pub(crate) fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether a word is what a number may be for, so that it can be no name: `3 / d` would be two things.
pub(crate) fn is_per(word: &str) -> bool {
    PERS.iter().any(|per| per.word == word)
}

/// Whether a word is a unit, which follows a number.
pub(crate) fn is_unit(word: &str, names: &Names) -> bool {
    is_per(word) || THINGS.iter().any(|thing| thing.0 == word) || names.coins().any(|coin| coin == word)
}

/// What is told of a unit that follows no number.
pub(crate) fn unit_alone(word: &str) -> String {
    format!("a unit follows a number, as in `1 {word}`")
}

/// The number that begins at `start`, with its unit; faults are noted, and what has one is of an unknown unit.
pub(crate) fn literal(text: &str, start: usize, names: &Names, faults: &mut Vec<Fault>) -> Literal {
    let digits = number_end(text, start);
    let number = &text[start..digits];
    let decimal = Decimal::parse(number);
    if decimal.is_none() {
        let fault = Fault::new(start, digits, unread(number, format!("`{number}` is not a number")));
        faults.push(fault.with("write it as `12`, `1_000.5` or `2.5e-3`, with at most 30 digits"));
    }
    let mut measure = Measure::Bare;
    let (mut mantissa, mut exponent, mut end) = (1, 0, digits);
    let from = skip_space(text, digits);
    let to = if text[from..].starts_with('%') { from + 1 } else { skip(text, from, is_word) };
    match &text[from..to] {
        "" | "and" | "or" | "not" => {}
        word => {
            end = to;
            measure = Measure::Unknown;
            if let Some(thing) = THINGS.iter().find(|thing| thing.0 == word) {
                measure = Measure::In(thing.3.unit());
                (mantissa, exponent) = (thing.1, thing.2);
            } else if names.coins().any(|coin| coin == word) {
                measure = Measure::In(Unit::money(word));
            } else {
                faults.push(no_unit(number, word, from, to, names));
            }
        }
    }
    let mut divisor = 1.0;
    if let Some((word, after)) = slash(text, end) {
        let per = PERS.iter().find(|per| per.word == word);
        // A metric can have the name of a coin; then it divides.
        let is_coin = names.coins().any(|coin| coin == word) && names.owners(word).is_empty();
        if let Some(per) = per {
            (mantissa, exponent, divisor) = (mantissa * per.factor, exponent + per.exponent, per.divisor);
        }
        if let Some(under) = per.map(|per| per.counts.unit()).or(is_coin.then(|| Unit::money(word))) {
            end = after;
            measure = match measure {
                Measure::Bare => Measure::In(Unit::NONE.over(&under)),
                Measure::In(unit) => Measure::In(unit.over(&under)),
                Measure::Unknown => Measure::Unknown,
            };
        }
    }
    let Some(decimal) = decimal else { return Literal { value: f64::NAN, measure: Measure::Unknown, end } };
    let Some(mantissa) = decimal.mantissa.checked_mul(mantissa) else {
        faults.push(Fault::new(start, end, format!("`{}` is too large", &text[start..end])));
        return Literal { value: f64::NAN, measure: Measure::Unknown, end };
    };
    // Decimal shift before the one rounding, so that `0.5 %` is the float nearest to 0.005.
    let shift = exponent - decimal.scale as i32;
    let value: f64 = format!("{mantissa}e{shift}").parse().unwrap_or(f64::NAN);
    Literal { value: value / divisor, measure, end }
}

/// Where the digits end, with their exponent.
pub(crate) fn number_end(text: &str, start: usize) -> usize {
    let end = skip(text, start, |c| c.is_ascii_digit() || matches!(c, '_' | '.'));
    if text[end..].starts_with(['e', 'E']) {
        let power = end + 1 + usize::from(text[end + 1..].starts_with(['+', '-']));
        if text[power..].starts_with(|c: char| c.is_ascii_digit()) {
            return skip(text, power, |c| c.is_ascii_digit());
        }
    }
    end
}

/// The word behind a slash, and the byte after it; none where something is called.
fn slash(text: &str, at: usize) -> Option<(&str, usize)> {
    let at = skip_space(text, at);
    let start = skip_space(text, at + text[at..].starts_with('/').then_some(1)?);
    let end = skip(text, start, is_word);
    // `6 / min(a, b)` divides.
    let is_call = text[skip_space(text, end)..].starts_with('(');
    (!is_call).then_some((&text[start..end], end))
}

/// What is said of a word that follows a number and is no unit.
fn no_unit(number: &str, word: &str, start: usize, end: usize, names: &Names) -> Fault {
    let things = || THINGS.iter().map(|thing| thing.0).chain(names.coins());
    // The end of a metric's name is not how a number writes its unit.
    let by_name = Unit::of_name(&format!("_{word}"), "").literal(number).filter(|_| word != "coins");
    let by_case = things().find(|thing| thing.eq_ignore_ascii_case(word)).map(|thing| format!("{number} {thing}"));
    let close = || did_you_mean(word, things().filter(|_| word.len() > 2));
    let meant = by_name.or(by_case).map(|text| format!("did you mean `{text}`?")).or_else(close);
    let operator = format!("put an operator between `{number}` and `{word}`");
    let remedy = match meant {
        _ if !names.owners(word).is_empty() => operator,
        Some(meant) => meant,
        None => {
            let coins = names.coins().take(5).collect::<Vec<_>>().join(", ");
            format!("use ns, us, ms, s, min, h, d, %, {coins}, B to TiB or FLOP to PFLOP, or {operator}")
        }
    };
    Fault::new(start, end, format!("`{word}` is not a unit here")).with(remedy)
}
