//! The pictures of a stress: around the strike, what users get under each weather and in calm.

use lab::stress::{Path, Standing, Stress, Stressed, Under};

use super::{Drawing, drawing};
use crate::figure::{
    Abscissa, Evidence, Figure, Lines, MOST_PANELS, Ordinate, Panel, Point, Series, Stroke, Window, number,
};

/// A weather that changed something, with its series that tells best and what stands above its panel.
struct Shown<'a> {
    under: &'a Under,
    path: &'a Path,
    label: &'a str,
    heading: String,
}

/// Draws what each weather did, a panel each; weather that changed nothing is left out.
pub fn draw_stress(work: &Stress, stressed: &Stressed) -> Vec<Drawing> {
    let pairs = stressed.storms.iter().zip(&work.plan.storms);
    let shown = pairs.filter_map(|(stormed, storm)| match &stormed.standing {
        Standing::Played(under) if under.bit => {
            let heading = format!("{} ({})", stormed.label.replace('_', " "), storm.strength);
            Some(Shown { under, path: telling(under)?, label: &stormed.label, heading })
        }
        _ => None,
    });
    let mut shown: Vec<Shown> = shown.collect();
    // The deepest loss first, then what users notice at all.
    let rank = |under: &Under| (under.depth.map_or(0.0, |depth| depth.share), under.felt().is_none());
    shown.sort_by(|a, b| {
        let (a, b) = (rank(a.under), rank(b.under));
        a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
    });
    let draw = |(part, shown): (usize, &[Shown])| {
        let name = if part == 0 { "stress".to_string() } else { format!("stress_{}", part + 1) };
        let file = &work.checked.file;
        let until = shown.iter().map(|shown| until(work, shown.path)).fold(0.0, f64::max);
        let width = work.plan.width;
        let figure = Figure {
            title: title(shown),
            note: format!("Scenario {}; bins of {width}; the interval is that of the difference.", file.name),
            evidence: Evidence { replications: stressed.replications as u32, level: file.confidence },
            panels: shown.iter().map(|shown| panel(work, shown, until)).collect(),
        };
        drawing(name, figure)
    };
    shown.chunks(MOST_PANELS).enumerate().map(draw).collect()
}

/// How long after the strike there is something to see \[s\]: somewhat longer than it differs, and than it lasts.
fn until(work: &Stress, path: &Path) -> f64 {
    let last = path.signals().next_back().map_or(0.0, |bin| bin.after_s);
    (1.5 * last).max(4.0 * work.plan.lasts.as_secs())
}

/// The deepest loss, in a sentence.
fn title(shown: &[Shown]) -> String {
    let losses = shown.iter().filter_map(|shown| Some((shown.under.depth?.share, shown.label)));
    match losses.min_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((share, label)) => {
            let label = label.replace('_', " ");
            format!("At worst {} fewer requests are answered than in calm, under {label}", number::percent(-share))
        }
        None => "No fewer requests are answered than in calm".into(),
    }
}

/// The series that tells best what a weather did: answers if any are lost, else what users notice, else what differs
/// first.
fn telling(under: &Under) -> Option<&Path> {
    let answered = under.paths.iter().find(|path| path.owner.is_empty() && path.metric == "answered_rps");
    let lost = answered.filter(|_| under.depth.is_some());
    lost.or_else(|| under.felt()).or_else(|| under.signals().next()).or(answered)
}

fn panel(work: &Stress, shown: &Shown, until: f64) -> Panel {
    let path = shown.path;
    let bins = || path.bins.iter().filter(|bin| bin.after_s <= until);
    let storm = bins().map(|bin| {
        let interval = bin.difference.interval();
        let ends = if bin.difference.half_width.is_finite() {
            [bin.calm + interval.low, bin.calm + interval.high]
        } else {
            [f64::NAN; 2]
        };
        Point { x: bin.after_s, mean: bin.storm, low: ends[0], high: ends[1] }
    });
    let calm = bins().map(|bin| Point::exact(bin.after_s, bin.calm));
    let series = |name: &str, points| Series { name: name.into(), points, stroke: Stroke::Straight };
    Panel::Lines(Lines {
        heading: shown.heading.clone(),
        x: Abscissa::Time("Time since the strike".into()),
        y_label: label(path),
        y: Ordinate::FromZero,
        series: vec![series("in calm", calm.collect()), series("under weather", storm.collect())],
        windows: vec![Window { from: 0.0, until: work.plan.lasts.as_secs(), label: String::new() }],
        reach: None,
    })
}

/// What a series is, with its unit.
fn label(path: &Path) -> String {
    let text = match path.metric {
        "answered_rps" => "Answered [1/s]",
        "unanswered_rps" => "Not answered [1/s]",
        "answer_latency_mean_s" => "Mean latency [s]",
        "in_system_requests" => "Requests in the system",
        other => return if path.owner.is_empty() { other.into() } else { format!("{other} of {}", path.owner) },
    };
    text.into()
}
