//! Reputations: what networks think of nodes is what was seen of them, and readers go by it.

use files::{Colour, Request};

use crate::support;

/// Nodes that cheat on a share of their answers beside honest ones, each answer checked; with this of the network.
fn text(cheats: &str, network: &str) -> String {
    format!(
        "horizon = \"20_000 s\"\n[coin.alp]\n[network.a]\ncoin = \"alp\"\nverification.all.spot_check = {{ rate = \"100 %\", \
         work = \"0.1 %\" }}\n{network}\n[gateway.g]\nnetworks = [\"a\"]\nscheduling = \"round_robin\"\n[nodes.honest]\n\
         count = 10\nqueueing.fcfs = {{ slots = 50 }}\n[nodes.cheats]\ncount = 10\nqueueing.fcfs = {{ slots = 50 }}\n\
         conduct.lazy = {{ rate = \"{cheats}\" }}\n[users.u]\ngateway = \"g\"\narrival.poisson = {{ rate = \"1 /s\" }}\n\
         demand.work = \"0.1 s\"\n"
    )
}

fn play(text: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

#[test]
fn a_moving_average_rests_at_the_share_of_right_answers() {
    let of = play(&text("30 %", "reputation = { ewma = { half_life = 10, start = 0.7 } }"));
    let found = of("reputation_mean[nodes.cheats]").expect("they have one");
    // 10,000 independent answers of ten nodes.
    let error = (0.3_f64 * 0.7 / 10_000.0).sqrt();
    assert!((found - 0.7).abs() < 4.0 * error, "{found} within {error}");
    let honest = of("reputation_mean[nodes.honest]").expect("they have one");
    // From 0.7 to 1 with a half-life of 10 of 1,000 answers: 0.3 l^n is lacking after n, and the first comes after half
    // a gap on average. A gap of a node is that of 20 requests, with a deviation of 1 / sqrt(20) of its mean, the same
    // for all nodes; the weights l^n make sqrt((1 - l) / (1 + l)) of it.
    let l = 0.5_f64.powf(0.1);
    let (lacking, error) = (0.3 * (1.0 / (1.0 - l) - 0.5) / 1_000.0, ((1.0 - l) / (1.0 + l) / 20.0).sqrt());
    assert!(((1.0 - honest) / lacking - 1.0).abs() < 4.0 * error, "{honest}, {lacking} are lacking");
}

#[test]
fn a_beta_reputation_of_checked_answers_is_laplace_s_rule() {
    let of = play(&text("30 %", "reputation = { beta = {}, every = \"19_999 s\" }"));
    // Published once, at the end: (g + 1) / (n + 2), with g of n = 1,000 right on average.
    let says = |right: f64| (1_000.0 * right + 1.0) / 1_002.0;
    let last = |mean: f64| (mean - 0.5) * 20_000.0 + 0.5;
    let (cheats, honest) = (of("reputation_mean[nodes.cheats]"), of("reputation_mean[nodes.honest]"));
    assert!((last(honest.expect("it is")) - says(1.0)).abs() < 0.01, "{honest:?}");
    assert!((last(cheats.expect("it is")) - says(0.7)).abs() < 0.03, "{cheats:?}");
}

#[test]
fn newcomers_are_known_after_as_many_periods_as_it_takes() {
    let network = "reputation = { epochs_served = { epochs = 30, misses = \"50 %\" }, every = \"100 s\", known = 0.5, hears = \
                   [\"verdicts\", \"losses\", \"answers\"] }";
    let of = play(&text("0 %", network));
    assert_eq!(of("reputation_wait_mean_s[nodes.honest]"), Some(1_500.0), "15 of 30 periods of 100 s");
    assert_eq!(of("reputed_share[nodes.honest]"), Some(1.0));
    // It rises by 1/30 each 100 s up to 3,000 s: the mean over 20,000 s.
    let area: f64 = (0..30).map(|k| f64::from(k) / 30.0 * 100.0).sum::<f64>() + 17_000.0;
    let found = of("reputation_mean[nodes.honest]").expect("they have one");
    assert!((found - area / 20_000.0).abs() < 1e-9, "{found}");
}

#[test]
fn a_node_below_the_minimum_gets_no_more_requests() {
    let network = "reputation = { ewma = { half_life = 1, start = 0.5 } }\npermission.reputed = { least = 0.3 }";
    let of = play(&text("100 %", network));
    // Each of the ten cheats is convicted once, and then has 0.25; nothing is ever seen of it again.
    let answers = of("answered_rps").expect("some are") * 20_000.0;
    let wrong = of("wrong_share").expect("some are") * answers;
    assert!((wrong - 10.0).abs() < 1e-6, "{wrong}");
    assert_eq!(of("admitted_share[network.a]"), Some(0.5));
}

#[test]
fn losses_are_heard_where_they_are_asked_for() {
    let churn = "churn.renewal = { session = { exponential = \"60 s\" }, absence = \"1 s\" }\nleaving = \"fail\"\n";
    let with = |hears: &str| {
        let network = format!("reputation = {{ ewma = {{ half_life = 10, start = 1 }}, hears = [{hears}] }}");
        let text = text("0 %", &network).replace("count = 10\n", &format!("count = 10\n{churn}"));
        let text = text.replace("demand.work = \"0.1 s\"", "demand.work = \"20 s\"");
        play(&text)("reputation_mean[nodes.honest]").expect("they have one")
    };
    assert!((with("\"verdicts\"") - 1.0).abs() < 1e-12, "no answer is wrong");
    let lost = with("\"verdicts\", \"losses\"");
    assert!(lost < 0.95, "attempts of 20 s are lost in sessions of 60 s on average: {lost}");
}

#[test]
fn new_coins_go_by_the_power_of_reputations() {
    let with = |power: u32| {
        let network = "reputation = { ewma = { half_life = 1_000_000, start = 0.25 } }\n";
        let text = text("100 %", network).replace(
            "[coin.alp]\n",
            &format!(
                "[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\nepoch = \"1_000 s\"\nemission.constant = {{ rate = \"3_600 alp/h\" }}\n\
                 sharing.by = {{ work = 1, reputation = {power} }}\n"
            ),
        );
        // The half of the nodes that are honest never have another reputation than the cheats, but for hardly anything.
        let of = play(&text);
        of("earned_usd_h[nodes.cheats]").expect("they earn") / of("earned_usd_h[nodes.honest]").expect("they earn")
    };
    // Lazy answers are a hundredth of the work.
    let (plain, squared) = (with(0), with(2));
    assert!((squared / plain - 1.0).abs() < 0.01, "equal reputations change no share: {plain}, {squared}");
    let apart = |power: u32| {
        let text = text("50 %", "reputation = { ewma = { half_life = 200, start = 0.5 } }").replace(
            "[coin.alp]\n",
            &format!(
                "[coin.alp]\nmarket.fixed = {{ price = \"1 usd\" }}\nepoch = \"1_000 s\"\nemission.constant = {{ rate = \"3_600 alp/h\" }}\n\
                 sharing.by = {{ work = 1, reputation = {power} }}\n"
            ),
        );
        let of = play(&text);
        let ratio =
            of("earned_usd_h[nodes.cheats]").expect("they earn") / of("earned_usd_h[nodes.honest]").expect("they earn");
        (
            ratio,
            of("reputation_mean[nodes.cheats]").expect("it is") / of("reputation_mean[nodes.honest]").expect("it is"),
        )
    };
    let ((none, _), (one, reputations), (two, _)) = (apart(0), apart(1), apart(2));
    // Reputations grow slowly, so that means of powers are near the powers of means.
    assert!((one / none / reputations - 1.0).abs() < 0.05, "{one} over {none}, not {reputations}");
    assert!((two / none / reputations.powi(2) - 1.0).abs() < 0.1, "{two} over {none}, not {reputations} squared");
}

#[test]
fn what_nobody_keeps_cannot_be_read() {
    let told = |sets: &[&str]| {
        let request = Request {
            file: "t.toml".into(),
            sets: sets.iter().map(ToString::to_string).collect(),
            ..Request::default()
        };
        let shown = scenario::open_text(&support::whole(&text("0 %", "")), &request).err();
        let shown = shown.map_or_else(String::new, |refused| refused.render(Colour::Plain));
        let lines = shown.lines().filter_map(|l| l.strip_prefix("error: ").or(l.trim_start().strip_prefix("= help: ")));
        lines.map(String::from).collect::<Vec<_>>()
    };
    assert_eq!(
        told(&["gateway.g.scheduling.proportional.to=reputation"]),
        [
            "nodes are picked by `reputation`, and network `a` keeps none",
            "add one, as in `network.a.reputation.beta = {}`, or leave the column out",
        ]
    );
    assert_eq!(
        told(&["network.a.permission.reputed.least=0.5"]),
        ["the network keeps no reputations", "add a `reputation` to the network, as in `reputation.beta = {}`"]
    );
    assert_eq!(
        told(&["coin.alp.sharing.by={ reputation = 1.0 }"]),
        [
            "new coins are shared by reputation, and network `a` keeps none",
            "add one, as in `network.a.reputation.beta = {}`",
        ]
    );
    assert_eq!(
        told(&["network.a.reputation.eigentrust={}"]),
        [
            "`eigentrust` is known only for all nodes together, at the end of a period",
            "say how long a period is, as in `every = \"1 h\"`",
        ]
    );
    assert_eq!(
        told(&["network.a.reputation={ epochs_served = {}, every = \"1 h\" }"]),
        [
            "`epochs_served` counts misses among all answers, and does not hear of those",
            "use `hears = [\"verdicts\", \"losses\", \"answers\"]`",
        ]
    );
}
