//! The page of a study: question, verdicts, pictures, numbers and how to run it again, in one file.

mod comparison;
mod figures;
mod frontier;
mod markup;
mod numbers;
mod sense;
mod stress;
mod sweep;
mod theory;
mod tune;

use lab::study::{Findings, Judged, Status};
use scenario::{Checked, Kept};
use statistics::{Estimate, Verdict};

use crate::charts::Drawing;

pub use comparison::comparison_html;

use markup::Markup;
use numbers::shown;

pub use frontier::frontier_html;
pub use sense::sense_html;
pub use stress::stress_html;
pub use sweep::sweep_html;
pub use tune::tuned_html;

/// Writes one self-contained HTML document about a study.
///
/// It needs no network, no script and no file beside it. The same findings give the same bytes.
pub fn report_html(checked: &Checked, findings: &Findings, drawings: &[Drawing]) -> String {
    let mut page = Markup::page(&checked.file.name, question(checked));
    introduce(&mut page, checked, findings);
    verdicts(&mut page, findings);
    for drawing in drawings {
        figures::figure(&mut page, drawing);
    }
    theory::table(&mut page, &lab::theory::compare(checked, findings));
    numbers::tables(&mut page, findings);
    reproduce(&mut page, checked, findings);
    page.end()
}

fn introduce(page: &mut Markup, checked: &Checked, findings: &Findings) {
    let file = &checked.file;
    let replications = plural(findings.runs.len(), "replication");
    let cut = findings.cut.map_or(String::new(), |cut| format!(", the first {cut} discarded as warm-up"));
    let text = format!(
        "Scenario {}: {} of simulated time{cut}, {replications}, seed {}. Intervals hold at {}.",
        file.name, file.horizon, file.seed, file.confidence
    );
    // A number and its unit stay together.
    page.sentence(&text);
    if let (Some((replication, at)), Some(when)) = (findings.aborted, &checked.file.abort_when) {
        let at = at.since(units::time::Time::ZERO);
        let text =
            format!("Aborted: replication {replication} met {} at {at}, so the verdicts are preliminary.", when.text);
        page.classed("p", "warning", &text);
    }
    if findings.status == Status::Partial {
        let text = format!("Interrupted: only {replications} had finished, so the verdicts are preliminary.");
        page.classed("p", "warning", &text);
    }
}

fn verdicts(page: &mut Markup, findings: &Findings) {
    if findings.claims.is_empty() {
        return;
    }
    page.element("h2", "Verdict");
    page.raw("<table class=\"claims\">\n<thead>");
    page.row("th", &["claim", "verdict", "left side", "right side", "left less right"]);
    page.raw("</thead>\n<tbody>\n");
    for claim in &findings.claims {
        verdict(page, claim);
    }
    page.raw("</tbody>\n</table>\n");
}

fn verdict(page: &mut Markup, claim: &Judged) {
    let class = match claim.verdict {
        Verdict::Held => "held",
        Verdict::Failed => "failed",
        Verdict::Undecided | Verdict::Censored => "undecided",
    };
    let side = |estimate: &Estimate| if estimate.n == 0 { String::new() } else { shown(estimate) };
    page.raw("<tr>");
    page.raw("<td>").element("b", &claim.name.replace('_', " ")).raw("<br>").element("code", &claim.that).raw("</td>");
    page.classed("td", class, &claim.verdict.to_string());
    // Each number says what it is where there is no room for a head of columns.
    for (class, estimate) in [("left", &claim.left), ("right", &claim.right), ("difference", &claim.difference)] {
        page.classed("td", &format!("number {class}"), &side(estimate));
    }
    page.raw("</tr>\n");
}

fn reproduce(page: &mut Markup, checked: &Checked, findings: &Findings) {
    page.element("h2", "How to run it again");
    let version = env!("CARGO_PKG_VERSION");
    let text = format!(
        "Save the scenario below as scenario.toml. Version {version} of windtunnel gives the same numbers, bit for bit, \
         on any machine and any number of threads:"
    );
    page.element("p", &text);
    page.element("pre", "windtunnel run scenario.toml");
    let data = checked.inputs.iter().filter(|input| input.kept != Kept::Resolved);
    let data: Vec<String> = data.map(|input| format!("{} (BLAKE3 {})", input.file, input.blake3)).collect();
    if !data.is_empty() {
        let text = format!(
            "It reads {}, so put that in its place beside it first; or run the folder of these results, which knows where it \
             is.",
            data.join(" and ")
        );
        page.element("p", &text);
    }
    let list: Vec<String> =
        findings.runs.iter().take(3).map(|run| format!("{:016x}", run.fingerprints.events)).collect();
    let text = format!(
        "The hash of the scenario is {}. The event histories of the first replications have the fingerprints {}.",
        checked.hash,
        list.join(", ")
    );
    page.element("p", &text);
    page.element("pre", checked.canonical.trim_end());
}

/// The question of a scenario, or its name.
fn question(checked: &Checked) -> &str {
    if checked.question.is_empty() { &checked.file.name } else { &checked.question }
}

/// How to run an experiment again, with its scenario.
fn again(page: &mut Markup, checked: &Checked, command: &str) {
    page.element("h2", "How to run it again");
    let text = format!(
        "Save the scenario below as scenario.toml. Version {} of windtunnel gives the same numbers, bit for bit, on any \
         number of threads:",
        env!("CARGO_PKG_VERSION")
    );
    page.element("p", &text);
    page.element("pre", command);
    page.element("p", &format!("The hash of the scenario is {}.", checked.hash));
    page.element("pre", checked.canonical.trim_end());
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
