//! What is said about formulas that cannot be read, and that nothing makes the reader panic.

mod known;

use formula::{Column, Fault, Formula, Names, Unit};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};

const KNOWN: [&str; 6] = ["a", "b", "latency_p99_s", "queue", "sent_rps", "jailings_per_h"];

/// Each fault as `start..end message; remedy`.
fn faults(text: &str) -> Vec<String> {
    let shown = |fault: &Fault| format!("{}..{} {fault}", fault.start, fault.end);
    Formula::parse(text, &known::names(&KNOWN)).expect_err(text).iter().map(shown).collect()
}

fn check(text: &str, expected: &str) {
    assert_eq!(faults(text), [expected], "{text}");
}

#[test]
fn a_fault_has_its_place_and_what_would_serve() {
    check("  ( queu )", "4..8 `queu` is not known here; did you mean `queue`?");
    check("queu + 1", "0..4 `queu` is not known here; did you mean `queue`?");
    check("latency_p9_s[network.x] < 4 s", "0..12 `latency_p9_s` is not known here; did you mean `latency_p99_s`?");
    check(
        "1 + (a < b)",
        "4..11 `+` takes numbers, but `(a < b)` is true or false; `if(..., 1, 0)` turns it into a number",
    );
    check("a and a < b", "0..1 `and` takes true or false, but `a` is a number; compare it with a value, as in `x > 0`");
    check("if(a, 1, 2)", "3..4 `if` takes true or false, but `a` is a number; compare it with a value, as in `x > 0`");
    check("if(a < b, 1, b < a)", "10..18 `if` gives `1` or `b < a`: both must be numbers, or both true or false");
    check("-(a < b)", "1..8 `-` takes numbers, but `(a < b)` is true or false; `if(..., 1, 0)` turns it into a number");
    check("a[20 d] < 3", "0..1 `a` has no values at instants");
    check("a[20 x] < 3", "2..6 `x` is not a unit here: use one of ns, us, ms, s, min, h, d; write it as `a[20 d]`");
    check("a < b < 3", "6..7 comparisons do not chain; write `a < b and b < c`");
    check("(a + b", "0..1 `(` is not closed");
    check("min(a, b", "3..4 `(` is not closed");
    check("a + b)", "5..6 `)` closes nothing");
    check("a, b", "1..2 `,` is outside a function");
    check("a b", "2..3 `b` follows without an operator");
    check("(a b)", "3..4 `b` is where `)` or an operator should be");
    check("a +", "3..3 the formula ends where a value should be");
    check("a + * b", "4..5 `*` is where a value should be");
    check("  ", "0..2 the formula is empty");
    check("mim(a, b)", "0..3 `mim` is not a function; did you mean `min`?");
    check(
        "logistic(a)",
        "0..8 `logistic` is not a function; the functions are if, min, max, clamp, ln, exp, sqrt, abs, pow",
    );
    check("clamp(a, 1)", "0..11 `clamp` takes three arguments, not 2");
    check("min(a)", "0..6 `min` takes two arguments or more, not 1");
    check("ln()", "0..4 `ln` takes one argument, not 0");
}

#[test]
fn a_fault_of_spelling_has_its_place_and_what_would_serve() {
    check("a < 1 && b < 1", "6..8 `&&` does not belong in a formula; write `and`");
    check("a < 1 || b < 1", "6..8 `||` does not belong in a formula; write `or`");
    check("a = b", "2..3 `=` does not belong in a formula; write `==`");
    check("a ^ 2", "2..3 `^` does not belong in a formula; write `pow(x, y)`");
    check("a ** 2", "2..4 `**` does not belong in a formula; write `pow(x, y)`");
    check("a % 2", "2..3 `%` does not belong in a formula; percent follows a number, as in `0.5 %`");
    check("größe", "2..6 `öß` does not belong in a formula");
    check("a\u{0}", "1..2 `\\0` does not belong in a formula");
    check("Queue", "0..5 `Queue` is not a name: names are in lower case; write `queue`");
    check(
        "1e-300",
        "0..6 `1e-300` is out of range: a number has up to 30 digits and an exponent from -30 to 30; the least above 0 is \
         1e-30; write it as `12`, `1_000.5` or `2.5e-3`, with at most 30 digits",
    );
    check("1.2.3", "0..5 `1.2.3` is not a number; write it as `12`, `1_000.5` or `2.5e-3`, with at most 30 digits");
    check(
        "4 parsec",
        "2..8 `parsec` is not a unit here; use ns, us, ms, s, min, h, d, %, alp, usd, B to TiB or FLOP to PFLOP, \
         or put an operator between `4` and `parsec`",
    );
    check("a < 5 S", "6..7 `S` is not a unit here; did you mean `5 s`?");
    check("a < 5 msec", "6..10 `msec` is not a unit here; did you mean `ms`?");
    check("a < 4 usd_h", "6..11 `usd_h` is not a unit here; did you mean `4 usd/h`?");
    check("a < 4 queue", "6..11 `queue` is not a unit here; put an operator between `4` and `queue`");
    check("2 * GiB", "4..7 `GiB` is not a name: names are in lower case; a unit follows a number, as in `1 GiB`");
    check("s < 3", "0..1 `s` is not known here; a unit follows a number, as in `1 s`");
    check(
        "a[network alpha]",
        "1..10 the owner of `a` is not closed by `]`; \
         write it as `a[network.alpha]`: letters, digits, `_`, `.` and `-`",
    );
}

#[test]
fn faults_that_do_not_stop_the_reading_come_together() {
    assert_eq!(faults("foo + (bar_x < 1)").len(), 3);
    let all = faults("Queue < 1 && a < 5 parsec or latency_p9_s > mim(1, 2)");
    let starts: Vec<&str> = all.iter().map(|fault| &fault[..fault.find('.').unwrap()]).collect();
    assert_eq!(starts, ["0", "10", "19", "29", "44"], "{all:?}");
}

#[test]
fn a_name_stands_with_its_owner() {
    let mut names = Names::with_remedy("ask for the list");
    let column = |name: &str| Column { name: name.into(), unit: Unit::NONE };
    names.add(column("alone"));
    names.add_of("coin.alp", column("owned"));
    let check = |text: &str, expected: &str| {
        let faults = Formula::parse(text, &names).expect_err(text);
        assert_eq!(faults.iter().map(|f| format!("{}..{} {f}", f.start, f.end)).collect::<Vec<_>>(), [expected]);
    };
    check("1 + owned", "4..9 `owned` needs an owner; write `owned[coin.alp]`");
    check("owned[coin.al] + 1", "6..13 `coin.al` has no `owned`; did you mean `coin.alp`?");
    check("owned[x]", "6..7 `x` has no `owned`; write `owned[coin.alp]`");
    check("alone[coin.alp]", "6..14 `alone` has no owners; write `alone` alone");
    check("nothing_like_it", "0..15 `nothing_like_it` is not known here; ask for the list");
    check("ownd[coin.alp]", "0..4 `ownd` is not known here; did you mean `owned`?");
}

#[test]
fn what_constants_alone_say_must_be_finite() {
    check("1 / 0", "4..5 `1 / 0` divides by zero");
    check("a / (2 - 2)", "4..11 `a / (2 - 2)` divides by zero");
    check("a + ln(-1)", "4..10 `ln(-1)` has no finite value");
    check("pow(10, 400)", "0..12 `pow(10, 400)` has no finite value");
    check("pow(10, 308) * 1 /s < jailings_per_h", "0..19 `pow(10, 308) * 1 /s` has no finite value");
    check("clamp(a, 3, 1)", "9..13 `3` is more than `1`; `clamp` takes the lower bound first");
}

#[test]
fn a_door_refuses_the_other_kind() {
    let number = Formula::number("a < b", &known::names(&KNOWN)).expect_err("a truth");
    assert_eq!(number[0].to_string(), "a number is wanted here, not something true or false");
    let truth = Formula::truth("a + b", &known::names(&KNOWN)).expect_err("a number");
    assert_eq!(truth[0].to_string(), "something true or false is wanted here, such as `x < 1`");
}

#[test]
fn hostile_sizes_are_refused() {
    check(&"1".repeat(4_097), "0..4097 the formula is longer than 4096 bytes");
    let nested = |open: &str, close: &str, deep: usize| format!("{}a{}", open.repeat(deep), close.repeat(deep));
    for (open, close) in [("(", ")"), ("-", ""), ("abs(", ")")] {
        assert!(Formula::parse(&nested(open, close, 64), &known::names(&KNOWN)).is_ok(), "{open}");
        assert_eq!(faults(&nested(open, close, 65)).len(), 1, "{open}");
    }
    check(&nested("(", ")", 65), "64..65 the formula nests deeper than 64");
    let held = nested("a + 2 * if(a < b, 1, ", ")", 30);
    assert!(faults(&held).iter().any(|fault| fault.ends_with("nests deeper than 64")), "{held}");
    let long = format!("a{}", " + a".repeat(1_000));
    assert!(Formula::parse(&long, &known::names(&KNOWN)).is_ok(), "a long chain is not deep");
}

const WORDS: [&str; 34] = [
    "a",
    "b",
    "queue",
    "zz",
    "a[network.alpha]",
    "latency_p99_s",
    "sent_rps",
    "jailings_per_h",
    "2 /h",
    "4 usd/alp",
    "3600",
    "1",
    "2.5 %",
    "3 ms",
    "0",
    "+",
    "-",
    "*",
    "/",
    "<",
    ">=",
    "==",
    "!=",
    "and",
    "or",
    "not",
    "(",
    ")",
    ",",
    "if(",
    "min(",
    "clamp(",
    "ln(",
    "pow(",
];

/// An owner may have any characters, and a message shows the beginning of what it is about.
#[test]
fn long_owners_are_cut_between_two_characters() {
    for pad in 0..4 {
        let owner = format!("{}{}", "x".repeat(pad), "\u{1d11e}".repeat(20));
        for text in
            [format!("v[{owner}]"), format!("v[{owner}"), format!("v[{owner}] + 1 < 2"), format!("1 < v[{owner}]")]
        {
            let faults = Formula::parse(&text, &known::names(&KNOWN)).expect_err("nobody owns it");
            assert!(faults.iter().all(|fault| text.is_char_boundary(fault.end)), "{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Err(faults) = Formula::parse(&text, &known::names(&KNOWN)) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                prop_assert!(fault.start <= fault.end && fault.end <= text.len());
                prop_assert!(text.is_char_boundary(fault.start) && text.is_char_boundary(fault.end));
            }
        }
    }

    #[test]
    fn no_words_make_the_reader_or_the_value_panic(words in prop::collection::vec(0..WORDS.len(), 0..24)) {
        let text = words.iter().map(|&word| WORDS[word]).collect::<Vec<_>>().join(" ");
        if let Ok(formula) = Formula::parse(&text, &known::names(&KNOWN)) {
            let value = formula.value(|slot| slot as f64);
            let mut out = [0.0];
            let columns = [[0.0], [1.0], [2.0], [3.0], [4.0], [5.0], [6.0], [7.0]];
            let views = columns.each_ref().map(|column| &column[..]);
            formula.fill(&views, &mut formula::Scratch::default(), &mut out);
            prop_assert!(value.to_bits() == out[0].to_bits() || value.is_nan() && out[0].is_nan());
            let shown = formula.to_string();
            let again = Formula::parse(&shown, &known::names(&KNOWN));
            let again = again.unwrap_or_else(|faults| panic!("{text} is shown as {shown}: {faults:?}"));
            prop_assert_eq!(again.to_string(), shown);
            let twin = again.value(|slot| slot as f64);
            prop_assert!(value.to_bits() == twin.to_bits() || value.is_nan() && twin.is_nan());
            if let Some(sides) = formula.sides() {
                let [left, right] = [sides.left, sides.right].map(|side| side.value(|slot| slot as f64));
                prop_assert_eq!(sides.relation.holds(left, right), formula.holds(|slot| slot as f64));
            }
        }
    }
}
