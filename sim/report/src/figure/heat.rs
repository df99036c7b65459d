//! Heat maps: a value for each pair of two settings, with the line where it passes a limit.

use super::frame::{self, Context, GAP, Intervals, Plot, ROW};
use super::legend::{Entry, Swatch};
use super::number;
use super::series;
use super::sheet::{Anchor, Area, DROP, Sheet};
use super::theme::{AXIS, HAIR, Ink, Look, Palette, QUIET, SMALL, STROKE, TEXT};
use crate::font;

/// Values over two settings with few levels each.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// A short text above the panel; may be empty.
    pub heading: String,
    /// What the columns are, with the unit in brackets.
    pub x_label: String,
    /// What the rows are, with the unit in brackets.
    pub y_label: String,
    /// The levels of the columns, from the left.
    pub columns: Vec<String>,
    /// The levels of the rows, from below.
    pub rows: Vec<String>,
    /// The values by row and column, in the unit of the heading; NaN where there is none.
    pub values: Vec<Vec<f64>>,
    /// A limit: a line runs between values below and above it.
    pub limit: Option<f64>,
    /// Regions with an outline in a colour of their own.
    pub regions: Vec<Region>,
}

/// A part of a heat map whose outline is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its name in the legend.
    pub name: String,
    /// Whether each cell belongs to it, by row and column; none where nobody knows.
    pub cells: Vec<Vec<Option<bool>>>,
}

/// The least and the greatest height of a row \[px\].
const PITCH: (f64, f64) = (30.0, 72.0);
/// The palest colour, so that every cell stands out from paper.
const PALEST: f64 = 0.08;
/// The colour from which on text is white.
const DARK: f64 = 0.72;

impl Heat {
    fn range(&self) -> Option<(f64, f64)> {
        series::range(self.values.iter().flatten().copied())
    }
    fn value(&self, row: usize, column: usize) -> f64 {
        self.values.get(row).and_then(|values| values.get(column)).copied().unwrap_or(f64::NAN)
    }
    /// Whether the limit runs between two cells.
    fn parts(&self, one: f64, other: f64) -> bool {
        self.limit.is_some_and(|limit| one.is_finite() && other.is_finite() && (one < limit) != (other < limit))
    }
    fn texts(&self) -> Vec<Vec<String>> {
        let text = |&value: &f64| if value.is_finite() { number::amount(value) } else { "–".into() };
        self.values.iter().map(|row| row.iter().map(text).collect()).collect()
    }
}

impl Plot for Heat {
    fn heading(&self) -> &str {
        &self.heading
    }
    fn intervals(&self) -> Intervals {
        Intervals::Absent
    }
    fn names(&self) -> Vec<&str> {
        // The first colour is that of the cells.
        let regions = self.regions.iter().map(|region| region.name.as_str());
        if self.regions.is_empty() { Vec::new() } else { [""].into_iter().chain(regions).collect() }
    }
    fn legend(&self, palette: &Palette) -> Vec<Entry> {
        let swatch = |region: &Region| Swatch::Line(palette.look(&region.name));
        self.regions.iter().map(|region| Entry { swatch: swatch(region), text: region.name.clone() }).collect()
    }
    fn span(&self) -> Option<(f64, f64)> {
        None
    }
    fn beside(&self, _: Context<'_>) -> (f64, f64) {
        let names = self.rows.iter().map(|row| font::width(row, SMALL));
        (names.fold(0.0, f64::max) + GAP, GAP)
    }
    fn above(&self, _: Context<'_>, _: f64, _: f64) -> f64 {
        frame::rows_height(1)
    }
    fn below(&self, context: Context<'_>) -> f64 {
        frame::foot_height(context.foot)
    }
    fn heights(&self) -> (f64, f64) {
        let rows = self.rows.len().max(2) as f64;
        (rows * PITCH.0, rows * PITCH.1)
    }

    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>) {
        let Some((low, high)) = self.range() else { return frame::draw_no_data(sheet, plot) };
        let (width, height) = (plot.width() / self.columns.len() as f64, plot.height() / self.rows.len() as f64);
        let ink = context.palette.look("").ink;
        let cell = |row: usize, column: usize| {
            let (left, bottom) = (plot.left + column as f64 * width, plot.bottom - row as f64 * height);
            Area { left, top: bottom - height, right: left + width, bottom }
        };
        let texts = self.texts();
        let widest = texts.iter().flatten().map(|text| font::width(text, SMALL)).fold(0.0, f64::max);
        let is_written = widest + GAP < width && ROW < height;
        for (row, texts) in texts.iter().enumerate() {
            for (column, written) in texts.iter().enumerate() {
                let (value, area) = (self.value(row, column), cell(row, column));
                if !value.is_finite() {
                    continue;
                }
                let part = if high > low { (value - low) / (high - low) } else { 0.5 };
                let depth = PALEST + (1.0 - PALEST) * part;
                sheet.rectangle(area, ink.tint(depth));
                if is_written {
                    let (x, y) = area.centre();
                    let text = if depth > DARK { PAPER } else { TEXT };
                    sheet.label(written, (x, y + DROP * SMALL), SMALL, Anchor::Middle, text);
                }
            }
        }
        self.draw_limit(sheet, &cell);
        for region in &self.regions {
            self.draw_outline(sheet, &cell, region, context.palette.look(&region.name));
        }
        frame::draw_y_label(sheet, plot, &self.y_label);
        let mut free_from = f64::INFINITY;
        for (row, name) in self.rows.iter().enumerate() {
            let (_, y) = cell(row, 0).centre();
            if y < free_from {
                sheet.label(name, (plot.left - GAP, y + DROP * SMALL), SMALL, Anchor::End, QUIET);
                free_from = y - ROW;
            }
        }
        self.draw_columns(sheet, plot, width);
    }
}

/// Row and column.
type Cell = (usize, usize);

/// What is written on dark cells.
const PAPER: Ink = super::theme::PAPER;

impl Heat {
    /// The line between cells below and above the limit.
    fn draw_limit(&self, sheet: &mut Sheet, cell: &dyn Fn(usize, usize) -> Area) {
        let parts = |one: Cell, other: Cell| self.parts(self.value(one.0, one.1), self.value(other.0, other.1));
        self.draw_edges(sheet, cell, &parts, (STROKE, Look { ink: TEXT, dash: None }));
    }
    /// The line between cells inside and outside of a region.
    fn draw_outline(&self, sheet: &mut Sheet, cell: &dyn Fn(usize, usize) -> Area, region: &Region, look: Look) {
        let inside = |(row, column): Cell| *region.cells.get(row)?.get(column)?;
        let parts = |one: Cell, other: Cell| matches!((inside(one), inside(other)), (Some(a), Some(b)) if a != b);
        self.draw_edges(sheet, cell, &parts, (2.0 * STROKE, look));
    }
    /// The edges between cells that something parts.
    fn draw_edges(
        &self,
        sheet: &mut Sheet,
        cell: &dyn Fn(usize, usize) -> Area,
        parts: &dyn Fn(Cell, Cell) -> bool,
        (width, look): (f64, Look),
    ) {
        for row in 0..self.rows.len() {
            for column in 0..self.columns.len() {
                let area = cell(row, column);
                if parts((row, column), (row, column + 1)) {
                    sheet.stroke_as(vec![(area.right, area.top), (area.right, area.bottom)], width, look);
                }
                if parts((row, column), (row + 1, column)) {
                    sheet.stroke_as(vec![(area.left, area.top), (area.right, area.top)], width, look);
                }
            }
        }
    }
    /// The levels below the columns, as many as there is room for, and what they are.
    fn draw_columns(&self, sheet: &mut Sheet, plot: Area, width: f64) {
        sheet.stroke(vec![plot.at(0.0, 0.0), plot.at(1.0, 0.0)], HAIR, AXIS);
        let baseline = plot.bottom + GAP + SMALL;
        let mut free_from = f64::NEG_INFINITY;
        for (column, name) in self.columns.iter().enumerate() {
            let x = plot.left + (column as f64 + 0.5) * width;
            let (from, to) = super::sheet::extent(name, x, SMALL, Anchor::Middle);
            if from > free_from {
                sheet.label(name, (x, baseline), SMALL, Anchor::Middle, QUIET);
                free_from = to + GAP;
            }
        }
        let place = (f64::midpoint(plot.left, plot.right), baseline + ROW);
        sheet.label(&self.x_label, place, SMALL, Anchor::Middle, TEXT);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_runs_between_values_below_and_above_it() {
        let heat = Heat {
            heading: String::new(),
            x_label: "a".into(),
            y_label: "b".into(),
            columns: vec!["1".into(), "2".into()],
            rows: vec!["x".into(), "y".into()],
            values: vec![vec![-1.0, 1.0], vec![f64::NAN, 2.0]],
            limit: Some(0.0),
            regions: Vec::new(),
        };
        let mut sheet = Sheet::new(100, 100);
        let cell = |row: usize, column: usize| {
            let (left, top) = (column as f64, row as f64);
            Area { left, top, right: left + 1.0, bottom: top + 1.0 }
        };
        heat.draw_limit(&mut sheet, &cell);
        assert_eq!(sheet.marks.len(), 1, "one edge: nothing is known beside a gap");
    }
}
