//! The page of a stress: question, pictures, what moved first under each weather, verdicts, and how to run it again.

use std::fmt::Write as _;

use lab::stress::{Back, Path, Standing, Stress, Stressed, Under};
use statistics::Verdict;

use super::markup::Markup;
use super::{again, figures, plural, question};
use crate::charts::Drawing;
use crate::figure::number;

/// Series that the page lists of each weather; `first_signals.csv` has all.
const MOST_SIGNALS: usize = 12;

/// Writes one self-contained HTML document about a stress.
pub fn stress_html(work: &Stress, stressed: &Stressed, drawings: &[Drawing]) -> String {
    let checked = work.checked;
    let file = &checked.file;
    let mut page = Markup::page(&format!("{} stress", file.name), question(checked));
    let text = format!(
        "Scenario {} in calm and under {}, {} each on the same random numbers (seed {}). Weather strikes at {}; bins are \
         {} wide. A signal differs from calm at {} after Holm's adjustment over all bins and series of its weather.",
        file.name,
        plural(work.played().len(), "weather"),
        plural(stressed.replications, "replication"),
        file.seed,
        work.plan.at,
        work.plan.width,
        file.confidence
    );
    page.sentence(&text);
    if !stressed.is_complete {
        page.classed("p", "warning", "Not all weather was played; the same command goes on from here.");
    }
    for drawing in drawings {
        figures::figure(&mut page, drawing);
    }
    weathers(&mut page, work, stressed);
    signals(&mut page, stressed);
    again(&mut page, checked, &command(work));
    page.end()
}

fn command(work: &Stress) -> String {
    let plan = work.plan;
    let mut text =
        format!("windtunnel stress scenario.toml --at '{}' --lasts '{}' --bins '{}'", plan.at, plan.lasts, plan.width);
    for storm in plan.storms.iter().filter(|storm| storm.settings.is_ok()) {
        let _ = write!(text, " \\\n  --weather {}='{}'", storm.weather.name(), storm.strength);
    }
    text
}

fn weathers(page: &mut Markup, work: &Stress, stressed: &Stressed) {
    page.element("h2", "Weather");
    page.raw("<table>\n<thead>");
    page.row("th", &["weather", "strength", "users notice", "depth", "back in", "claims"]);
    page.raw("</thead>\n<tbody>\n");
    for (stormed, storm) in stressed.storms.iter().zip(&work.plan.storms) {
        let strength = storm.strength.to_string();
        let empty = String::new;
        let cells = match &stormed.standing {
            Standing::CannotApply(why) => [format!("cannot strike here: {why}"), empty(), empty(), empty()],
            Standing::NotPlayed => ["not played".into(), empty(), empty(), empty()],
            Standing::Played(under) if !under.bit => ["never bit".into(), empty(), empty(), empty()],
            Standing::Played(under) => [
                under.felt().map_or("nothing".into(), |path| moves(path, path.worse().next())),
                under.depth.map_or("none".into(), |depth| number::percent(depth.share)),
                match under.back {
                    Back::Unharmed => "–".into(),
                    Back::Not => "not".into(),
                    Back::After(seconds) => number::span(seconds),
                },
                claims(under, stressed),
            ],
        };
        let row: Vec<&str> =
            [stormed.label.as_str(), &strength].into_iter().chain(cells.iter().map(String::as_str)).collect();
        page.row("td", &row);
    }
    page.raw("</tbody>\n</table>\n");
}

fn claims(under: &Under, stressed: &Stressed) -> String {
    let list = under.claims.iter().zip(&stressed.calm).map(|(claim, calm)| match claim {
        None => format!("{}: not applicable", calm.name),
        Some(judged) if judged.verdict == Verdict::Held => format!("{}: holds", calm.name),
        Some(judged) => format!("{}: {}", calm.name, judged.verdict),
    });
    list.collect::<Vec<_>>().join("; ")
}

fn signals(page: &mut Markup, stressed: &Stressed) {
    page.element("h2", "First signals");
    page.raw("<table>\n<thead>");
    page.row("th", &["weather", "metric", "after", "in calm", "difference", "relative"]);
    page.raw("</thead>\n<tbody>\n");
    for stormed in &stressed.storms {
        let Standing::Played(under) = &stormed.standing else { continue };
        for path in under.signals().take(MOST_SIGNALS) {
            let Some(bin) = path.signals().next() else { continue };
            let relative = bin.relative().map_or(String::new(), number::percent);
            let cells = [number::span(bin.after_s), number::amount(bin.calm), number::amount(bin.difference.mean)];
            page.row("td", &[&stormed.label, &path.label(), &cells[0], &cells[1], &cells[2], &relative]);
        }
    }
    page.raw("</tbody>\n</table>\n");
}

fn moves(path: &Path, bin: Option<&lab::stress::Bin>) -> String {
    let Some(bin) = bin else { return String::new() };
    let far = bin.relative().map_or_else(|| number::amount(bin.difference.mean), number::percent);
    format!("{} after {}: {far}", path.label(), number::span(bin.after_s))
}
