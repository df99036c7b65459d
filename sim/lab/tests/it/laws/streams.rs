//! A node that leaves in the middle of a stream: what is read and written anew, to the nanosecond.

use units::time::Span;

use crate::support;

/// One request of 800 and 2,000 tokens that comes at 100 s to the one node that is there; it leaves at 104 s, when
/// another is there as well.
fn latency(leaving: &str) -> (f64, cost::StepTimes) {
    let text = format!(
        r#"
# q?
horizon = "190 s"
replications = 1
[nodes.leaver]
count = 1
hardware = "h100"
llms = ["llama_8b"]
leaving = "{leaving}"
queueing.continuous_batching = {{}}
churn.renewal = {{ session = "104 s", absence = "100 d", start = "all_up" }}
[nodes.stayer]
count = 1
hardware = "h100"
llms = ["llama_8b"]
queueing.continuous_batching = {{}}
churn.renewal = {{ session = "100 d", absence = "102 s", start = "empty" }}
[users.all]
llms = ["llama_8b"]
arrival.renewal = {{ gap = "100 s" }}
demand.tokens = {{ prompt = 800.0, output = 2_000.0 }}
"#
    );
    let scenario = support::open_text(&text, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    let [latency, first] =
        ["answer_latency_mean_s", "ttft_mean_s"].map(|m| support::value(&scenario, &outcome, m).expect("answers come"));
    let times = scenario.step_times[0].clone();
    let expected = if leaving == "continue" { times.service(800, 1, 1).as_secs() } else { first };
    assert!((first - expected).abs() < 1e-8, "{leaving}: first token after {first} s, {expected} s expected");
    (latency, times)
}

/// `move` starts over; `continue` reads the prompt and the k tokens that were written, and writes the other 2,000 - k.
#[test]
fn what_was_streamed_is_read_elsewhere_and_not_written_again() {
    let four = Span::secs(4);
    let (moved, times) = latency("move");
    let again = (four + times.service(800, 2_000, 1)).as_secs();
    assert!((moved - again).abs() < 1e-8, "moved: {moved} s, {again} s expected");
    let (went_on, times) = latency("continue");
    let k = (1..2_000).take_while(|&k| times.service(800, k, 1) <= four).last().expect("a token was written");
    let rest = (four + times.service(800 + k, 2_000 - k, 1)).as_secs();
    assert!((went_on - rest).abs() < 1e-8, "went on: {went_on} s, {rest} s expected after {k} tokens");
    assert!(k > 300 && went_on < moved - 2.0, "{k} tokens were kept");
}
