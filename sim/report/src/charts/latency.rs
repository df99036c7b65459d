//! Distributions of latency: which share of the answers takes longer, until the answer and until it is assured.

use lab::study::Curve;
use statistics::Estimate;

use super::view::View;
use crate::figure::{Decay, Figure, Panel, Point, Series, Stroke, Tail, number};

/// Answers of a replication that must lie beyond a quantile, or its mean over replications is biased.
const BEYOND: f64 = 10.0;
/// Above this share the curve is flat, and would take half of a logarithmic axis.
const FLAT: f64 = 0.95;
/// The least latency that a logarithmic axis is asked to think of \[s\].
const LEAST_S: f64 = 1e-9;

pub(super) fn figure(view: &View<'_>) -> Option<Figure> {
    let least = least_share(view);
    let mut curves: Vec<Series> = Vec::new();
    for curve in &view.findings.curves {
        let series = series(curve, least);
        // Where nothing is checked an answer is assured at once, and one curve would hide the other.
        let is_known = curves.iter().any(|other| is_same(other, &series));
        if series.has_data() && !is_known {
            curves.push(series);
        }
    }
    if curves.is_empty() {
        return None;
    }
    let tail = Tail {
        heading: String::new(),
        x_label: "Time from sending".into(),
        y_label: "Share of answers that take longer [1]".into(),
        y: Decay::Logarithmic,
        curves,
    };
    view.figure(title(view), vec![Panel::Tail(tail)])
}

/// Whether two curves run through the same points, intervals apart.
fn is_same(one: &Series, other: &Series) -> bool {
    let places = |series: &Series| series.points.iter().map(|p| (p.x, p.mean)).collect::<Vec<_>>();
    places(one) == places(other)
}

/// The least share beyond a quantile that the answers of one replication still support.
fn least_share(view: &View<'_>) -> f64 {
    let runs = &view.findings.runs;
    let ended = runs.iter().map(|run| run.ended as f64).sum::<f64>() / runs.len().max(1) as f64;
    let answered = ended * view.mean("answered_share", "").unwrap_or(0.0);
    if answered > 0.0 { BEYOND / answered } else { 1.0 }
}

/// Quantiles with intervals as a curve of shares, down to `least`.
fn series(curve: &Curve, least: f64) -> Series {
    let known = curve.shares.iter().zip(&curve.latencies).filter_map(|(&p, latency)| {
        // Shares are decimals; what the subtraction adds to them is not.
        let share = ((1.0 - p) * 1e9).round() / 1e9;
        let latency = (*latency)?;
        (latency.mean > 0.0 && share >= least).then_some((latency, share))
    });
    let known: Vec<(Estimate, f64)> = known.collect();
    let early: Vec<_> = known.iter().map(|(e, share)| ((e.mean - e.half_width).max(LEAST_S), *share)).collect();
    let late: Vec<_> = known.iter().map(|(e, share)| (e.mean + e.half_width, *share)).collect();
    let point = |&(latency, mean): &(Estimate, f64)| {
        let x = latency.mean;
        if !latency.half_width.is_finite() {
            return Point::exact(x, mean);
        }
        Point { x, mean, low: share_at(&early, x).min(mean), high: share_at(&late, x).max(mean) }
    };
    // Cut only now: the intervals of the first points shown reach to the left of them.
    let points = known.iter().filter(|(_, share)| *share <= FLAT).map(point).collect();
    Series { name: curve.name.into(), points, stroke: Stroke::Straight }
}

/// The share of a falling curve of (latency, share) at a latency, straight in the logarithms between its points.
///
/// Intervals of quantiles lie to the left and right of the curve; this makes them lie above and below.
fn share_at(curve: &[(f64, f64)], latency: f64) -> f64 {
    let after = curve.iter().position(|&(x, _)| x > latency);
    match after {
        Some(0) => 1.0,
        Some(i) => {
            let ((x0, s0), (x1, s1)) = (curve[i - 1], curve[i]);
            let part = if x1 > x0 { (latency / x0).ln() / (x1 / x0).ln() } else { 0.0 };
            s0 * (s1 / s0).powf(part)
        }
        None => curve.last().map_or(f64::NAN, |last| last.1),
    }
}

fn title(view: &View<'_>) -> String {
    let quantile = |metric| view.mean(metric, "").map(number::span);
    match (quantile("answer_latency_p50_s"), quantile("answer_latency_p95_s")) {
        (Some(p50), Some(p95)) => format!("Half of the answers take less than {p50}, 5 % more than {p95}"),
        _ => "How long answers take".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles of an exponential law of mean 1 s, each known to a tenth to either side.
    fn exponential() -> Curve {
        let shares: Vec<f64> = (1..100).map(|i| f64::from(i) / 100.0).collect();
        let latency = |p: &f64| {
            let mean = -(1.0 - p).ln();
            Some(Estimate { mean, half_width: mean / 10.0, n: 8, sd: 1.0, limits: None })
        };
        let latencies = shares.iter().map(latency).collect();
        Curve { name: "answer", shares, latencies }
    }

    #[test]
    fn an_interval_of_a_quantile_becomes_one_of_a_share() {
        // P(X > x) = exp(-x); with quantiles a tenth longer or shorter it is exp(-x / 1.1) and exp(-x / 0.9).
        let series = series(&exponential(), 0.0);
        for point in series.points.iter().filter(|p| p.x > 0.5 && p.x < 3.5) {
            let x = point.x;
            assert!((point.mean / (-x).exp() - 1.0).abs() < 1e-6, "{point:?}");
            assert!((point.high / (-x / 1.1).exp() - 1.0).abs() < 0.02, "{point:?}");
            assert!((point.low / (-x / 0.9).exp() - 1.0).abs() < 0.02, "{point:?}");
        }
    }

    #[test]
    fn every_band_holds_its_curve() {
        assert!(series(&exponential(), 0.0).points.iter().all(|p| p.low <= p.mean && p.mean <= p.high));
    }

    #[test]
    fn a_share_that_too_few_answers_support_is_not_shown() {
        let last = |least| series(&exponential(), least).points.last().unwrap().mean;
        assert!((last(0.0) - 0.01).abs() < 1e-12);
        assert!((last(0.045) - 0.05).abs() < 1e-12);
    }
}
