//! A calibration: measured points against the fit, and how far each is off.

use calibrate::{Calibration, Point as Measured};
use units::share::Share;

use crate::figure::{Abscissa, Evidence, Figure, Lines, Ordinate, Panel, Picture, Point, Series, Stroke};

/// The name of a kind of steps, and whether a point is one.
type Kind = (&'static str, fn(&Measured) -> bool);

/// Kinds of steps, in the order of the legend.
const KINDS: [Kind; 4] = [
    ("prompt alone", |p| p.batch == 0 && !p.has_all_logits),
    ("check with all logits", |p| p.has_all_logits),
    ("decoding", |p| p.chunk == 0),
    ("mixed, not fitted", |p| p.batch > 0 && p.chunk > 0),
];

/// Draws a calibration; the same calibration gives the same bytes.
pub fn calibration(of: &Calibration) -> Picture {
    let errors = (100.0 * of.fit.held_out.median(), 100.0 * of.fit.held_out.p90());
    let title = format!(
        "A step of {} ({}): held-out points are off by {:.1} % (median), {:.1} % (p90)",
        of.llm, of.quant, errors.0, errors.1
    );
    let clock = if of.threads > 1 { "wall time" } else { "CPU time" };
    let (plural, noise) = (if of.threads > 1 { "s" } else { "" }, of.verdict.word());
    let note = format!("{}, {}, {} thread{plural}, {clock}; {noise}.", of.machine.cpu, of.machine.isa, of.threads);
    let fitted = |point: &Measured| 1e3 * of.fit.time(&point.load());
    let longest = of.points.iter().map(fitted).fold(0.0, f64::max);
    let line = |name: &str, points: Vec<Point>| Series { name: name.into(), points, stroke: Stroke::Straight };
    let panel = |y_label: &str, y: Ordinate, series: Vec<Series>| {
        Panel::Lines(Lines {
            heading: String::new(),
            x: Abscissa::Quantity("Time of a step by the fit [ms]".into()),
            y_label: y_label.into(),
            y,
            series,
            windows: Vec::new(),
            reach: Some((0.0, longest)),
        })
    };
    let dots = |of: &dyn Fn(&Measured) -> f64, points: &[Measured]| -> Vec<Series> {
        let kind = |&(name, is_one): &Kind| {
            let mut places: Vec<(f64, f64)> = points.iter().filter(|p| is_one(p)).map(|p| (fitted(p), of(p))).collect();
            places.sort_by(|a, b| a.0.total_cmp(&b.0));
            // Gaps between the points make dots of them.
            let apart = places.into_iter().flat_map(|(x, y)| [Point::exact(x, y), Point::exact(x, f64::NAN)]);
            line(name, apart.collect())
        };
        KINDS.iter().map(kind).filter(Series::has_data).collect()
    };
    let measured = dots(&|p| 1e3 * p.time(of.threads), &of.points);
    let off = dots(&|p| 100.0 * (p.time(of.threads) * 1e3 / fitted(p) - 1.0), &of.points);
    let fit = |y: f64| line("fit", vec![Point::exact(0.0, 0.0), Point::exact(longest, y)]);
    let panels = vec![
        panel("Measured time [ms]", Ordinate::FromZero, [vec![fit(longest)], measured].concat()),
        panel("Measured over fit, less one [%]", Ordinate::FromZero, [vec![fit(0.0)], off].concat()),
    ];
    let evidence = Evidence { replications: 1, level: Share::percent(95) };
    Figure { title, note, evidence, panels }.draw()
}
