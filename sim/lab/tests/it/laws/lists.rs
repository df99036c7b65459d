//! Lists that ask or are told: how soon they find out, what silence makes them believe, and what saying goodbye saves.

use crate::support;

/// A network whose nodes come and go under a list; what these metrics are.
fn play<const N: usize>(liveness: &str, more: &str, sets: &[&str], metrics: [&str; N]) -> [f64; N] {
    let text = format!(
        r#"
# q?
horizon = "10 d"
replications = 1
[region.east]
[region.far]
[network.plain]
liveness.{liveness}
[gateway.front]
retries = 0
[nodes.all]
count = 40
regions = ["far"]
queueing.fcfs = {{ slots = 1_000 }}
[users.all]
arrival.poisson = {{ rate = "0.5 /s" }}
demand.work = {{ exponential = "5 s" }}
{more}"#
    );
    let scenario = support::open_text(&text, sets).scenario;
    let outcome = support::simulate(&scenario, 0);
    metrics.map(|m| support::value(&scenario, &outcome, m).unwrap_or(f64::NAN))
}

fn near(what: &str, found: f64, expected: f64, within: f64) {
    assert!((found / expected - 1.0).abs() < within, "{what}: {found}, {expected} expected");
}

const CHURN: &str = "nodes.all.churn={ renewal = { session = { exponential = \"1 h\" }, absence = \"1 h\" } }";

/// Found out after period / 2 + (failures - 1) period + timeout; listed period / 2 after coming; picks as many in vain
/// as entries are dead.
#[test]
fn a_list_that_asks_finds_out_after_half_a_period_and_the_failures() {
    let probe = "probe = { period = \"60 s\", timeout = \"5 s\", failures = 3 }";
    let metrics =
        ["stale_time_mean_s", "dead_listed_share", "live_unlisted_nodes_mean[network.plain]", "stale_pick_share"];
    let [stale, dead, missed, vain] = play(probe, "", &[CHURN], metrics);
    let found_out = 30.0 + 2.0 * 60.0 + 5.0;
    near("time to detection", stale, found_out, 0.01);
    near("dead share of the list", dead, found_out / (3_600.0 - 30.0 + found_out), 0.03);
    near("nodes up and not listed", missed, 40.0 * 30.0 / 7_200.0, 0.05);
    near("picks in vain", vain, dead, 0.05);
}

/// A heartbeat counts from when the facilitator passes it on: half its rhythm later on average.
#[test]
fn a_facilitator_keeps_dead_entries_for_half_its_rhythm_longer() {
    let stale = |facilitator: &str| {
        let beat = format!("heartbeat = {{ period = \"60 s\", max_age = \"180 s\"{facilitator} }}");
        play(&beat, "", &[CHURN], ["stale_time_mean_s"])[0]
    };
    let age = 3_600.0 - 60.0 / ((60.0_f64 / 3_600.0).exp() - 1.0);
    near("direct", stale(""), 180.0 - age, 0.01);
    near("through a facilitator", stale(", facilitator = { every = \"40 s\" }"), 180.0 - age + 20.0, 0.01);
}

/// D + h - A: the last heartbeat before it and the first after it are each half a period off on average. The
/// facilitator is down, or a partition lies between the list and its nodes: the list cannot tell.
#[test]
fn whoever_is_silenced_is_off_the_list_until_the_next_heartbeat() {
    let every = "every = \"2 h\"\n";
    let check = |heartbeat: &str, weather: &str| {
        let beat = format!("heartbeat = {{ period = \"60 s\", max_age = \"180 s\"{heartbeat} }}");
        let metrics = ["live_unlisted_nodes_mean[network.plain]", "refused_share", "failed_share"];
        let [missed, refused, failed] =
            play(&beat, &format!("[weather.silence]\n{every}{weather}\n"), &["horizon=\"41 h\""], metrics);
        let expected = 20.0 * (1_800.0 + 60.0 - 180.0) / (41.0 * 3_600.0);
        near("nodes up and not listed", missed, 40.0 * expected, 0.01);
        // From the last entry's end to the first heartbeat after it nobody is listed.
        near("refused", refused, 20.0 * (1_800.0 - 180.0) / (41.0 * 3_600.0), 0.05);
        assert!(failed < 1e-9, "who works goes on working: {failed}");
    };
    check(", facilitator = { every = \"1 s\" }", "facilitator_outage = { network = \"plain\", lasts = \"30 min\" }");
    check(", region = \"east\"", "partition = { regions = [\"far\"], lasts = \"30 min\" }");
}

/// Who announces its leave is off the list at once, and off a view of age A after A / 2 on average and A at the most;
/// who drains as long as views are old fails no request at all.
#[test]
fn who_says_goodbye_is_not_picked_and_who_drains_fails_nobody() {
    let beat = "heartbeat = { period = \"60 s\", max_age = \"180 s\" }";
    let churn = "nodes.all.churn={ renewal = { session = { exponential = \"10 min\" }, absence = \"10 min\" } }";
    let metrics = ["stale_pick_share", "failed_share", "live_unlisted_nodes_mean[network.plain]"];
    let go = |leaves: &str, age: &str, drain: &str| {
        let sets = [
            churn.to_string(),
            format!("nodes.all.leaves=\"{leaves}\""),
            format!("gateway.front.view_age=\"{age}\""),
            format!("nodes.all.drain=\"{drain}\""),
        ];
        play(beat, "", &sets.each_ref().map(String::as_str), metrics)
    };
    let [silent, ..] = go("silent", "0 s", "0 s");
    assert!(silent > 0.1, "{silent} of the picks are in vain where nobody says goodbye");
    let [fresh, lost, _] = go("announced", "0 s", "0 s");
    assert!(fresh <= 0.0 && lost > 0.0, "{fresh} picks in vain, {lost} lost at work");
    let [old, ..] = go("announced", "20 s", "0 s");
    near("picks in vain of an old view", old, 10.0 / 600.0, 0.05);
    for (age, drain) in [("0 s", "0 s"), ("20 s", "20 s")] {
        let [vain, failed, draining] = go("drained", age, drain);
        assert!(vain <= 0.0 && failed <= 0.0, "{vain} picks in vain, {failed} failed, for views of {age}");
        assert!(draining > 0.0, "nodes stay for what they have");
    }
    let [vain, failed, _] = go("drained", "20 s", "0 s");
    assert!(vain > 0.0 && failed > 0.0, "whoever drains for less than the age of views is still sent to");
}

/// Two of ten nodes went long ago, and a list that forgets nothing still has them. Each is tried once in `B + n /
/// lambda`, B the ban, n the nodes that may be picked, lambda the picks a second; without bans a fifth of all picks is
/// in vain.
#[test]
fn who_never_answers_is_tried_once_a_ban() {
    let beat = "heartbeat = { period = \"1 h\", max_age = \"1000 d\" }";
    let dead = "[nodes.dead]\ncount = 2\nregions = [\"far\"]\n\
                churn.renewal = { session = \"1 s\", absence = \"900 d\", start = \"all_up\" }\n";
    let vain = |ban: &str| {
        let mut sets = vec!["nodes.all.count=8", "gateway.front.retries=5", "users.all.arrival.poisson.rate=\"2 /s\""];
        sets.extend((!ban.is_empty()).then_some(ban));
        play(beat, dead, &sets, ["stale_pick_share"])[0]
    };
    near("picks in vain without bans", vain(""), 0.2, 0.02);
    for (ban, lasts) in [
        ("gateway.front.ban={ first = \"60 s\", most = \"60 s\" }", 60.0),
        ("gateway.front.ban={ first = \"10 s\", factor = 3.0, most = \"400 s\" }", 400.0),
    ] {
        let (mut rate, mut others) = (2.0, 9.0);
        for _ in 0..20 {
            let cycle = lasts + others / rate;
            (rate, others) = (2.0 + 2.0 / cycle, 9.0 + (cycle - lasts) / cycle);
        }
        near(ban, vain(ban), (rate - 2.0) / rate, 0.02);
    }
    // A second failure in a row is needed: twice as many picks are in vain.
    let (once, twice) = (
        vain("gateway.front.ban={ first = \"400 s\", most = \"400 s\" }"),
        vain("gateway.front.ban={ failures = 2, first = \"400 s\", most = \"400 s\" }"),
    );
    near("two failures", twice, 2.0 * once, 0.05);
}
