//! Answers that deviate by their serving stack: convicted as closed forms say, and tolerated where rules say so.

use scenario::closed_form::deviation::deviations;

use crate::support;

/// Twenty nodes of a stack that deviates by `law` answer 40,000 requests under a rule; a conviction costs 1 alp.
fn text(law: &str, rule: &str, more: &str) -> String {
    format!(
        "horizon = \"2_000 s\"\n[coin.alp]\ngenesis.market = \"1_000_000_000 alp\"\n[network.a]\ncoin = \"alp\"\n\
         pricing.posted = {{ request = \"0.01 usd/request\" }}\nslashing.judge.fixed = {{ amount = \"1 alp\" }}\n\
         verification.rule.{rule}\n[gateway.g]\nnetworks = [\"a\"]\n[stack.vllm]\ndeviates = {law}\n\
         [nodes.vllm]\ncount = 20\nstack = \"vllm\"\nnetworks = [\"a\"]\nstake.a = \"100_000 alp\"\nqueueing.fcfs = {{ slots = 50 }}\n\
         {more}[users.u]\ngateway = \"g\"\narrival.poisson = {{ rate = \"20 /s\" }}\ndemand.work = \"0.1 s\"\n"
    )
}

const REFEREES: &str = "[nodes.referees]\ncount = 20\nnetworks = [\"a\"]\nqueueing.fcfs = { slots = 50 }\n";

fn play(text: &str) -> impl Fn(&str) -> Option<f64> + use<> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    move |label: &str| support::value(&checked.scenario, &outcome, label)
}

/// Whether a share of so many answers is what a closed form says, within four standard errors.
fn is(found: Option<f64>, expected: f64, answers: f64, what: &str) {
    let found = found.unwrap_or(0.0);
    let error = (expected * (1.0 - expected) / answers).sqrt();
    assert!((found - expected).abs() <= 4.0 * error + 1e-12, "{what}: {found}, not {expected} +- {error}");
}

#[test]
fn honest_nodes_of_a_stack_are_convicted_as_often_as_they_are_checked_deviate_and_are_found() {
    for (p, d, f) in [(0.2, 0.128, 1.0), (0.5, 0.045, 0.6), (1.0, 0.3, 0.25), (0.3, 0.2, 0.0)] {
        let rule = format!("spot_check = {{ rate = {p}, finds_deviations = {f}, checkers = \"referees\" }}");
        let of = play(&text(&format!("{d}"), &rule, REFEREES));
        let answers = of("answered_rps").expect("some are") * 2_000.0;
        is(of("deviating_share[users.u]"), d, answers, "they deviate");
        is(of("benign_convicted_share[nodes.vllm]"), p * d * f, answers, "they are convicted");
        assert!(of("right_convicted_share").is_none_or(|share| share <= 0.0), "no checker deviates");
        // Each of them lost one coin, which is worth one usd.
        let slashed = of("benign_slashed_usd[nodes.vllm]").expect("there is a stack");
        let convicted = of("benign_convicted_share").unwrap_or(0.0) * answers;
        assert!((slashed - convicted).abs() < 1.5, "{slashed} usd for {convicted} answers");
    }
}

#[test]
fn a_checker_of_another_stack_differs_by_its_own_deviations_too() {
    let (p, d, e) = (0.5, 0.1, 0.3);
    let others = "[stack.sglang]\ndeviates = 0.3\n[nodes.sglang]\ncount = 20\nnetworks = [\"a\"]\nstack = \"sglang\"\n\
                  queueing.fcfs = { slots = 50 }\n";
    let rule = format!("spot_check = {{ rate = {p}, checkers = \"sglang\" }}");
    let of = play(&text(&format!("{d}"), &rule, others));
    let answers = of("answered_rps").expect("some are") * 2_000.0;
    is(of("benign_convicted_share"), p * d, answers, "the server deviates");
    is(of("right_convicted_share"), p * (1.0 - d) * e, answers, "the checker alone deviates");
}

/// Three groups check each other: what `check` prints of each is what becomes of its honest answers.
#[test]
fn the_closed_form_of_check_is_what_a_mixed_network_does() {
    let groups = "[stack.sglang]\ndeviates = { uniform = { low = \"4 %\", high = \"5 %\" } }\n[nodes.sglang]\ncount = 60\nstack = \"sglang\"\n\
                  queueing.fcfs = { slots = 50 }\n[nodes.plain]\ncount = 10\nqueueing.fcfs = { slots = 50 }\n";
    let text = text("0.128", "spot_check = { rate = 0.4, finds_deviations = 0.7 }", groups);
    let checked = support::open_text(&text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let of = |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(0.0);
    let list = deviations(&checked.scenario);
    assert_eq!(list.iter().map(|d| &*d.nodes).collect::<Vec<_>>(), ["vllm", "sglang"]);
    // In all: the deviating and the right answers that were convicted, and those of the plain group beside.
    let plain = 0.28 * (20.0 * 0.128 + 60.0 * 0.045) / 89.0;
    let shares = [20.0 / 90.0, 60.0 / 90.0];
    let expected = list.iter().zip(shares).map(|(d, share)| d.convicted * share).sum::<f64>() + plain * 10.0 / 90.0;
    let answers = of("answered_rps") * 2_000.0;
    let found = of("benign_convicted_share") + of("right_convicted_share");
    let error = (expected / answers + 0.01_f64.powi(2) * expected.powi(2)).sqrt();
    assert!((found - expected).abs() < 4.0 * error, "{found}, not {expected} +- {error}");
}

#[test]
fn whom_a_rule_compares_within_its_stack_or_tolerates_is_never_convicted() {
    let others = "[nodes.plain]\ncount = 20\nnetworks = [\"a\"]\nstake.a = \"100_000 alp\"\nqueueing.fcfs = { slots = 50 }\n\
                  conduct.lazy = { rate = \"10 %\" }\n";
    let answers = 40_000.0;
    for rule in
        ["spot_check = { rate = 0.5, within_stack = true }", "spot_check = { rate = 0.5, finds_deviations = 0 }"]
    {
        let of = play(&text("0.2", rule, others));
        assert!(of("benign_convicted_share").is_none_or(|share| share <= 0.0), "{rule}");
        assert!(of("right_convicted_share").is_none_or(|share| share <= 0.0), "{rule}");
        // Half of the answers are of the others, of which a tenth are wrong: cheats are caught all the same.
        is(of("wrong_caught_share"), 0.5, answers * 0.05, rule);
    }
    // The same world without a stack, to the last event and coin.
    let tolerant = text("0.2", "spot_check = { rate = 0.5, finds_deviations = 0 }", others);
    let bare = tolerant.replace("[stack.vllm]\ndeviates = 0.2\n", "").replace("stack = \"vllm\"\n", "");
    let prints = |text: &str| support::simulate(&support::open_text(text, &[]).scenario, 0).fingerprints;
    assert_eq!(prints(&tolerant).events, prints(&bare).events);
    assert_eq!(prints(&tolerant).money, prints(&bare).money);
    // Where nobody tolerates anything, money goes elsewhere.
    assert_ne!(prints(&text("0.2", "spot_check = { rate = 0.5 }", others)).money, prints(&bare).money);
}

/// Three executors, each of which deviates with probability d: the picked one is overruled by two against one.
#[test]
fn votes_count_deviating_answers_as_the_binomial_says() {
    for (d, f) in [(0.2_f64, 1.0), (0.4, 0.5)] {
        let of = play(&text(&format!("{d}"), &format!("replicate = {{ copies = 3, finds_deviations = {f} }}"), ""));
        let answers = of("answered_rps").expect("some are") * 2_000.0;
        let w = d * f;
        is(of("benign_convicted_share"), w * (1.0 - w).powi(2), answers, "a deviating answer is overruled");
        // Of those whose own answer counts as right, some deviate and are not found to.
        let right = of("right_convicted_share").unwrap_or(0.0);
        is(Some(right), (1.0 - d) * w * w, answers, "a right answer is overruled");
    }
    let of = play(&text("0.4", "replicate = { copies = 3, within_stack = true }", REFEREES));
    assert!(of("benign_convicted_share").is_none_or(|share| share <= 0.0));
    assert!(of("right_convicted_share").is_none_or(|share| share <= 0.0));
}

#[test]
fn each_node_draws_its_share_from_the_distribution_of_its_stack() {
    let law = "{ uniform = { low = \"0 %\", high = \"40 %\" } }";
    let text = text(law, "spot_check = { rate = 0 }", "").replace("count = 20\nstack", "count = 400\nstack");
    let means: Vec<f64> = (0..6)
        .map(|replication| {
            let checked = support::open_text(&text, &[]);
            let outcome = support::simulate(&checked.scenario, replication);
            support::value(&checked.scenario, &outcome, "deviating_share").expect("some do")
        })
        .collect();
    let mean = means.iter().sum::<f64>() / 6.0;
    // Between nodes a standard deviation of 40 % / sqrt(12), over 2,400 nodes; answers add little.
    let error = (0.4_f64.powi(2) / 12.0 / 2_400.0 + 0.2 * 0.8 / 240_000.0).sqrt();
    assert!((mean - 0.2).abs() < 4.0 * error, "{mean} is not 20 % +- {error}");
    let spread = means.iter().map(|m| (m - mean).powi(2)).sum::<f64>() / 5.0;
    assert!(spread.sqrt() > 0.002, "nodes differ, and so do their means: {means:?}");
}

#[test]
fn a_gateway_that_inspects_answers_goes_where_they_were_good() {
    let network = |name: &str, d: f64| {
        format!(
            "[network.{name}]\n[stack.{name}]\ndeviates = {d}\n[nodes.{name}]\ncount = 5\nnetworks = [\"{name}\"]\n\
             stack = \"{name}\"\nqueueing.fcfs = {{ slots = 50 }}\n"
        )
    };
    let text = |rule: &str| {
        format!(
            "horizon = \"10_000 s\"\n{}{}[gateway.g]\nnetworks = [\"a\", \"b\"]\nrouting.{rule}\n[users.u]\ngateway = \"g\"\n\
             arrival.poisson = {{ rate = \"20 /s\" }}\ndemand.work = \"0.1 s\"\n",
            network("a", 0.045),
            network("b", 0.131),
        )
    };
    let rule = "quality_weighted = { quality = 10, inspects = \"50 %\", every = \"1_000 s\", fee = \"0.001 usd\" }";
    let of = play(&text(rule));
    let share = of("answered_rps[network.a]").expect("some are") / of("answered_rps").expect("some are");
    // Nothing is known in the first of ten periods; then 5,000 inspected answers and more tell each share to 0.005.
    let (a, b) = (0.955_f64.powi(10), 0.869_f64.powi(10));
    let expected = 0.1 * 0.5 + 0.9 * a / (a + b);
    assert!((share - expected).abs() < 0.012, "{share} of the requests go to the better one, not {expected}");
    let inspected = of("inspected_share[gateway.g]").expect("some are");
    is(Some(inspected), 0.5, 200_000.0, "inspections");
    // Each costs a thousandth of a usd: twenty requests a second, half of them inspected.
    let (spent, answered) =
        (of("request_costs_usd_h[gateway.g]").expect("it spends"), of("answered_rps").expect("some are"));
    assert!((spent - answered * inspected * 3.6).abs() < 1e-6, "{spent} usd/h");
    // Users have what the split of requests implies.
    let deviating = of("deviating_share[users.u]").expect("some do");
    let implied = share * 0.045 + (1.0 - share) * 0.131;
    is(Some(deviating), implied, 200_000.0, "answers that deviate");
    // Who looks at nothing has the mean of both.
    is(play(&text("split = {}"))("deviating_share"), 0.088, 200_000.0, "a split");
}
