//! A comparison for people: a table for each contender, and which change carries the effect.

mod ablation;
mod rows;

use std::path::Path;

use lab::compare::{Against, Comparison, Difference, Question};
use lab::study::Status;

use crate::number::plural;
use crate::wrap::{hang, pad, right, width};
use rows::{Row, Section, sections};

/// Where the values of the head begin.
const HEAD: usize = 14;
/// Owners and metrics of one contender alone that are named.
const MOST_ALONE: usize = 8;

/// Reads one cell of a row.
type Cell = fn(&Row) -> &str;

/// The comparison as text; without a folder if the results could not be written.
pub(super) fn text(question: &Question, found: &Comparison, folder: Option<&Path>) -> String {
    let mut out = head(question, found);
    for (side, against) in found.sides[1..].iter().zip(&found.against) {
        out.extend(["\n", &side.name, " against ", &found.sides[0].name, "\n"]);
        table(question, found, against, &mut out);
        alone(&side.name, &against.only_other, &mut out);
        alone(&found.sides[0].name, &against.only_base, &mut out);
    }
    if let Some(ablation) = &found.ablation {
        out.push_str(&ablation::text(question, found, ablation));
    }
    out.push('\n');
    out.push_str(&hang("verdicts", &verdicts(found), HEAD));
    let results = folder.map_or("not written".into(), |folder| folder.display().to_string());
    out.push_str(&hang("results", &results, HEAD));
    out
}

fn head(question: &Question, found: &Comparison) -> String {
    let mut out = String::new();
    for (i, side) in found.sides.iter().enumerate() {
        let role = if i == 0 { "base" } else { "other" };
        let hash = side.hash.get(..8).unwrap_or("none");
        out.push_str(&hang(role, &format!("{} (hash {hash}): {}", side.name, side.from), HEAD));
    }
    out.push_str(&hang("runs", &runs(question, found), HEAD));
    out
}

fn runs(question: &Question, found: &Comparison) -> String {
    let file = &question.contenders[0].checked.file;
    let cut = found.cut.map_or(String::new(), |cut| format!(", the first {cut} of each discarded as warm-up"));
    let n = plural(found.replications as usize, "replication");
    let n = match found.status {
        Status::Complete => n,
        Status::Partial => format!("at most {n} (interrupted: more were planned)"),
    };
    if let Some(n) = found.n_batches() {
        return format!(
            "one of {} each in {n} batches, on the same random numbers (seed {}){cut}",
            file.horizon, file.seed
        );
    }
    format!("{n} of {} each, on the same random numbers (seed {}){cut}", file.horizon, file.seed)
}

fn verdicts(found: &Comparison) -> String {
    if found.n_tests == 0 {
        return "nothing differs in any pair, so that nothing was tested".into();
    }
    let level = found.confidence;
    let together = match found.n_tests {
        1 => String::new(),
        n => format!(" for all {n} tests together (Holm), intervals at {level} each; `--metric` judges fewer"),
    };
    let more = if found.n_batches().is_some() {
        "(xn): a run so many times as long would probably decide"
    } else {
        "(+n): so many more replications would probably decide"
    };
    format!("hold at {level}{together}; {more}")
}

fn table(question: &Question, found: &Comparison, against: &Against, out: &mut String) {
    let sections = sections(question, against);
    let rows = || sections.iter().flat_map(|section: &Section| &section.rows);
    if rows().next().is_none() {
        out.push_str("  no metric exists in both\n");
        return;
    }
    let widest = |name: &str, cell: Cell| rows().map(|row| width(cell(row))).chain([width(name)]).max().unwrap_or(0);
    let interval = format!("{} interval", found.confidence);
    let labels = widest("", |r| &r.label) + 2;
    let columns: [(&str, Cell); 4] =
        [("base", |r| &r.base), ("other", |r| &r.other), ("difference", |r| &r.difference), ("ratio", |r| &r.ratio)];
    let [base, other, difference, ratio] = columns.map(|(name, cell)| widest(name, cell));
    let (units, intervals) = (widest("", |r| &r.unit), widest(&interval, |r| &r.interval));
    let line = |label: &str, cells: [&str; 7]| {
        let [of_base, of_other, unit, of_difference, of_interval, of_ratio, verdict] = cells;
        let numbers =
            [right(of_base, base), right(of_other, other), pad(unit, units), right(of_difference, difference)];
        let rest = [pad(of_interval, intervals), right(of_ratio, ratio), verdict.to_string()];
        let line = format!("  {}{}  {}", pad(label, labels), numbers.join("  "), rest.join("  "));
        format!("{}\n", line.trim_end())
    };
    out.push_str(&line("", ["base", "other", "", "difference", &interval, "ratio", "verdict"]));
    for section in &sections {
        out.extend([section.name, "\n"]);
        for row in &section.rows {
            let Row { base, other, unit, difference, interval, ratio, verdict, .. } = row;
            out.push_str(&line(&row.label, [base, other, unit, difference, interval, ratio, verdict]));
        }
        if section.n_more > 0 {
            out.extend(["  and ", &plural(section.n_more, "more line"), " in differences.csv\n"]);
        }
    }
}

/// What one contender alone has.
fn alone(name: &str, list: &[String], out: &mut String) {
    if !list.is_empty() {
        let more = list.len().saturating_sub(MOST_ALONE);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let text = format!("{}{more}", list[..list.len().min(MOST_ALONE)].join(", "));
        out.push_str(&hang(&format!("only {name}"), &text, HEAD + 6));
    }
}

/// The numbers that decide on a metric, in a sentence.
pub(super) fn evidence(of: &Difference) -> String {
    let row = Row::of(of, "");
    let unit = if row.unit.is_empty() { String::new() } else { format!(" {}", row.unit) };
    format!("{} to {}{unit}, difference {} {}: {}", row.base, row.other, row.difference, row.interval, row.verdict)
}

/// The comparison as Markdown, such as for a comment on a pull request.
pub(super) fn markdown(question: &Question, found: &Comparison) -> String {
    let mut out = String::new();
    for (side, against) in found.sides[1..].iter().zip(&found.against) {
        out.extend(["### `", &side.name, "` against `", &found.sides[0].name, "`\n\n"]);
        out.extend(["| metric | base | other | difference | ", &format!("{} interval", found.confidence)]);
        out.push_str(" | ratio | verdict |\n| --- | ---: | ---: | ---: | --- | ---: | --- |\n");
        let unit = |number: &str, unit: &str| if unit.is_empty() { number.into() } else { format!("{number} {unit}") };
        for row in sections(question, against).iter().flat_map(|section| &section.rows) {
            let Row { label, base, other, unit: name, difference, interval, ratio, verdict } = row;
            let cells = [&format!("`{label}`"), &unit(base, name), &unit(other, name), &unit(difference, name)];
            let rest = [interval, ratio, verdict].map(String::as_str);
            let cells: Vec<&str> = cells.into_iter().map(String::as_str).chain(rest).collect();
            out.extend(["| ", &cells.join(" | "), " |\n"]);
        }
        out.push('\n');
    }
    if let Some(ablation) = &found.ablation {
        out.extend(["```\n", ablation::text(question, found, ablation).trim_start(), "```\n\n"]);
    }
    out.extend([&runs(question, found), ". Verdicts: ", &verdicts(found), ".\n"]);
    out
}
