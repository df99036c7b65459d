//! Horizontal bars with interval whiskers.

use super::axis::Axis;
use super::frame::{self, Context, GAP, Intervals, Plot, ROW};
use super::legend::Entry;
use super::number;
use super::series;
use super::sheet::{Anchor, Area, DROP, Sheet};
use super::theme::{AXIS, HAIR, Palette, QUIET, SMALL, TEXT};
use crate::font;

/// A named value with its interval.
///
/// A value that is NaN is shown as missing; a bound that is NaN leaves the whisker away.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What the value is of.
    pub name: String,
    /// Mean over replications, in the unit of the x axis.
    pub value: f64,
    /// Lower end of the interval, in the unit of the x axis.
    pub low: f64,
    /// Upper end of the interval, in the unit of the x axis.
    pub high: f64,
}

/// Bars from zero, one below the other in the order given.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// A short text above the panel; may be empty.
    pub heading: String,
    /// What the x axis shows, with its unit in brackets.
    pub x_label: String,
    /// The bars, from the top.
    pub bars: Vec<Bar>,
}

/// The widest name that is shown whole \[px\].
const WIDEST: f64 = 340.0;
/// The least and the greatest height of a row \[px\].
const PITCH: (f64, f64) = (34.0, 84.0);
/// The part of a row that the bar fills.
const FULL: f64 = 0.56;
/// From line to line of a name \[px\].
const LINE: f64 = SMALL * 1.15;

impl Bar {
    fn whisker(&self) -> Option<(f64, f64)> {
        (self.value.is_finite() && self.low.is_finite() && self.high.is_finite()).then_some((self.low, self.high))
    }
    fn end(&self) -> f64 {
        let value = if self.value.is_finite() { self.value.max(0.0) } else { 0.0 };
        self.whisker().map_or(value, |(_, high)| value.max(high))
    }
}

impl Bars {
    fn texts(&self) -> Vec<String> {
        let values: Vec<f64> = self.bars.iter().map(|b| b.value).collect();
        let texts = values.iter().zip(number::column(&values));
        texts.map(|(value, text)| if value.is_finite() { text } else { "no data".into() }).collect()
    }

    fn axis(&self) -> Option<Axis> {
        let values = self.bars.iter().map(|b| b.value);
        let whiskers = self.bars.iter().filter_map(Bar::whisker).flat_map(|(low, high)| [low, high]);
        let (low, high) = series::range(values.chain(whiskers))?;
        Some(Axis::rounded(low.min(0.0), high.max(0.0), 6))
    }
}

impl Plot for Bars {
    fn heading(&self) -> &str {
        &self.heading
    }
    fn intervals(&self) -> Intervals {
        if self.bars.iter().any(|b| b.whisker().is_some()) { Intervals::Whiskers } else { Intervals::Absent }
    }
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
    fn legend(&self, _: &Palette) -> Vec<Entry> {
        Vec::new()
    }
    fn span(&self) -> Option<(f64, f64)> {
        None
    }
    fn beside(&self, _: Context<'_>) -> (f64, f64) {
        if self.bars.is_empty() {
            return (0.0, 0.0);
        }
        let names =
            self.bars.iter().flat_map(|b| [name(b, 1), name(b, 2)].concat()).map(|line| font::width(&line, SMALL));
        let values = self.texts().into_iter().map(|text| font::width(&text, SMALL));
        (names.fold(0.0, f64::max) + GAP, values.fold(0.0, f64::max) + GAP)
    }
    fn above(&self, _: Context<'_>, _: f64, _: f64) -> f64 {
        frame::rows_height(0)
    }
    fn below(&self, context: Context<'_>) -> f64 {
        frame::foot_height(context.foot)
    }
    fn heights(&self) -> (f64, f64) {
        let n_bars = self.bars.len().max(2) as f64;
        (n_bars * PITCH.0, n_bars * PITCH.1)
    }

    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>) {
        let Some(axis) = self.axis() else { return frame::draw_no_data(sheet, plot) };
        let pitch = plot.height() / self.bars.len() as f64;
        let x = |value: f64| plot.left + axis.part(value).unwrap_or(0.0) * plot.width();
        let ink = context.palette.look("").ink;
        frame::draw_columns(sheet, plot, &axis);
        for (i, (bar, text)) in self.bars.iter().zip(self.texts()).enumerate() {
            let middle = plot.top + (i as f64 + 0.5) * pitch;
            let half = pitch.min(PITCH.1) * FULL / 2.0;
            let (top, bottom) = (middle - half, middle + half);
            let baseline = middle + DROP * SMALL;
            let name = name(bar, if pitch >= 2.0 * ROW { 2 } else { 1 });
            let first = baseline - (name.len() as f64 - 1.0) / 2.0 * LINE;
            for (line, text) in name.iter().enumerate() {
                let place = (plot.left - GAP, first + line as f64 * LINE);
                sheet.label(text, place, SMALL, Anchor::End, TEXT);
            }
            if bar.value.is_finite() {
                let (left, right) = (x(bar.value.min(0.0)), x(bar.value.max(0.0)));
                sheet.rectangle(Area { left, top, right, bottom }, ink.tint(0.75));
            }
            if let Some((low, high)) = bar.whisker() {
                let (low, high, cap) = (x(low), x(high), half * 0.6);
                sheet.stroke(vec![(low, middle), (high, middle)], 2.4, TEXT);
                for end in [low, high] {
                    sheet.stroke(vec![(end, middle - cap), (end, middle + cap)], 2.4, TEXT);
                }
            }
            let place = (x(bar.end()) + GAP, baseline);
            let ink = if bar.value.is_finite() { TEXT } else { QUIET };
            sheet.label(&text, place, SMALL, Anchor::Start, ink);
        }
        sheet.stroke(vec![(x(0.0), plot.top), (x(0.0), plot.bottom)], HAIR, AXIS);
        frame::draw_foot(sheet, plot, &axis, &self.x_label, context.foot);
    }
}

/// A name in at most so many lines. The last one is cut if it must be.
fn name(bar: &Bar, n_lines: usize) -> Vec<String> {
    let mut lines = font::wrap(&bar.name, SMALL, WIDEST);
    if lines.len() > n_lines {
        let rest = lines.split_off(n_lines - 1).join(" ");
        lines.push(rest);
    }
    lines.iter().map(|line| font::shorten(line, SMALL, WIDEST)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Mark;
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_value() {
        let bar = |name: &str, value| Bar { name: name.into(), value, low: f64::NAN, high: f64::NAN };
        let bars = Bars {
            heading: String::new(),
            x_label: "Utilisation [%]".into(),
            bars: vec![bar("a", 25.0), bar("b", f64::NAN), bar("c", 100.0)],
        };
        let mut sheet = Sheet::new(600, 300);
        let context = Context {
            palette: &Palette::default(),
            span: None,
            n_ticks: 5,
            foot: frame::Foot::Shown,
            remarks: frame::Remarks::Known,
        };
        bars.draw(&mut sheet, Area { left: 100.0, top: 0.0, right: 500.0, bottom: 200.0 }, context);
        let lengths: Vec<f64> = sheet
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Fill { outline, .. } => Some(outline[1].0 - outline[0].0),
                _ => None,
            })
            .collect();
        assert_eq!(lengths, [100.0, 400.0]);
    }
}
