//! What all plots share: the task of a panel, grid, ticks, labels, and the panel without data.

use super::axis::Axis;
use super::legend::Entry;
use super::series::Plane;
use super::sheet::{Anchor, Area, DROP, Place, Sheet};
use super::theme::{AXIS, GRID, HAIR, LEADING, MARGIN, Palette, QUIET, SMALL, TEXT};
use crate::font;

/// Whether a panel shows its x axis or leaves it to the panel below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Foot {
    Shown,
    Shared,
}

/// Whether a panel names its windows or has them named by the panel above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remarks {
    Written,
    Known,
}

/// How the intervals of a plot are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Intervals {
    Bands,
    Whiskers,
    Absent,
}

/// What the figure tells a panel.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) palette: &'a Palette,
    /// The ends of a shared x axis.
    pub(crate) span: Option<(f64, f64)>,
    /// About how many ticks there is room for on the y axis.
    pub(crate) n_ticks: usize,
    pub(crate) foot: Foot,
    pub(crate) remarks: Remarks,
}

/// A kind of picture that fits into a panel.
pub(crate) trait Plot {
    /// A short text above the panel; may be empty.
    fn heading(&self) -> &str;
    /// How the intervals are drawn.
    fn intervals(&self) -> Intervals;
    /// The names that need colours.
    fn names(&self) -> Vec<&str>;
    /// What the legend says.
    fn legend(&self, palette: &Palette) -> Vec<Entry>;
    /// The ends of the x axis, if it can be shared.
    fn span(&self) -> Option<(f64, f64)>;
    /// Room beside the plot for ticks and names \[px\]: left, right.
    fn beside(&self, context: Context<'_>) -> (f64, f64);
    /// Room for text above a plot that reaches from `left` to `right` \[px\].
    fn above(&self, context: Context<'_>, left: f64, right: f64) -> f64;
    /// Room below the plot \[px\].
    fn below(&self, context: Context<'_>) -> f64;
    /// Least and greatest sensible height of the plot \[px\].
    fn heights(&self) -> (f64, f64);
    /// Draws into the plot's area and the room around it.
    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>);
}

/// Height of a row of small text \[px\].
pub(crate) const ROW: f64 = SMALL * LEADING;
/// Length of a tick's mark \[px\].
const MARK: f64 = 6.0;
/// Between a plot and the text beside it \[px\].
pub(crate) const GAP: f64 = 10.0;

/// Room for the x axis \[px\]: ticks and label, or nothing.
pub(crate) fn foot_height(foot: Foot) -> f64 {
    match foot {
        Foot::Shown => MARK + 2.0 * ROW + 4.0,
        Foot::Shared => MARK,
    }
}

/// Lifts labels above the plot clear of the uppermost tick's label \[px\].
pub(crate) const LIFT: f64 = 18.0;

/// Room above a plot for rows of text \[px\].
pub(crate) fn rows_height(n_rows: usize) -> f64 {
    if n_rows == 0 { GAP } else { LIFT + n_rows as f64 * ROW }
}

/// The baseline of a row of text above a plot \[px\], 0 being the lowest.
pub(crate) fn baseline_above(plot: Area, row: usize) -> f64 {
    plot.top - LIFT - row as f64 * ROW
}

/// What the y axis shows, written above the plot from the page's left edge.
pub(crate) fn draw_y_label(sheet: &mut Sheet, plot: Area, label: &str) {
    let text = font::shorten(label, SMALL, plot.right - MARGIN);
    sheet.label(&text, (MARGIN, baseline_above(plot, 0)), SMALL, Anchor::Start, TEXT);
}

/// Room for the tick labels of a y axis \[px\].
pub(crate) fn ticks_width(axis: &Axis) -> f64 {
    axis.ticks.iter().map(|tick| font::width(&tick.label, SMALL)).fold(0.0, f64::max) + GAP
}

/// Horizontal grid lines with their labels on the left.
pub(crate) fn draw_rows(sheet: &mut Sheet, plot: Area, y: &Axis) {
    for tick in &y.ticks {
        let Some(part) = y.part(tick.at) else { continue };
        let (from, to) = (plot.at(0.0, part), plot.at(1.0, part));
        sheet.stroke(vec![from, to], HAIR, GRID);
        let place = (plot.left - GAP, from.1 + DROP * SMALL);
        sheet.label(&tick.label, place, SMALL, Anchor::End, QUIET);
    }
}

/// Vertical grid lines.
pub(crate) fn draw_columns(sheet: &mut Sheet, plot: Area, x: &Axis) {
    for part in x.ticks.iter().filter_map(|tick| x.part(tick.at)) {
        sheet.stroke(vec![plot.at(part, 0.0), plot.at(part, 1.0)], HAIR, GRID);
    }
}

/// The x axis: line and ticks and, if it is shown, all labels.
pub(crate) fn draw_foot(sheet: &mut Sheet, plot: Area, x: &Axis, label: &str, foot: Foot) {
    sheet.stroke(vec![plot.at(0.0, 0.0), plot.at(1.0, 0.0)], HAIR, AXIS);
    let baseline = plot.bottom + MARK + 2.0 + SMALL;
    let mut free_from = f64::NEG_INFINITY;
    for tick in &x.ticks {
        let Some(part) = x.part(tick.at) else { continue };
        let (left, bottom) = plot.at(part, 0.0);
        sheet.stroke(vec![(left, bottom), (left, bottom + MARK)], HAIR, AXIS);
        let (from, to) = super::sheet::extent(&tick.label, left, SMALL, Anchor::Middle);
        if foot == Foot::Shown && from > free_from {
            sheet.label(&tick.label, (left, baseline), SMALL, Anchor::Middle, QUIET);
            free_from = to + GAP;
        }
    }
    if foot == Foot::Shown {
        let place = (f64::midpoint(plot.left, plot.right), baseline + ROW);
        sheet.label(label, place, SMALL, Anchor::Middle, TEXT);
    }
}

/// An honest empty panel.
pub(crate) fn draw_no_data(sheet: &mut Sheet, plot: Area) {
    let corners: [Place; 5] = [
        (plot.left, plot.top),
        (plot.right, plot.top),
        (plot.right, plot.bottom),
        (plot.left, plot.bottom),
        (plot.left, plot.top),
    ];
    sheet.stroke(corners.to_vec(), HAIR, GRID);
    let (x, y) = plot.centre();
    sheet.label("no data", (x, y + DROP * SMALL), SMALL, Anchor::Middle, QUIET);
}

/// Grid, rows and foot of a plot with two axes.
pub(crate) fn draw_axes(sheet: &mut Sheet, plane: Plane<'_>, label: &str, foot: Foot) {
    draw_rows(sheet, plane.plot, plane.y);
    draw_foot(sheet, plane.plot, plane.x, label, foot);
}

/// Moves places along a line apart until neighbours keep a distance, staying in order.
///
/// `places` rise; each is moved down as far as its predecessor needs, then the group is moved back by half of the
/// excess.
/// None goes past `last`; that comes before all else.
pub(crate) fn spread(places: &[f64], distance: f64, last: f64) -> Vec<f64> {
    let mut apart: Vec<f64> = Vec::with_capacity(places.len());
    let mut group = 0;
    for (i, &place) in places.iter().enumerate() {
        match apart.last() {
            Some(&last) if place < last + distance => apart.push(last + distance),
            _ => {
                group = i;
                apart.push(place);
            }
        }
        let pushed = apart[i] - place;
        if pushed > 0.0 {
            let floor = if group == 0 { f64::NEG_INFINITY } else { apart[group - 1] + distance };
            let back = (pushed / 2.0).min(apart[group] - floor);
            apart[group..=i].iter_mut().for_each(|p| *p -= back);
        }
    }
    let mut limit = last;
    for place in apart.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - distance;
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_places_keep_their_order_and_distance() {
        for places in [&[1.0, 2.0, 3.0, 50.0][..], &[5.0, 5.0, 5.0], &[0.0, 100.0], &[0.0, 30.0, 31.0, 32.0], &[]] {
            let apart = spread(places, 20.0, 60.0);
            assert!(apart.iter().all(|&place| place <= 60.0), "{places:?} became {apart:?}");
            assert!(apart.windows(2).all(|w| w[1] - w[0] >= 20.0 - 1e-9), "{places:?} became {apart:?}");
        }
        assert_eq!(spread(&[0.0, 100.0], 20.0, 100.0), [0.0, 100.0]);
    }
}
