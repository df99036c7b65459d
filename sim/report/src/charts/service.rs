//! Service over time: requests sent and answered, how long answers take, how busy the nodes are.

use super::UNNAMED;
use super::curve::{self, Reading, Scale};
use super::nodes;
use super::view::View;
use crate::figure::{Figure, Ordinate, Panel, Point, Series, number};

/// The metric of requests sent.
const SENT: &str = "sent_rps";
/// Latencies that differ by more than this are shown on a logarithmic axis.
const WIDE: f64 = 20.0;
/// A burst that is so many times the requests sent would press everything else onto the axis.
const BURST: f64 = 10.0;

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    // Without requests there is no service to show.
    if view.mean(SENT, "")? <= 0.0 {
        return None;
    }
    let panels = [requests(view), latency(view), nodes::utilisation(view, UNNAMED)];
    view.figure(title(view), panels.into_iter().flatten().collect())
}

fn requests(view: &View<'_>) -> Option<Panel> {
    // In this order the rare lies beneath the usual, and what was answered on what was sent.
    let lines = [("refused or failed", "unanswered_rps"), ("sent", SENT), ("answered", "answered_rps")];
    let curve = |(name, metric): (&str, &str)| {
        let mut curve = curve::curve(name, view.line(metric, "")?, Scale::PLAIN, Reading::MeanSince);
        // Requests of the warm-up are sent, but their ends are not counted: no zeros are shown for them.
        let is_ending = metric != SENT;
        curve.points.iter_mut().filter(|p| is_ending && p.x < view.cut_s()).for_each(|p| p.mean = f64::NAN);
        Some(curve)
    };
    let curves: Vec<Series> = lines.into_iter().filter_map(curve).collect();
    let highest = |curve: &Series| curve.points.iter().map(|p| p.mean).fold(0.0, f64::max);
    let most = curves.iter().map(highest).fold(0.0, f64::max);
    let is_burst = curves.iter().any(|curve| curve.name == "sent" && most > BURST * highest(curve));
    let y = if is_burst { Ordinate::Logarithmic } else { Ordinate::FromZero };
    view.over_time("Requests [1/s]", y, curves)
}

fn latency(view: &View<'_>) -> Option<Panel> {
    let line = view.line("answer_latency_mean_s", "")?;
    let curve = curve::curve(UNNAMED, line, Scale::PLAIN, Reading::MeanSince);
    let means = || curve.points.iter().map(|p: &Point| p.mean).filter(|&m| m > 0.0);
    let (low, high) = (means().fold(f64::INFINITY, f64::min), means().fold(0.0, f64::max));
    let y = if high > WIDE * low { Ordinate::Logarithmic } else { Ordinate::FromZero };
    view.over_time("Mean latency of answers [s]", y, vec![curve])
}

fn title(view: &View<'_>) -> String {
    let known = || {
        let sent = number::amount(view.mean(SENT, "")?);
        let share = number::percent(view.mean("answered_share", "")?);
        let latency = view.mean("answer_latency_mean_s", "").map(number::span);
        let after = latency.map_or(String::new(), |span| format!(", after {span} on average"));
        Some(format!("Of {sent} requests a second {share} are answered{after}"))
    };
    known().unwrap_or_else(|| "Requests over time".into())
}
