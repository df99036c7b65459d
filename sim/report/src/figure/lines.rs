//! Lines with interval ribbons over time or another quantity, with shaded windows of weather.

use super::axis::{self, Axis};
use super::frame::{self, Context, Foot, Intervals, Plot, Remarks};
use super::legend::{Entry, Swatch};
use super::number;
use super::series::{self, Plane, Series, Stroke};
use super::sheet::{Anchor, Area, Sheet};
use super::theme::{MARGIN, Palette, QUIET, SHADE, SMALL};
use crate::font;

/// What the x axis shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Abscissa {
    /// Time \[s\], shown in s, min, h or d, whichever fits. The text is the label without the unit.
    Time(String),
    /// Any quantity; the text is the label with the unit.
    Quantity(String),
    /// The same on a logarithmic axis; values that are not positive leave gaps.
    Logarithmic(String),
}

/// How the y axis is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ordinate {
    /// Linear, and zero is shown.
    #[default]
    FromZero,
    /// Linear, as tall as the data.
    Fitted,
    /// Logarithmic; values that are not positive leave gaps.
    Logarithmic,
}

/// A shaded stretch of the x axis, such as an outage.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Where it begins, in the unit of the x axis.
    pub from: f64,
    /// Where it ends, in the unit of the x axis.
    pub until: f64,
    /// What is written above it; may be empty.
    pub label: String,
}

/// Several series over one x axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Lines {
    /// A short text above the panel; may be empty.
    pub heading: String,
    /// What the x axis shows.
    pub x: Abscissa,
    /// What the y axis shows, with its unit in brackets.
    pub y_label: String,
    /// How the y axis is laid out.
    pub y: Ordinate,
    /// The curves, drawn in this order.
    pub series: Vec<Series>,
    /// The shaded stretches.
    pub windows: Vec<Window>,
    /// What the x axis shows at the least; none for as much as the curves need.
    pub reach: Option<(f64, f64)>,
}

/// Rows of labels above windows; what finds no room in them is left out.
const MOST_ROWS: usize = 3;
/// Between labels in one row \[px\].
const APART: f64 = 18.0;

/// A window's label, the middle of its place \[px\], and its row. Row 0 is the lowest.
struct Remark<'a> {
    text: &'a str,
    middle: f64,
    row: usize,
}

impl Lines {
    fn x_axis(&self, context: Context<'_>) -> Option<Axis> {
        let (low, high) = context.span.or_else(|| self.span())?;
        Some(match self.x {
            Abscissa::Time(_) => Axis::time(low, high, 10),
            Abscissa::Quantity(_) => Axis::tight(low, high, 8),
            // A reach from zero on, or none, has no logarithm.
            Abscissa::Logarithmic(_) if low <= 0.0 => Axis::tight(low, high, 8),
            Abscissa::Logarithmic(_) => Axis::logarithmic(low, high, number::amount),
        })
    }

    fn y_axis(&self, context: Context<'_>) -> Option<Axis> {
        let points = || self.series.iter().flat_map(Series::drawable);
        let bounds = || points().filter(|p| p.has_interval()).flat_map(|p| [p.low, p.high]);
        if self.y == Ordinate::Logarithmic {
            let (low, high) = series::range(points().map(|p| p.mean).filter(|&m| m > 0.0))?;
            // A bound near zero would stretch the axis without end: it is shown down to a tenth of the least mean.
            let (least, most) = series::range(bounds().filter(|&b| b > 0.0)).unwrap_or((low, high));
            return Some(Axis::logarithmic(least.min(low).max(low / 10.0), most.max(high), axis::plain));
        }
        let (low, high) = series::range(points().map(|p| p.mean).chain(bounds()))?;
        Some(match self.y {
            Ordinate::FromZero => Axis::roomy(low.min(0.0), high.max(0.0), context.n_ticks),
            _ => Axis::roomy(low, high, context.n_ticks),
        })
    }

    fn x_label(&self, axis: &Axis) -> String {
        match (&self.x, axis.unit) {
            (Abscissa::Time(label), Some(unit)) => format!("{label} [{unit}]"),
            (Abscissa::Time(label) | Abscissa::Quantity(label) | Abscissa::Logarithmic(label), _) => label.clone(),
        }
    }

    /// The ends of a window on the axis \[px\], if any of it is shown.
    fn edges(window: &Window, axis: &Axis, left: f64, right: f64) -> Option<(f64, f64)> {
        if window.until < axis.low() || window.from > axis.high() {
            return None;
        }
        let (from, until) = (axis.part(window.from)?, axis.bound(window.until.min(axis.high()))?);
        Some((left + from * (right - left), left + until * (right - left)))
    }

    fn remarks(&self, axis: &Axis, left: f64, right: f64) -> Vec<Remark<'_>> {
        let mut remarks: Vec<Remark<'_>> = Vec::new();
        let mut taken = [f64::NEG_INFINITY; MOST_ROWS];
        taken[0] = MARGIN + font::width(&self.y_label, SMALL);
        for window in self.windows.iter().filter(|w| !w.label.is_empty()) {
            let Some((from, until)) = Self::edges(window, axis, left, right) else { continue };
            let half = font::width(&window.label, SMALL) / 2.0;
            let middle = f64::midpoint(from, until).min(right - half).max(left + half);
            let free = (0..MOST_ROWS).find(|&row| taken[row] + APART <= middle - half);
            // Weather that repeats fast is named once, not in a pile.
            let again = remarks.last().is_some_and(|last| last.text == window.label);
            if let Some(row) = free.filter(|_| !again || taken[..].iter().all(|&end| end + APART <= middle - half)) {
                taken[row] = middle + half;
                remarks.push(Remark { text: &window.label, middle, row });
            }
        }
        remarks
    }
}

impl Plot for Lines {
    fn heading(&self) -> &str {
        &self.heading
    }
    fn intervals(&self) -> Intervals {
        if self.series.iter().any(Series::has_intervals) { Intervals::Bands } else { Intervals::Absent }
    }
    fn names(&self) -> Vec<&str> {
        self.series.iter().map(|s| s.name.as_str()).collect()
    }
    fn legend(&self, palette: &Palette) -> Vec<Entry> {
        let named = self.series.iter().filter(|s| !s.name.is_empty());
        named
            .map(|s| {
                let look = palette.look(&s.name);
                let is_wide = s.has_intervals() || s.stroke == Stroke::Area;
                let swatch = if is_wide { Swatch::Ribbon(look) } else { Swatch::Line(look) };
                let missing = if s.has_data() { "" } else { " (no data)" };
                Entry { swatch, text: format!("{}{missing}", s.name) }
            })
            .collect()
    }
    fn span(&self) -> Option<(f64, f64)> {
        let reach = self.reach.filter(|_| self.series.iter().any(Series::has_data));
        let places = self.series.iter().flat_map(|s| s.drawable().map(|p| p.x));
        series::range(places.chain(reach.into_iter().flat_map(|(from, until)| [from, until])))
    }
    fn beside(&self, context: Context<'_>) -> (f64, f64) {
        (self.y_axis(context).map_or(0.0, |y| frame::ticks_width(&y)), 24.0)
    }
    fn above(&self, context: Context<'_>, left: f64, right: f64) -> f64 {
        let remarks = match (self.x_axis(context), context.remarks) {
            (Some(axis), Remarks::Written) => self.remarks(&axis, left, right),
            _ => Vec::new(),
        };
        let n_rows = remarks.iter().map(|r| r.row + 1).max().unwrap_or(0);
        frame::rows_height(n_rows.max(usize::from(!self.y_label.is_empty())))
    }
    fn below(&self, context: Context<'_>) -> f64 {
        frame::foot_height(context.foot)
    }
    fn heights(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>) {
        frame::draw_y_label(sheet, plot, &self.y_label);
        let (x, y) = (self.x_axis(context), self.y_axis(context));
        if let Some(x) = &x {
            for window in &self.windows {
                if let Some((left, right)) = Self::edges(window, x, plot.left, plot.right) {
                    // An instant is still seen.
                    sheet.rectangle(Area { left, right: right.max(left + 2.0), ..plot }, SHADE);
                }
            }
            if context.remarks == Remarks::Written {
                for remark in self.remarks(x, plot.left, plot.right) {
                    let place = (remark.middle, frame::baseline_above(plot, remark.row));
                    sheet.label(remark.text, place, SMALL, Anchor::Middle, QUIET);
                }
            }
        }
        let (Some(x), Some(y)) = (&x, &y) else {
            frame::draw_no_data(sheet, plot);
            if let (Some(x), Foot::Shown) = (&x, context.foot) {
                frame::draw_foot(sheet, plot, x, &self.x_label(x), context.foot);
            }
            return;
        };
        let plane = Plane { plot, x, y };
        frame::draw_axes(sheet, plane, &self.x_label(x), context.foot);
        for series in &self.series {
            series::draw_ribbon(sheet, plane, series, context.palette.look(&series.name));
        }
        for series in &self.series {
            series::draw_line(sheet, plane, series, context.palette.look(&series.name));
        }
    }
}
