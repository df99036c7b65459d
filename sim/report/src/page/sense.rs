//! The page of a sensitivity study: question, pictures, what each setting does, and how to run it again, in one file.

use lab::sense::{Found, Measure, Plan, Sensed};
use lab::study::Status;
use scenario::Checked;

use super::markup::Markup;
use super::{again, figures, plural, question};
use crate::charts::Drawing;
use crate::figure::number;

/// Writes one self-contained HTML document about a sensitivity study.
pub fn sense_html(checked: &Checked, plan: &Plan, sensed: &Sensed, drawings: &[Drawing]) -> String {
    let file = &checked.file;
    let mut page = Markup::page(&format!("{} sense", file.name), question(checked));
    let factors = plan.factors();
    let text = format!(
        "Scenario {}: {}, a replication each, {} (seed {}). Intervals hold at {}. The factor luck is the number of the \
         replication: what it carries is chance.",
        file.name,
        plural(sensed.done, "point"),
        plural(factors.len(), "factor"),
        file.seed,
        file.confidence
    );
    page.sentence(&text);
    if sensed.status == Status::Partial {
        let text = format!("Only {} of {} are done; the same command goes on from here.", sensed.done, plan.n());
        page.classed("p", "warning", &text);
    }
    if sensed.failed > 0 {
        let (point, error) = &sensed.errors[0];
        let text = format!("{} failed; the first is point {point}: {}", plural(sensed.failed, "point"), error.trim());
        page.classed("p", "warning", &text);
    }
    let inert: Vec<&str> = sensed.inert().into_iter().map(|factor| factors[factor]).collect();
    if !inert.is_empty() {
        page.element("p", &format!("Decoration: no step of {} changed any of these metrics.", inert.join(", ")));
    }
    for drawing in drawings {
        figures::figure(&mut page, drawing);
    }
    for measure in &sensed.measures {
        table(&mut page, &factors, measure);
    }
    again(&mut page, checked, "windtunnel sense scenario.toml");
    page.end()
}

fn table(page: &mut Markup, factors: &[&str], measure: &Measure) {
    page.element("h2", &measure.label);
    let [used, dropped] = measure.blocks();
    if dropped > 0 {
        let text = format!("{used} trajectories or blocks were used; {dropped} lack a result and were left out.");
        page.classed("p", "warning", &text);
    }
    if used == 0 {
        return;
    }
    let show = |value: f64| if value.is_finite() { number::amount(value) } else { "–".to_string() };
    let between = |low: f64, high: f64| format!("{} … {}", show(low), show(high));
    page.raw("<table>\n<thead>");
    match &measure.found {
        Found::Effects(_) => page.row("th", &["factor", "µ*", "interval", "µ", "σ"]),
        Found::Indices(_) => page.row("th", &["factor", "total share", "interval", "share alone", "interval"]),
    };
    page.raw("</thead>\n<tbody>\n");
    for factor in measure.ranked() {
        let cells = match &measure.found {
            Found::Effects(found) => {
                let effects = &found.effects[factor];
                let interval = effects.mu_star.interval();
                let star = show(effects.mu_star.mean);
                [star, between(interval.low, interval.high), show(effects.mu), show(effects.sigma)].to_vec()
            }
            Found::Indices(found) => {
                let both = [found.total[factor], found.first[factor]];
                let cells = both.map(|i| [show(i.value), between(i.interval.low, i.interval.high)]);
                cells.into_iter().flatten().collect()
            }
        };
        let cells: Vec<&str> = [factors[factor]].into_iter().chain(cells.iter().map(String::as_str)).collect();
        page.row("td", &cells);
    }
    page.raw("</tbody>\n</table>\n");
}
