//! A closed form as `check` shows it: formula, inputs, source, its value, and what the value must not pass.

use engine::math::ln;

/// One closed form with its value in a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The row of `check` below which it is printed, as in `load`.
    pub theme: &'static str,
    /// Its name, with the unit last.
    pub name: &'static str,
    /// What it is about, as in `network.alpha`.
    pub of: String,
    /// The formula, in the symbols of `inputs`.
    pub formula: &'static str,
    /// The symbols with their values; units are in the formula's names, times in seconds and amounts in usd unless they
    /// say otherwise.
    pub inputs: Vec<(&'static str, f64)>,
    /// Where the formula is from.
    pub source: &'static str,
    /// Its value.
    pub value: f64,
    /// What the value must keep to, where a design cannot work otherwise.
    pub bound: Option<Bound>,
    /// The value in a sentence, with what would serve where it passes its bound.
    pub says: String,
    /// The metric that a run measures for it, if there is one.
    pub predicts: Option<Prediction>,
}

/// What a form says of a metric of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// The metric.
    pub metric: &'static str,
    /// Whose it is, as in `network.alpha`; empty for the whole run.
    pub owner: String,
    /// The value.
    pub value: f64,
    /// What the value is to the metric's mean.
    pub way: Way,
    /// What is taken for granted beside settings that stay as they are.
    pub premises: &'static [Premise],
}

/// What a predicted value is to the mean of its metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The mean itself.
    Equal,
    /// The least that the mean can be.
    Least,
    /// The most that the mean can be.
    Most,
}

/// What a form takes for granted: where a run lacks it, the two may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Premise {
    /// The mean is that of the long run.
    LongRun,
    /// Each request is served once: none is refused, fails or is tried again.
    Served,
    /// Coins keep their price of the start.
    Prices,
    /// Nodes and stakes are those of the start.
    Stakes,
    /// Each epoch mints what the first does, and the run is whole epochs.
    Emission,
    /// Users send as much at any time.
    Even,
    /// Nodes do the work that is asked.
    Work,
    /// Those who check do so, and say what they find.
    Checks,
}

impl Way {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Least => "least",
            Self::Most => "most",
        }
    }
}

impl Prediction {
    /// The mean of a metric.
    pub(super) fn mean(
        metric: &'static str,
        owner: impl Into<String>,
        value: f64,
        premises: &'static [Premise],
    ) -> Self {
        Self { metric, owner: owner.into(), value, way: Way::Equal, premises }
    }
    /// The same as the least or the most that the mean can be.
    pub(super) fn way(self, way: Way) -> Self {
        Self { way, ..self }
    }
    /// The metric with its owner, as claims write it.
    pub fn label(&self) -> String {
        formula::label(self.metric, &self.owner)
    }
}

/// What a value must keep to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bound {
    /// It must be less.
    Below(f64),
    /// It must be as much, or more.
    AtLeast(f64),
}

impl Form {
    /// Whether it keeps to its bound, if it has one.
    pub fn holds(&self) -> Option<bool> {
        Some(match self.bound? {
            Bound::Below(most) => self.value < most,
            Bound::AtLeast(least) => self.value >= least,
        })
    }
    /// How much of the bound is left \[a part of it\]: below 0 where it is passed, infinite without a bound.
    pub fn slack(&self) -> f64 {
        match self.bound {
            None => f64::INFINITY,
            Some(Bound::Below(most)) => 1.0 - self.value / most,
            Some(Bound::AtLeast(least)) if least > 0.0 => 1.0 - least / self.value.max(1e-300),
            Some(Bound::AtLeast(least)) => self.value - least,
        }
    }
}

/// Which of the forms bind: of those with one theme and one subject the one with the least slack.
pub fn binding(forms: &[Form]) -> Vec<bool> {
    let is_beside = |a: &Form, b: &Form| a.theme == b.theme && a.of == b.of;
    let binds = |(at, form): (usize, &Form)| {
        form.bound.is_some()
            && forms.iter().enumerate().filter(|(_, other)| is_beside(form, other)).all(|(place, other)| {
                let (own, its) = (form.slack(), other.slack());
                own < its || place == at || (own <= its && at < place)
            })
    };
    forms.iter().enumerate().map(binds).collect()
}

/// A number with four digits that count.
pub(super) fn number(value: f64) -> String {
    if !value.is_finite() {
        return "infinite".into();
    }
    if value.abs() < 1e-300 {
        return "0".into();
    }
    // 1e-9 up: the logarithm of a power of ten may fall short of it.
    let size = (ln(value.abs()) / std::f64::consts::LN_10 + 1e-9).floor() as i32;
    if !(-5..12).contains(&size) {
        return format!("{value:.3e}");
    }
    let text = format!("{value:.0$}", (3 - size).max(0) as usize);
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text }
}

/// A share in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", number(100.0 * share))
}

/// A time with the unit that fits it.
pub(super) fn time(seconds: f64) -> String {
    let units = [
        ("d", 86_400.0, 2.0),
        ("h", 3_600.0, 2.0),
        ("min", 60.0, 5.0),
        ("s", 1.0, 1.0),
        ("ms", 1e-3, 1.0),
        ("us", 1e-6, 0.0),
    ];
    let fits = units.iter().find(|(_, unit, least)| seconds.abs() >= unit * least).unwrap_or(&("s", 1.0, 1.0));
    format!("{} {}", number(seconds / fits.1), fits.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(of: &str, value: f64, bound: Option<Bound>) -> Form {
        let says = String::new();
        Form {
            theme: "load",
            name: "x",
            of: of.into(),
            formula: "x",
            inputs: Vec::new(),
            source: "",
            value,
            bound,
            says,
            predicts: None,
        }
    }

    #[test]
    fn of_each_subject_the_form_with_the_least_slack_binds() {
        let forms = [
            form("a", 0.5, Some(Bound::Below(1.0))),
            form("a", 0.9, Some(Bound::Below(1.0))),
            form("a", 9.0, None),
            form("b", 3.0, Some(Bound::AtLeast(2.0))),
            form("b", 1.0, Some(Bound::AtLeast(2.0))),
            form("c", 1.0, None),
        ];
        assert_eq!(binding(&forms), [false, true, false, false, true, false]);
        assert_eq!(forms.each_ref().map(Form::holds), [Some(true), Some(true), None, Some(true), Some(false), None]);
    }

    #[test]
    fn numbers_and_times_are_short() {
        assert_eq!([0.0, 0.62, 1234.6, 0.000375, 1e-9].map(number), ["0", "0.62", "1235", "0.000375", "1.000e-9"]);
        assert_eq!([0.05, 3.2, 400.0, 90_000.0, 864_000.0].map(time), ["50 ms", "3.2 s", "6.667 min", "25 h", "10 d"]);
    }
}
