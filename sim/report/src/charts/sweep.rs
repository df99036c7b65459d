//! The pictures of a sweep, chosen by its design: lines over one setting, a line for each value of a second, bars for
//! settings that are no numbers, main effects where points fill a space.

use lab::sweep::{Plan, Shown, Swept};
use scenario::Checked;
use statistics::{Confidence, Estimate};

use super::quantity::{Quantity, ordinate};
use super::{Drawing, MOST_GROUPS, UNNAMED, drawing};
use crate::figure::number::amount;
use crate::figure::{
    Abscissa, Bar, Bars, Evidence, Figure, Heat, Lines, MOST_PANELS, Ordinate, Panel, Point, Series, Stroke,
};

/// Lines that are told apart in one panel.
const LINES: usize = 5;
/// Bins of a main effect.
const BINS: usize = 10;

/// Draws what a sweep found; a metric without numbers is left out.
pub fn draw_sweep(checked: &Checked, plan: &Plan, swept: &Swept) -> Vec<Drawing> {
    let values: Vec<Vec<String>> = (0..swept.done.min(plan.n())).map(|point| plan.values(point)).collect();
    let of = |axis: usize| Quantity::of(values.iter().map(|values| values[axis].as_str()));
    let quantities = (0..plan.paths.len()).map(of).collect();
    let view = View { checked, plan, values, quantities };
    let shown: Vec<&Shown> = swept.shown.iter().filter(|shown| !shown.points.is_empty()).collect();
    let mut figures = Vec::new();
    if plan.levels().is_some() || plan.paths.len() == 1 {
        for (part, shown) in shown.chunks(MOST_PANELS).enumerate() {
            let name = if part == 0 { "sweep".to_string() } else { format!("sweep_{}", part + 1) };
            figures.push((name, view.over_axes(shown)));
        }
    } else {
        for shown in shown {
            let name: String = shown.label.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
            figures.push((format!("effects_{}", name.trim_matches('_')), view.main_effects(shown)));
        }
    }
    figures.into_iter().map(|(name, figure)| drawing(name, figure)).collect()
}

struct View<'a> {
    checked: &'a Checked,
    plan: &'a Plan,
    values: Vec<Vec<String>>,
    /// The values of each setting by point; none of a setting that is no number.
    quantities: Vec<Option<Quantity>>,
}

impl View<'_> {
    /// A panel for each metric over the first setting that is a number, with a line for each value of the others.
    fn over_axes(&self, shown: &[&Shown]) -> Figure {
        // The setting with the most values lies across.
        let numeric = (0..self.plan.paths.len()).rev().filter(|&axis| self.is_numeric(axis));
        let axis = numeric.max_by_key(|&axis| self.distinct(axis));
        let panels = shown.iter().map(|shown| match axis {
            Some(_) if self.is_map() => Panel::Heat(self.heat(shown)),
            Some(axis) => Panel::Lines(self.lines(shown, axis)),
            None => Panel::Bars(self.bars(shown)),
        });
        let what: Vec<&str> = shown.iter().map(|shown| shown.label.as_str()).collect();
        let by = self.plan.short_paths();
        let by: Vec<&str> = by.iter().map(String::as_str).collect();
        self.figure(format!("{} by {}", listed(&what), listed(&by)), panels.collect())
    }
    fn lines(&self, shown: &Shown, axis: usize) -> Lines {
        let mut series: Vec<(String, Vec<Point>)> = Vec::new();
        let (factor, unit) = scale(&shown.label);
        for (point, estimate) in &shown.points {
            let values = &self.values[*point];
            let others: Vec<String> = (0..values.len())
                .filter(|&other| other != axis)
                .map(|other| self.named(other, &values[other]))
                .collect();
            let name = if others.is_empty() { UNNAMED.to_string() } else { others.join(", ") };
            let x = self.x(axis, *point);
            let at = series.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
                series.push((name, Vec::new()));
                series.len() - 1
            });
            series[at].1.push(interval(x, estimate, factor));
        }
        for (_, points) in &mut series {
            points.sort_by(|a, b| a.x.total_cmp(&b.x));
        }
        let series: Vec<Series> = spread(series, MOST_GROUPS - 1)
            .into_iter()
            .map(|(name, points)| Series { name, points, stroke: Stroke::Straight })
            .collect();
        Lines {
            heading: String::new(),
            x: self.abscissa(axis),
            y_label: format!("{}{unit}", shown.label),
            y: ordinate(series.iter().flat_map(|series| &series.points).map(|point| point.mean)),
            series,
            windows: Vec::new(),
            reach: None,
        }
    }
    /// Whether the points are a grid of two settings with more lines than can be told apart.
    fn is_map(&self) -> bool {
        let Some([one, two]) = self.plan.levels() else { return false };
        one.len().min(two.len()) > LINES && self.is_numeric(0) && self.is_numeric(1)
    }
    fn heat(&self, shown: &Shown) -> Heat {
        let (factor, unit) = scale(&shown.label);
        let levels = self.plan.levels().unwrap_or_default();
        let mut values = vec![vec![f64::NAN; levels[0].len()]; levels[1].len()];
        for (point, estimate) in &shown.points {
            let at = |axis: usize| levels[axis].iter().position(|level| *level == self.values[*point][axis]);
            if let (Some(column), Some(row)) = (at(0), at(1)) {
                values[row][column] = estimate.mean * factor;
            }
        }
        let limit = limit(self.checked, &shown.label).map(|limit| limit * factor);
        let told = limit.map_or(String::new(), |limit| format!("; the line is at {}", amount(limit)));
        let bare = |axis: usize| {
            let quantity = Quantity::of(levels[axis].iter().map(String::as_str));
            quantity.into_iter().flat_map(|quantity| quantity.values).map(|x| format!("{x}"))
        };
        Heat {
            heading: format!("{}{unit}{told}", shown.label),
            x_label: self.label(0),
            y_label: self.label(1),
            columns: bare(0).collect(),
            rows: bare(1).collect(),
            values,
            limit,
            regions: Vec::new(),
        }
    }
    fn bars(&self, shown: &Shown) -> Bars {
        let (factor, unit) = scale(&shown.label);
        let points = spread(shown.points.clone(), 2 * MOST_GROUPS);
        let bar = |(point, estimate): (usize, Estimate)| {
            let Point { mean, low, high, .. } = interval(0.0, &estimate, factor);
            Bar { name: self.values[point].join(", "), value: mean, low, high }
        };
        let bars = points.into_iter().map(bar).collect();
        Bars { heading: String::new(), x_label: format!("{}{unit}", shown.label), bars }
    }
    /// A panel for each setting: the mean of the metric where the setting lies in a tenth of its range.
    fn main_effects(&self, shown: &Shown) -> Figure {
        let (factor, unit) = scale(&shown.label);
        let panels = (0..self.plan.paths.len()).filter(|&axis| self.is_numeric(axis)).take(MOST_PANELS).map(|axis| {
            let mut pairs: Vec<(f64, f64)> =
                shown.points.iter().map(|(point, estimate)| (self.x(axis, *point), estimate.mean * factor)).collect();
            pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
            let confidence = Confidence::try_from(self.checked.file.confidence).unwrap_or(Confidence::USUAL);
            let points = binned(&pairs).into_iter().map(|bin| {
                let (xs, ys): (Vec<f64>, Vec<f64>) = bin.iter().copied().unzip();
                interval(xs.iter().sum::<f64>() / xs.len() as f64, &Estimate::of(&ys, confidence), 1.0)
            });
            Panel::Lines(Lines {
                heading: String::new(),
                x: self.abscissa(axis),
                y_label: format!("{}{unit}", shown.label),
                y: Ordinate::Fitted,
                series: vec![Series { name: UNNAMED.into(), points: points.collect(), stroke: Stroke::Straight }],
                windows: Vec::new(),
                reach: None,
            })
        });
        let panels: Vec<Panel> = panels.collect();
        self.figure(format!("Main effects on {}", shown.label), panels)
    }
    fn figure(&self, title: String, panels: Vec<Panel>) -> Figure {
        let file = &self.checked.file;
        let evidence = Evidence { replications: file.replications, level: file.confidence };
        let note = format!("Scenario {}, {} points.", file.name, self.values.len());
        Figure { title, note, evidence, panels }
    }
    /// How many values a setting has.
    fn distinct(&self, axis: usize) -> usize {
        self.values.iter().map(|values| values[axis].as_str()).collect::<std::collections::BTreeSet<_>>().len()
    }
    fn is_numeric(&self, axis: usize) -> bool {
        self.quantities[axis].is_some()
    }
    /// A value in a legend; a switch is named, for `true` alone says nothing.
    fn named(&self, axis: usize, value: &str) -> String {
        let is_switch = matches!(value, "true" | "false");
        if is_switch { format!("{} {value}", self.plan.short_paths()[axis]) } else { value.into() }
    }
    /// What an axis says, with its unit in brackets.
    fn label(&self, axis: usize) -> String {
        let unit = self.quantities[axis].as_ref().map_or("", |quantity| quantity.unit.as_str());
        let path = &self.plan.paths[axis];
        if unit.is_empty() { path.clone() } else { format!("{path} [{unit}]") }
    }
    fn abscissa(&self, axis: usize) -> Abscissa {
        let path = &self.plan.paths[axis];
        let quantity = self.quantities[axis].as_ref();
        quantity.map_or_else(|| Abscissa::Quantity(path.clone()), |quantity| quantity.abscissa(path))
    }
    /// The value of a setting at a point, in the unit of its axis.
    fn x(&self, axis: usize, point: usize) -> f64 {
        self.quantities[axis].as_ref().map_or(f64::NAN, |quantity| quantity.values[point])
    }
}

/// Pairs in the order of x in bins: one a value if there are few of them, else of equal size.
fn binned(pairs: &[(f64, f64)]) -> Vec<&[(f64, f64)]> {
    let by_value: Vec<_> = pairs.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).collect();
    if by_value.len() <= BINS {
        return by_value;
    }
    let n = BINS.min(pairs.len() / 2).max(1);
    (0..n).map(|i| &pairs[i * pairs.len() / n..(i + 1) * pairs.len() / n]).collect()
}

/// The limit that a claim about whole runs sets to a metric by itself, in the metric's unit.
fn limit(checked: &Checked, label: &str) -> Option<f64> {
    let mut whole = checked.claims.iter().filter(|(_, claim, _)| claim.after.is_none());
    whole.find_map(|(_, _, formula)| {
        let [name] = formula.names() else { return None };
        let sides = formula.sides().filter(|_| name.label() == label)?;
        // The metric alone on the left, a number on the right.
        let [one, two] = [1.0, 2.0].map(|x| (sides.left.value(|_| x), sides.right.value(|_| x)));
        let is_alone = one.0.total_cmp(&1.0).is_eq() && two.0.total_cmp(&2.0).is_eq();
        (is_alone && one.1.total_cmp(&two.1).is_eq()).then_some(one.1)
    })
}

/// At most so many of a list, evenly spread, the first and the last among them.
fn spread<T: Clone>(list: Vec<T>, most: usize) -> Vec<T> {
    let n = list.len();
    if n <= most {
        return list;
    }
    (0..most).map(|i| list[i * (n - 1) / (most - 1)].clone()).collect()
}

/// A name in a sentence after others.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).into(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// By how much a metric is multiplied, and its unit in brackets.
pub(super) fn scale(label: &str) -> (f64, &'static str) {
    let name = label.split('[').next().unwrap_or(label);
    match name {
        n if n.ends_with("_share") || n == "utilisation" => (100.0, " [%]"),
        n if n.ends_with("_usd") => (1.0, " [usd]"),
        n if n.ends_with("_usd_h") => (1.0, " [usd/h]"),
        n if n.ends_with("_coins") => (1.0, " [coins]"),
        n if n.ends_with("_s") => (1.0, " [s]"),
        _ => (1.0, ""),
    }
}

fn interval(x: f64, estimate: &Estimate, factor: f64) -> Point {
    let interval = estimate.interval();
    if !estimate.half_width.is_finite() {
        return Point::exact(x, estimate.mean * factor);
    }
    Point { x, mean: estimate.mean * factor, low: interval.low * factor, high: interval.high * factor }
}

#[cfg(test)]
mod tests {
    use super::{listed, spread};

    #[test]
    fn lists_are_cut_with_both_ends() {
        assert_eq!(spread((0..10).collect(), 4), [0, 3, 6, 9]);
        assert_eq!(spread(vec![1, 2], 4), [1, 2]);
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
    }
}
