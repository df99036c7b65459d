//! Small scenarios at which closed forms of `check` are held to what is played, one list for tests and table.

use scenario::closed_form::form::{Bound, Form, Way};

/// What of a replication is read: the value of a metric by its label.
pub(super) type Of<'a> = &'a dyn Fn(&str) -> f64;

/// A closed form and what of the runs it says.
pub(super) struct Row {
    /// The form.
    pub(super) form: &'static str,
    /// What is read, in words of metrics.
    pub(super) reads: &'static str,
    /// How it is read; by its label where there is no more to it.
    pub(super) by: Option<fn(Of) -> f64>,
    /// What the form says of it: its value, unless it is the bound that is compared.
    pub(super) says: fn(&Form) -> f64,
    /// Whether that is the mean or a bound of it.
    pub(super) way: Way,
}

/// A scenario with its closed forms.
pub(super) struct Scene {
    /// What it is, in some words.
    pub(super) at: &'static str,
    /// The scenario, of which the forms are worked out.
    pub(super) text: String,
    /// What is added to it when it is played, such as the loss of a zone.
    pub(super) strikes: &'static str,
    /// How often it is played.
    pub(super) replications: u32,
    /// Its forms.
    pub(super) rows: Vec<Row>,
}

/// Forms that no scene plays, and why.
pub(super) const UNPLAYED: [(&str, &str); 10] = [
    ("bound_to_bound_d", "a time that follows from the rule; `it/governors.rs` holds each step"),
    ("cheapest_rate_share", "the cost of the capital that a slash binds is no part of a run"),
    ("faults_in_a_row", "a count that follows from the rule; tests of the rules hold it"),
    ("honest_per_test_most_share", "the most of many tests; `theory/` plays Wald's test"),
    ("honest_ruined_share", "a tail of how often honest nodes are slashed, which is played"),
    ("looks_for_honesty_share", "a mix that no group of nodes keeps; held to studies by hand"),
    ("signal_to_change_d", "a sum of settings, to which `it/governance.rs` holds the time of a change"),
    ("slowest_clocks", "a ratio of two settings"),
    ("unbonding_s", "a comparison of settings"),
    ("wrong_for_a_look_share", "a mix that no group of nodes keeps; held to studies by hand"),
];

/// A metric whose mean a form of the same or another name is.
fn mean(form: &'static str, reads: &'static str) -> Row {
    Row { form, reads, by: None, says: |form| form.value, way: Way::Equal }
}

/// Something that is worked out of metrics.
fn derived(form: &'static str, reads: &'static str, by: fn(Of) -> f64) -> Row {
    Row { by: Some(by), ..mean(form, reads) }
}

fn scene(at: &'static str, text: String, rows: Vec<Row>) -> Scene {
    Scene { at, text, strikes: "", replications: 20, rows }
}

const QUEUE: &str = "horizon = \"20_000 s\"\nstudy = \"steady\"\nwarm_up = \"2_000 s\"\n[nodes.n]\n";

const EXPONENTIAL: &str = "{ exponential = \"1 s\" }";

/// Requests of some work.
pub(super) fn asks(rate: f64, work: &str) -> String {
    format!("[users.all]\narrival.poisson = {{ rate = \"{rate} /s\" }}\ndemand.work = {work}\n")
}

/// All scenes.
pub(super) fn scenes() -> Vec<Scene> {
    let mut list = queues();
    list.extend(churning());
    list.extend(stations_and_zones());
    list.extend(money());
    list.extend(trust());
    list.extend(stakes_and_votes());
    list
}

fn queues() -> Vec<Scene> {
    let waits = |at, nodes: &str, rate, work| {
        let rows =
            vec![mean("load", "utilisation"), mean("wait_mean_s", "wait_mean_s"), mean("waited_share", "waited_share")];
        scene(at, format!("{QUEUE}{nodes}\n{}", asks(rate, work)), rows)
    };
    let shortest =
        format!("{QUEUE}count = 5\n[gateway.front]\nscheduling = \"join_shortest_queue\"\n{}", asks(4.0, EXPONENTIAL));
    let least = Row { way: Way::Least, ..mean("wait_mean_least_s", "wait_mean_s") };
    vec![
        waits("one node of 2 slots, 1.4 /s, exponential", "queueing.fcfs = { slots = 2 }", 1.4, EXPONENTIAL),
        waits("5 nodes picked at random, 3 /s, exponential", "count = 5", 3.0, EXPONENTIAL),
        waits("one node of speed 2, 1.4 /s, constant", "speed = 2.0", 1.4, "\"1 s\""),
        waits("3 nodes, 1.8 /s, uniform", "count = 3", 1.8, "{ uniform = { low = \"0 s\", high = \"2 s\" } }"),
        scene("5 nodes, shortest queue, 4 /s", shortest, vec![least]),
    ]
}

/// Nodes that come and go.
fn churning() -> Vec<Scene> {
    // What nodes that come and go have left at work, they finish when they are back.
    let churn = "count = 20\nleaving = \"resume\"\nchurn.renewal = { session = \"300 s\", absence = \"100 s\" }";
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
    let views =
        format!("{}[gateway.front]\nview_age = \"200 s\"\nretries = 0\n{}", nodes("500 s"), asks(2.0, "\"1 s\""));
    vec![
        scene(
            "20 nodes up 300 s and down 100 s, 9 /s",
            format!("{QUEUE}{churn}\n{}", asks(9.0, EXPONENTIAL)),
            vec![mean("load_up", "utilisation")],
        ),
        scene("200 nodes, heartbeats of 100 s", beats, vec![mean("dead_listed_share", "dead_listed_share")]),
        scene("200 nodes, a view of 200 s", views, vec![mean("stale_pick_share", "stale_pick_share")]),
    ]
}

fn stations_and_zones() -> Vec<Scene> {
    let station = format!(
        "{QUEUE}count = 20\n[gateway.front]\nstation.service = {{ exponential = \"0.1 s\" }}\n{}",
        asks(8.0, "\"1 s\"")
    );
    let zones = format!(
        "{QUEUE}count = 10\nregions = [\"eu\"]\nleaving = \"move\"\n[region.eu]\nzones = 4\n{}",
        asks(5.0, EXPONENTIAL)
    );
    let lost =
        scene("10 nodes in 4 zones, the largest down, 5 /s", zones, vec![mean("load_without_zone", "utilisation")]);
    vec![
        scene(
            "a station of 0.1 s, exponential, 8 /s",
            station,
            vec![
                derived("station_load", "L / (1 + L), L = at_station_mean[gateway.front]", |of| {
                    let here = of("at_station_mean[gateway.front]");
                    here / (1.0 + here)
                }),
                derived("station_wait_mean_s", "at_station_mean[gateway.front] / 8 - 0.1", |of| {
                    of("at_station_mean[gateway.front]") / 8.0 - 0.1
                }),
            ],
        ),
        Scene {
            strikes: "[weather.dark]\nat = \"1 s\"\nzone_outage = { zone = \"eu-1\", lasts = \"19_999 s\" }\n",
            ..lost
        },
    ]
}

/// Nodes that earn fees and new coins, a treasury that spends, a network that is worth corrupting.
pub(super) fn priced(coin: &str, rules: &str, nodes: &str) -> String {
    format!(
        "horizon = \"20_000 s\"\n[coin.alp]\ngenesis.market = \"1_000_000 alp\"\ngenesis.treasury = {{ plain = \"1_000 alp\" }}\n\
         epoch = \"100 s\"\n{coin}\n[network.plain]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.5 usd/request\" }}\n{rules}\n\
         [nodes.n]\ncount = 20\nstake.plain = \"10 alp\"\ncost = \"100 usd/h\"\n{nodes}\n{}",
        asks(2.0, "\"1 s\"")
    )
}

pub(super) const MINTS: &str = "emission.constant.rate = \"3_600 alp/h\"";

fn money() -> Vec<Scene> {
    let earning = vec![
        mean("subsidy_share", "subsidy_share"),
        mean("break_even_price_share", "break_even_price_share[nodes.n]"),
        mean("corruption_cover_share", "corruption_cover_share[network.plain]"),
    ];
    let load = derived("break_even_load", "utilisation * 100 / earned_usd_h[nodes.n]", |of| {
        of("utilisation") * 100.0 / of("earned_usd_h[nodes.n]")
    });
    // Of requests at work at both ends as much is paid as is not.
    let cut = "horizon = \"20_000 s\"\nstudy = \"steady\"\nwarm_up = \"2_000 s\"\n";
    let steady = priced("", "", "").replace("horizon = \"20_000 s\"\n", cut);
    let runway = derived("runway_d", "runway_d[network.plain] + 5_001 s", |of| {
        of("runway_d[network.plain]") + 5_001.0 / 86_400.0
    });
    let spends = priced("", "spending = { rate = \"8_640 usd/d\", every = \"1 s\" }", "");
    let falls = "horizon = \"1 d\"\n[coin.alp]\ngenesis = 1_000_000\nepoch = \"10 s\"\nemission.constant.rate = \"10_000 alp/d\"\n\
                 market.pool = { coins = \"100_000 alp\", usd = \"50_000 usd\", fee = \"0 %\" }\n[network.plain]\ncoin = \"alp\"\n\
                 [nodes.n]\nstake.plain = \"10 alp\"\nreview = \"10 s\"\nsells.share = { share = 1 }\n";
    let fall =
        derived("price_fall_per_d_share", "1 - price_usd[coin.alp] / 0.5", |of| 1.0 - of("price_usd[coin.alp]") / 0.5);
    // What is earned and not yet sold is as much at both ends of what is measured.
    let flows = "horizon = \"22 d\"\nstudy = \"steady\"\nwarm_up = \"2 d\"\n[coin.alp]\ngenesis.market = \"1_000_000 alp\"\n\
                 market.pool = { coins = \"200_000 alp\", usd = \"100_000 usd\" }\nepoch = \"1 min\"\n\
                 emission.constant.rate = \"100 alp/h\"\n[network.plain]\ncoin = \"alp\"\n\
                 pricing.posted = { request = \"1 alp/request\" }\n[nodes.n]\ncount = 20\nstake.plain = \"10 alp\"\n\
                 sells = \"all\"\nreview = \"10 min\"\n[users.all]\narrival.poisson = { rate = \"36 /h\" }\ndemand.work = \"1 s\"\n";
    let flow = derived("pool_inflow_per_d_share", "sell_pressure_coins_h[coin.alp] * 24 / 200_000", |of| {
        of("sell_pressure_coins_h[coin.alp]") * 24.0 / 200_000.0
    });
    // More is asked for than nodes can do: each does what it can, and with two slots that is twice as much.
    let splits = format!(
        "horizon = \"5_000 s\"\n[coin.alp]\nepoch = \"100 s\"\n{MINTS}\nsharing.by = {{ work = 0.5, stake = 0.25 }}\n[network.plain]\n\
         coin = \"alp\"\n[gateway.front]\nscheduling = \"join_shortest_queue\"\n[nodes.whole]\nqueueing.fcfs = {{ slots = 2 }}\n\
         stake.plain = \"20 alp\"\n[nodes.halves]\ncount = 2\nstake.plain = \"10 alp\"\n{}",
        asks(6.0, "\"1 s\"")
    );
    let split = derived("split_in_two_times", "2 earned_usd_h[nodes.halves] / earned_usd_h[nodes.whole]", |of| {
        2.0 * of("earned_usd_h[nodes.halves]") / of("earned_usd_h[nodes.whole]")
    });
    vec![
        scene(
            "20 nodes, fees of 0.5 usd and 3,600 new coins an hour",
            priced(MINTS, "profit = \"70 usd\"", ""),
            earning,
        ),
        scene("20 nodes, fees of 0.5 usd", steady, vec![load]),
        Scene {
            replications: 2,
            ..scene("a treasury of 1,000 usd that spends one in 10 s", spends.replace("20_000", "5_001"), vec![runway])
        },
        Scene { replications: 4, ..scene("a tenth of a pool minted and sold in a day", falls.into(), vec![fall]) },
        scene("a pool with sales of 3,264 and purchases of 864 coins a day", flows.into(), vec![flow]),
        Scene {
            replications: 4,
            ..scene("a node of two slots beside its two halves, a = 0.5, b = 0.25", splits, vec![split])
        },
    ]
}

fn trust() -> Vec<Scene> {
    let checks = "verification.v.spot_check = { rate = 0.2, false_negative = 0.1, colluding = 0.25 }";
    let caught = derived("wrong_answers_until_caught", "1 / wrong_caught_share", |of| 1.0 / of("wrong_caught_share"));
    let taken = derived("slash_usd", "20 earned_usd_h[nodes.n] 20_000 s / slashes[network.plain]", |of| {
        20.0 * of("earned_usd_h[nodes.n]") * 20_000.0 / 3_600.0 / of("slashes[network.plain]")
    });
    // Of a bound it is the limit that is played: what is taken until a cheat is caught.
    let limit = |form: &Form| match form.bound {
        Some(Bound::AtLeast(limit) | Bound::Below(limit)) => limit,
        None => f64::NAN,
    };
    let errs =
        "verification.v.spot_check = { rate = 0.5, false_positive = 0.01 }\nslashing.s.fixed = { share = \"0.1 %\" }";
    let slashes = format!("{checks}\nslashing.s.fixed = {{ amount = \"0.001 alp\" }}");
    vec![
        scene(
            "20 honest nodes, half checked, one check in 100 errs",
            priced("", errs, ""),
            vec![mean("honest_slashed_per_node_year", "honest_slashed_per_node_year")],
        ),
        scene(
            "20 nodes, 30 % wrong, a fifth checked",
            priced("", checks, "conduct.lazy = { rate = 0.3 }"),
            vec![caught],
        ),
        scene(
            "20 nodes, all answers wrong, a fifth checked; what is taken until one is caught",
            priced("", &slashes, "conduct.lazy = { rate = 1 }"),
            vec![Row { says: limit, ..taken }],
        ),
    ]
}

fn stakes_and_votes() -> Vec<Scene> {
    let exits = "horizon = \"50_000 s\"\n[coin.alp]\nepoch = \"1 d\"\n[network.plain]\ncoin = \"alp\"\nunbonding = \"1 h\"\n\
                 exit_queue = { per_epoch = 4, epoch = \"1 h\" }\n[nodes.leave]\ncount = 34\nstake.plain = \"10 alp\"\n\
                 churn.joins = { rate = \"0.000_000_001 /d\", life = \"100 s\", start = \"all_up\" }\n[nodes.stay]\ncount = 66\n\
                 stake.plain = \"10 alp\"\n";
    let third = derived("third_of_stakes_leaves_s", "exit_delay_max_s[network.plain] + 3_600", |of| {
        of("exit_delay_max_s[network.plain]") + 3_600.0
    });
    let votes = "horizon = \"30 d\"\n[coin.alp]\ngenesis = 1_000_000\ndecimals = 6\n\
                 market.pool = { coins = \"100_000 alp\", usd = \"200_000 usd\", fee = \"1 %\" }\n[holders.crowd]\n\
                 coins = \"300_000 alp\"\n[network.plain]\ncoin = \"alp\"\n[nodes.n]\n[governance.main]\n\
                 may_change = [\"network.plain.*\"]\npower = \"coins\"\nturnout.attends = { share = \"20 %\" }\n\
                 votes.holders.crowd = { no = \"100 %\" }\n[proposal.p]\nat = \"1 d\"\nset = { \"network.plain.pursues\" = true }\n";
    let capture = mean("capture_usd", "capture_cost_usd[governance.main]");
    vec![
        Scene { replications: 2, ..scene("34 of 100 stakes at 4 an hour", exits.into(), vec![third]) },
        Scene {
            replications: 2,
            ..scene("60,000 of 300,000 coins against it, a pool of 100,000", votes.into(), vec![capture])
        },
    ]
}
