//! A study as charts see it: its lines, its means, and what all its figures have in common.

use lab::study::{Findings, SeriesLine};
use scenario::Checked;
use units::time::Span;

use super::windows;
use crate::figure::{Abscissa, Evidence, Figure, Lines, Ordinate, Panel, Series, Window};

/// A study, and what all its figures have in common.
pub(super) struct View<'a> {
    pub(super) checked: &'a Checked,
    pub(super) findings: &'a Findings,
    windows: Vec<Window>,
}

impl<'a> View<'a> {
    pub(super) fn new(checked: &'a Checked, findings: &'a Findings) -> Self {
        Self { checked, findings, windows: windows::windows(checked, findings) }
    }

    /// The line of a metric and owner, if it has any number.
    pub(super) fn line(&self, name: &str, owner: &str) -> Option<&'a SeriesLine> {
        self.findings.series.iter().find(|l| l.name == name && l.owner == owner).filter(|l| has_data(l))
    }

    /// The lines of a metric of all owners of a kind, such as `nodes`, in the order of the file.
    pub(super) fn lines_of(&self, name: &str, kind: &str) -> Vec<&'a SeriesLine> {
        let lines = self.findings.series.iter();
        lines.filter(|l| l.name == name && kind_of(&l.owner) == kind && has_data(l)).collect()
    }

    /// The mean of a metric of an owner; none if it does not exist.
    pub(super) fn mean(&self, metric: &str, owner: &str) -> Option<f64> {
        Some(self.findings.find(metric, owner)?.estimate?.mean).filter(|mean| mean.is_finite())
    }

    /// When the warm-up ends \[s\]; 0 if nothing is cut.
    pub(super) fn cut_s(&self) -> f64 {
        self.findings.cut.map_or(0.0, Span::as_secs)
    }

    /// A figure of these panels with the scenario's name in its caption; none without panels.
    pub(super) fn figure(&self, title: String, panels: Vec<Panel>) -> Option<Figure> {
        if panels.is_empty() {
            return None;
        }
        let file = &self.checked.file;
        let evidence = Evidence { replications: self.findings.runs.len() as u32, level: file.confidence };
        let note = format!("Scenario {} over {}.", file.name, file.horizon);
        Some(Figure { title, note, evidence, panels })
    }

    /// A panel of curves over time under the weather; none if no curve has data.
    pub(super) fn over_time(&self, y_label: &str, y: Ordinate, series: Vec<Series>) -> Option<Panel> {
        series.iter().any(Series::has_data).then(|| {
            Panel::Lines(Lines {
                heading: String::new(),
                x: Abscissa::Time("Simulated time".into()),
                y_label: y_label.into(),
                y,
                series,
                windows: self.windows.clone(),
                reach: Some((0.0, self.checked.file.horizon.as_secs())),
            })
        })
    }
}

/// The kind of an owner: `nodes` of `nodes.home`.
fn kind_of(owner: &str) -> &str {
    owner.split_once('.').map_or("", |(kind, _)| kind)
}

/// The name of an owner: `home` of `nodes.home`.
pub(super) fn name_of(owner: &str) -> &str {
    owner.split_once('.').map_or(owner, |(_, name)| name)
}

fn has_data(line: &SeriesLine) -> bool {
    line.points.iter().flatten().any(|e| e.mean.is_finite())
}
