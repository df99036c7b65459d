//! Single requests and timelines: what they say, and that they cost nothing where nobody asks for them.

use std::collections::BTreeMap;
use std::fs;

use files::publish::Folder;
use lab::record::requests::{self, COLUMNS, Extras, PICK_COLUMNS, PICKS, REQUESTS, TIMELINE};
use lab::study::Findings;
use scenario::Checked;

use crate::support;

/// Nodes that batch and nodes that serve in slots, with churn, checks, losses and a warm-up.
pub(crate) const MIXED: &str = r#"
# Who waits?
horizon = "400 s"
study = "steady"
warm_up = "50 s"
replications = 3
[hardware.a100]
memory = "80 GiB"
bandwidth = "2039 GB/s"
throughput = "312 TFLOP/s"
[llm.small]
parameters = 8_000_000_000
weights = "16 GB"
cache = "128 KiB"
[network.net]
verification.spot.spot_check = { rate = "20 %" }
[gateway.front]
timeout = { after = "20 s" }
[nodes.batch]
count = 2
hardware = "a100"
llms = ["small"]
queueing.continuous_batching = { budget = 512, most = 16, blocks = 2_000 }
[nodes.slots]
count = 2
hardware = "a100"
llms = ["small"]
queueing.fcfs = { slots = 4, waiting = 3 }
conduct.substitute = { rate = "30 %" }
churn.renewal = { session = { exponential = "60 s" }, absence = { exponential = "20 s" } }
[users.chat]
llms = ["small"]
arrival.sessions = { rate = "1 /s", turns = 3, think = { exponential = "5 s" } }
[users.chat.demand.conversation]
opening = 100
prompt = { exponential = 200 }
output = { lognormal = { median = 90, sigma = 0.8 } }
"#;

/// The bytes of a file that was asked for.
pub(crate) fn written(checked: &Checked, findings: &Findings, extras: Extras, file: &str) -> Vec<u8> {
    // The folder is never committed, so that its draft goes when it is dropped.
    let place = std::env::temp_dir().join(format!("windtunnel-extras-{}", std::process::id()));
    let folder = Folder::create(&place).expect("the folder is made");
    requests::write(&folder, checked, findings, extras).expect("the file is written");
    fs::read(folder.draft().join(file)).expect("the file is there")
}

#[test]
fn sums_over_requests_are_the_metrics_of_their_replication() {
    let checked = support::open_text(MIXED, &[]);
    let findings = support::study(&checked, 2);
    let extras = Extras { requests: true, timeline: false };
    let bytes = written(&checked, &findings, extras, REQUESTS);
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let names: Vec<String> = reader.headers().expect("a header").iter().map(String::from).collect();
    assert_eq!(names, COLUMNS.map(|column| column.0));
    let rows: Vec<BTreeMap<String, String>> = reader
        .records()
        .map(|row| names.iter().cloned().zip(row.expect("a row").iter().map(String::from)).collect())
        .collect();
    for run in &findings.runs {
        let of_run = || rows.iter().filter(|row| row["replication"] == run.replication.to_string());
        let measured = || of_run().filter(|row| row["measured"] == "1");
        let column = |name: &str| measured().filter_map(|row| row[name].parse::<f64>().ok()).collect::<Vec<_>>();
        let metric = |name: &str| {
            let at = findings.columns.iter().position(|column| column.label() == name).expect("the metric exists");
            run.values[at].expect("the metric has a value")
        };
        let near = |name: &str, got: f64| {
            let expected = metric(name);
            assert!((got - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{name}: {got}, not {expected}");
        };
        let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
        let count = |outcome: &str| measured().filter(|row| row["outcome"] == outcome).count() as f64;
        let ended = measured().filter(|row| row["outcome"] != "in_flight").count() as f64;
        near("answered_share", count("answered") / ended);
        near("answer_latency_mean_s", mean(&column("latency_s")));
        near("wait_mean_s", mean(&column("wait_s")));
        near("ttft_mean_s", mean(&column("ttft_s")));
        near("assured_latency_mean_s", mean(&column("assured_s")));
        assert!((column("lost_s").len() as f64 + count("answered") - ended).abs() < 0.5 && ended > 300.0);
        // Prompts grow by what was said: a turn's prefix is its predecessor's prompt and answer.
        let turns: BTreeMap<u64, &BTreeMap<String, String>> =
            of_run().map(|row| (row["request"].parse().expect("a number"), row)).collect();
        let number = |row: &BTreeMap<String, String>, name: &str| row[name].parse::<u64>().expect("a number");
        for (request, row) in &turns {
            if let Some(before) = request.checked_sub(1).and_then(|before| turns.get(&before)) {
                let said = number(before, "prompt_tokens") + number(before, "output_tokens");
                assert_eq!((number(row, "prefix_tokens"), &row["session"]), (said, &before["session"]));
            }
        }
    }
    // Read as a trace, it is its first replication.
    let trace = trace::read(&bytes).expect("requests are a trace");
    assert_eq!(trace.rows().len(), rows.iter().filter(|row| row["replication"] == "0").count());
    assert!(trace.rows().len() > 300 && trace.prefix_share() > 0.3 && trace.llms() == ["small"]);
}

#[test]
fn extras_have_the_same_bytes_on_any_number_of_threads_and_leave_the_run_alone() {
    let checked = support::open_text(MIXED, &[]);
    let extras = Extras { requests: true, timeline: true };
    let (one, four) = (support::study(&checked, 1), support::study(&checked, 4));
    for file in [REQUESTS, TIMELINE] {
        assert_eq!(written(&checked, &one, extras, file), written(&checked, &four, extras, file), "{file}");
    }
    assert_eq!(one.runs, four.runs);
}

#[test]
fn slices_of_a_track_never_overlap() {
    let checked = support::open_text(MIXED, &[]);
    let findings = support::study(&checked, 2);
    let bytes = written(&checked, &findings, Extras { requests: false, timeline: true }, TIMELINE);
    let document: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
    let mut tracks: BTreeMap<(u64, u64), Vec<(f64, f64)>> = BTreeMap::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for event in document["traceEvents"].as_array().expect("events").iter().filter(|event| event["ph"] == "X") {
        let track = (event["pid"].as_u64().expect("a process"), event["tid"].as_u64().expect("a track"));
        let (from, length) = (event["ts"].as_f64().expect("a time"), event["dur"].as_f64().expect("a length"));
        assert!(length >= 0.0);
        tracks.entry(track).or_default().push((from, from + length));
        *kinds.entry(event["cat"].as_str().expect("a kind").to_owned()).or_default() += 1;
    }
    for (track, mut slices) in tracks {
        slices.sort_by(|a, b| a.0.total_cmp(&b.0));
        let meets = slices.windows(2).find(|pair| pair[1].0 < pair[0].1 - 1e-3);
        assert!(meets.is_none(), "{track:?}: {meets:?}");
    }
    for kind in ["away", "steps", "serve", "check", "answered"] {
        assert!(kinds.get(kind).is_some_and(|&n| n > 3), "{kind}: {kinds:?}");
    }
}

#[test]
fn a_run_that_is_too_large_is_told_before_it_begins() {
    let text = MIXED.replace("400 s", "40_000_000 s").replace("warm_up = \"50 s\"\n", "");
    let checked = support::open_text(&text, &[]);
    let said = requests::check(&checked, Extras { requests: true, timeline: false }).expect_err("too large");
    assert_eq!(said.message, "requests.csv would have about 360000000 requests, more than 5000000");
    assert!(said.remedy.starts_with("shorten the run, as with `--set horizon=\"500000 s\"`"), "{}", said.remedy);
    let said = requests::check(&checked, Extras { requests: false, timeline: true }).expect_err("too large");
    assert!(said.message.starts_with("timeline.json would have about 120000000 requests"), "{}", said.message);
    assert!(requests::check(&checked, Extras::default()).is_ok());
}

#[test]
fn every_column_is_explained() {
    let readme = fs::read_to_string(support::root().join("output/README.md")).expect("the README");
    for (name, meaning) in COLUMNS.into_iter().chain(PICK_COLUMNS) {
        assert!(readme.contains(&format!("| `{name}` | {meaning} |")), "{name}");
    }
}

/// Two groups of nodes behind a gateway whose view is half a minute old.
const PICKED: &str = "name = 'picked'\nhorizon = '10 min'\nreplications = 2\n[network.net]\n[gateway.front]\n\
    networks = ['net']\nview_age = '30 s'\nscheduling.score = { score = '-backlog - report_age_s / 1 s' }\n\
    [nodes.fast]\ncount = 2\n[nodes.slow]\ncount = 2\nspeed = 0.5\n[users.all]\ngateway = 'front'\n\
    arrival.poisson.rate = '1 /s'\ndemand.work = { exponential = '1 s' }\n";

#[test]
fn every_pick_is_noted_with_what_the_gateway_knew() {
    let checked = support::open_text(PICKED, &[]);
    let findings = support::study(&checked, 2);
    let extras = Extras { requests: true, timeline: false };
    let bytes = written(&checked, &findings, extras, PICKS);
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let names: Vec<String> = reader.headers().expect("a header").iter().map(String::from).collect();
    let rows: Vec<BTreeMap<String, String>> = reader
        .records()
        .map(|row| names.iter().cloned().zip(row.expect("a row").iter().map(String::from)).collect())
        .collect();
    let sent: u64 = findings.runs.iter().map(|run| run.sent).sum();
    assert_eq!(rows.len() as u64, sent, "nobody leaves, so that each request is picked for once");
    for row in &rows {
        let number = |name: &str| row[name].parse::<f64>().expect("a number");
        assert_eq!(row["speed"], if row["nodes"] == "fast" { "1" } else { "0.5" });
        assert_eq!((row["among"].as_str(), row["attempt"].as_str()), ("4", "0"));
        assert!((0.0..=30.0).contains(&number("report_age_s")), "{row:?}");
        assert!(number("backlog") >= 0.0);
        // The policy reads no stake: an old view keeps none, and none is told.
        assert_eq!((row["stake_coins"].as_str(), row["work_left_s"].as_str()), ("", ""));
    }
    // With a fresh view everything is known, and the age of a report is 0.
    let fresh = support::open_text(PICKED, &["gateway.front.view_age=0 s"]);
    let bytes = written(&fresh, &support::study(&fresh, 2), extras, PICKS);
    let text = String::from_utf8(bytes).expect("text");
    let ages = text.lines().skip(1).all(|line| line.ends_with(",0") && !line.contains(",,"));
    assert!(ages, "{}", text.lines().nth(1).unwrap_or(""));
}

/// One conversation at a time on two nodes that reuse prompts.
const CACHED: &str = "name = 'cached'\nhorizon = '12 h'\nreplications = 2\n[hardware.a100]\nmemory = '80 GiB'\n\
    bandwidth = '2039 GB/s'\nthroughput = '312 TFLOP/s'\n[llm.small]\nparameters = 8_000_000_000\nweights = '16 GB'\n\
    cache = '128 KiB'\n[network.net]\n[gateway.front]\nnetworks = ['net']\nscheduling.random = {}\n[nodes.home]\n\
    count = 2\nhardware = 'a100'\nllms = ['small']\n\
    queueing.continuous_batching = { budget = 512, most = 16, blocks = 4_000, prefix_reuse = true }\n[users.chat]\ngateway = 'front'\n\
    llms = ['small']\narrival.sessions = { rate = '6 /h', turns = 6, think = { exponential = '20 s' } }\n\
    [users.chat.demand.conversation]\nopening = 300\nprompt = { exponential = 200 }\noutput = { exponential = 100 }\n";

#[test]
fn cached_tokens_known_at_a_pick_are_those_found_when_nothing_comes_between() {
    let checked = support::open_text(CACHED, &[]);
    let findings = support::study(&checked, 2);
    let extras = Extras { requests: true, timeline: false };
    let table = |file: &str| -> Vec<BTreeMap<String, String>> {
        let bytes = written(&checked, &findings, extras, file);
        let mut reader = csv::Reader::from_reader(&bytes[..]);
        let names: Vec<String> = reader.headers().expect("a header").iter().map(String::from).collect();
        let rows = reader.records();
        rows.map(|row| names.iter().cloned().zip(row.expect("a row").iter().map(String::from)).collect()).collect()
    };
    let (picks, requests) = (table(PICKS), table(REQUESTS));
    for run in &findings.runs {
        let sum = |rows: &[BTreeMap<String, String>], name: &str| -> f64 {
            let own = rows.iter().filter(|row| row["replication"] == run.replication.to_string());
            own.map(|row| row[name].parse::<f64>().expect("a number")).sum()
        };
        let at = findings.columns.iter().position(|c| c.label() == "prefix_hit_share").expect("the metric exists");
        let (known, found) = (sum(&picks, "prefix_tokens") / sum(&requests, "prompt_tokens"), run.values[at]);
        let found = found.expect("nodes reuse prompts");
        assert!(found > 0.3 && (known - found).abs() < 0.01, "{known} known at picks, {found} found");
    }
}
