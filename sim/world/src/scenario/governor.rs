//! Rules that change settings by themselves, and what is followed over time.

use formula::Formula;
use rules::owner;
use units::text::split;
use units::time::Span;
use units::tree::Value;

use super::Scenario;

/// A governor.
#[derive(Clone, Debug)]
pub struct Governor {
    /// Its name.
    pub name: String,
    /// Its rules.
    pub rules: owner::governor::Governor,
    /// What it follows.
    pub follows: Followed,
    /// What it moves.
    pub dial: Dial,
}

/// A formula of columns of the time series, looked at again and again.
#[derive(Clone, Debug)]
pub struct Followed {
    /// The formula.
    pub formula: Formula,
    /// The columns that its names stand for, in the order of the names.
    pub columns: Vec<usize>,
    /// How often it is looked at.
    pub every: Span,
}

/// A setting that has a number, between two bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Dial {
    /// Its path.
    pub path: String,
    /// Its least value, in the unit.
    pub from: f64,
    /// Its most.
    pub to: f64,
    /// The unit; empty without one.
    pub unit: String,
    /// Whether only whole numbers serve.
    pub is_whole: bool,
}

/// Digits with which a number is tried as a setting, the most first: amounts of a coin have no more than it has.
pub const DIGITS: [usize; 6] = [9, 7, 6, 5, 4, 3];

impl Followed {
    /// Its value, by the values of all columns; NaN without one.
    pub fn value(&self, column: impl Fn(usize) -> f64) -> f64 {
        self.formula.value(|slot| column(self.columns[slot]))
    }
    /// Whether it is true, by the values of all columns.
    pub fn holds(&self, column: impl Fn(usize) -> f64) -> bool {
        self.formula.holds(|slot| column(self.columns[slot]))
    }
}

impl Dial {
    /// A number as the setting is written, held between the bounds, to so many digits.
    pub fn value(&self, number: f64, digits: usize) -> Value {
        let number = self.rounded(number, digits);
        if self.is_whole {
            Value::Integer(number as i64)
        } else if self.unit.is_empty() {
            Value::Float(number)
        } else {
            Value::text(format!("{number} {}", self.unit))
        }
    }
    /// A bound, as it is written.
    pub fn bound(&self, number: f64) -> Value {
        self.value(number, DIGITS[0])
    }
    /// A number held between the bounds, to so many digits; bounds are exact.
    pub fn rounded(&self, number: f64, digits: usize) -> f64 {
        match number.clamp(self.from, self.to) {
            number if self.is_whole => number.round(),
            number if number <= self.from || number >= self.to => number,
            number => format!("{number:.*e}", digits - 1).parse().unwrap_or(number),
        }
    }
    /// The number of a setting as it is now; none if it is another kind of value, or in a unit that is not understood.
    pub fn read(&self, scenario: &Scenario) -> Option<f64> {
        number(&scenario.get(&self.path).ok()?, &self.unit)
    }
}

/// The number of a value in a unit: that of the value, or another of shares, times and rates.
pub fn number(value: &Value, unit: &str) -> Option<f64> {
    let (number, own) = match value {
        Value::Integer(n) => (*n as f64, ""),
        Value::Float(x) => (*x, ""),
        Value::Text(text) => {
            let (number, own) = split(text)?;
            (number.to_f64(), own)
        }
        _ => return None,
    };
    match (own.split_once('/'), unit.split_once('/')) {
        (Some((over, under)), Some((by, per))) => Some(number * ratio(over, by)? / ratio(under, per)?),
        (None, None) => Some(number * ratio(own, unit)?),
        _ => None,
    }
}

/// How many of a unit another one is: of shares, times, and what is the same.
fn ratio(own: &str, unit: &str) -> Option<f64> {
    let size = |unit: &str| match unit.trim() {
        "" => Some(1.0),
        "%" => Some(0.01),
        "y" => Some(365.0 * 86_400.0),
        other => Some(format!("1 {other}").parse::<Span>().ok()?.as_secs()),
    };
    if own.trim() == unit.trim() { Some(1.0) } else { Some(size(own)? / size(unit)?) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_the_unit_that_is_asked_for() {
        let close = |found: Option<f64>, expected: f64| {
            assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?}, not {expected}");
        };
        let read = |text: &str, unit: &str| number(&Value::text(text), unit);
        close(read("5 %", "%"), 5.0);
        close(read("90 s", "min"), 1.5);
        close(read("2 /h", "/h"), 2.0);
        close(read("120 /h", "/min"), 2.0);
        close(read("240 alp/d", "alp/h"), 10.0);
        assert_eq!((read("2 /h", "min"), read("2 alp/h", "usd/h"), read("none", "%")), (None, None, None));
        close(number(&Value::Float(0.05), "%"), 5.0);
        close(number(&Value::Integer(7), ""), 7.0);
    }

    #[test]
    fn what_is_written_keeps_to_its_bounds_and_is_whole_where_it_must_be() {
        let dial =
            |is_whole: bool, unit: &str| Dial { path: "p".into(), from: 1.0, to: 50.0, unit: unit.into(), is_whole };
        assert_eq!(dial(false, "%").value(1.0 / 3.0, 9), Value::text("1 %"));
        assert_eq!(dial(false, "%").value(10.0 / 3.0, 9), Value::text("3.33333333 %"));
        assert_eq!(dial(false, "%").value(10.0 / 3.0, 4), Value::text("3.333 %"));
        assert_eq!(dial(true, "").value(7.6, 9), Value::Integer(8));
        assert_eq!(dial(false, "").value(99.0, 3), Value::Float(50.0));
    }
}
