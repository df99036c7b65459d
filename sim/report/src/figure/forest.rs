//! A forest plot: values with their intervals as points and whiskers beside a line at 0.

use super::axis::Axis;
use super::frame::{self, Context, GAP, Intervals, Plot};
use super::legend::{Entry, Swatch};
use super::series;
use super::sheet::{Anchor, Area, DROP, Sheet};
use super::theme::{AXIS, PALE, Palette, SMALL, STROKE, TEXT};
use crate::font;

/// A named value with its interval and the class by which it is coloured.
///
/// A bound that is NaN leaves the whisker away.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// What the value is of.
    pub name: String,
    /// What the legend calls such values, as in `better`.
    pub class: String,
    /// The value, in the unit of the x axis.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

/// Values with their intervals, one below the other in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Forest {
    /// A short text above the panel; may be empty.
    pub heading: String,
    /// What the x axis shows, with its unit in brackets.
    pub x_label: String,
    /// Classes in the order of the legend: those that occur are shown.
    pub classes: Vec<String>,
    /// The values, from the top.
    pub effects: Vec<Effect>,
}

/// The widest name that is shown whole \[px\].
const WIDEST: f64 = 420.0;
/// The least and the greatest height of a row \[px\].
const PITCH: (f64, f64) = (30.0, 60.0);
/// Radius of a point \[px\].
const POINT: f64 = 6.5;
/// Half the height of a whisker's cap \[px\].
const CAP: f64 = 7.0;

impl Effect {
    fn whisker(&self) -> Option<(f64, f64)> {
        (self.low.is_finite() && self.high.is_finite()).then_some((self.low, self.high))
    }
}

impl Forest {
    fn axis(&self) -> Option<Axis> {
        let values = self.effects.iter().map(|effect| effect.value);
        let whiskers = self.effects.iter().filter_map(Effect::whisker).flat_map(|(low, high)| [low, high]);
        let (low, high) = series::range(values.chain(whiskers))?;
        Some(Axis::rounded(low.min(0.0), high.max(0.0), 6))
    }
    fn names(&self) -> impl Iterator<Item = &str> {
        let occurs = |class: &&String| self.effects.iter().any(|effect| effect.class == **class);
        self.classes.iter().filter(occurs).map(String::as_str)
    }
}

impl Plot for Forest {
    fn heading(&self) -> &str {
        &self.heading
    }
    fn intervals(&self) -> Intervals {
        if self.effects.iter().any(|e| e.whisker().is_some()) { Intervals::Whiskers } else { Intervals::Absent }
    }
    fn names(&self) -> Vec<&str> {
        // All classes, so that each has its colour whichever occur.
        self.classes.iter().map(String::as_str).collect()
    }
    fn legend(&self, palette: &Palette) -> Vec<Entry> {
        let entry = |name: &str| Entry { swatch: Swatch::Block(palette.look(name).ink), text: name.into() };
        self.names().map(entry).collect()
    }
    fn span(&self) -> Option<(f64, f64)> {
        None
    }
    fn beside(&self, _: Context<'_>) -> (f64, f64) {
        let names = self.effects.iter().map(|e| font::width(&font::shorten(&e.name, SMALL, WIDEST), SMALL));
        (names.fold(0.0, f64::max) + GAP, GAP)
    }
    fn above(&self, _: Context<'_>, _: f64, _: f64) -> f64 {
        frame::rows_height(0)
    }
    fn below(&self, context: Context<'_>) -> f64 {
        frame::foot_height(context.foot)
    }
    fn heights(&self) -> (f64, f64) {
        let n = self.effects.len().max(2) as f64;
        (n * PITCH.0, n * PITCH.1)
    }

    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>) {
        let Some(axis) = self.axis() else { return frame::draw_no_data(sheet, plot) };
        let pitch = plot.height() / self.effects.len() as f64;
        let x = |value: f64| plot.left + axis.part(value).unwrap_or(0.0) * plot.width();
        frame::draw_columns(sheet, plot, &axis);
        sheet.stroke(vec![(x(0.0), plot.top), (x(0.0), plot.bottom)], STROKE / 2.0, AXIS);
        for (i, effect) in self.effects.iter().enumerate() {
            let middle = plot.top + (i as f64 + 0.5) * pitch;
            let name = font::shorten(&effect.name, SMALL, WIDEST);
            sheet.label(&name, (plot.left - GAP, middle + DROP * SMALL), SMALL, Anchor::End, TEXT);
            let known = self.classes.contains(&effect.class);
            let ink = if known { context.palette.look(&effect.class).ink } else { PALE };
            if let Some((low, high)) = effect.whisker() {
                let (low, high) = (x(low), x(high));
                sheet.stroke(vec![(low, middle), (high, middle)], STROKE, ink);
                for end in [low, high] {
                    sheet.stroke(vec![(end, middle - CAP), (end, middle + CAP)], STROKE, ink);
                }
            }
            if effect.value.is_finite() {
                sheet.disc((x(effect.value), middle), POINT, ink);
            }
        }
        frame::draw_foot(sheet, plot, &axis, &self.x_label, context.foot);
    }
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Mark;
    use super::*;

    #[test]
    fn points_and_whiskers_are_where_their_values_are() {
        let effect = |value: f64, half: f64| Effect {
            name: "wait".into(),
            class: "better".into(),
            value,
            low: value - half,
            high: value + half,
        };
        let forest = Forest {
            heading: String::new(),
            x_label: "Difference [%]".into(),
            classes: vec!["better".into(), "worse".into()],
            effects: vec![effect(-50.0, 10.0), effect(50.0, f64::NAN)],
        };
        let palette = Palette::default();
        assert_eq!(forest.legend(&palette).len(), 1);
        let mut sheet = Sheet::new(600, 300);
        let context = Context {
            palette: &palette,
            span: None,
            n_ticks: 5,
            foot: frame::Foot::Shown,
            remarks: frame::Remarks::Known,
        };
        let Some(axis) = forest.axis() else { panic!("it has values") };
        forest.draw(&mut sheet, Area { left: 100.0, top: 0.0, right: 500.0, bottom: 200.0 }, context);
        let x = |value: f64| 100.0 + 400.0 * axis.part(value).unwrap();
        let lines: Vec<(f64, f64)> = sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Stroke { path, width, .. } if *width > STROKE / 2.0 && path[1].0 > path[0].0 => {
                    Some((path[0].0, path[1].0))
                }
                _ => None,
            })
            .collect();
        assert_eq!(lines, [(x(-60.0), x(-40.0))]);
    }
}
