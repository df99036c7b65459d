//! The pictures of a sensitivity study: how much each setting does to each metric, and how much is luck.

use lab::sense::{Found, Measure, Plan, Sensed};
use scenario::Checked;
use scenario::sweep::short;
use statistics::Interval;

use super::{Drawing, drawing};
use crate::figure::{Bar, Bars, Dot, Evidence, Figure, Panel, Scatter};

/// Factors that a picture shows at the most; the table has all.
const MOST_SHOWN: usize = 14;

/// Draws what a sensitivity study found, a picture for each metric; one that nothing changes is left out.
pub fn draw_sense(checked: &Checked, plan: &Plan, sensed: &Sensed) -> Vec<Drawing> {
    let measured = sensed.measures.iter().filter(|measure| measure.blocks()[0] > 0);
    let varying = measured.filter(|measure| measure.ranked().iter().any(|&factor| measure.size(factor) > 0.0));
    varying.map(|measure| View { checked, plan, measure }.drawing()).collect()
}

struct View<'a> {
    checked: &'a Checked,
    plan: &'a Plan,
    measure: &'a Measure,
}

impl View<'_> {
    fn drawing(&self) -> Drawing {
        let label = &self.measure.label;
        let file: String = label.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let factors: Vec<String> = self.plan.factors().into_iter().map(String::from).collect();
        let mut shown: Vec<(usize, String)> = short(&factors).into_iter().enumerate().collect();
        let ranks = self.measure.ranked();
        shown.sort_by_key(|(factor, _)| ranks.iter().position(|other| other == factor));
        shown.truncate(MOST_SHOWN);
        let left_out = factors.len() - shown.len();
        let (kind, panels) = match &self.measure.found {
            Found::Effects(_) => ("effects", self.effects(&shown)),
            Found::Indices(_) => ("indices", self.indices(&shown)),
        };
        let [used, _] = self.measure.blocks();
        let what = if kind == "effects" { "trajectories" } else { "blocks" };
        let rest = if left_out > 0 { format!(" {left_out} more are in the table.") } else { String::new() };
        let file_name = &self.checked.file.name;
        let note = format!("Scenario {file_name}, {used} {what}; luck is the number of the replication.{rest}");
        let evidence = Evidence { replications: 1, level: self.checked.file.confidence };
        let title = format!("What changes {label}");
        drawing(format!("{kind}_{}", file.trim_matches('_')), Figure { title, note, evidence, panels })
    }
    fn effects(&self, shown: &[(usize, String)]) -> Vec<Panel> {
        let Found::Effects(found) = &self.measure.found else { return Vec::new() };
        let bar = |(factor, name): &(usize, String)| {
            let star = &found.effects[*factor].mu_star;
            let interval = star.interval();
            let is_sure = star.half_width.is_finite();
            let end = |end: f64| if is_sure { end } else { f64::NAN };
            Bar { name: name.clone(), value: star.mean, low: end(interval.low).max(0.0), high: end(interval.high) }
        };
        let dot = |(factor, name): &(usize, String)| {
            let effects = &found.effects[*factor];
            Dot { name: name.clone(), x: effects.mu_star.mean, y: effects.sigma }
        };
        let label = &self.measure.label;
        vec![
            Panel::Bars(Bars {
                heading: String::new(),
                x_label: format!("µ*: mean size of the change of {label} over the whole range"),
                bars: shown.iter().map(bar).collect(),
            }),
            Panel::Scatter(Scatter {
                heading: String::new(),
                x_label: "µ*: mean size of the change".into(),
                y_label: "σ: spread of the change".into(),
                dots: shown.iter().map(dot).collect(),
                diagonal: "σ = µ*; above it the setting acts by a curve or with others".into(),
            }),
        ]
    }
    fn indices(&self, shown: &[(usize, String)]) -> Vec<Panel> {
        let Found::Indices(found) = &self.measure.found else { return Vec::new() };
        let bars = |of: &dyn Fn(usize) -> (f64, Interval), x_label: &str| {
            let bar = |(factor, name): &(usize, String)| {
                let (value, Interval { low, high }) = of(*factor);
                Bar { name: name.clone(), value: value * 100.0, low: low * 100.0, high: high * 100.0 }
            };
            let x_label = x_label.to_string();
            Panel::Bars(Bars { heading: String::new(), x_label, bars: shown.iter().map(bar).collect() })
        };
        let total = |factor: usize| (found.total[factor].value, found.total[factor].interval);
        let first = |factor: usize| (found.first[factor].value, found.first[factor].interval);
        vec![
            bars(&total, "Total share of the variance, alone or with others [%]"),
            bars(&first, "Share of the variance that it carries alone [%]"),
        ]
    }
}
