//! What a scenario may write for a law, and what it is told when it may not.

use units::problem::Problems;
use units::settings::{Kind, Setting};
use units::time::Span;
use units::tree::{Entry, Place, Table, Tree, Value};

use super::super::Law;
use super::{menu, poisson};

/// A value from a text in TOML's inline form: numbers, quoted texts, lists and tables.
fn tree(text: &str) -> Tree {
    let text = text.trim();
    let inner = |open: char, close: char| text.strip_prefix(open).and_then(|t| t.strip_suffix(close));
    let value = if let Some(inner) = inner('{', '}') {
        let mut table = Table::default();
        for part in parts(inner) {
            let (key, value) = part.split_once('=').unwrap();
            table.put(Entry { key: key.trim().into(), place: Place::NONE, tree: tree(value) });
        }
        Value::Table(table)
    } else if let Some(inner) = inner('[', ']') {
        Value::List(parts(inner).into_iter().map(tree).collect())
    } else if let Some(inner) = inner('"', '"') {
        Value::text(inner)
    } else if let Ok(n) = text.parse() {
        Value::Integer(n)
    } else {
        Value::Float(text.parse().unwrap())
    };
    Tree::bare(value)
}

/// The parts of a list at the outermost level.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in text.char_indices() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !text[start..].trim().is_empty() {
        parts.push(&text[start..]);
    }
    parts
}

fn read<T: Setting>(text: &str) -> Result<T, Vec<String>> {
    let mut problems = Problems::default();
    let law = T::read(&tree(text), &mut problems);
    let said = problems.list().iter().map(|p| match &p.remedy {
        Some(remedy) => format!("{}; {remedy}", p.message),
        None => p.message.clone(),
    });
    law.ok_or_else(|| said.collect())
}

#[test]
fn laws_are_written_as_they_are_read() {
    let check = |text: &str| {
        let law = read::<Law<Span>>(text).unwrap();
        assert_eq!(law.write().inline(), text);
    };
    check("\"5 ms\"");
    check("{ exponential = \"1 s\" }");
    check("{ lognormal = { median = \"48 min\", sigma = 1.465 } }");
    check("{ empirical = { quantiles = [\"1 s\", \"2 s\", \"10 s\"] } }");
    check(
        "{ mixture = { weights = [0.25, 0.75], laws = [\"5 ms\", { uniform = { low = \"1 s\", high = \"2 s\" } }] } }",
    );
    assert_eq!(read::<Law<Span>>("{ fixed = \"5 ms\" }"), read("\"5 ms\""));
    assert_eq!(read::<Law<u32>>("3"), Ok(Law::fixed(3)));
    assert_eq!(read::<Law<u32>>("{ poisson = 3.5 }"), Ok(poisson(3.5)));
    assert_eq!(read::<Law<f64>>("{ exponential = 2 }"), Ok(Law::exponential(2.0)));
}

#[test]
fn every_law_reads_back_what_it_writes() {
    fn check<Q: super::Quantity>() {
        for (name, law) in menu::<Q>() {
            let mut problems = Problems::default();
            assert_eq!(Law::read(&Tree::bare(law.write()), &mut problems), Some(law), "{name}: {problems:?}");
        }
    }
    check::<Span>();
    check::<f64>();
    check::<u32>();
}

#[test]
fn nonsense_is_told_what_would_serve() {
    let check = |text: &str, said: &str| assert_eq!(read::<Law<Span>>(text), Err(vec![said.to_string()]), "{text}");
    check("5", "`5` needs a unit: one of ns, us, ms, s, min, h, d");
    check("{ lognormall = { median = \"1 s\" } }", "`lognormall` is not known here; did you mean `lognormal`?");
    check(
        "{ poisson = 3.5 }",
        "`poisson` is not known here; known here: fixed, exponential, uniform, weibull, lognormal, gamma, erlang, \
         pareto, normal, hyperexponential, empirical, gumbel, mixture",
    );
    check(
        "{ exponential = \"0 s\" }",
        "the mean of an exponential distribution must be > 0, not \"0 s\"; a plain value is a constant, and may be 0",
    );
    check("{ weibull = { shape = 0, scale = \"1 s\" } }", "`shape` must be > 0, not 0");
    check("{ weibull = { shape = 1 } }", "`scale` is missing; The scale: 63 % of all values are below it.");
    check("{ uniform = { low = \"2 s\", high = \"1 s\" } }", "`low` \"2 s\" is above `high` \"1 s\"; exchange the two");
    check("{ empirical = { quantiles = [] } }", "`quantiles` is empty; give at least one");
    check("{ empirical = { quantiles = [\"2 s\", \"1 s\"] } }", "the quantiles fall; sort them in rising order");
    let hyper = |lists: &str, said: &str| check(&format!("{{ hyperexponential = {{ {lists} }} }}"), said);
    hyper("weights = [], means = []", "`means` is empty; give at least one");
    hyper("weights = [1], means = [\"1 s\", \"2 s\"]", "there are 1 weights for 2 means; give each its weight");
    hyper(
        "weights = [0.5, 0.4], means = [\"1 s\", \"2 s\"]",
        "the weights sum to 0.9, not to 1; divide each by their sum",
    );
    hyper(
        "weights = [1.5, -0.5], means = [\"1 s\", \"2 s\"]",
        "a weight is negative; weights are shares of the whole, from 0 to 1",
    );
    hyper("weights = [1], means = [\"0 s\"]", "a mean is not above 0; leave out what takes no time");
    check(
        "{ mixture = { weights = [1], laws = [{ mixture = { weights = [1], laws = [\"1 s\"] } }] } }",
        "`mixture` is not known here; known here: fixed, exponential, uniform, weibull, lognormal, gamma, erlang, \
         pareto, normal, hyperexponential, empirical, gumbel",
    );
    assert_eq!(
        read::<Law<u32>>("{ poisson = 0 }"),
        Err(vec![
            "the mean of a Poisson distribution must be > 0, <= 1e6, not 0; a plain value is a constant, and may be 0"
                .to_string()
        ])
    );
}

#[test]
fn paths_lead_into_a_law() {
    let mut law: Law<Span> = read("{ uniform = { low = \"1 s\", high = \"2 s\" } }").unwrap();
    let mut problems = Problems::default();
    assert_eq!(law.get(&["uniform", "high"]), Some(Value::text("2 s")));
    assert!(law.set(&["uniform", "high"], &tree("\"3 s\""), &mut problems));
    assert_eq!(Ok(law.clone()), read("{ uniform = { low = \"1 s\", high = \"3 s\" } }"));
    assert!(!law.set(&["weibull", "shape"], &tree("2"), &mut problems));
    assert!(!law.set(&["uniform", "middle"], &tree("2"), &mut problems));
    assert!(problems.is_empty());
    // What must fit together is watched on this way too, and a refused value changes nothing.
    assert!(law.set(&["uniform", "low"], &tree("\"4 s\""), &mut problems));
    assert_eq!(problems.list()[0].message, "`low` \"4 s\" is above `high` \"3 s\"");
    assert_eq!(law.get(&["uniform", "low"]), Some(Value::text("1 s")));
    assert!(law.set(&[], &tree("\"4 s\""), &mut problems));
    assert_eq!(law, Law::fixed(Span::secs(4)));
}

#[test]
fn the_schema_names_every_law() {
    let keys = |kind: Kind| {
        let Kind::Any(kinds) = kind else { panic!("a law is a plain value or a table") };
        let Kind::OneOf(choices) = kinds[1].clone() else { panic!("a table names one law") };
        choices.iter().map(|choice| choice.name).collect::<Vec<_>>()
    };
    assert_eq!((keys(Law::<Span>::kind()).len(), keys(Law::<u32>::kind()).len()), (13, 15));
    assert!(keys(Law::<f64>::kind()).contains(&"geometric"));
    assert!(keys(Law::<u32>::kind()).contains(&"poisson"));
}
