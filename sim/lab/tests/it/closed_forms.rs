//! Closed forms that `check` prints, each against what small scenarios do.

use scenario::closed_form::forms;

use crate::support;

const QUEUE: &str = "horizon = \"20_000 s\"\nstudy = \"steady\"\nwarm_up = \"2_000 s\"\n[nodes.n]\n";

/// Plays a scenario in 20 replications and compares each metric with its form: at most four standard errors apart, by
/// an estimate that knows three parts in a hundred of it.
///
/// A row is a form, a metric, and whether the form is the least that the metric can be.
fn check(text: &str, rows: &[(&str, &str, bool)]) {
    let checked = support::open_text(text, &["replications=20"]);
    let list = forms(&checked.scenario);
    let findings = support::study(&checked, 0);
    for (name, metric, is_least) in rows {
        let form = list.iter().find(|form| form.name == *name).unwrap_or_else(|| panic!("no {name} in {list:?}"));
        let values = support::values(&findings, metric);
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let error = (values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>() / (n - 1.0) / n).sqrt();
        let (apart, sharp) = (mean - form.value, error <= 0.03 * form.value.abs());
        let is_close = apart.abs() <= 4.0 * error + 1e-3 * form.value.abs() || *is_least && apart > 0.0;
        assert!(is_close && sharp, "{name} {}: {metric} is {mean} +- {error}\n{text}", form.value);
    }
}

/// Requests of exponential work of a second.
fn asks(rate: f64, work: &str) -> String {
    format!("[users.all]\narrival.poisson = {{ rate = \"{rate} /s\" }}\ndemand.work = {work}\n")
}

const EXPONENTIAL: &str = "{ exponential = \"1 s\" }";

#[test]
fn loads_and_waits_are_those_of_check() {
    let waits = [
        ("load", "utilisation", false),
        ("wait_mean_s", "wait_mean_s", false),
        ("waited_share", "waited_share", false),
    ];
    for (nodes, rate, work) in [
        ("queueing.fcfs = { slots = 2 }", 1.4, EXPONENTIAL),
        ("count = 5", 3.0, EXPONENTIAL),
        ("speed = 2.0", 1.4, "\"1 s\""),
        ("count = 3", 1.8, "{ uniform = { low = \"0 s\", high = \"2 s\" } }"),
    ] {
        check(&format!("{QUEUE}{nodes}\n{}", asks(rate, work)), &waits);
    }
    let shortest =
        format!("{QUEUE}count = 5\n[gateway.front]\nscheduling = \"join_shortest_queue\"\n{}", asks(4.0, EXPONENTIAL));
    check(&shortest, &[("wait_mean_least_s", "wait_mean_s", true)]);
    // What nodes that come and go have left at work, they finish when they are back.
    let churn = "count = 20\nleaving = \"resume\"\nchurn.renewal = { session = \"300 s\", absence = \"100 s\" }";
    check(&format!("{QUEUE}{churn}\n{}", asks(9.0, EXPONENTIAL)), &[("load_up", "utilisation", false)]);
}

#[test]
fn lists_and_views_are_as_stale_as_check_says() {
    let nodes = |absence: &str| {
        format!(
            "horizon = \"40_000 s\"\nstudy = \"steady\"\nwarm_up = \"4_000 s\"\n[nodes.n]\ncount = 200\n\
             churn.renewal = {{ session = {{ exponential = \"1_000 s\" }}, absence = {{ exponential = \"{absence}\" }} }}\n"
        )
    };
    let beats = format!(
        "{}[network.plain]\nliveness.heartbeat = {{ period = \"100 s\", max_age = \"200 s\" }}\n{}",
        nodes("8_000 s"),
        asks(0.5, "\"1 s\"")
    );
    check(&beats, &[("dead_listed_share", "dead_listed_share", false)]);
    let views =
        format!("{}[gateway.front]\nview_age = \"200 s\"\nretries = 0\n{}", nodes("500 s"), asks(2.0, "\"1 s\""));
    check(&views, &[("stale_pick_share", "stale_pick_share", false)]);
}

/// Nodes that earn fees and new coins, a treasury that spends, a network that is worth corrupting.
fn priced(rules: &str, nodes: &str) -> String {
    format!(
        "horizon = \"20_000 s\"\n[coin.alp]\ngenesis.market = \"1_000_000 alp\"\ngenesis.treasury = {{ plain = \"1_000 alp\" }}\n\
         epoch = \"100 s\"\nemission.constant.rate = \"3_600 alp/h\"\n[network.plain]\ncoin = \"alp\"\nprofit = \"70 usd\"\n\
         pricing.posted = {{ request = \"0.5 usd/request\" }}\n{rules}\n[nodes.n]\ncount = 20\nstake.plain = \"10 alp\"\n\
         cost = \"100 usd/h\"\n{nodes}\n{}",
        asks(2.0, "\"1 s\"")
    )
}

#[test]
fn money_is_earned_and_spent_as_check_says() {
    check(
        &priced("", ""),
        &[
            ("subsidy_share", "subsidy_share", false),
            ("break_even_price_share", "break_even_price_share[nodes.n]", false),
            ("corruption_cover_share", "corruption_cover_share[network.plain]", false),
        ],
    );
}

#[test]
fn cheats_give_as_many_wrong_answers_until_one_is_caught_as_check_says() {
    let rules = "verification.v.spot_check = { rate = 0.2, false_negative = 0.1, colluding = 0.25 }";
    let text = priced(rules, "conduct.lazy = { rate = 0.3 }");
    let checked = support::open_text(&text, &["replications=20"]);
    let list = forms(&checked.scenario);
    let form = list.iter().find(|form| form.name == "wrong_answers_until_caught").expect("it is there");
    let caught = support::values(&support::study(&checked, 0), "wrong_caught_share");
    let mean = caught.iter().sum::<f64>() / 20.0;
    let (p, n) = (0.2 * 0.9 * 0.75, 20.0 * 2.0 * 20_000.0 * 0.3);
    assert!((form.value - 1.0 / p).abs() < 1e-9);
    assert!((mean - p).abs() <= 4.0 * (p * (1.0 - p) / n).sqrt(), "{mean}, not {p}");
}

/// Half of the answers are checked, and one check in a hundred convicts who is right.
#[test]
fn honest_nodes_are_slashed_as_often_as_check_says() {
    let rules = "verification.v.spot_check = { rate = 0.5, false_positive = 0.01 }\nslashing.wrong.fixed = { share = \"0.1 %\" }";
    let text = priced(rules, "");
    let (checked, row) = (support::open_text(&text, &["replications=20"]), "honest_slashed_per_node_year");
    let list = forms(&checked.scenario);
    let form = list.iter().find(|form| form.name == row).expect("it is there");
    let a_year = 365.0 * 86_400.0;
    assert!((form.value / (0.1 * 0.5 * 0.01 * a_year) - 1.0).abs() < 1e-9, "{}", form.value);
    let found = support::values(&support::study(&checked, 0), row);
    let mean = found.iter().sum::<f64>() / 20.0;
    // 20 nodes for 20,000 s, twenty times.
    let slashes = form.value * 20.0 * 20_000.0 * 20.0 / a_year;
    assert!((mean / form.value - 1.0).abs() < 4.0 / slashes.sqrt(), "{mean}, not {}", form.value);
}

/// The numbers that the studies give, by hand: `trust/verifiers_dilemma.toml`, `trust/forced_errors.toml`.
#[test]
fn looks_pay_from_so_many_cheats_on() {
    let value = |file: &str, sets: &[&str], name: &str| {
        let checked = support::open(file, sets);
        forms(&checked.scenario).iter().find(|form| form.name == name).map(|form| form.value)
    };
    let close = |found: Option<f64>, expected: f64| {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?}, not {expected}");
    };
    let file = "trust/verifiers_dilemma.toml";
    close(value(file, &[], "wrong_for_a_look_share"), 0.2);
    close(value(file, &["network.alpha.slashing.reward.fixed.amount=0.04 alp"], "wrong_for_a_look_share"), 0.025);
    // Who answers for nothing saves 0.01 usd, against the fee of 0.01 and a slash of 0.04 usd.
    close(value(file, &[], "looks_for_honesty_share"), 0.2);
    let file = "trust/forced_errors.toml";
    close(value(file, &[], "wrong_for_a_look_share"), 0.0);
    let none = value(file, &["network.alpha.forced_errors.jackpot=0 alp"], "wrong_for_a_look_share");
    assert!(none.is_some_and(f64::is_infinite), "{none:?}");
}

#[test]
fn whatever_a_file_says_forms_have_values_and_sources() {
    let is_sound = |scenario: &world::scenario::Scenario, what: &str| {
        for form in forms(scenario) {
            assert!(
                !form.value.is_nan() && form.value >= 0.0 || matches!(form.theme, "pays" | "drift"),
                "{what}: {form:?}"
            );
            assert!(form.inputs.iter().all(|input| !input.1.is_nan()), "{what}: {form:?}");
            assert!(form.says.starts_with(&form.of) || form.theme == "horizon", "{what}: {form:?}");
        }
    };
    for name in support::shipped() {
        is_sound(&support::open(&name, &[]).scenario, &name);
    }
    let request = files::Request { file: "swarm.toml".into(), ..files::Request::default() };
    for seed in 0..300 {
        let checked = scenario::open_text(&lab::swarm::draw(seed, 100), &request).expect("swarm draws sound worlds");
        is_sound(&checked.scenario, &format!("the random world {seed}"));
    }
}

/// A treasury without income spends what it has in the time that `check` says.
#[test]
fn a_treasury_lasts_as_long_as_check_says() {
    let text = priced("spending = { rate = \"8_640 usd/d\", every = \"10 s\" }", "");
    let checked = support::open_text(&text, &["replications=1"]);
    let list = forms(&checked.scenario);
    let runway = list.iter().find(|form| form.name == "runway_d").expect("it is there").value * 86_400.0;
    // A usd every ten seconds for 10,000 s; after 5,000 s half of it is left, and after 12,000 s 200 usd are owed.
    assert!((runway - 10_000.0).abs() < 1e-6, "{runway}");
    for (horizon, left, owed) in [("5_001 s", 5_000.0, 0.0), ("12_001 s", 0.0, 200.0)] {
        let checked = support::open_text(&text, &["replications=1", &format!("horizon={horizon}")]);
        let outcome = support::simulate(&checked.scenario, 0);
        let of = |label: &str| support::value(&checked.scenario, &outcome, label).unwrap_or(f64::NAN);
        assert!((of("runway_d[network.plain]") * 86_400.0 - left).abs() < 15.0, "{}", of("runway_d[network.plain]"));
        assert!((of("unpaid_usd[network.plain]") - owed).abs() < 1.5, "{}", of("unpaid_usd[network.plain]"));
    }
}

/// In the second of two days, when what operators have earned and not yet sold stays as much as it is.
#[test]
fn so_many_coins_go_into_a_pool_as_check_says() {
    let text = "horizon = \"2 d\"\npoints = 2\n[coin.alp]\ngenesis.market = \"1_000_000 alp\"\nmarket.pool = { coins = \"200_000 alp\", \
                usd = \"100_000 usd\" }\nepoch = \"1 min\"\nemission.constant.rate = \"100 alp/h\"\n[network.plain]\ncoin = \"alp\"\n\
                pricing.posted = { request = \"1 alp/request\" }\n[nodes.n]\ncount = 20\nstake.plain = \"10 alp\"\nsells = \"all\"\n\
                review = \"10 min\"\n[users.all]\narrival.poisson = { rate = \"36 /h\" }\ndemand.work = \"1 s\"\n";
    let checked = support::open_text(text, &["replications=20"]);
    let list = forms(&checked.scenario);
    let form = list.iter().find(|form| form.name == "pool_inflow_per_d_share").expect("it is there");
    // 2,400 new coins; 864 that users buy, operators sell again.
    assert!((form.value - 2_400.0 / 200_000.0).abs() < 1e-7, "{}", form.value);
    let columns = world::metrics::series::columns(&checked.scenario);
    let pool = columns.iter().position(|column| column.name == "pool_coins").expect("there is a pool");
    for replication in 0..20 {
        let outcome = support::simulate(&checked.scenario, replication);
        let found = outcome.series[pool][1] - outcome.series[pool][0];
        // Fees of the last minutes are bought and not yet sold: 6 in ten minutes, give or take 2.4.
        assert!((found - 2_400.0).abs() < 30.0, "{found} in the second day of replication {replication}");
    }
}

/// Batches that have more to do than they can: what they answer is what `check` says that they can.
#[test]
fn a_full_batch_does_as_much_as_check_says() {
    for (most, rate, prompt, output) in [(16, 30.0, 400, 200), (32, 40.0, 100, 300)] {
        let text = format!(
            "horizon = \"400 s\"\nstudy = \"steady\"\nwarm_up = \"100 s\"\n[nodes.n]\ncount = 4\nhardware = \"rtx_4090\"\n\
             llms = [\"llama_8b\"]\nqueueing.continuous_batching = {{ budget = 2_048, most = {most} }}\n[users.all]\n\
             llms = [\"llama_8b\"]\narrival.poisson = {{ rate = \"{rate} /s\" }}\ndemand.tokens = {{ prompt = {prompt}, output = {output} }}\n"
        );
        let checked = support::open_text(&text, &["replications=4"]);
        let list = forms(&checked.scenario);
        let load = list.iter().find(|form| form.name == "load").expect("it is there").value;
        let answered = support::values(&support::study(&checked, 0), "answered_rps");
        let mean = answered.iter().sum::<f64>() / 4.0;
        // Steps read and write together, by which they do up to a tenth more.
        assert!(load > 1.2 && (0.99..1.1).contains(&(mean * load / rate)), "{mean} of {rate} /s at load {load}");
    }
}
