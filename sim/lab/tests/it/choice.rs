//! Individuals who choose among gateways: where their numbers rest, who learns what, and against a twin of their own.

use engine::draws::{Address, Draws, Purpose, name_hash};
use units::ids::UsersId;
use units::time::{Span, Time};
use world::outcome::Outcome;
use world::scenario::Scenario;
use world::workload::workload;

use crate::support;

/// What a metric is at the end of a run.
fn value(scenario: &Scenario, outcome: &Outcome, label: &str) -> f64 {
    support::value(scenario, outcome, label).unwrap_or_else(|| panic!("{label} exists"))
}

/// What metrics are at the end of the first replication.
fn values<const N: usize>(text: &str, names: [&str; N]) -> [f64; N] {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    names.map(|name| value(&checked.scenario, &outcome, name))
}

/// Two gateways on networks of their own, with enough nodes that nobody waits; prices are for a thousand requests.
fn two(usd: [f64; 2], more: &str, users: &str) -> String {
    let [a, b] = usd.map(|usd| usd / 1_000.0);
    format!(
        "horizon = \"20 d\"\npoints = 40\n{more}\n[coin.usdc]\n\
         [network.alpha]\ncoin = \"usdc\"\npricing.posted = {{ request = \"{a:.9} usd/request\" }}\n\
         [network.beta]\ncoin = \"usdc\"\npricing.posted = {{ request = \"{b:.9} usd/request\" }}\n\
         [gateway.a]\nnetworks = [\"alpha\"]\n[gateway.b]\nnetworks = [\"beta\"]\n\
         [nodes.alpha]\ncount = 20\nnetworks = [\"alpha\"]\n[nodes.beta]\ncount = 20\nnetworks = [\"beta\"]\n\
         [users.all]\ngateways = [\"a\", \"b\"]\ndemand.work = \"1 s\"\n{users}\n"
    )
}

/// The share of a gateway at each point of the time series.
fn shares(text: &str, replication: u32, gateway: &str) -> Vec<f64> {
    let checked = support::open_text(text, &[]);
    let outcome = support::simulate(&checked.scenario, replication);
    let columns = world::metrics::series::columns(&checked.scenario);
    let at = columns.iter().position(|c| c.name == "users_share" && c.owner == format!("gateway.{gateway}"));
    outcome.series[at.expect("there are individuals")].clone()
}

#[test]
fn the_world_moves_everybody_as_a_twin_of_its_own_does() {
    let text = two(
        [0.2, 0.6],
        "",
        "count = 37\nstart = [1, 2]\narrival.poisson = { rate = \"100 /d\" }\n\
         gateway_choice.logit = { price = -2, herd = 1.5, switching = 0.4, scale = 0.7, review = \"12 h\", inertia = \"30 %\" }",
    );
    let checked = support::open_text(&text, &[]);
    let scenario = &checked.scenario;
    let stream = |purpose| Address { seed: scenario.seed, replication: 0, purpose, entity: name_hash("all") }.stream();
    let (review, who) = (stream(Purpose::GatewayReview), stream(Purpose::Individual));
    // One in three starts at the first gateway, spread over the row.
    let mut at: Vec<usize> = (0..37).map(|i| usize::from(i % 3 != 1)).collect();
    let price = [0.2, 0.6];
    // Thirty-seven individuals review in as many parts of half a day.
    let part = |turn: u64| Time::from_ns((u128::from(Span::hours(12).ns()) * u128::from(turn + 1) / 37) as u64);
    let sent = workload(scenario, UsersId::of(0), 0).expect("nobody waits for answers");
    let (mut turn, mut entered, mut switches) = (0, [0_u64; 2], 0);
    let mut series = Vec::new();
    let mut points = (1..=40).map(|i| Time::ZERO + Span::hours(12 * i)).peekable();
    let mut next = sent.iter().enumerate().peekable();
    while part(turn) <= scenario.horizon {
        let now = part(turn);
        while let Some((number, _)) = next.next_if(|(_, request)| request.at <= now) {
            entered[at[who.draws(number as u64).below(37) as usize]] += 1;
        }
        while points.next_if(|&point| point < now).is_some() {
            series.push(at.iter().filter(|&&at| at == 0).count() as f64 / 37.0);
        }
        let i = (turn % 37) as usize;
        let n = |gateway: usize| at.iter().filter(|&&at| at == gateway).count() as f64 / 37.0;
        let worth = |gateway: usize| {
            let cost = if gateway == at[i] { 0.0 } else { 0.4 };
            engine::math::exp((-2.0 * price[gateway] + 1.5 * n(gateway) - cost) / 0.7)
        };
        let other = 1 - at[i];
        let goes = 0.7 * worth(other) / (worth(0) + worth(1));
        let u = review.draws(i as u64 | (turn / 37) << 24).uniform();
        // Odds are laid out in the order of the gateways.
        let to = if at[i] == 0 { usize::from(u >= 1.0 - goes) } else { usize::from(u >= goes) };
        switches += u64::from(to != at[i]);
        at[i] = to;
        turn += 1;
    }
    series.push(at.iter().filter(|&&at| at == 0).count() as f64 / 37.0);
    for (number, _) in next {
        entered[at[who.draws(number as u64).below(37) as usize]] += 1;
    }
    let found = shares(&text, 0, "a");
    assert_eq!(found.len(), 40);
    for (i, (found, expected)) in found.iter().zip(&series).enumerate() {
        assert!((found - expected).abs() < 1e-12, "point {i}: {found}, not {expected}");
    }
    let outcome = support::simulate(scenario, 0);
    let days = value(scenario, &outcome, "switches_per_user_d");
    assert!((days * 37.0 * 20.0 - switches as f64).abs() < 1e-6, "{days}, not {switches} in all");
    for (network, entered) in ["alpha", "beta"].into_iter().zip(entered) {
        let answered = value(scenario, &outcome, &format!("answered_rps[network.{network}]")) * 20.0 * 86_400.0;
        assert!((answered - entered as f64).abs() <= 1.0 + 1e-6, "{network}: {answered}, not {entered}");
    }
}

/// The long-run shares of a logit in which nothing changes: switching i to j and back is equally frequent.
fn balance(worths: &[f64], switching: f64) -> Vec<f64> {
    let exps: Vec<f64> = worths.iter().map(|worth| worth.exp()).collect();
    let all: f64 = exps.iter().sum();
    let weights: Vec<f64> = exps.iter().map(|own| own * (own + (-switching).exp() * (all - own))).collect();
    let sum: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / sum).collect()
}

#[test]
fn what_individuals_meet_themselves_decides_where_they_rest() {
    // The second gateway is on nodes of half the speed, the third loses 1 - exp(-1 / 4.5) of its requests.
    let text = "horizon = \"40 d\"\nwarm_up = \"20 d\"\nstudy = \"steady\"\nreplications = 1\n\
         [network.alpha]\n[network.beta]\n\
         [gateway.a]\nnetworks = [\"alpha\"]\n[gateway.b]\nnetworks = [\"beta\"]\n\
         [gateway.c]\nnetworks = [\"alpha\"]\ntimeout.after = { exponential = \"4.5 s\" }\nretries = 0\n\
         [nodes.alpha]\ncount = 30\nnetworks = [\"alpha\"]\n[nodes.beta]\ncount = 30\nnetworks = [\"beta\"]\nspeed = 0.5\n\
         [users.all]\ngateways = [\"a\", \"b\", \"c\"]\ncount = 3_000\ndemand.work = \"1 s\"\n\
         arrival.per_user = { rate = \"5 /d\" }\n\
         gateway_choice.logit = { latency = -0.7, failures = -6, switching = 0.8, memory = \"5 d\", review = \"6 h\" }\n";
    let lost = 1.0 - f64::exp(-1.0 / 4.5);
    let expected = balance(&[-0.7, -1.4, -0.7 - 6.0 * lost], 0.8);
    let found = values(
        text,
        ["a", "b", "c"].map(|g| match g {
            "a" => "users_share[gateway.a]",
            "b" => "users_share[gateway.b]",
            _ => "users_share[gateway.c]",
        }),
    );
    // The share that is lost is itself an estimate over some ten thousand requests: 0.4 % of 1 move u by 0.02.
    for (found, expected) in found.into_iter().zip(expected) {
        assert!((found - expected).abs() < 0.012, "{found}, not {expected}");
    }
    assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-9);
}

#[test]
fn a_gateway_that_nobody_uses_is_seen_at_its_price() {
    let share = |usd: [f64; 2]| {
        let choice = "count = 100\nstart = [1, 0]\narrival.poisson = { rate = \"500 /d\" }\n\
                      gateway_choice.best_response = { price = -1, switching = 0.1 }";
        values(&two(usd, "", choice), ["users_share[gateway.b]", "hhi_gateways", "gateways_used_mean"])
    };
    // After a day all have reviewed: half a day of twenty on average.
    let [cheaper, hhi, used] = share([0.5, 0.3]);
    assert!((cheaper - 0.975).abs() < 0.002, "{cheaper}");
    assert!(hhi > 0.95 && (1.0..1.06).contains(&used), "{hhi} {used}");
    assert_eq!(share([0.5, 0.45])[0].to_bits(), 0.0_f64.to_bits());
}

#[test]
fn whoever_lost_too_much_leaves_and_comes_back_only_if_it_is_let_down_there_too() {
    // Gateway c loses 20 % of two requests a day.
    let text = |failures: u32, memory: &str| {
        format!(
            "horizon = \"30 d\"\n[network.plain]\n[gateway.a]\n\
             [gateway.c]\ntimeout.after = {{ exponential = \"4.48142 s\" }}\nretries = 0\n[nodes.home]\ncount = 30\n\
             [users.all]\ngateways = [\"a\", \"c\"]\ncount = 2_000\nstart = [0, 1]\ndemand.work = \"1 s\"\n\
             arrival.per_user = {{ rate = \"2 /d\" }}\n\
             gateway_choice.sticky = {{ failures = {failures}, memory = \"{memory}\" }}\n"
        )
    };
    let names = ["users_share[gateway.c]", "switches_per_user_d", "switches_back_share"];
    // One loss is enough: losses come at 0.4 a day, so that e^(-0.4 t) are left, (1 - e^-12) / 12 on average.
    let [share, switches, back] = values(&text(1, "30 d"), names);
    assert!((share - (1.0 - f64::exp(-12.0)) / 12.0).abs() < 0.008, "{share}");
    assert!((switches * 30.0 - 1.0).abs() < 1e-3 && back.abs() < 1e-12, "{switches} {back}");
    // Three that never fade: Erlang of three stages, of which the mean share over T is the mean of min(X, T) / T.
    let mean_left = |stages: u32| {
        let steps = 20_000;
        let at = |t: f64| {
            let x: f64 = 0.4 * t;
            let mut term = f64::exp(-x);
            let mut sum = term;
            for k in 1..stages {
                term *= x / f64::from(k);
                sum += term;
            }
            sum
        };
        (0..steps).map(|i| at(30.0 * (f64::from(i) + 0.5) / f64::from(steps))).sum::<f64>() / f64::from(steps)
    };
    let [share, ..] = values(&text(3, "30 d"), names);
    assert!((share - mean_left(3)).abs() < 0.008, "{share}, not {}", mean_left(3));
    // A memory of a minute holds no two losses.
    let [share, switches] = values(&text(3, "1 min"), [names[0], names[1]]);
    assert!(share > 0.999 && switches < 1e-3, "{share} {switches}");
}

#[test]
fn requests_that_all_gateways_refuse_are_as_rare_as_independence_says() {
    // Each gateway has one place for work of 1 s at a rate of r requests to it; with probability p each is busy. The
    // first takes 5 in 6 by its worth. What one refuses the other sees at that instant.
    let text = |fails_over: bool| {
        format!(
            "horizon = \"40_000 s\"\n[network.alpha]\n[network.beta]\n\
             [gateway.a]\nnetworks = [\"alpha\"]\nadmission.few.queue_bound = {{ most = 1 }}\n\
             [gateway.b]\nnetworks = [\"beta\"]\nadmission.few.queue_bound = {{ most = 1 }}\n\
             [nodes.alpha]\nnetworks = [\"alpha\"]\n[nodes.beta]\nnetworks = [\"beta\"]\n\
             [users.all]\ngateways = [\"a\", \"b\"]\ndemand.work = {{ exponential = \"1 s\" }}\n\
             arrival.poisson = {{ rate = \"1 /s\" }}\n\
             gateway_choice.multi_homing = {{ fails_over = {fails_over}, review = \"1 h\" }}\n"
        )
    };
    // Without failover each is Erlang's B for one server at half a load: 1/3. With it, both are one of two servers.
    let [alone] = values(&text(false), ["refused_share"]);
    assert!((alone - 1.0 / 3.0).abs() < 0.01, "{alone}");
    let names = ["refused_share", "user_tries_per_request", "lost_tries_share[gateway.a]"];
    let [together, tries, lost] = values(&text(true), names);
    assert!((together - 0.2).abs() < 0.01, "{together}");
    // A random one of the two is tried first: busy with (2 p2 + p1) / 2 = (2 0.2 + 0.4) / 2 = 0.4.
    assert!((tries - 1.4).abs() < 0.01, "{tries}");
    // At each gateway: first tries 0.5 at 0.4, second ones 0.2 of which half are refused.
    assert!((lost - (0.5 * 0.4 + 0.2 * 0.5) / 0.7).abs() < 0.01, "{lost}");
}

#[test]
fn identical_gateways_change_nobodys_costs() {
    let text = |gateways: &[&str], choice: &str| {
        let tables: String =
            gateways.iter().map(|g| ["[gateway.", g, "]\nscheduling = \"random\"\n"].concat()).collect();
        format!(
            "horizon = \"2 d\"\n[coin.usdc]\n[network.plain]\ncoin = \"usdc\"\npricing.posted = {{ request = \"0.001 usd/request\" }}\n\
             {tables}[nodes.home]\ncount = 3\n[users.all]\ngateways = {gateways:?}\ncount = 50\n\
             arrival.poisson = {{ rate = \"1_500 /h\" }}\ndemand.work = {{ exponential = \"5 s\" }}\n\
             gateway_choice.logit = {{ price = -1, latency = -0.1, {choice} }}\n"
        )
    };
    let costs = |text: &str| {
        let checked = support::open_text(text, &[]);
        let outcome = support::simulate(&checked.scenario, 0);
        let names = ["answer_latency_mean_s", "answer_latency_p99_s", "wait_mean_s", "answered_rps", "utilisation"];
        names.map(|name| value(&checked.scenario, &outcome, name).to_bits())
    };
    let quick = "review = \"2 h\"";
    let one = costs(&text(&["a"], quick));
    for gateways in [&["a", "b"][..], &["b", "a"], &["x", "y"], &["a", "b", "c", "d"]] {
        assert_eq!(costs(&text(gateways, quick)), one, "{gateways:?}");
    }
}

#[test]
fn sessions_and_users_of_a_loop_keep_who_they_are() {
    // Two users of a closed loop, one at each gateway: each sends all of its requests there.
    let text = two([0.1, 0.1], "", "count = 2\narrival.closed_loop = { users = 2, think = \"9 s\" }")
        .replace("\"20 d\"", "\"1 d\"");
    let [alpha, beta] = values(&text, ["answered_rps[network.alpha]", "answered_rps[network.beta]"]);
    assert!((alpha - 0.1).abs() < 1e-4 && (beta - 0.1).abs() < 1e-4, "{alpha} {beta}");
}

#[test]
fn reviews_go_on_between_windows() {
    let choice = "count = 500\nstart = [1, 0]\narrival.per_user = { rate = \"20 /d\" }\n\
                  gateway_choice.logit = { price = -2, review = \"12 h\" }";
    let names = ["users_share[gateway.b]", "switches_per_user_d"];
    let all = values(&two([0.5, 0.3], "", choice), names);
    let paced = values(&two([0.5, 0.3], "[pace]\nrequests = \"1 h of 12 h\"\n", choice), names);
    // Prices do not change, so that windows leave all reviews as they are.
    assert_eq!(all.map(f64::to_bits), paced.map(f64::to_bits));
    assert!(all[1] > 0.5, "{all:?}");
}

#[test]
fn threads_change_nothing() {
    let text = two(
        [0.2, 0.3],
        "replications = 4",
        "count = 300\narrival.per_user = { rate = \"5 /d\" }\ngateway_choice.logit = { price = -5, latency = -1, herd = 1 }",
    );
    let checked = support::open_text(&text, &[]);
    let runs = |threads: usize| {
        let findings = support::study(&checked, threads);
        // Every number is printed so that it reads back.
        format!("{:?}{:?}{:?}", findings.runs, findings.summary, findings.series)
    };
    assert_eq!(runs(1), runs(2));
}

#[test]
#[ignore = "it prints how much a million individuals need"]
#[expect(clippy::disallowed_types, reason = "it measures time")]
fn a_million_individuals_need_little() {
    let tables: String = ["a", "b", "c", "d", "e"].iter().map(|g| ["[gateway.", g, "]\n"].concat()).collect();
    let text = |choice: &str| {
        format!(
            "horizon = \"5 d\"\n[network.plain]\n{tables}[nodes.home]\ncount = 400\n\
             [users.all]\ngateways = [\"a\", \"b\", \"c\", \"d\", \"e\"]\ncount = 1_000_000\n\
             arrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = {{ exponential = \"10 s\" }}\n{choice}\n"
        )
    };
    let time = |choice: &str| {
        let checked = support::open_text(&text(choice), &[]);
        let began = std::time::Instant::now();
        let outcome = support::simulate(&checked.scenario, 0);
        (began.elapsed().as_secs_f64(), outcome.requests.0)
    };
    let (fixed, requests) = time("");
    let (logit, _) = time("gateway_choice.logit = { latency = -0.1 }");
    println!(
        "{requests} requests: {fixed:.3} s; with 5 million reviews {logit:.3} s: {:.0} ns a review, {:.2} us a request",
        (logit - fixed) / 5e6 * 1e9,
        fixed / requests as f64 * 1e6
    );
}

/// Draws are what they are: a twin that shared the simulator's sequence would not notice a wrong address.
#[test]
fn a_draw_of_an_individual_has_an_address_of_its_own() {
    let stream = Address { seed: 7, replication: 0, purpose: Purpose::GatewayReview, entity: 1 }.stream();
    let mut first: Draws = stream.draws(5 | 2 << 24);
    let index = engine::draws::Index::Review { individual: 5, review: 2 };
    assert_eq!(first.uniform().to_bits(), stream.draws(index.bits()).uniform().to_bits());
}
