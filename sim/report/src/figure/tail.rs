//! Tails of latency: the share of requests that take longer than x.

use super::axis::{self, Axis};
use super::frame::{self, Context, GAP, Intervals, Plot};
use super::legend::{Entry, Swatch};
use super::number;
use super::series::{self, Plane, Series};
use super::sheet::{Anchor, Area, DROP, Sheet};
use super::theme::{AXIS, HAIR, Look, PAPER, Palette, QUIET, SMALL};
use crate::font;

/// How the y axis of a tail is laid out. The x axis is logarithmic always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decay {
    /// Logarithmic: the rare long waits are seen, and a power law is a straight line.
    #[default]
    Logarithmic,
    /// Linear from 0 to 1: the bulk is seen.
    Linear,
}

/// Complementary distribution functions P(latency > x).
#[derive(Clone, Debug, PartialEq)]
pub struct Tail {
    /// A short text above the panel; may be empty.
    pub heading: String,
    /// What the x axis shows \[s\], without its unit: the ticks carry it.
    pub x_label: String,
    /// What the y axis shows, such as `Share of requests slower than x`.
    pub y_label: String,
    /// How the y axis is laid out.
    pub y: Decay,
    /// The curves: x is a latency \[s\], the mean is a share \[0 ..= 1\].
    pub curves: Vec<Series>,
}

/// The quantiles that are marked: their names and the shares beyond them.
const QUANTILES: [(&str, f64); 3] = [("p50", 0.5), ("p95", 0.05), ("p99", 0.01)];
/// The least share shown: a millionth needs 10⁸ requests to be seen within a tenth.
const LEAST: f64 = 1e-6;

impl Tail {
    fn x_axis(&self, context: Context<'_>) -> Option<Axis> {
        let (low, high) = context.span.or_else(|| self.span())?;
        Some(Axis::spans(low, high))
    }

    fn y_axis(&self, context: Context<'_>) -> Option<Axis> {
        let shares = self.curves.iter().flat_map(|c| c.drawable().filter(|p| p.x > 0.0).map(|p| p.mean));
        let (low, _) = series::range(shares.filter(|&share| share > 0.0))?;
        Some(match self.y {
            Decay::Linear => Axis::rounded(0.0, 1.0, context.n_ticks),
            Decay::Logarithmic => Axis::logarithmic(low.clamp(LEAST, 0.1), 1.0, axis::plain),
        })
    }

    /// What the legend says of a curve: its name and its quantiles.
    fn text(curve: &Series) -> String {
        let found = QUANTILES.iter().filter_map(|&(name, share)| {
            quantile(curve, share).map(|latency| format!("{name} {}", number::span(latency)))
        });
        let found: Vec<String> = found.collect();
        match (curve.has_data(), found.is_empty()) {
            (false, _) => format!("{} (no data)", curve.name),
            (true, true) => curve.name.clone(),
            (true, false) => format!("{}: {}", curve.name, found.join(", ")),
        }
    }

    fn draw_quantiles(&self, sheet: &mut Sheet, plane: Plane<'_>, palette: &Palette) {
        let shown: Vec<_> = QUANTILES.iter().filter(|q| plane.y.low() <= q.1 && q.1 < plane.y.high()).collect();
        let heights: Vec<f64> = shown.iter().filter_map(|q| Some(plane.plot.at(1.0, plane.y.part(q.1)?).1)).collect();
        let apart = frame::spread(&heights, SMALL * 1.1, plane.plot.bottom);
        for ((quantile, height), label) in shown.iter().zip(&heights).zip(apart) {
            let dots = Look { ink: AXIS, dash: Some((2.0, 6.0)) };
            sheet.stroke_as(vec![(plane.plot.left, *height), (plane.plot.right, *height)], HAIR * 1.5, dots);
            let place = (plane.plot.right + GAP, label + DROP * SMALL);
            sheet.label(quantile.0, place, SMALL, Anchor::Start, QUIET);
        }
        for curve in &self.curves {
            let ink = palette.look(&curve.name).ink;
            for place in shown.iter().filter_map(|q| plane.place(quantile(curve, q.1)?, q.1)) {
                sheet.disc(place, 7.0, ink);
                sheet.disc(place, 3.5, PAPER);
            }
        }
    }
}

/// Where a tail falls to a share \[s\].
///
/// It lies between the last point above the share and the first at or below it. The line between them is straight in
/// the logarithms, as it is drawn on logarithmic axes; there is none if the curve does not cross.
fn quantile(curve: &Series, share: f64) -> Option<f64> {
    let points: Vec<_> = curve.drawable().filter(|p| p.x > 0.0).collect();
    let after = points.iter().position(|p| p.mean <= share)?;
    let (high, low) = (points.get(after.checked_sub(1)?)?, points[after]);
    if low.mean <= 0.0 {
        // No logarithm of nothing: the curve ends in a fall at the last point.
        return Some(low.x);
    }
    let part = (high.mean / share).ln() / (high.mean / low.mean).ln();
    Some(high.x * (low.x / high.x).powf(part))
}

impl Plot for Tail {
    fn heading(&self) -> &str {
        &self.heading
    }
    fn intervals(&self) -> Intervals {
        if self.curves.iter().any(Series::has_intervals) { Intervals::Bands } else { Intervals::Absent }
    }
    fn names(&self) -> Vec<&str> {
        self.curves.iter().map(|c| c.name.as_str()).collect()
    }
    fn legend(&self, palette: &Palette) -> Vec<Entry> {
        let swatch = |curve: &Series| {
            let look = palette.look(&curve.name);
            if curve.has_intervals() { Swatch::Ribbon(look) } else { Swatch::Line(look) }
        };
        self.curves.iter().map(|curve| Entry { swatch: swatch(curve), text: Self::text(curve) }).collect()
    }
    fn span(&self) -> Option<(f64, f64)> {
        let all = || self.curves.iter().flat_map(|c| c.drawable().filter(|p| p.x > 0.0));
        // Where nobody has been answered yet and where nobody waits any more there is nothing to see.
        let falling = series::range(all().filter(|p| p.mean < 1.0 && p.mean > 0.0).map(|p| p.x));
        falling.or_else(|| series::range(all().map(|p| p.x)))
    }
    fn beside(&self, context: Context<'_>) -> (f64, f64) {
        let right = GAP + font::width("p99", SMALL);
        (self.y_axis(context).map_or(0.0, |y| frame::ticks_width(&y)), right)
    }
    fn above(&self, _: Context<'_>, _: f64, _: f64) -> f64 {
        frame::rows_height(usize::from(!self.y_label.is_empty()))
    }
    fn below(&self, context: Context<'_>) -> f64 {
        frame::foot_height(context.foot)
    }
    fn heights(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }

    fn draw(&self, sheet: &mut Sheet, plot: Area, context: Context<'_>) {
        frame::draw_y_label(sheet, plot, &self.y_label);
        let (Some(x), Some(y)) = (self.x_axis(context), self.y_axis(context)) else {
            return frame::draw_no_data(sheet, plot);
        };
        let plane = Plane { plot, x: &x, y: &y };
        frame::draw_columns(sheet, plot, &x);
        frame::draw_axes(sheet, plane, &self.x_label, context.foot);
        for curve in &self.curves {
            series::draw_ribbon(sheet, plane, curve, context.palette.look(&curve.name));
        }
        for curve in &self.curves {
            series::draw_line(sheet, plane, curve, context.palette.look(&curve.name));
        }
        self.draw_quantiles(sheet, plane, context.palette);
    }
}

#[cfg(test)]
mod tests {
    use super::super::series::{Point, Stroke};
    use super::*;

    fn curve(tail: impl Fn(f64) -> f64) -> Series {
        let points = (0..400).map(|i| 0.01 * 1.03_f64.powi(i)).map(|x| Point::exact(x, tail(x))).collect();
        Series { name: "answer".into(), points, stroke: Stroke::Straight }
    }

    #[test]
    fn quantiles_of_an_exponential_are_logarithms() {
        // P(latency > x) = exp(−x), so the p-quantile is −ln(1 − p).
        let curve = curve(|x| (-x).exp());
        for share in [0.5, 0.05, 0.01] {
            let (found, true_value) = (quantile(&curve, share).unwrap(), -f64::ln(share));
            assert!((found / true_value - 1.0).abs() < 1e-3, "{found} for {true_value}");
        }
    }

    #[test]
    fn quantiles_of_a_power_law_are_exact() {
        // P(latency > x) = (x₀/x)² is a straight line in the logarithms.
        let curve = curve(|x| (0.01 / x).powi(2).min(1.0));
        assert!((quantile(&curve, 0.01).unwrap() - 0.1).abs() < 1e-9);
    }

    #[test]
    fn a_tail_that_does_not_reach_a_share_has_no_such_quantile() {
        let curve = curve(|_| 0.3);
        assert_eq!((quantile(&curve, 0.5), quantile(&curve, 0.01)), (None, None));
        assert_eq!(Tail::text(&curve), "answer");
    }

    #[test]
    fn the_legend_tells_the_quantiles() {
        let curve = curve(|x| (0.01 / x).powi(2).min(1.0));
        assert_eq!(Tail::text(&curve), "answer: p50 14.1 ms, p95 44.7 ms, p99 100 ms");
    }
}
