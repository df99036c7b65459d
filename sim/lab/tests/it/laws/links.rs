//! Wires: latencies are sums of their parts, streams are bounded by their narrowest part, and weather holds them up.

use files::{Colour, Request};

use crate::support;

/// One gateway in the east, users in the west, nodes far away that serve any number at once.
const PLACES: &str = r#"
# q?
horizon = "2 h"
replications = 1
[region.west]
[region.east]
[region.far]
[gateway.front]
region = "east"
[nodes.all]
count = 1
regions = ["far"]
queueing.fcfs = { slots = 60_000 }
[users.all]
region = "west"
message = { request = "1 MB", answer = "500 kB" }
arrival.renewal = { gap = "10 s" }
demand.work = "1 s"
"#;

/// What these metrics are in a scenario of [`PLACES`] with more of it.
fn play<const N: usize>(more: &str, sets: &[&str], metrics: [&str; N]) -> [f64; N] {
    let scenario = support::open_text(&format!("{PLACES}{more}"), sets).scenario;
    let outcome = support::simulate(&scenario, 0);
    metrics.map(|m| support::value(&scenario, &outcome, m).unwrap_or(f64::NAN))
}

const LINKS: &str = r#"
[link.west_east]
between = ["west", "east"]
latency = "40 ms"
bandwidth = "80 Mbit/s"
[link.east_far]
between = ["far", "east"]
latency = "100 ms"
jitter = "5 ms"
bandwidth = "1 GB/s"
"#;

/// Request: 40 ms and 1 MB over 10 MB/s; then 105 ms, 1 MB over 1 GB/s. Service 1 s. Answer: 145 ms, 0.5 MB over 10
/// MB/s. An access of 2 MB/s up and 4 MB/s down and 3 ms is narrower than either wire.
#[test]
fn a_latency_is_the_sum_of_its_parts() {
    let check = |more: &str, expected: f64| {
        let [found] = play(&format!("{LINKS}{more}"), &[], ["answer_latency_mean_s"]);
        assert!((found - expected).abs() < 1e-8, "{found} s, {expected} s expected");
    };
    check("", 0.040 + 0.1 + 0.105 + 0.001 + 1.0 + 0.145 + 0.05);
    let access = "[nodes.all.access]\ndown = \"4 MB/s\"\nup = \"2 MB/s\"\nlatency = \"3 ms\"\n";
    check(access, 0.040 + 0.1 + 0.108 + 0.25 + 1.0 + 0.148 + 0.25);
}

/// Two draws of exponential jitter of mean m, there and back: the mean grows by 2 m, and 1 % take more than 6.638 m
/// longer, the quantile of an Erlang law of two stages.
#[test]
fn jitter_is_drawn_anew_for_every_message() {
    let jitter = LINKS.replace("\"5 ms\"", "{ exponential = \"50 ms\" }");
    let often = ["users.all.arrival.renewal.gap=\"100 ms\"", NO_BYTES, NO_BYTES_BACK];
    let [mean, p99] = play(&jitter, &often, ["answer_latency_mean_s", "answer_latency_p99_s"]);
    let rest = 0.040 + 0.1 + 1.0 + 0.1 + 0.04;
    assert!((mean - rest - 0.1).abs() < 0.002, "mean {mean} s");
    assert!((p99 - rest - 0.05 * 6.638).abs() < 0.01, "p99 {p99} s");
}

const NO_BYTES: &str = "users.all.message.request=\"0 B\"";
const NO_BYTES_BACK: &str = "users.all.message.answer=\"0 B\"";

/// What a user sees of prompts of 1,000 tokens and answers of 101 from a node that batches.
fn stream(output: &str, streamed: bool) -> [f64; 4] {
    let tokens = "demand.tokens = { prompt = 1_000.0, output = 101.0 }\nllms = [\"llama_8b\"]";
    let batch = "queueing.continuous_batching = {}\nhardware = \"h100\"\nllms = [\"llama_8b\"]";
    let places = PLACES.replace("demand.work = \"1 s\"", tokens).replace("queueing.fcfs = { slots = 60_000 }", batch);
    let sizes = format!("message = {{ output = \"{output}\", streamed = {streamed} }}");
    let places = places.replace("message = { request = \"1 MB\", answer = \"500 kB\" }", &sizes);
    let scenario = support::open_text(&format!("{places}{LINKS}"), &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    let metrics = ["node_ttft_mean_s", "ttft_mean_s", "tpot_mean_s", "answer_latency_mean_s"];
    metrics.map(|m| support::value(&scenario, &outcome, m).unwrap_or(f64::NAN))
}

/// The node sees the same whatever the wires; the user sees its first token a way there and back later, and the last as
/// late as the slower of writing and sending lets it.
#[test]
fn a_stream_is_as_slow_as_the_slower_of_node_and_wires() {
    let [node, first, each, all] = stream("100 B", true);
    // The prompt is 4 kB; ways of 145 ms; a token of 100 B takes 10 us over 10 MB/s.
    let way = 0.145 + 4_000.0 / 1e7 + 4_000.0 / 1e9;
    assert!((first - way - node - 0.145 - 1e-5).abs() < 1e-7, "first token {first} s, at the node {node} s");
    assert!((all - first - 100.0 * each).abs() < 1e-6, "{all} s in all, {first} s and 100 times {each} s");
    // A node writes a token in some milliseconds; one of 1 MB takes 100 ms over these wires.
    let [same, first, each, all] = stream("1 MB", true);
    assert!((same - node).abs() < 1e-9 && (first - way - node - 0.145 - 0.1).abs() < 1e-7, "first token {first} s");
    assert!((each - 0.1).abs() < 1e-8 && (all - first - 10.0).abs() < 1e-6, "{each} s a token, {all} s in all");
    let [_, first, _, whole] = stream("1 MB", false);
    assert!((first - whole).abs() < 1e-12 && whole > all, "what comes whole comes later: {whole} s, streamed {all} s");
}

/// Requests that come at any time, and wires cut for D = 60 s in every P = 240 s: a part D / P waits D / 2 on average,
/// the others nothing; a gateway that gives up after 20 s loses those that would have waited longer, about (D - 20 s) /
/// P of all.
#[test]
fn a_partition_holds_up_what_is_sent_meanwhile() {
    let cut = "[weather.cut]\nevery = \"240 s\"\npartition = { regions = [\"far\"], lasts = \"60 s\" }\n";
    let more = format!("{LINKS}{cut}");
    let sets = ["users.all.arrival={ poisson = { rate = \"20 /s\" } }", NO_BYTES, NO_BYTES_BACK, "horizon=\"10 h\""];
    let [mean] = play(&more, &sets, ["answer_latency_mean_s"]);
    // Who is at the node or on the way back when it strikes waits too: about a second before it counts as well.
    let plain = 0.040 + 0.105 + 1.0 + 0.145;
    let (struck, period) = (61.0, 240.0);
    let expected = plain + struck * struck / 2.0 / period;
    assert!((mean / expected - 1.0).abs() < 0.02, "{mean} s, {expected} s expected");
    let gives_up = [&sets[..], &["gateway.front.timeout={ after = \"20 s\" }", "gateway.front.retries=0"]].concat();
    let [failed] = play(&more, &gives_up, ["failed_timed_out_share"]);
    // It still has 1.25 s to go when the wires are whole; whose answer the strike caught on its way waits to the end.
    let expected = (60.0 - (20.0 - 1.25) + 1.105) / period;
    assert!((failed / expected - 1.0).abs() < 0.02, "{failed} of the requests failed, {expected} expected");
    // A cut that leaves gateway, users and nodes on one side holds up nobody.
    let alone =
        format!("{LINKS}[region.island]\n[link.island]\nbetween = [\"island\", \"far\"]\nlatency = \"1 s\"\n{cut}");
    let alone = alone.replace("regions = [\"far\"], lasts", "regions = [\"island\"], lasts");
    let [mean] = play(&alone, &sets, ["answer_latency_mean_s"]);
    assert!((mean - plain).abs() < 1e-6, "{mean} s, {plain} s expected");
}

/// Latency and jitter times 3, bandwidth a tenth, on one of the two wires: the parts that cross it, and no others.
#[test]
fn slow_wires_are_slow_for_what_is_sent_meanwhile() {
    let slow = "[weather.jam]\nat = \"0 s\"\n\
                slow_link = { between = [\"east\", \"far\"], latency = 3.0, bandwidth = 10.0, lasts = \"5 h\" }\n";
    let [found] = play(&format!("{LINKS}{slow}"), &[], ["answer_latency_mean_s"]);
    let expected = 0.040 + 0.1 + 0.315 + 0.01 + 1.0 + 0.315 + 0.04 + 0.05;
    assert!((found - expected).abs() < 1e-8, "{found} s, {expected} s expected");
    let over = slow.replace("5 h", "1 s");
    let [after, plain] = [&format!("{LINKS}{over}"), LINKS].map(|more| play(more, &[], ["answer_latency_mean_s"])[0]);
    assert!((after - plain).abs() < 1e-12, "{after} s after it, {plain} s without it");
}

#[test]
fn wires_that_cannot_be_are_told_with_a_remedy() {
    let check = |more: &str, expected: &[&str]| {
        let request = Request { file: "t.toml".into(), ..Request::default() };
        let refused = scenario::open_text(&support::whole(&format!("{PLACES}{more}")), &request)
            .err()
            .unwrap_or_else(|| panic!("no fault was found in {more}"));
        let shown = refused.render(Colour::Plain);
        let found: Vec<&str> = shown.lines().filter(|l| l.starts_with("error") || l.contains("= help")).collect();
        let found: Vec<&str> = found.iter().map(|l| l.trim_start().trim_start_matches("= ")).collect();
        assert_eq!(found, expected, "{shown}");
    };
    check(&LINKS.replace("80 Mbit/s", "0 MB/s"), &["error: `bandwidth` must be > 0 B/s, not \"0 MB/s\""]);
    check(
        &format!("{LINKS}[region.island]\n"),
        &[
            "error: the region `island` has no link",
            "help: write `[link.island]` with `between = [\"island\", \"island\"]` and a `latency`, and links to other regions",
        ],
    );
    check(
        &format!(
            "{LINKS}[weather.cut]\nat = \"1 h\"\npartition = {{ regions = [\"west\", \"east\", \"far\"], lasts = \"1 min\" }}\n"
        ),
        &["error: a partition has regions on both sides", "help: name at least one region, and not all of them"],
    );
    check(
        &format!(
            "{LINKS}[weather.jam]\nat = \"1 h\"\nslow_link = {{ between = [\"west\", \"far\"], lasts = \"1 min\" }}\n"
        ),
        &[
            "error: there is no link between the regions `west` and `far` that could be slow",
            "help: write `[link.west_far]` with `between = [\"west\", \"far\"]` and a `latency`",
        ],
    );
}

/// A check goes from the gateway to its node and back as a try does: with the request and the answer there, 105 ms and
/// 1.5 MB over 1 GB/s, and a verdict of 0.5 MB back. Members of a committee judge, those of a replication answer for
/// themselves.
#[test]
fn checks_and_votes_cross_the_wires_as_tries_do() {
    let answer = 0.040 + 0.1 + 0.105 + 0.001 + 1.0 + 0.145 + 0.05;
    let judged = 0.105 + 0.0015 + 1.0 + 0.105 + 0.0005;
    let executed = 0.105 + 0.001 + 1.0 + 0.105 + 0.0005;
    for (rule, proof) in [
        ("spot_check = { rate = \"100 %\" }", judged),
        ("committee = { seats = 3 }", judged),
        ("replicate = { copies = 3 }", executed),
    ] {
        let more = format!("{LINKS}[network.plain.verification]\nrule.{rule}\n");
        let latencies = ["answer_latency_mean_s", "assured_latency_mean_s"];
        let [answered, assured] = play(&more, &["nodes.all.count=9"], latencies);
        assert!((answered - answer).abs() < 1e-8, "{rule}: {answered} s, {answer} s expected");
        assert!((assured - answer - proof).abs() < 1e-8, "{rule}: {} s, {proof} s expected", assured - answer);
    }
}
