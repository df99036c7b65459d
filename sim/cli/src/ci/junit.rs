//! JUnit files, as Jenkins, GitLab and GitHub's reporters read them (schema: `junit-10.xsd` of Jenkins' xunit plugin).

use std::fmt::Write as _;

use super::{Case, OnUndecided, Outcome, Suite};

/// The element inside a case that did not hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Failure,
    Error,
    Skipped,
}

impl Mark {
    fn of(outcome: Outcome, undecided: OnUndecided) -> Option<Self> {
        match (outcome, undecided) {
            (Outcome::Held, _) => None,
            (Outcome::Failed, _) | (Outcome::Undecided, OnUndecided::Fail) => Some(Self::Failure),
            (Outcome::Undecided, OnUndecided::Pass) | (Outcome::Skipped, _) => Some(Self::Skipped),
            (Outcome::Broken, _) => Some(Self::Error),
        }
    }
    fn element(self) -> &'static str {
        match self {
            Self::Failure => "failure",
            Self::Error => "error",
            Self::Skipped => "skipped",
        }
    }
}

/// All suites as one document.
pub(super) fn document(suites: &[Suite], undecided: OnUndecided) -> String {
    let counts = |mark: Mark| -> usize { suites.iter().map(|suite| n(suite, mark, undecided)).sum() };
    let tests: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    let time = suites.iter().fold(0.0, |sum, suite| sum + suite.seconds);
    let (failures, errors) = (counts(Mark::Failure), counts(Mark::Error));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"windtunnel\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" time=\"{time:.3}\">\n"
    );
    for suite in suites {
        write_suite(suite, undecided, &mut out);
    }
    out.push_str("</testsuites>\n");
    out
}

fn n(suite: &Suite, mark: Mark, undecided: OnUndecided) -> usize {
    suite.cases.iter().filter(|case| Mark::of(case.outcome, undecided) == Some(mark)).count()
}

fn write_suite(suite: &Suite, undecided: OnUndecided, out: &mut String) {
    let [failures, errors, skipped] = [Mark::Failure, Mark::Error, Mark::Skipped].map(|mark| n(suite, mark, undecided));
    // Of a time zone nothing may stand here; the time is UTC.
    let started = suite.started.trim_end_matches('Z');
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" file=\"{}\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" \
         skipped=\"{skipped}\" time=\"{:.3}\" timestamp=\"{started}\">",
        attribute(&suite.name),
        attribute(&suite.file),
        suite.cases.len(),
        suite.seconds,
    );
    // All cases are judged by the same runs. Readers add their times up, so that each has its part of the whole.
    let seconds = suite.seconds / suite.cases.len().max(1) as f64;
    for case in &suite.cases {
        write_case(case, &suite.name, seconds, Mark::of(case.outcome, undecided), out);
    }
    out.push_str("  </testsuite>\n");
}

fn write_case(case: &Case, class: &str, seconds: f64, mark: Option<Mark>, out: &mut String) {
    let (class, name) = (attribute(class), attribute(&case.name));
    let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{seconds:.3}\">");
    let _ = match mark {
        None => writeln!(out, "      <system-out>{}</system-out>", text(&case.told())),
        Some(mark) => {
            let (element, message) = (mark.element(), attribute(&case.told()));
            let place = case.spot.as_ref().map(|spot| format!("{}:{}:{}", spot.file, spot.line, spot.column));
            let lines = [place.unwrap_or_default(), case.that.clone(), case.evidence.clone()];
            let body: Vec<&str> = lines.iter().map(String::as_str).filter(|line| !line.is_empty()).collect();
            let (body, kind) = (text(&body.join("\n")), case.outcome.word());
            writeln!(out, "      <{element} type=\"{kind}\" message=\"{message}\">{body}</{element}>")
        }
    };
    out.push_str("    </testcase>\n");
}

/// A text between quotes: line breaks would be read as spaces there.
fn attribute(value: &str) -> String {
    escape(value).replace('\t', "&#9;").replace('\n', "&#10;")
}

/// A text between tags.
fn text(value: &str) -> String {
    escape(value)
}

/// A text without what means something to XML, or cannot stand in XML 1.0 at all.
fn escape(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // A bare one would be read as a line feed.
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => out.push(c),
            _ => out.push(char::REPLACEMENT_CHARACTER),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Spot;
    use super::*;

    fn case(name: &str, outcome: Outcome) -> Case {
        let spot = Some(Spot { file: "a & b.toml".into(), line: 14, column: 9 });
        Case { name: name.into(), that: "x < 5 %".into(), spot, outcome, evidence: "left 3".into() }
    }

    fn suite(cases: Vec<Case>) -> Suite {
        let (name, file) = ("small".into(), "a & b.toml".into());
        Suite { name, file, started: "2026-03-01T12:00:00Z".into(), seconds: 0.3, cases }
    }

    const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    #[test]
    fn a_document_has_a_case_for_each_claim_and_counts_them() {
        let cases = vec![case("good", Outcome::Held), case("bad", Outcome::Failed), case("open", Outcome::Undecided)];
        let expected = r#"<testsuites name="windtunnel" tests="3" failures="2" errors="0" time="0.300">
  <testsuite name="small" file="a &amp; b.toml" tests="3" failures="2" errors="0" skipped="0" time="0.300" timestamp="2026-03-01T12:00:00">
    <testcase classname="small" name="good" time="0.100">
      <system-out>x &lt; 5 %: left 3</system-out>
    </testcase>
    <testcase classname="small" name="bad" time="0.100">
      <failure type="failed" message="x &lt; 5 %: left 3">a &amp; b.toml:14:9
x &lt; 5 %
left 3</failure>
    </testcase>
    <testcase classname="small" name="open" time="0.100">
      <failure type="undecided" message="x &lt; 5 %: left 3">a &amp; b.toml:14:9
x &lt; 5 %
left 3</failure>
    </testcase>
  </testsuite>
</testsuites>
"#;
        assert_eq!(document(&[suite(cases)], OnUndecided::Fail), format!("{HEAD}{expected}"));
    }

    #[test]
    fn what_may_stay_undecided_and_what_was_not_judged_is_skipped() {
        let cases =
            vec![case("open", Outcome::Undecided), case("later", Outcome::Skipped), case("end", Outcome::Broken)];
        let written = document(&[suite(cases)], OnUndecided::Pass);
        assert!(written.contains("tests=\"3\" failures=\"0\" errors=\"1\" skipped=\"2\""), "{written}");
        assert!(written.contains("<skipped type=\"undecided\" message=\"x &lt; 5 %: left 3\">"), "{written}");
        assert!(written.contains("<error type=\"error\" "), "{written}");
    }

    #[test]
    fn without_cases_a_document_is_whole() {
        let expected =
            "<testsuites name=\"windtunnel\" tests=\"0\" failures=\"0\" errors=\"0\" time=\"0.000\">\n</testsuites>\n";
        assert_eq!(document(&[], OnUndecided::Fail), format!("{HEAD}{expected}"));
    }

    #[test]
    fn whatever_a_text_holds_it_is_xml() {
        assert_eq!(text("a<b>&\"c'\r\n\td"), "a&lt;b&gt;&amp;&quot;c&apos;&#13;\n\td");
        assert_eq!(attribute("a\r\n\tb"), "a&#13;&#10;&#9;b");
        assert_eq!(text("\0\u{1b}[31m\u{fffe}\u{ffff}ä🦀"), "\u{fffd}\u{fffd}[31m\u{fffd}\u{fffd}ä🦀");
    }
}
