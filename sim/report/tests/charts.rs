//! Holds what the charts and the page of a study promise: which there are, what they say, and that they stand alone.

use std::sync::Arc;

use files::{Colour, Request};
use lab::compare::{Contender, Question, compare};
use lab::study::{Findings, Options};
use report::{Drawing, comparison_html, draw_comparison};
use scenario::Checked;

const OUTAGE: &str = include_str!("outage.toml");

/// A network without money, nodes that never leave, and a question that would like to be markup.
const FREE: &str = r#"
name = "free"
horizon = "10 min"
replications = 1
[network.a]
[gateway.g]
networks = ["a"]
[nodes.n]
count = 3
[users.u]
gateway = "g"
arrival.poisson = { rate = "0.5 /s" }
demand.work = { exponential = "4 s" }
"#;

fn study(text: &str, sets: &[&str]) -> (Checked, Findings) {
    let sets = sets.iter().map(|&set| set.to_owned()).collect();
    let request = Request { file: "scenario.toml".into(), sets, ..Request::default() };
    let checked = scenario::open_text(text, &request).unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain)));
    let findings = lab::study::run(&checked, &Options::default()).expect("the study runs");
    (checked, findings)
}

/// The outage, in less time than the real one.
fn outage() -> (Checked, Findings) {
    study(OUTAGE, &["horizon=2h", "replications=3", "weather.outage.at=30min"])
}

fn names(drawings: &[Drawing]) -> Vec<&str> {
    drawings.iter().map(|d| d.name.as_str()).collect()
}

fn check_text(drawings: &[Drawing], name: &str, texts: &[&str]) {
    let svg = &drawings.iter().find(|d| d.name == name).unwrap_or_else(|| panic!("no {name}")).svg;
    for text in texts {
        assert!(svg.lines().any(|line| line == *text), "`{text}` is not a text of {name}: {svg}");
    }
}

#[test]
fn a_network_with_a_coin_has_all_charts() {
    let (checked, findings) = outage();
    let drawings = report::draw(&checked, &findings);
    assert_eq!(names(&drawings), ["nodes", "service", "latency", "stake", "margins", "flows_alp", "flows_usd"]);
    let caption = "Scenario outage over 2 h. 3 replications; bands are 95 % confidence intervals.";
    check_text(&drawings, "nodes", &["Nodes up [1]", "Utilisation [%]", "all nodes", "home", "cheats", caption]);
    check_text(&drawings, "nodes", &["outage: eu-1", "Simulated time [min]"]);
    check_text(&drawings, "service", &["Requests [1/s]", "sent", "answered", "refused or failed", caption]);
    check_text(&drawings, "latency", &["p50", "p95", "p99", "Share of answers that take longer [1]", caption]);
    check_text(&drawings, "stake", &["Bonded stake [alp]", "Stake taken so far [usd]", "Nodes in jail [1]", caption]);
    check_text(&drawings, "flows_alp", &["users chat", "nodes home", "treasury alpha", "gateway front", "burnt"]);
    check_text(&drawings, "flows_usd", &["operators home", "operators cheats", "outside", "cost"]);
    for drawing in &drawings {
        assert!(drawing.png.starts_with(b"\x89PNG") && !drawing.svg.contains("no data"), "{}", drawing.name);
    }
}

#[test]
fn a_chart_without_numbers_is_left_out() {
    let (checked, findings) = study(FREE, &[]);
    let drawings = report::draw(&checked, &findings);
    assert_eq!(names(&drawings), ["nodes", "service", "latency"]);
    check_text(&drawings, "nodes", &["All 3 nodes are up all the time"]);
    check_text(&drawings, "latency", &["Scenario free over 10 min. 1 replication; no intervals."]);
    // Where nobody can earn, what nodes cost is no margin to draw.
    let (checked, findings) = study(FREE, &["nodes.n.cost=2.5 usd/h"]);
    assert_eq!(names(&report::draw(&checked, &findings)), ["nodes", "service", "latency"]);
}

#[test]
fn what_is_cut_off_is_shaded() {
    let (checked, findings) = study(FREE, &["study=steady", "warm_up=2min", "replications=2"]);
    check_text(&report::draw(&checked, &findings), "nodes", &["warm-up, cut off"]);
}

#[test]
fn a_page_holds_question_verdicts_pictures_and_scenario() {
    let (checked, findings) = outage();
    let drawings = report::draw(&checked, &findings);
    let page = report::report_html(&checked, &findings, &drawings);
    for text in [
        "<h1>Does the network hold through an outage?</h1>",
        // A claim has its comparison in the widest column, below its name.
        "<br><code>cheat_profit_usd[nodes.cheats] &lt; 0</code></td><td class=\"held\">held</td><td class=\"number left\">",
        "<pre>windtunnel run scenario.toml</pre>",
        "[network.alpha",
        &checked.hash,
    ] {
        assert!(page.contains(text), "`{text}` is not in the page");
    }
    assert_eq!(page.matches("<svg").count(), drawings.len());
    for tag in ["table", "figure", "tr", "td", "th", "svg", "p", "pre", "h2", "h3", "code"] {
        let opened = page.matches(&format!("<{tag}>")).count() + page.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, page.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn a_page_needs_nothing_beside_it_and_runs_nothing() {
    let hostile = format!("# Is \"<script>alert(1)</script>\" <b>bold</b> & safe?\n{FREE}");
    let (checked, findings) = study(&hostile, &[]);
    let page = report::report_html(&checked, &findings, &report::draw(&checked, &findings));
    let title = "<h1>Is &quot;&lt;script&gt;alert(1)&lt;/script&gt;&quot; &lt;b&gt;bold&lt;/b&gt; &amp; safe?</h1>";
    assert!(page.contains(title), "{page}");
    for reach in ["<script", "src=", "href=", "url(", "@import"] {
        assert!(!page.contains(reach), "`{reach}` is in the page");
    }
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    let of = || {
        let (checked, findings) = study(FREE, &["replications=2"]);
        let drawings = report::draw(&checked, &findings);
        (report::report_html(&checked, &findings, &drawings), drawings)
    };
    assert!(of() == of());
}

#[test]
fn a_page_of_two_long_runs_speaks_of_batches() {
    let text = "horizon = \"5_000 s\"\nstudy = \"steady\"\nwarm_up = \"10 s\"\nreplications = 1\nname = \"queue\"\n\
                [network.net]\n[gateway.g]\nnetworks = [\"net\"]\n[nodes.n]\ncount = 1\n[users.u]\ngateway = \"g\"\n\
                arrival.poisson = { rate = \"0.5 /s\" }\ndemand.work = { exponential = \"1 s\" }\n";
    let contender = |name: &str, sets: &[&str]| {
        let checked = Arc::new(study(text, sets).0);
        Contender { name: name.into(), from: name.into(), checked }
    };
    let contenders = vec![contender("a", &[]), contender("b", &["users.u.demand.work.exponential=1.6 s"])];
    let question = Question { contenders, ..Question::default() };
    let found = compare(&question, &Options::default()).expect("they are alike");
    let page = comparison_html(&found, &draw_comparison(&found));
    assert!(page.contains("One run of each in 30 batches") && !page.contains("replications of each"), "{page}");
}
