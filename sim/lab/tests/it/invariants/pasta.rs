//! Poisson arrivals see time averages: the part that finds a loss system at a level is the time it spends there.

use crate::support;

/// A node of K slots without a line at load 0.8: who finds K in it is refused, so that refusals count what arrivals
/// see.
fn difference(slots: u32) -> Vec<f64> {
    let text = format!(
        r#"
horizon = "5_000 s"
observe.in_system = [{slots}]
[gateway.front]
retries = 0
[nodes.server]
count = 1
queueing.fcfs = {{ slots = {slots}, waiting = 0 }}
[users.all]
arrival.poisson = {{ rate = "2 /s" }}
demand.work = {{ lognormal = {{ median = "1 s", sigma = 1.0 }} }}
"#
    );
    let checked = support::open_text(&text, &[]);
    let label = format!("in_system_ge_{slots}_share");
    let gap = |r| {
        let outcome = support::simulate(&checked.scenario, r);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label).expect("it exists");
        of("refused_share") - of(&label)
    };
    (0..20).map(gap).collect()
}

#[test]
fn poisson_arrivals_see_time_averages() {
    for slots in [1, 2, 4, 8] {
        let gaps = difference(slots);
        let n = gaps.len() as f64;
        let mean = gaps.iter().sum::<f64>() / n;
        let error = (gaps.iter().map(|g| (g - mean) * (g - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
        assert!(mean.abs() <= 5.0 * error && error < 0.005, "with {slots} slots they differ by {mean} +- {error}");
    }
}
