//! Nodes that failed a check are set apart, until they have passed some epochs.

use files::{Colour, Request};

use crate::support;

fn play(text: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

/// One network with a probation, so many honest nodes, others, and a request a second.
fn text(horizon: &str, network: &str, honest: u32, others: &str) -> String {
    format!(
        "horizon = \"{horizon}\"\n[network.a]\n{network}\n[gateway.g]\nnetworks = [\"a\"]\nscheduling = \"round_robin\"\n\
         [nodes.honest]\ncount = {honest}\nqueueing.fcfs = {{ slots = 50 }}\n{others}\n[users.u]\ngateway = \"g\"\n\
         arrival.poisson = {{ rate = \"0.2 /s\" }}\ndemand.work = \"1 ms\"\n"
    )
}

/// Epochs of an hour, canaries of a rate and with false alarms: the mean probation \[s\] and the share of nodes on one.
///
/// Per epoch a node fails a canary with chance f, passes enough of them without failing any with chance c, and else
/// stays where it is: `(1 - p^k) / ((1 - p) p^k)` epochs that count, p = c / (c + f), of which each takes 1 / (c + f).
fn form(per_epoch: f64, alarms: f64, epochs: i32, passes: bool) -> (f64, f64) {
    let (m, good) = (per_epoch * alarms, per_epoch * (1.0 - alarms));
    let fails = 1.0 - (-m).exp();
    let clean = (-m).exp() * if passes { 1.0 - (-good).exp() } else { 1.0 };
    let p = clean / (clean + fails);
    let further = (1.0 - p.powi(epochs)) / ((1.0 - p) * p.powi(epochs)) / (clean + fails);
    // It returns at the end of an epoch, and fails after an exponential time.
    let rest = 1.0 - (1.0 / m - (-m).exp() / fails);
    let hours = rest + further;
    (3_600.0 * hours, hours / (hours + 1.0 / m))
}

#[test]
fn the_way_back_is_the_rest_of_an_epoch_and_a_run_of_clean_ones() {
    for (every_s, alarms, epochs, passes) in
        [(300.0, 0.01, 3, true), (600.0, 0.05, 3, false), (1_200.0, 0.03, 2, true), (2_400.0, 0.05, 4, true)]
    {
        let nodes = 60;
        let (mean, share) = form(3_600.0 / every_s, alarms, epochs, passes);
        let network = format!(
            "verification.known.canary = {{ every = \"{every_s} s\", false_positive = {alarms}, false_negative = 0 }}\n\
             probation = {{ epoch = \"1 h\", epochs = {epochs}, passes = {} }}",
            u8::from(passes)
        );
        let of = play(&text("40 d", &network, nodes, ""));
        let found = of("probation_mean_s[network.a]").unwrap();
        let times = of("probations_per_h[network.a]").unwrap() * 960.0;
        // A run of clean epochs has a standard deviation of less than its mean.
        let off = 4.0 * mean / times.sqrt();
        assert!((found - mean).abs() < off, "every {every_s}: {found} s, not {mean} s; {times} times");
        let found = of("probation_nodes_mean[network.a]").unwrap() / f64::from(nodes);
        // By Little's law, it errs as the mean and as the number of times.
        assert!((found - share).abs() < 8.0 * share / times.sqrt(), "every {every_s}: {found}, not {share}");
    }
}

#[test]
fn without_false_alarms_a_cheat_is_back_after_the_present_epoch_and_three_more() {
    // It cheats on users alone, so that the first check of an answer sets it apart, and canaries find nothing.
    let network = "verification.some.spot_check = { rate = \"100 %\", work = \"1 %\" }\n\
                   verification.known.canary = { every = \"60 s\", told = \"100 %\", false_positive = 0, false_negative = 0 }\n\
                   probation = { epoch = \"1 h\", epochs = 3 }";
    let others = "[nodes.cheat]\ncount = 1\nqueueing.fcfs = { slots = 50 }\nconduct.lazy = { rate = \"100 %\" }\n";
    let of = play(&text("400 h", network, 3, others));
    // Away from just after an hour until the fourth hour after it; back for some seconds, until it is its turn.
    let mean = of("probation_mean_s[network.a]").unwrap();
    assert!((mean - 4.0 * 3_600.0).abs() < 60.0, "{mean}");
    assert!((of("probations_per_h[network.a]").unwrap() - 0.25).abs() < 0.003);
    let wrong = of("wrong_share").unwrap() * 400.0 * 720.0;
    assert!((100.0..=130.0).contains(&wrong), "one answer in four hours is wrong, and those under way: {wrong}");
}

#[test]
fn who_still_serves_on_probation_is_checked_at_its_rate() {
    // Checks of 5 %, and of 60 % on probation, of which nobody comes back: right answers are taken for wrong at times.
    let checked = |check: &str| {
        let network = format!(
            "verification.some.spot_check = {{ rate = \"5 %\", false_positive = \"20 %\", work = \"1 %\" }}\n\
             probation = {{ epoch = \"1 s\", epochs = 4_000_000_000, organic = true, check = \"{check}\" }}"
        );
        let of = play(&text("200 h", &network, 3, ""));
        assert!(of("probation_nodes_mean[network.a]").unwrap() > 2.9);
        of("checked_share").unwrap()
    };
    let (some, all, few) = (checked("60 %"), checked("100 %"), checked("1 %"));
    // 144,000 answers, of which some hundred came before.
    let off = 4.0 * (0.24_f64 / 144_000.0).sqrt() + 0.003;
    assert!((some - 0.6).abs() < off, "{some}");
    assert!(all > 0.99 && all < 1.0, "{all}");
    assert!((few - 0.05).abs() < 0.003, "a rule never checks less than it says: {few}");
}

#[test]
fn a_node_that_has_left_takes_its_probation_with_it() {
    let network = "verification.some.spot_check = { rate = \"100 %\", false_positive = \"50 %\", work = \"1 %\" }\n\
                   probation = { epoch = \"1 h\", epochs = 3, organic = true }";
    let others = "[nodes.guests]\ncount = 20\nqueueing.fcfs = { slots = 50 }\nchurn.joins = { rate = \"20 /h\", life = \"30 min\" }\n";
    let of = play(&text("50 h", network, 1, others));
    let on = of("probation_nodes_mean[network.a]").unwrap();
    // Ten guests are there on average, and the honest one.
    assert!((8.0..=11.5).contains(&on), "{on}");
}

#[test]
fn a_probation_that_cannot_begin_or_end_is_refused() {
    let told = |network: &str| {
        let text = text("1 h", &format!("{network}\nprobation = {{ epochs = 3 }}"), 1, "");
        let request = Request { file: "t.toml".into(), ..Request::default() };
        scenario::open_text(&support::whole(&text), &request).expect_err("it is refused").render(Colour::Plain)
    };
    let never = told("");
    assert!(
        never.contains("no answer of the network is checked") && never.contains("verification.known.canary"),
        "{never}"
    );
    let ever = told("verification.some.spot_check = { rate = \"5 %\" }");
    assert!(ever.contains("no epoch is ever clean") && ever.contains("organic = true"), "{ever}");
}
