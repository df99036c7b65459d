//! The page of a search: question, winner, what it had promised, pictures, and how to run it again, in one file.

use lab::study::Status;
use lab::tune::{Answer, Fresh, Tune, Tuned, word};
use scenario::tune::Side;

use super::markup::Markup;
use super::numbers::{number_like, shown};
use super::{again, figures, plural, question};
use crate::charts::Drawing;

/// Writes one self-contained HTML document about a search.
pub fn tuned_html(work: &Tune, tuned: &Tuned, drawings: &[Drawing]) -> String {
    let (checked, file, task) = (work.checked, &work.checked.file, work.task());
    let mut page = Markup::page(&format!("{} tuned", file.name), question(checked));
    let chosen: Vec<&str> = task.axes.iter().map(|axis| axis.path.as_str()).collect();
    let text = format!(
        "Scenario {}: {} in {} runs, up to {} each, all on the same random numbers (seed {}). What is chosen: {}. \
         Intervals hold at {}.",
        file.name,
        plural(tuned.seen.len(), "candidate"),
        tuned.runs,
        plural(file.replications as usize, "replication"),
        file.seed,
        chosen.join(", "),
        file.confidence
    );
    page.sentence(&text);
    if tuned.status == Status::Partial {
        page.classed("p", "warning", "The search ended early; the same command goes on from here.");
    }
    match &tuned.winner {
        Some(winner) => of_winner(&mut page, work, tuned, winner),
        None => {
            page.classed("p", "warning", "Nothing was decided.");
        }
    }
    for drawing in drawings {
        figures::figure(&mut page, drawing);
    }
    front(&mut page, work, tuned);
    again(&mut page, checked, "windtunnel tune scenario.toml");
    page.end()
}

fn of_winner(page: &mut Markup, work: &Tune, tuned: &Tuned, winner: &Fresh) {
    page.element("h2", if tuned.is_feasible { "Winner" } else { "No candidate meets all constraints" });
    if !tuned.is_feasible {
        page.classed("p", "warning", "This one breaks them least.");
    }
    let pairs = work.task().axes.iter().zip(&winner.values);
    let values: Vec<String> = pairs.map(|(axis, value)| format!("{} = {value}", axis.path)).collect();
    page.element("pre", &values.join("\n"));
    page.raw("<table>\n<thead>");
    page.row("th", &["", "in the search", "on fresh seeds", "optimism", ""]);
    page.raw("</thead>\n<tbody>\n");
    for (goal, answer) in work.task().goals.iter().zip(&winner.goals) {
        let what = if goal.side == Side::Upper { "minimise" } else { "maximise" };
        row(page, what, answer, "");
    }
    for answer in &winner.constraints {
        row(page, "subject to", answer, word(answer.verdict));
    }
    page.raw("</tbody>\n</table>\n");
    if let Some(all) = &winner.all_hold {
        let limits = all.interval();
        let text = format!(
            "All claims and constraints hold at once in {:.0}\u{a0}% of the fresh replications ({:.0} … {:.0}\u{a0}%).",
            100.0 * all.mean,
            100.0 * limits.low,
            100.0 * limits.high
        );
        page.element("p", &text);
    }
    if tuned.environments.len() > 1 {
        environments(page, work, tuned, winner);
    }
}

fn row(page: &mut Markup, what: &str, answer: &Answer, verdict: &str) {
    let name = format!("{what} {}", answer.text);
    let promised = number_like(answer.promised, &answer.fresh);
    page.row("td", &[&name, &promised, &shown(&answer.fresh), &shown(&answer.optimism), verdict]);
}

fn environments(page: &mut Markup, work: &Tune, tuned: &Tuned, winner: &Fresh) {
    page.element("h2", "Environments");
    page.element("p", "The winner on fresh seeds in each; the worst of them counts.");
    page.raw("<table>\n<thead>");
    let answers: Vec<&Answer> = winner.goals.iter().chain(&winner.constraints).collect();
    let paths = work.task().environments.iter().map(|axis| axis.path.as_str());
    page.row("th", &paths.chain(answers.iter().map(|answer| answer.text.as_str())).collect::<Vec<_>>());
    page.raw("</thead>\n<tbody>\n");
    for (at, given) in tuned.environments.iter().enumerate() {
        let mut cells: Vec<String> = given.iter().map(|(_, value)| value.clone()).collect();
        cells.extend(answers.iter().map(|answer| shown(&answer.environments[at])));
        page.row("td", &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    page.raw("</tbody>\n</table>\n");
}

fn front(page: &mut Markup, work: &Tune, tuned: &Tuned) {
    if tuned.front.is_empty() {
        return;
    }
    page.element("h2", "Front");
    page.element("p", "Candidates that no other beats in every goal, on fresh seeds.");
    page.raw("<table>\n<thead>");
    let task = work.task();
    let paths = task.axes.iter().map(|axis| axis.path.as_str());
    page.row("th", &paths.chain(task.goals.iter().map(|goal| goal.text.as_str())).collect::<Vec<_>>());
    page.raw("</thead>\n<tbody>\n");
    for one in &tuned.front {
        let mut cells = one.values.clone();
        cells.extend(one.goals.iter().map(|answer| shown(&answer.fresh)));
        page.row("td", &cells.iter().map(String::as_str).collect::<Vec<_>>());
    }
    page.raw("</tbody>\n</table>\n");
}
