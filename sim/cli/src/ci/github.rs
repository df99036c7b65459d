//! GitHub Actions: annotations on the lines of a scenario, and a table for the summary of a step.
//!
//! The escapes are those of `packages/core/src/command.ts` in actions/toolkit; the runner reads commands from stderr,
//! too.

use std::env;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use files::publish::Fault;
use files::{reason, shown};

use super::{OnUndecided, Outcome, Spot, Suite};

/// Whether this runs as a step of a workflow.
pub(crate) fn is_here() -> bool {
    env::var_os("GITHUB_ACTIONS").is_some_and(|value| !value.is_empty())
}

/// An annotation for each case that did not hold, a line each.
pub(super) fn annotations(suites: &[Suite], undecided: OnUndecided) -> String {
    let mut out = String::new();
    for suite in suites {
        for case in &suite.cases {
            let level = match (case.outcome, undecided) {
                (Outcome::Held | Outcome::Skipped, _) => continue,
                (Outcome::Undecided, OnUndecided::Pass) => "warning",
                _ => "error",
            };
            let title = format!("{}: {} {}", suite.name, case.name, case.outcome.word());
            out.push_str(&command(level, case.spot.as_ref(), &title, &case.told()));
        }
    }
    out
}

/// A workflow command that annotates a line.
pub(crate) fn command(level: &str, spot: Option<&Spot>, title: &str, message: &str) -> String {
    let place = spot.and_then(|spot| Some((in_repository(&spot.file)?, spot)));
    let place = place.map(|(file, spot)| format!("file={},line={},col={},", property(&file), spot.line, spot.column));
    format!("::{level} {}title={}::{}\n", place.unwrap_or_default(), property(title), data(message))
}

/// The path of a file from the root of the repository, where annotations look for it; none for what is no file.
fn in_repository(file: &str) -> Option<String> {
    let whole = fs::canonicalize(file).ok()?;
    let root = env::var_os("GITHUB_WORKSPACE").and_then(|root| fs::canonicalize(root).ok());
    let inside = root.and_then(|root| whole.strip_prefix(root).ok().map(Path::to_path_buf));
    let path = inside.unwrap_or_else(|| PathBuf::from(file));
    Some(path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
}

/// A message of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// All suites as Markdown: a heading and a table each.
pub(super) fn summary(suites: &[Suite]) -> String {
    let mut out = String::new();
    for suite in suites {
        let counts = [Outcome::Held, Outcome::Failed, Outcome::Undecided, Outcome::Skipped, Outcome::Broken]
            .map(|outcome| (suite.n(outcome), outcome.word()))
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, word)| format!("{n} {word}"));
        let counts = counts.collect::<Vec<_>>().join(", ");
        let counts = if counts.is_empty() { "no claims" } else { &counts };
        let _ = write!(out, "### {}: {counts}\n\n", plain(&suite.name));
        if suite.cases.is_empty() {
            continue;
        }
        out.push_str("| | claim | that | evidence |\n| --- | --- | --- | --- |\n");
        for case in &suite.cases {
            let mark = match case.outcome {
                Outcome::Held => "✅",
                Outcome::Failed | Outcome::Broken => "❌",
                Outcome::Undecided => "❔",
                Outcome::Skipped => "➖",
            };
            let word = case.outcome.word();
            let that = if case.that.is_empty() { String::new() } else { code(&case.that) };
            let _ = writeln!(out, "| {mark} {word} | {} | {that} | {} |", plain(&case.name), plain(&case.evidence));
        }
        out.push('\n');
    }
    out
}

/// A text in one cell of a table, without what means something to Markdown.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '$' | '@' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text in one cell of a table, as code.
fn code(text: &str) -> String {
    let inside: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("`{}`", inside.replace('`', "'").replace('|', "\\|"))
}

/// Appends to the summary of the step, where there is one.
pub(super) fn append(markdown: &str) -> Result<(), Fault> {
    let Some(file) = env::var_os("GITHUB_STEP_SUMMARY").filter(|file| !file.is_empty()).map(PathBuf::from) else {
        return Ok(());
    };
    let opened = OpenOptions::new().create(true).append(true).open(&file);
    opened.and_then(|mut open| open.write_all(markdown.as_bytes())).map_err(|error| Fault {
        message: format!("cannot write to {}: {}", shown(&file), reason(&error)),
        remedy: "GITHUB_STEP_SUMMARY names the file; unset it to do without".into(),
    })
}

#[cfg(test)]
mod tests {
    use super::super::Case;
    use super::*;

    fn suite(outcome: Outcome) -> Suite {
        let case = Case {
            name: "few_wrong".into(),
            that: "a | b < 5 %".into(),
            spot: None,
            outcome,
            evidence: "left 3,\nright <5>".into(),
        };
        let (name, file) = ("my, spot: 1".into(), "small.toml".into());
        Suite { name, file, started: String::new(), seconds: 0.0, cases: vec![case] }
    }

    #[test]
    fn commands_escape_what_would_end_them() {
        let expected = "::error title=my%2C spot%3A 1%3A few_wrong failed::a | b < 5 %25: left 3,%0Aright <5>\n";
        assert_eq!(annotations(&[suite(Outcome::Failed)], OnUndecided::Fail), expected);
        assert_eq!(property("a%,b\r\n:c"), "a%25%2Cb%0D%0A%3Ac");
    }

    #[test]
    fn what_holds_is_not_annotated_and_what_may_stay_undecided_only_warns() {
        let level =
            |outcome, undecided| annotations(&[suite(outcome)], undecided).split(' ').next().unwrap().to_string();
        assert_eq!(level(Outcome::Held, OnUndecided::Fail), "");
        assert_eq!(level(Outcome::Undecided, OnUndecided::Fail), "::error");
        assert_eq!(level(Outcome::Undecided, OnUndecided::Pass), "::warning");
    }

    #[test]
    fn a_summary_is_one_table_row_a_case() {
        let expected = "\
### my, spot: 1: 1 undecided

| | claim | that | evidence |
| --- | --- | --- | --- |
| ❔ undecided | few\\_wrong | `a \\| b < 5 %` | left 3, right \\<5\\> |

";
        assert_eq!(summary(&[suite(Outcome::Undecided)]), expected);
        let nothing = Suite { cases: Vec::new(), ..suite(Outcome::Held) };
        assert_eq!(summary(&[nothing]), "### my, spot: 1: no claims\n\n");
    }
}
