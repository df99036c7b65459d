//! Continuous integration: the JUnit file, annotations on the lines of claims, the step summary, and exit codes.

use std::fs;

use crate::bench::{Bench, SMALL};

const CLAIMS: &str = "\
[claims]
most = { that = \"answered_share > 50 %\" }
few = { that = \"answered_share < 50 %\" }
open = { that = \"sent_rps > 0.5\" }
";

fn bench(name: &str) -> Bench {
    let bench = Bench::new(&format!("ci-{name}"));
    bench.file("small.toml", format!("{SMALL}{CLAIMS}"));
    bench
}

const RUN: [&str; 5] = ["run", "small.toml", "--no-charts", "--seed", "2"];

/// A document without what differs from run to run.
fn timeless(text: &str) -> String {
    let cut = |text: &str, attribute: &str| {
        let mut parts = text.split(attribute);
        let first = parts.next().unwrap().to_string();
        parts.fold(first, |out, part| format!("{out}{attribute}{}", &part[part.find('"').unwrap()..]))
    };
    cut(&cut(text, " time=\""), " timestamp=\"")
}

#[test]
fn a_junit_file_has_a_case_for_each_claim() {
    let bench = bench("junit");
    let said = bench.run(&[&RUN[..], &["--junit", "out.xml"]].concat());
    assert_eq!((said.code, said.err.as_str()), (3, ""));
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="windtunnel" tests="3" failures="2" errors="0" time="">
  <testsuite name="small" file="small.toml" tests="3" failures="2" errors="0" skipped="0" time="" timestamp="">
    <testcase classname="small" name="most" time="">
      <system-out>answered_share &gt; 50 %: left 1 (0.99909 … 1), right 0.5000</system-out>
    </testcase>
    <testcase classname="small" name="few" time="">
      <failure type="failed" message="answered_share &lt; 50 %: left 1 (0.99909 … 1), right 0.5000">small.toml:16:16
answered_share &lt; 50 %
left 1 (0.99909 … 1), right 0.5000</failure>
    </testcase>
    <testcase classname="small" name="open" time="">
      <failure type="undecided" message="sent_rps &gt; 0.5: left 0.5069 (0.4849 … 0.5289), right 0.5000; the interval contains the limit: add replications">small.toml:17:17
sent_rps &gt; 0.5
left 0.5069 (0.4849 … 0.5289), right 0.5000; the interval contains the limit: add replications</failure>
    </testcase>
  </testsuite>
</testsuites>
"#;
    assert_eq!(timeless(&bench.read("out.xml")), expected);
    // It may be written again.
    assert_eq!(bench.run(&[&RUN[..], &["--junit", "out.xml"]].concat()).code, 3);
    assert_eq!(bench.names(), ["out.xml", "output", "small.toml"]);
}

#[test]
fn what_may_stay_undecided_ends_well_and_is_skipped() {
    let bench = bench("pass");
    let set = ["--set", "claims.few.that=\"answered_share > 10 %\""];
    assert_eq!(bench.run(&[&RUN[..], &set].concat()).code, 4);
    let said = bench.run(&[&RUN[..], &set, &["--undecided", "pass", "--junit", "out.xml"]].concat());
    assert_eq!(said.code, 0);
    assert!(said.out.contains("? undecided  open: sent_rps > 0.5"), "{}", said.out);
    let written = bench.read("out.xml");
    assert!(written.contains("failures=\"0\" errors=\"0\" skipped=\"1\""), "{written}");
    assert!(written.contains("<skipped type=\"undecided\" message=\"sent_rps &gt; 0.5: left "), "{written}");
    // A failed claim fails all the same.
    assert_eq!(bench.run(&[&RUN[..], &["--undecided", "pass"]].concat()).code, 3);
}

#[test]
fn a_study_without_findings_is_an_error_and_its_claims_are_skipped() {
    let bench = bench("error");
    let sets = ["--set", "study=steady", "--set", "users.all.arrival.poisson.rate=3 /s", "--junit", "out.xml"];
    let said = bench.run(&[&RUN[..], &sets].concat());
    assert_eq!(said.code, 2);
    let written = bench.read("out.xml");
    assert!(written.contains("tests=\"4\" failures=\"0\" errors=\"1\" skipped=\"3\""), "{written}");
    assert!(written.contains("name=\"runs to the end\""), "{written}");
    assert!(
        written.contains("<error type=\"error\" message=\"five pilot runs of 2000 s have not warmed up"),
        "{written}"
    );
}

#[test]
fn several_scenarios_are_suites_of_one_file() {
    let bench = bench("two");
    bench.file("other.toml", SMALL.replace("\"small\"", "\"other\""));
    let said = bench.run(&[&RUN[..], &["other.toml", "--junit", "out.xml"]].concat());
    assert_eq!(said.code, 3);
    let written = timeless(&bench.read("out.xml"));
    let other = "  <testsuite name=\"other\" file=\"other.toml\" tests=\"0\" failures=\"0\" errors=\"0\" skipped=\"0\" time=\"\" timestamp=\"\">\n  </testsuite>\n";
    assert!(written.contains(other), "{written}");
}

#[test]
fn a_workflow_gets_annotations_on_the_lines_of_claims_and_a_summary() {
    let bench = bench("github");
    fs::create_dir(bench.folder.join("below")).unwrap();
    bench.file("below/small.toml", format!("{SMALL}{CLAIMS}"));
    bench.file("summary.md", "before\n");
    let (root, summary) = (bench.folder.to_str().unwrap(), bench.folder.join("summary.md"));
    let inside = Bench { folder: bench.folder.join("below") };
    let variables =
        [("GITHUB_ACTIONS", "true"), ("GITHUB_WORKSPACE", root), ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap())];
    let said = inside.run_with(&variables, &[&RUN[..], &["--quiet", "--undecided", "pass", "--json"]].concat());
    let expected = "\
::error file=below/small.toml,line=16,col=16,title=small%3A few failed::answered_share < 50 %25: left 1 (0.99909 … 1), right 0.5000
::warning file=below/small.toml,line=17,col=17,title=small%3A open undecided::sent_rps > 0.5: left 0.5069 (0.4849 … 0.5289), right 0.5000; the interval contains the limit: add replications
";
    assert_eq!((said.code, said.err.as_str()), (3, expected));
    assert!(said.out.starts_with("{\n"), "stdout is the document alone: {}", said.out);
    let expected = "\
before
### small: 1 held, 1 failed, 1 undecided

| | claim | that | evidence |
| --- | --- | --- | --- |
| ✅ held | most | `answered_share > 50 %` | left 1 (0.99909 … 1), right 0.5000 |
| ❌ failed | few | `answered_share < 50 %` | left 1 (0.99909 … 1), right 0.5000 |
| ❔ undecided | open | `sent_rps > 0.5` | left 0.5069 (0.4849 … 0.5289), right 0.5000; the interval contains the limit: add replications |

";
    assert_eq!(bench.read("summary.md"), expected);
}

#[test]
fn a_claim_of_the_command_line_is_annotated_without_a_file() {
    let bench = bench("set");
    let set = ["--set", "claims.more.that=\"answered_share < 5 %\""];
    let said = bench.run_with(&[("GITHUB_ACTIONS", "true")], &[&RUN[..], &set].concat());
    assert!(said.err.contains("\n::error title=small%3A more failed::answered_share < 5 %25: left "), "{}", said.err);
}

#[test]
fn a_workflow_sees_each_fault_of_a_scenario_on_its_line() {
    let bench = bench("fault");
    bench.file("bad.toml", SMALL.replace("count = 1", "count = \"one\""));
    let said = bench.run_with(&[("GITHUB_ACTIONS", "true")], &["check", "bad.toml"]);
    assert_eq!(said.code, 2);
    assert!(said.err.contains("\n::error file=bad.toml,line=9,col=9,title=bad.toml%3A bad scenario::"), "{}", said.err);
}

#[test]
fn where_no_junit_file_can_be_written_nothing_is_simulated() {
    let bench = bench("refused");
    let check = |file: &str, message: &str| {
        let said = bench.run(&[&RUN[..], &["--junit", file]].concat());
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (2, "", message));
        assert_eq!(bench.names(), ["small.toml"]);
    };
    check(
        "no/out.xml",
        "error: cannot write to no/out.xml: there is no such folder\n  = help: create the folder, or name another file with `--junit`\n",
    );
    check(".", "error: cannot write to .: it is a folder\n  = help: name a file in it: `--junit FOLDER/junit.xml`\n");
    check(
        "small.toml",
        "error: cannot write to small.toml: there is a file that is not XML, so it is not an earlier JUnit file\n  = help: name another file with `--junit`\n",
    );
}

#[test]
fn a_claim_on_some_replications_tells_in_how_many_it_was_true() {
    let bench = Bench::new("ci-sometimes");
    bench.file(
        "small.toml",
        format!("{SMALL}[claims]\nlong = {{ that = \"wait_mean_s > 1 min\", sometimes = true }}\n"),
    );
    let said = bench.run(&[&RUN[..], &["--junit", "out.xml"]].concat());
    let expected = "  ✗ failed     long: sometimes: wait_mean_s > 1 min\n               true in 0 of 4 replications, 0 % (0 … 60 %)\n";
    assert_eq!(said.code, 3);
    assert!(said.out.contains(expected), "{}", said.out);
    assert!(bench.read("out.xml").contains("message=\"sometimes: wait_mean_s &gt; 1 min: true in 0 of 4 replications"));
    let said = bench.run(&[&RUN[..], &["--json", "--set", "claims.long.that=\"wait_mean_s > 1 ms\""]].concat());
    let document: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &document["studies"][0]["claims"][0]["true_in"]["events"]), (0, &4.into()));
}
