//! What is said about formulas that cannot be read, and that nothing makes the reader panic.

use formula::{Fault, Formula};
use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};

const KNOWN: [&str; 4] = ["a", "b", "latency_p99_s", "queue"];

/// Each fault as `start..end message; remedy`.
fn faults(text: &str) -> Vec<String> {
    let shown = |fault: &Fault| format!("{}..{} {fault}", fault.start, fault.end);
    Formula::parse(text, &KNOWN).expect_err(text).iter().map(shown).collect()
}

fn check(text: &str, expected: &str) {
    assert_eq!(faults(text), [expected], "{text}");
}

#[test]
fn a_fault_has_its_place_and_what_would_serve() {
    check("queu + 1", "0..4 `queu` is not known here; did you mean `queue`?");
    check("latency_p9_s[network.x] < 4 s", "0..12 `latency_p9_s` is not known here; did you mean `latency_p99_s`?");
    check(
        "1 + (a < b)",
        "4..11 `+` takes numbers, but `(a < b)` is true or false; `if(..., 1, 0)` turns it into a number",
    );
    check(
        "a and a < b",
        "0..1 `and` takes what is true or false, but `a` is a number; compare it with something, as in `x > 0`",
    );
    check(
        "if(a, 1, 2)",
        "3..4 `if` takes what is true or false, but `a` is a number; compare it with something, as in `x > 0`",
    );
    check("if(a < b, 1, b < a)", "10..18 `if` gives `1` or `b < a`: both must be numbers, or both true or false");
    check("-(a < b)", "1..8 `-` takes numbers, but `(a < b)` is true or false; `if(..., 1, 0)` turns it into a number");
    check("a < b < 3", "6..7 comparisons do not chain; write `a < b and b < c`");
    check("(a + b", "0..1 `(` is not closed");
    check("min(a, b", "3..4 `(` is not closed");
    check("a + b)", "5..6 `)` closes nothing");
    check("a, b", "1..2 `,` stands outside of a function");
    check("a b", "2..3 `b` follows without an operator");
    check("(a b)", "3..4 `b` stands where `)` or an operator should");
    check("a +", "3..3 the formula ends where a value should stand");
    check("a + * b", "4..5 `*` stands where a value should");
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
    check("a && b", "2..4 `&&` does not belong in a formula; write `and`");
    check("a = b", "2..3 `=` does not belong in a formula; write `==`");
    check("a ^ 2", "2..3 `^` does not belong in a formula; write `pow(x, y)`");
    check("a ** 2", "2..4 `**` does not belong in a formula; write `pow(x, y)`");
    check("a % 2", "2..3 `%` does not belong in a formula; percent follows a number, as in `0.5 %`");
    check("größe", "2..4 `ö` does not belong in a formula");
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
        "2..8 `parsec` is not a unit here: use one of ns, us, ms, s, min, h, d, %; \
         or put an operator between `4` and `parsec`",
    );
    check(
        "a[network alpha]",
        "1..10 the owner of `a` is not closed by `]`; \
         write it as `a[network.alpha]`: letters, digits, `_`, `.` and `-`",
    );
}

#[test]
fn faults_that_do_not_stop_the_reading_come_together() {
    assert_eq!(faults("foo + (bar_x < 1)").len(), 3);
}

#[test]
fn a_door_refuses_the_other_kind() {
    let number = Formula::number("a < b", &KNOWN).expect_err("a truth");
    assert_eq!(number[0].to_string(), "a number is wanted here, not something true or false");
    let truth = Formula::truth("a + b", &KNOWN).expect_err("a number");
    assert_eq!(truth[0].to_string(), "something true or false is wanted here, such as `x < 1`");
}

#[test]
fn hostile_sizes_are_refused() {
    check(&"1".repeat(4_097), "0..4097 the formula is longer than 4096 bytes");
    let nested = |open: &str, close: &str, deep: usize| format!("{}a{}", open.repeat(deep), close.repeat(deep));
    for (open, close) in [("(", ")"), ("-", ""), ("abs(", ")")] {
        assert!(Formula::parse(&nested(open, close, 64), &KNOWN).is_ok(), "{open}");
        assert_eq!(faults(&nested(open, close, 65)).len(), 1, "{open}");
    }
    check(&nested("(", ")", 65), "64..65 the formula nests deeper than 64");
    let held = nested("a + 2 * if(a < b, 1, ", ")", 30);
    assert!(faults(&held).iter().any(|fault| fault.ends_with("nests deeper than 64")), "{held}");
    let long = format!("a{}", " + a".repeat(1_000));
    assert!(Formula::parse(&long, &KNOWN).is_ok(), "a long chain is not deep");
}

const WORDS: [&str; 28] = [
    "a", "b", "queue", "zz", "a[x]", "1", "2.5 %", "3 ms", "0", "+", "-", "*", "/", "<", ">=", "==", "!=", "and", "or",
    "not", "(", ")", ",", "if(", "min(", "clamp(", "ln(", "pow(",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        if let Err(faults) = Formula::parse(&text, &KNOWN) {
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
        if let Ok(formula) = Formula::parse(&text, &KNOWN) {
            let value = formula.value(|slot| slot as f64);
            let mut out = [0.0];
            let columns = [[0.0], [1.0], [2.0], [3.0], [4.0]];
            let views = columns.each_ref().map(|column| &column[..]);
            formula.fill(&views, &mut formula::Scratch::default(), &mut out);
            prop_assert!(value.to_bits() == out[0].to_bits() || value.is_nan() && out[0].is_nan());
            if let Some(sides) = formula.sides() {
                let [left, right] = [sides.left, sides.right].map(|side| side.value(|slot| slot as f64));
                prop_assert_eq!(sides.relation.holds(left, right), formula.holds(|slot| slot as f64));
            }
        }
    }
}
