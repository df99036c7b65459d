//! What formulas are worth: precedence, units, functions, and numbers that do not exist.

mod known;

use formula::{Column, Formula, Kind, Names, Relation, Scratch, Unit};
use units::time::Span;

const KNOWN: [&str; 5] = ["a", "b", "queue", "stake", "wrong_accepted_share"];

fn read(text: &str) -> Formula {
    Formula::parse(text, &known::names(&KNOWN)).unwrap_or_else(|faults| panic!("{text}: {faults:?}"))
}

/// The value with every name worth what the list says.
fn value(text: &str, worth: &[(&str, f64)]) -> f64 {
    let formula = read(text);
    formula.value(|slot| {
        let name = &formula.names()[slot].name;
        worth.iter().find(|w| w.0 == name).expect("a worth for every name").1
    })
}

fn check(text: &str, expected: f64) {
    let got = value(text, &[("a", 2.0), ("b", 3.0), ("queue", 4.0), ("stake", 5.0)]);
    assert!(got.to_bits() == expected.to_bits(), "{text} is {got}, not {expected}");
}

#[test]
fn operators_bind_as_in_school() {
    check("1 + 2 * 3", 7.0);
    check("(1 + 2) * 3", 9.0);
    check("8 - 4 - 2", 2.0);
    check("8 / 4 / 2", 1.0);
    check("-a * b", -6.0);
    check("- - a", 2.0);
    check("2 - -a", 4.0);
    check("a + b < b + queue and not a == b", 1.0);
    check("a < b or a / (a - 2) < b and a > b", 1.0);
    check("not a < b", 0.0);
    check("not (a < b) or a < b", 1.0);
    check("a <= 2 and a >= 2 and a == 2 and a != 3", 1.0);
}

#[test]
fn units_give_base_units_rounded_once() {
    check("4 s", 4.0);
    check("30 ms", 0.03);
    check("0.5 %", 0.005);
    check("7%", 0.07);
    check("90min", 5_400.0);
    check("2 h + 1 d", 93_600.0);
    check("3 us", 3e-6);
    check("1_000 ns", 1e-6);
    check("2.5e-3", 0.0025);
    check("1_000_000.25", 1_000_000.25);
    check("1e3 ms", 1.0);
    check("50 % - 3", -2.5);
    check("if(a < 4 and b * 1 s > 1 ms, 1, 0)", 1.0);
}

#[test]
fn functions_are_what_their_names_say() {
    check("if(a < b, queue, stake)", 4.0);
    check("if(a > b, queue, stake)", 5.0);
    check("min(a, b)", 2.0);
    check("max(a, b, stake, queue)", 5.0);
    check("min(stake, queue, b)", 3.0);
    check("clamp(stake, a, b)", 3.0);
    check("clamp(1, a, b)", 2.0);
    check("clamp(2.5, a, b)", 2.5);
    check("abs(-a)", 2.0);
    check("sqrt(queue)", 2.0);
    check("pow(a, 10)", 1024.0);
    check("ln(exp(0))", 0.0);
    check("exp(ln(1))", 1.0);
    check("if(if(a < b, b < a, a < b), 1, 0)", 0.0);
}

#[test]
fn arithmetic_without_an_answer_follows_ieee() {
    check("1 / (a - 2)", f64::INFINITY);
    check("-1 / (a - 2)", f64::NEG_INFINITY);
    check("ln(a - 2)", f64::NEG_INFINITY);
    for text in ["ln(-a)", "sqrt(-a)", "0 / (a - 2)", "clamp(a, b, 1)", "pow(-a, 0.5)"] {
        let got = value(text, &[("a", 2.0), ("b", 3.0)]);
        assert!(got.is_nan(), "{text} is {got}");
    }
}

#[test]
fn what_does_not_exist_spreads_and_compares_as_false() {
    let worth = [("a", f64::NAN), ("b", 1.0)];
    for text in ["a + 1", "min(a, b)", "min(b, a)", "max(a, b)", "max(b, a)", "clamp(a, 0, 1)", "clamp(b, a, 2)"] {
        assert!(value(text, &worth).is_nan(), "{text}");
    }
    for relation in ["<", "<=", ">", ">=", "==", "!="] {
        for text in [format!("a {relation} b"), format!("b {relation} a"), format!("a {relation} a")] {
            assert!(value(&text, &worth) < 0.5, "{text}");
        }
    }
    assert!(value("not (a < b)", &worth) > 0.5);
}

#[test]
fn one_name_of_one_owner_is_one_slot() {
    let formula = read("wrong_accepted_share[network.alpha] + a - wrong_accepted_share[network.be-ta] * a");
    let names: Vec<_> = formula.names().iter().map(|n| (n.name.as_str(), n.owner.as_deref(), n.start, n.end)).collect();
    let expected = [
        ("wrong_accepted_share", Some("network.alpha"), 0, 35),
        ("a", None, 38, 39),
        ("wrong_accepted_share", Some("network.be-ta"), 42, 77),
    ];
    assert_eq!(names, expected);
    assert_eq!(formula.kind(), Kind::Number);
}

#[test]
fn a_claim_falls_into_its_sides() {
    let claim = Formula::truth("((a + b) * 2 <= clamp(queue, 1, 2 * 3))", &known::names(&KNOWN)).expect("a claim");
    let sides = claim.sides().expect("a comparison at the root");
    assert_eq!((sides.left.text(), sides.relation), ("(a + b) * 2", Relation::AtMost));
    assert_eq!(sides.right.text(), "clamp(queue, 1, 2 * 3)");
    let worth = [1.0, 2.0, 9.0];
    assert!((sides.left.value(|slot| worth[slot]) - 6.0).abs() < 1e-12);
    assert!((sides.right.value(|slot| worth[slot]) - 6.0).abs() < 1e-12);
    assert!(claim.holds(|slot| worth[slot]));
    for text in ["a < b and b < a", "not a < b", "a + b", "if(a < b, a < b, b < a)"] {
        assert!(read(text).sides().is_none(), "{text}");
    }
}

#[test]
fn columns_agree_with_rows_to_the_bit() {
    let text = "if(a < b and not queue == 3, 0.5*stake - ln(1 + queue), clamp(a, min(b, stake), 50 %)) \
                + pow(abs(a), 0.3) + sqrt(b) * exp(-queue) - max(a, b, 1)";
    let formula = read(text);
    for rows in [0, 1, 127, 128, 129, 1_000] {
        let column = |k: u32| -> Vec<f64> {
            let odd = |i: u32| f64::from(i.wrapping_mul(2_654_435_761).wrapping_add(k) >> 20) / 400.0 - 3.0;
            (0..rows).map(|i| if (i + k).is_multiple_of(17) { f64::NAN } else { odd(i * (k + 1)) }).collect()
        };
        let columns: Vec<Vec<f64>> = (0..4).map(column).collect();
        let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let (mut out, mut scratch) = (vec![0.0; rows as usize], Scratch::default());
        formula.fill(&views, &mut scratch, &mut out);
        for (row, got) in out.iter().enumerate() {
            let expected = formula.value(|slot| columns[slot][row]);
            assert!(got.to_bits() == expected.to_bits() || got.is_nan() && expected.is_nan(), "row {row}");
        }
    }
}

#[test]
fn a_constant_needs_no_column() {
    let mut out = [0.0; 3];
    read("2 * 3 - 1").fill(&[], &mut Scratch::default(), &mut out);
    assert!(out.iter().all(|&x| (x - 5.0).abs() < 1e-12));
}

#[test]
fn a_formula_of_any_depth_has_room_for_its_values() {
    for depth in 1..=64 {
        let formula = read(&format!("{}a{}", "1 + a - (".repeat(depth - 1), ")".repeat(depth - 1)));
        let expected = if depth.is_multiple_of(2) { 1.0 } else { 2.0 };
        assert!((formula.value(|_| 2.0) - expected).abs() < 1e-12, "{depth} is {}", formula.value(|_| 2.0));
    }
    assert!((read("a + (a + (a + (a + (a + (a + (a + (a + (a + (a + a)))))))))").value(|_| 2.0) - 22.0).abs() < 1e-12);
}

#[test]
fn an_instant_is_part_of_a_name_and_shown_as_it_is_written() {
    let mut names = Names::default();
    names.add_timed(Column { name: "up_at".into(), unit: Unit::NONE }, Span::days(2));
    let formula = Formula::parse("up_at[ 90 min ] + up_at[1.5 h] - up_at[2 d]", &names).unwrap();
    let columns: Vec<_> = formula.names().iter().map(|name| name.name.as_str()).collect();
    assert_eq!(columns, ["up_at_90min", "up_at_2d"]);
    assert_eq!(formula.to_string(), "up_at[90 min] + up_at[90 min] - up_at[2 d]");
    assert!((formula.value(|slot| [5.0, 3.0][slot]) - 7.0).abs() <= 0.0);
}
