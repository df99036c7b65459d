//! Deadlines: what the order of deadlines guarantees, and what it cannot change.

use crate::support;

/// One node, and kinds of requests that come every so often with so much work, due before the next of their kind \[s\].
fn periodic(kinds: &[(u32, u32)], queueing: &str) -> Vec<f64> {
    let kind = |(i, (work, gap)): (usize, &(u32, u32))| {
        format!(
            "[users.kind{i}]\ngateway = \"front\"\narrival.renewal = {{ gap = \"{gap} s\" }}\n\
             demand.work = \"{work} s\"\ntarget.deadline = \"{gap} s\"\n"
        )
    };
    let users: Vec<String> = kinds.iter().enumerate().map(kind).collect();
    let users = users.concat();
    let text =
        format!("# q?\nhorizon = \"2 h\"\nreplications = 1\n[nodes.one]\ncount = 1\nqueueing.{queueing}\n{users}");
    let scenario = support::open_text(&text, &[]).scenario;
    let outcome = support::simulate(&scenario, 0);
    let share =
        |i| support::value(&scenario, &outcome, &format!("in_time_share[users.kind{i}]")).expect("all are known");
    (0..kinds.len()).map(share).collect()
}

/// Liu and Layland, J. ACM 20(1), 1973, theorem 7: work over gap may sum to 1 and nothing is late, whatever the gaps.
#[test]
fn in_the_order_of_deadlines_whatever_can_be_in_time_is() {
    let full: [&[(u32, u32)]; 4] =
        [&[(1, 2), (1, 3), (2, 12)], &[(3, 5), (4, 10)], &[(2, 7), (3, 7), (2, 7)], &[(1, 4), (5, 10), (5, 20)]];
    for kinds in full {
        let load: f64 = kinds.iter().map(|&(work, gap)| f64::from(work) / f64::from(gap)).sum();
        assert!(load <= 1.0 + 1e-12, "{kinds:?} ask for more than there is");
        let found = periodic(kinds, "edf = { preempts = true }");
        assert!(found.iter().all(|share| *share >= 1.0), "{kinds:?}: {found:?}");
    }
    // The same does not hold in the order of arrival, nor where a long service cannot be interrupted.
    let late = |queueing| periodic(&[(1, 4), (5, 10), (5, 20)], queueing).iter().any(|share| *share < 1.0);
    assert!(late("fcfs = {}") && late("edf = { preempts = false }"));
}

/// M/M/1 at load 0.8 whose deadlines are exponential with mean d: in the order of arrival a part `r d / (1 + r d)` is
/// in time, r the service rate less the arrival rate. In the order of deadlines more are, and the mean sojourn stays `1
/// / r`: work is exponential, so that no order that does not know it changes the number there (Kleinrock 1976, section
/// 3.4).
#[test]
fn deadlines_order_who_waits_and_not_how_many() {
    let play = |queueing: &str| {
        let text = format!(
            "# q?\nhorizon = \"40 h\"\nstudy = \"steady\"\nwarm_up = \"10 min\"\nreplications = 1\n\
             [nodes.one]\ncount = 1\nqueueing.{queueing}\n\
             [users.all]\narrival.poisson = {{ rate = \"0.8 /s\" }}\n\
             demand.work = {{ exponential = \"1 s\" }}\ntarget.deadline = {{ exponential = \"10 s\" }}\n"
        );
        let scenario = support::open_text(&text, &[]).scenario;
        let outcome = support::simulate(&scenario, 0);
        ["in_time_share", "answer_latency_mean_s"].map(|m| support::value(&scenario, &outcome, m).unwrap())
    };
    let [arrival, sojourn] = play("fcfs = {}");
    let expected = 0.2 * 10.0 / (1.0 + 0.2 * 10.0);
    assert!((arrival - expected).abs() < 0.02, "{arrival} in time, {expected} expected");
    for queueing in ["edf = {}", "edf = { preempts = true }"] {
        let [in_time, mean] = play(queueing);
        assert!(in_time > arrival + 0.03, "{queueing}: {in_time} in time, {arrival} in the order of arrival");
        assert!((mean / sojourn - 1.0).abs() < 0.02, "{queueing}: mean sojourn {mean} s, {sojourn} s by arrival");
    }
}
