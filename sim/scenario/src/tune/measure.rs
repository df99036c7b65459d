//! Goals and constraints: a formula of metrics, an aggregate over the replications, and for a constraint its limit.

use formula::{Fault, Formula, Names, Relation, Sides};

/// Which end of a metric is the bad one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Much of it: what is minimised, and what must stay below a limit.
    Upper,
    /// Little of it: what is maximised, and what must stay above a limit.
    Lower,
}

/// What is made of the values of a formula over the replications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aggregate {
    /// The mean.
    Mean,
    /// The value below which a share of the replications lies \[0 .. 1\].
    Quantile(f64),
    /// The mean of a share of the replications, those at the bad end: the conditional value at risk (Rockafellar and
    /// Uryasev, Journal of Risk 2(3), 2000).
    Tail(f64),
    /// The share of the replications in which a comparison is true; one without a value is not.
    Chance,
}

/// A goal or a constraint.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// As it was written.
    pub text: String,
    /// What is made of the values over the replications.
    pub aggregate: Aggregate,
    /// Which end is the bad one.
    pub side: Side,
    /// Of a constraint, what the aggregate must be.
    pub limit: Option<(Relation, f64)>,
    whole: Formula,
    each: Each,
}

/// The value of a replication.
#[derive(Clone, Debug, PartialEq)]
enum Each {
    Number(Formula),
    Difference(Sides),
    Truth(Sides),
}

type Faults = Vec<Fault>;

impl Measure {
    /// Reads a goal, of which `side` is bad.
    ///
    /// # Errors
    /// What is wrong, by bytes of the text.
    pub fn goal(text: &str, side: Side, names: &Names) -> Result<Self, Faults> {
        let of = |aggregate, whole: Formula, each| Self {
            text: text.trim().into(),
            aggregate,
            side,
            limit: None,
            whole,
            each,
        };
        let Some(head) = Head::of(text)? else {
            let whole = Formula::number(text, names)?;
            return Ok(of(Aggregate::Mean, whole.clone(), Each::Number(whole)));
        };
        if !text[head.close + 1..].trim().is_empty() {
            let message = format!("an aggregate stands around the whole goal, as in `{}(…)`", head.word(text));
            return Err(vec![fault(head.close + 1, text.len(), message, "calculate within it")]);
        }
        let inner = head.inner(text, "");
        if head.aggregate == Aggregate::Chance {
            let whole = Formula::truth(&inner, names)?;
            let sides = comparison(&whole, head.open + 1, head.close)?;
            return Ok(of(Aggregate::Chance, whole, Each::Truth(sides)));
        }
        let whole = Formula::number(&inner, names)?;
        Ok(of(head.aggregate, whole.clone(), Each::Number(whole)))
    }

    /// Reads a constraint: a comparison, the left side of which may be an aggregate.
    ///
    /// # Errors
    /// What is wrong, by bytes of the text.
    pub fn constraint(text: &str, names: &Names) -> Result<Self, Faults> {
        let head = Head::of(text)?;
        if let Some(head) = head.as_ref().filter(|head| head.aggregate == Aggregate::Chance) {
            return Self::chance(text, head, names);
        }
        let (aggregate, plain) = match &head {
            Some(head) => (head.aggregate, head.inner(text, &text[head.close + 1..])),
            None => (Aggregate::Mean, text.to_string()),
        };
        let whole = Formula::truth(&plain, names)?;
        let sides = comparison(&whole, 0, text.len())?;
        let relation = sides.relation;
        let limit = sides.right.value(|_| f64::NAN);
        let (limit, each) =
            if limit.is_nan() { (0.0, Each::Difference(sides)) } else { (limit, Each::Number(sides.left)) };
        let (text, side) = (text.trim().into(), bad(relation));
        Ok(Self { text, aggregate, side, limit: Some((relation, limit)), whole, each })
    }

    fn chance(text: &str, head: &Head, names: &Names) -> Result<Self, Faults> {
        let whole = Formula::truth(&head.inner(text, ""), names)?;
        let sides = comparison(&whole, head.open + 1, head.close)?;
        // The share stands where the comparison closed.
        let rest = format!("{}1{}", blank(&text[..head.close]), &text[head.close + 1..]);
        let outer = Formula::truth(&rest, names).map_err(|faults| at_least(faults, head.close + 1))?;
        let outer = comparison(&outer, head.close + 1, text.len())?;
        let limit = outer.right.value(|_| f64::NAN);
        if !(0.0..=1.0).contains(&limit) || outer.left.value(|_| f64::NAN).to_bits() != 1.0_f64.to_bits() {
            let message = "a chance is compared with a share from 0 % to 100 %";
            return Err(vec![fault(head.close + 1, text.len(), message.into(), "as in `chance(…) > 95 %`")]);
        }
        Ok(Self {
            text: text.trim().into(),
            aggregate: Aggregate::Chance,
            side: bad(outer.relation),
            limit: Some((outer.relation, limit)),
            whole,
            each: Each::Truth(sides),
        })
    }

    /// The formula, whose names are the metrics.
    pub fn formula(&self) -> &Formula {
        &self.whole
    }

    /// Whether it is the share of the replications in which a comparison is true.
    pub fn is_chance(&self) -> bool {
        self.aggregate == Aggregate::Chance
    }

    /// The metric that it is made of, if it is one alone: it has its unit then.
    pub fn metric(&self) -> Option<&str> {
        let Each::Number(formula) = &self.each else { return None };
        let text = formula.text().trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')'));
        let (name, owner) = text.split_once('[').map_or((text, None), |(name, rest)| (name, rest.strip_suffix(']')));
        let is_it = |known: &&formula::Name| known.name == name && known.owner.as_deref() == owner;
        self.whole.names().iter().find(is_it).map(|known| known.name.as_str())
    }

    /// The value of a replication in which `slot(i)` is the value of the i-th name; NaN if there is none.
    pub fn value(&self, slot: impl Fn(usize) -> f64) -> f64 {
        match &self.each {
            Each::Number(formula) => formula.value(slot),
            Each::Difference(sides) => sides.left.value(&slot) - sides.right.value(&slot),
            Each::Truth(sides) => {
                f64::from(u8::from(sides.relation.holds(sides.left.value(&slot), sides.right.value(&slot))))
            }
        }
    }

    /// Whether what is asked of the aggregate is true of one value of it by itself: of a chance, its comparison.
    pub fn holds(&self, value: f64) -> bool {
        match (self.aggregate, self.limit) {
            (Aggregate::Chance, _) => value > 0.5,
            (_, Some((relation, limit))) => relation.holds(value, limit),
            _ => true,
        }
    }

    /// How far an aggregate breaks the limit, as a share of it, in its own unit where it is 0; 0 if it does not.
    pub fn violation(&self, value: f64) -> f64 {
        let Some((relation, limit)) = self.limit else { return 0.0 };
        if relation.holds(value, limit) {
            return 0.0;
        }
        let scale = if limit == 0.0 { 1.0 } else { limit.abs() };
        // A limit that is met exactly, and must not be.
        ((value - limit).abs() / scale).max(f64::MIN_POSITIVE)
    }
}

/// The one comparison that a formula must be.
fn comparison(formula: &Formula, start: usize, end: usize) -> Result<Sides, Faults> {
    let sides = formula.sides().filter(|sides| !matches!(sides.relation, Relation::Equal | Relation::Unequal));
    sides.ok_or_else(|| {
        let remedy = "use one of `<`, `<=`, `>`, `>=` at the top level; write several constraints instead of `and`";
        vec![fault(start, end, "this must be one comparison".into(), remedy)]
    })
}

fn bad(relation: Relation) -> Side {
    match relation {
        Relation::More | Relation::AtLeast => Side::Lower,
        _ => Side::Upper,
    }
}

fn fault(start: usize, end: usize, message: String, remedy: &str) -> Fault {
    Fault { start, end, message, remedy: Some(remedy.into()) }
}

/// Places before `least` are of what stands for something else.
fn at_least(mut faults: Faults, least: usize) -> Faults {
    for fault in &mut faults {
        fault.start = fault.start.max(least);
        fault.end = fault.end.max(fault.start);
    }
    faults
}

fn blank(text: &str) -> String {
    " ".repeat(text.len())
}

/// An aggregate that a text begins with.
struct Head {
    aggregate: Aggregate,
    /// The bytes of its name, of its brackets, and the comma before its share, if it has one.
    start: usize,
    open: usize,
    close: usize,
    comma: usize,
}

impl Head {
    /// The aggregate, if the text begins with one.
    fn of(text: &str) -> Result<Option<Self>, Faults> {
        let start = text.len() - text.trim_start().len();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        let word_end = text[start..].find(|c| !is_name(c)).map_or(text.len(), |n| start + n);
        let word = &text[start..word_end];
        let open = text.len() - text[word_end..].trim_start().len();
        let percentile = || word.strip_prefix('p').and_then(|rest| rest.parse::<f64>().ok());
        let is_known = matches!(word, "mean" | "cvar" | "chance") || percentile().is_some();
        if !is_known || !text[open..].starts_with('(') {
            return Ok(None);
        }
        let (mut depth, mut comma, mut close) = (0, None, None);
        for (at, c) in text[open..].char_indices() {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => depth -= 1,
                ',' if depth == 1 => comma = comma.or(Some(open + at)),
                _ => {}
            }
            if depth == 0 {
                close = Some(open + at);
                break;
            }
        }
        let Some(close) = close else {
            return Err(vec![fault(open, text.len(), "this bracket is not closed".into(), "write `)` behind it")]);
        };
        let aggregate = match (word, percentile()) {
            ("mean", _) => Aggregate::Mean,
            ("chance", _) => Aggregate::Chance,
            ("cvar", _) => {
                let text = comma.map_or("", |comma| text[comma + 1..close].trim());
                let share = text.strip_suffix('%').and_then(|n| n.trim().parse::<f64>().ok()).map(|n| n / 100.0);
                let Some(share) = share.filter(|share| *share > 0.0 && *share < 1.0) else {
                    let message = "`cvar` needs a share above 0 % and below 100 %";
                    let from = comma.map_or(close, |comma| comma + 1);
                    return Err(vec![fault(from, close, message.into(), "as in `cvar(answer_latency_mean_s, 5 %)`")]);
                };
                Aggregate::Tail(share)
            }
            (_, Some(percent)) if percent > 0.0 && percent < 100.0 => Aggregate::Quantile(percent / 100.0),
            _ => {
                let message = format!("`{word}` is no percentile: write a number above 0 and below 100");
                return Err(vec![fault(start, word_end, message, "as in `p95(answer_latency_mean_s)`")]);
            }
        };
        let comma = if matches!(aggregate, Aggregate::Tail(_)) { comma.unwrap_or(close) } else { close };
        Ok(Some(Self { aggregate, start, open, close, comma }))
    }
    fn word<'t>(&self, text: &'t str) -> &'t str {
        text[self.start..self.open].trim_end()
    }
    /// What stands within the brackets, at its place, with `rest` behind them.
    fn inner(&self, text: &str, rest: &str) -> String {
        let inside = &text[self.open + 1..self.comma];
        format!("{}({inside}{}){rest}", blank(&text[..self.open]), blank(&text[self.comma..self.close]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use formula::{Column, Unit};

    fn names() -> Names {
        let mut names = Names::with_remedy("there are x and y_s");
        for (name, unit) in [("x", Unit::NONE), ("y_s", Unit::of_name("y_s", "coins"))] {
            names.add_of("", Column { name: name.into(), unit });
        }
        names
    }

    #[test]
    fn aggregates_stand_around_a_formula() {
        let check = |text: &str, aggregate: Aggregate, value: f64| {
            let measure = Measure::goal(text, Side::Upper, &names()).unwrap();
            assert_eq!(measure.aggregate, aggregate, "{text}");
            let found = measure.value(|_| 3.0);
            assert!((found - value).abs() < 1e-12, "{text}: {found}");
        };
        check("x", Aggregate::Mean, 3.0);
        check("mean(x + 1)", Aggregate::Mean, 4.0);
        check(" p95 (2 * x)", Aggregate::Quantile(0.95), 6.0);
        check("p2.5(x)", Aggregate::Quantile(0.025), 3.0);
        check("cvar(max(x, 5), 5 %)", Aggregate::Tail(0.05), 5.0);
        check("chance(x > 2)", Aggregate::Chance, 1.0);
        check("chance(y_s < 2 s)", Aggregate::Chance, 0.0);
    }

    #[test]
    fn constraints_have_a_limit_and_a_bad_end() {
        let check = |text: &str, aggregate: Aggregate, side: Side, limit: f64, value: f64| {
            let measure = Measure::constraint(text, &names()).unwrap();
            assert_eq!((measure.aggregate, measure.side), (aggregate, side), "{text}");
            assert!((measure.limit.unwrap().1 - limit).abs() < 1e-12, "{text}: {measure:?}");
            assert!((measure.value(|_| 3.0) - value).abs() < 1e-12, "{text}");
        };
        check("y_s < 2 s", Aggregate::Mean, Side::Upper, 2.0, 3.0);
        check("p95(y_s) <= 2 s", Aggregate::Quantile(0.95), Side::Upper, 2.0, 3.0);
        check("cvar(x, 10 %) > 1", Aggregate::Tail(0.1), Side::Lower, 1.0, 3.0);
        check("chance(x > 2) > 95 %", Aggregate::Chance, Side::Lower, 0.95, 1.0);
        check("x > x + x", Aggregate::Mean, Side::Lower, 0.0, -3.0);
        let share = Measure::constraint("x < 2", &names()).unwrap();
        assert!((share.violation(3.0) - 0.5).abs() < 1e-12 && share.violation(1.0) <= 0.0);
        let exact = Measure::constraint("x < 2", &names()).unwrap();
        assert!(exact.violation(2.0) > 0.0, "a limit that is met exactly is not kept");
    }

    #[test]
    fn what_is_wrong_is_told_where_it_stands() {
        let check = |text: &str, start: usize, message: &str| {
            let is_constraint = text.contains(['<', '>']) && !text.starts_with('!');
            let text = text.trim_start_matches('!');
            let read = if is_constraint {
                Measure::constraint(text, &names())
            } else {
                Measure::goal(text, Side::Upper, &names())
            };
            let faults = read.unwrap_err();
            assert!(faults[0].message.contains(message), "{text}: {faults:?}");
            assert_eq!(faults[0].start, start, "{text}: {faults:?}");
        };
        check("p95(z)", 4, "`z` is not known here");
        check("cvar(x)", 6, "`cvar` needs a share");
        check("cvar(x, 0 %)", 7, "`cvar` needs a share");
        check("p0(x)", 0, "`p0` is no percentile");
        check("mean(x) + 1", 7, "an aggregate stands around the whole goal");
        check("mean(x", 4, "this bracket is not closed");
        check("p95(z) < 2", 4, "`z` is not known here");
        check("chance(x > 2) > 2", 13, "a chance is compared with a share");
        check("!chance(x)", 0, "something true or false is wanted here");
        check("y_s < 2 s and x > 1", 0, "this must be one comparison");
    }
}
