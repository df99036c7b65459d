//! Named dots in a plane, each with its name beside it.

use super::axis::Axis;
use super::frame::{self, Context, GAP, Intervals, Plot};
use super::legend::{Entry, Swatch};
use super::series::{self, Plane};
use super::sheet::{Anchor, Area, DROP, Place, Sheet, extent};
use super::theme::{Look, PALE, Palette, SMALL, STROKE, TEXT};
use crate::font;

/// A named dot.
#[derive(Clone, Debug, PartialEq)]
pub struct Dot {
    /// What it is of.
    pub name: String,
    /// Where, in the unit of the x axis.
    pub x: f64,
    /// Where, in the unit of the y axis.
    pub y: f64,
}

/// Named dots in a plane that shows zero on both axes.
#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// A short text above the panel; may be empty.
    pub heading: String,
    /// What the x axis shows, with its unit in brackets.
    pub x_label: String,
    /// What the y axis shows, with its unit in brackets.
    pub y_label: String,
    /// The dots; the names of the first are written first, and one that finds no room is left out.
    pub dots: Vec<Dot>,
    /// What the line on which both are equal says; without a text there is none.
    pub diagonal: String,
}

/// Radius of a dot \[px\].
const RADIUS: f64 = 7.0;
/// The widest name that is written whole \[px\].
const WIDEST: f64 = 320.0;
/// The line on which both are equal.
const DIAGONAL: Look = Look { ink: PALE, dash: Some((8.0, 6.0)) };

impl Scatter {
    fn drawable(&self) -> impl Iterator<Item = &Dot> {
        self.dots.iter().filter(|dot| dot.x.is_finite() && dot.y.is_finite())
    }
    fn axes(&self, context: Context<'_>) -> Option<(Axis, Axis)> {
        let (left, right) = series::range(self.drawable().map(|dot| dot.x))?;
        let (low, high) = series::range(self.drawable().map(|dot| dot.y))?;
        Some((Axis::roomy(left.min(0.0), right.max(0.0), 8), Axis::roomy(low.min(0.0), high.max(0.0), context.n_ticks)))
    }
}

/// Whether two rectangles have any point in common.
fn meet(one: &Area, other: &Area) -> bool {
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

/// Where the name of a dot finds room: beside, above or below it, clear of all that is there.
fn room(text: &str, dot: Place, plot: Area, taken: &[Area]) -> Option<(Place, Anchor, Area)> {
    let (beside, apart) = (RADIUS + GAP * 0.6, RADIUS + SMALL);
    let options = [
        ((dot.0 + beside, dot.1 + DROP * SMALL), Anchor::Start),
        ((dot.0 - beside, dot.1 + DROP * SMALL), Anchor::End),
        ((dot.0, dot.1 - RADIUS - GAP * 0.6), Anchor::Middle),
        ((dot.0, dot.1 + apart), Anchor::Middle),
        ((dot.0 + RADIUS, dot.1 - RADIUS - GAP * 0.6), Anchor::Start),
        ((dot.0 + RADIUS, dot.1 + apart), Anchor::Start),
    ];
    options.into_iter().find_map(|(place, anchor)| {
        let (left, right) = extent(text, place.0, SMALL, anchor);
        let area = Area { left, right, top: place.1 - 0.8 * SMALL, bottom: place.1 + 0.25 * SMALL };
        let is_inside = left >= plot.left && right <= plot.right && area.top >= plot.top && area.bottom <= plot.bottom;
        (is_inside && !taken.iter().any(|other| meet(&area, other))).then_some((place, anchor, area))
    })
}

impl Plot for Scatter {
    fn heading(&self) -> &str {
        &self.heading
    }
    fn intervals(&self) -> Intervals {
        Intervals::Absent
    }
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
    fn legend(&self, _: &Palette) -> Vec<Entry> {
        if self.diagonal.is_empty() || self.drawable().next().is_none() {
            return Vec::new();
        }
        vec![Entry { swatch: Swatch::Line(DIAGONAL), text: self.diagonal.clone() }]
    }
    fn span(&self) -> Option<(f64, f64)> {
        None
    }
    fn beside(&self, context: Context<'_>) -> (f64, f64) {
        (self.axes(context).map_or(0.0, |(_, y)| frame::ticks_width(&y)), 24.0)
    }
    fn above(&self, _: Context<'_>, _: f64, _: f64) -> f64 {
        frame::rows_height(1)
    }
    fn below(&self, context: Context<'_>) -> f64 {
        frame::foot_height(context.foot)
    }
    fn heights(&self) -> (f64, f64) {
        (320.0, f64::INFINITY)
    }

    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>) {
        frame::draw_y_label(sheet, plot, &self.y_label);
        let Some((x, y)) = self.axes(context) else { return frame::draw_no_data(sheet, plot) };
        let plane = Plane { plot, x: &x, y: &y };
        frame::draw_axes(sheet, plane, &self.x_label, context.foot);
        let (from, to) = (x.low().max(y.low()), x.high().min(y.high()));
        if !self.diagonal.is_empty()
            && from < to
            && let (Some(from), Some(to)) = (plane.place(from, from), plane.place(to, to))
        {
            sheet.stroke_as(vec![from, to], STROKE * 0.7, DIAGONAL);
        }
        let places: Vec<(&Dot, Place)> =
            self.drawable().filter_map(|dot| Some((dot, plane.place(dot.x, dot.y)?))).collect();
        let dot_area = |&(_, (x, y)): &(&Dot, Place)| Area {
            left: x - RADIUS,
            right: x + RADIUS,
            top: y - RADIUS,
            bottom: y + RADIUS,
        };
        let mut taken: Vec<Area> = places.iter().map(dot_area).collect();
        let ink = context.palette.look("").ink;
        for (dot, place) in &places {
            sheet.disc(*place, RADIUS, ink);
            let text = font::shorten(&dot.name, SMALL, WIDEST);
            if let Some((place, anchor, area)) = room(&text, *place, plot, &taken) {
                sheet.label(&text, place, SMALL, anchor, TEXT);
                taken.push(area);
            }
        }
    }
}
