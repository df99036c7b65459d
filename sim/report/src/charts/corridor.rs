//! The picture of slash corridors: which slash makes cheating a loss and honesty a gain, over the rate of checks.

use scenario::Checked;
use scenario::closed_form::corridor::{Corridor, Sampling, corridors};

use super::{Drawing, drawing};
use crate::figure::{Abscissa, Evidence, Figure, Lines, MOST_PANELS, Ordinate, Panel, Point, Series, Stroke, Window};

/// Points of a line.
const POINTS: u32 = 120;
/// How many times less and more than now is checked at the ends of the axis.
const TIMES: f64 = 30.0;

/// Draws the corridors of a scenario, a panel for each group of nodes on a network; none without one.
pub fn draw_corridors(checked: &Checked) -> Option<Drawing> {
    let all = corridors(&checked.scenario);
    let panels: Vec<Panel> = all.iter().filter(|c| c.sampling.rate > 0.0).take(MOST_PANELS).map(panel).collect();
    if panels.is_empty() {
        return None;
    }
    let more = if all.len() > MOST_PANELS {
        format!(" {} more are left out.", all.len() - MOST_PANELS)
    } else {
        String::new()
    };
    let figure = Figure {
        title: "Which slash makes cheating a loss and honesty a gain".into(),
        note: format!(
            "Scenario {}, closed form S_min = C / (p D) - R and S_max = M / (p α) - R, at the present fee.{more}",
            checked.file.name
        ),
        evidence: Evidence { replications: 0, level: checked.file.confidence },
        panels,
    };
    Some(drawing("corridor".into(), figure))
}

fn panel(corridor: &Corridor) -> Panel {
    let Corridor { network, nodes, sampling, slash } = corridor;
    let now = sampling.rate;
    let (least, most) = (now / TIMES, (now * TIMES).min(1.0));
    let rates = || (0..=POINTS).map(move |i| least * (most / least).powf(f64::from(i) / f64::from(POINTS)));
    let line = |name: &str, of: &dyn Fn(&Sampling) -> Option<f64>| {
        let point = |rate: f64| Point::exact(100.0 * rate, of(&Sampling { rate, ..*sampling }).unwrap_or(f64::NAN));
        Series { name: name.into(), points: rates().map(point).collect(), stroke: Stroke::Straight }
    };
    let mut series = vec![
        line("below it cheating pays", &Sampling::slash_min),
        line("above it honesty does not", &Sampling::slash_max),
        line("a conviction takes", &|_| *slash),
    ];
    // A line of nothing has no place in the legend.
    series.retain(|series| series.points.iter().any(|point| point.mean > 0.0));
    Panel::Lines(Lines {
        heading: format!("{nodes} on {network}"),
        x: Abscissa::Logarithmic("Answers that are checked [%]".into()),
        y_label: "Slash [usd]".into(),
        y: Ordinate::Logarithmic,
        series,
        windows: vec![Window { from: 98.0 * now, until: 102.0 * now, label: "the present rate".into() }],
        reach: None,
    })
}
