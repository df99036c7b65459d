//! The pictures of a stress: around the strike, what users get under each weather and in calm.

use lab::stress::{Path, Standing, Stress, Stressed, Under};

use super::{Drawing, drawing};
use crate::figure::{
    Abscissa, Evidence, Figure, Lines, MOST_PANELS, Ordinate, Panel, Point, Series, Stroke, Window, number,
};

/// Draws what each weather did, a panel each; weather that changed nothing is left out.
pub fn draw_stress(work: &Stress, stressed: &Stressed) -> Vec<Drawing> {
    let mut panels: Vec<(Panel, &Under, &str)> = stressed
        .storms
        .iter()
        .zip(&work.plan.storms)
        .filter_map(|(stormed, storm)| match &stormed.standing {
            Standing::Played(under) if under.bit => {
                let heading = format!("{} ({})", stormed.label.replace('_', " "), storm.strength);
                Some((panel(work, under, heading)?, &**under, stormed.label.as_str()))
            }
            _ => None,
        })
        .collect();
    // The deepest loss first, then what users notice at all.
    let rank = |under: &Under| (under.depth.map_or(0.0, |depth| depth.share), under.felt().is_none());
    panels.sort_by(|a, b| {
        let (a, b) = (rank(a.1), rank(b.1));
        a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
    });
    let draw = |(part, panels): (usize, &[(Panel, &Under, &str)])| {
        let name = if part == 0 { "stress".to_string() } else { format!("stress_{}", part + 1) };
        let file = &work.checked.file;
        let figure = Figure {
            title: title(panels),
            note: format!(
                "Scenario {}; bins of {}; the interval is that of the difference.",
                file.name, work.plan.width
            ),
            evidence: Evidence { replications: stressed.replications as u32, level: file.confidence },
            panels: panels.iter().map(|(panel, ..)| panel.clone()).collect(),
        };
        drawing(name, figure)
    };
    panels.chunks(MOST_PANELS).enumerate().map(draw).collect()
}

/// The deepest loss, in a sentence.
fn title(panels: &[(Panel, &Under, &str)]) -> String {
    let losses = panels.iter().filter_map(|(_, under, label)| Some((under.depth?.share, label)));
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

fn panel(work: &Stress, under: &Under, heading: String) -> Option<Panel> {
    let path = telling(under)?;
    let storm = path.bins.iter().map(|bin| {
        let interval = bin.difference.interval();
        let ends = if bin.difference.half_width.is_finite() {
            [bin.calm + interval.low, bin.calm + interval.high]
        } else {
            [f64::NAN; 2]
        };
        Point { x: bin.after_s, mean: bin.storm, low: ends[0], high: ends[1] }
    });
    let calm = path.bins.iter().map(|bin| Point::exact(bin.after_s, bin.calm));
    let series = |name: &str, points| Series { name: name.into(), points, stroke: Stroke::Straight };
    Some(Panel::Lines(Lines {
        heading,
        x: Abscissa::Time("Time since the strike".into()),
        y_label: label(path),
        y: Ordinate::FromZero,
        series: vec![series("in calm", calm.collect()), series("under weather", storm.collect())],
        windows: vec![Window { from: 0.0, until: work.plan.lasts.as_secs(), label: String::new() }],
        reach: None,
    }))
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
