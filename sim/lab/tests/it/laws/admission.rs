//! Admission: rules against closed forms, what never refuses against no rule, and rules that cannot be.

use files::{Colour, Request};
use world::metrics::catalogue;
use world::outcome::Outcome;
use world::scenario::Scenario;

use crate::support;

/// One replication of a scenario.
fn play(text: &str, sets: &[&str]) -> (Scenario, Outcome) {
    let scenario = support::open_text(text, sets).scenario;
    let outcome = support::simulate(&scenario, 0);
    (scenario, outcome)
}

/// A metric of each of some replications, as its mean and three standard errors of it.
fn mean(text: &str, metric: &str) -> (f64, f64) {
    let scenario = support::open_text(text, &[]).scenario;
    let runs: Vec<f64> = (0..8)
        .map(|i| support::value(&scenario, &support::simulate(&scenario, i), metric).expect("it is known"))
        .collect();
    let n = runs.len() as f64;
    let mean = runs.iter().sum::<f64>() / n;
    let variance = runs.iter().map(|run| (run - mean) * (run - mean)).sum::<f64>() / (n - 1.0);
    (mean, 3.0 * (variance / n).sqrt())
}

/// Asserts that a metric is what a formula says, within four and a half standard errors.
fn is(text: &str, metric: &str, expected: f64) {
    let (found, error) = mean(text, metric);
    assert!((found - expected).abs() <= 1.5 * error + 1e-9, "{metric} is {found} +- {error}, not {expected}\n{text}");
}

/// One node of so many slots, work of 1 s on average, so many requests a second.
fn slots(slots: u32, rate: f64, law: &str, rule: &str) -> String {
    format!(
        "# q?\nhorizon = \"40 min\"\nstudy = \"steady\"\nwarm_up = \"2 min\"\n[gateway.front]\n{rule}\n\
         [nodes.one]\ncount = 1\nqueueing.fcfs = {{ slots = {slots} }}\n\
         [users.all]\narrival.poisson = {{ rate = \"{rate} /s\" }}\ndemand.work = {law}\n"
    )
}

/// Kleinrock, Queueing Systems vol. 1, 1975, section 3.8: the share lost by M/M/c/K at an offered load a.
#[test]
fn a_bound_on_what_is_under_way_is_the_room_of_a_queue() {
    for (c, room, a) in [(1, 1, 0.8), (1, 4, 1.3), (3, 3, 2.0), (3, 7, 4.0), (10, 12, 13.0)] {
        let weight = |n: u32| (1..=n).map(|i| a / f64::from(i.min(c))).product::<f64>();
        let loss = weight(room) / (0..=room).map(weight).sum::<f64>();
        let rule = format!("admission.room.queue_bound = {{ most = {room} }}");
        is(&slots(c, a, "{ exponential = \"1 s\" }", &rule), "refused_queue_share", loss);
    }
    // Erlang's B knows only the mean of the work.
    for law in ["\"1 s\"", "{ lognormal = { median = \"606.53066 ms\", sigma = 1.0 } }"] {
        let loss = 0.210_526_315_789; // a = 2, c = 3: (8 / 6) / (1 + 2 + 2 + 8 / 6).
        is(&slots(3, 2.0, law, "admission.room.queue_bound = { most = 3 }"), "refused_queue_share", loss);
    }
}

/// The loss of M/D/1 with room for b in all, from what departures leave behind (Gross et al. 2008, section 5.1.8).
fn loss_of_md1(rho: f64, b: usize) -> f64 {
    let a = |j: usize| (-rho).exp() * (1..=j).map(|i| rho / i as f64).product::<f64>();
    let mut pi = vec![1.0_f64];
    for j in 0..b - 1 {
        let before: f64 = (1..=j).map(|i| pi[i] * a(j - i + 1)).sum();
        pi.push((pi[j] - pi[0] * a(j) - before) / a(0));
    }
    1.0 - 1.0 / (1.0 / pi.iter().sum::<f64>() + rho)
}

#[test]
fn a_look_ahead_and_a_rate_limit_lose_as_an_md1_queue_with_room() {
    for (rho, room) in [(0.8, 1), (0.8, 3), (1.3, 4), (2.0, 6)] {
        let loss = loss_of_md1(rho, room);
        let ahead = slots(1, rho, "\"1 s\"", "admission.look.deadline = {}");
        let ahead = format!("{ahead}target.deadline = \"{room} s\"\n");
        is(&ahead, "refused_deadline_share", loss);
        // All that is let in is in time.
        is(&ahead, "in_time_share[users.all]", 1.0 - mean(&ahead, "refused_share").0);
        let limit = format!("admission.rate.token_bucket = {{ rate = \"1 /s\", burst = {room} }}");
        is(&slots(1, rho, "\"1 ms\"", &limit), "refused_rate_share", loss);
    }
}

/// A chain whose blocks of 5 s hold so many requests, each with a prompt of one token; nodes take each the same time.
fn chain(arrival: &str, room: u32, rule: &str) -> String {
    let rule = format!("admission.chain.byte_budget = {{ kb_in = 1.0, kb_out = 0.0, kb_per_block = {room}.0{rule} }}");
    format!(
        "# q?\nhorizon = \"3 h\"\n[gateway.front]\n{rule}\n[nodes.all]\ncount = 1\nhardware = \"h100\"\n\
         llms = [\"llama_8b\"]\nqueueing.fcfs = {{ slots = 1_000 }}\n[users.all]\nllms = [\"llama_8b\"]\n\
         arrival.{arrival}\ndemand.tokens = {{ prompt = 1, output = 1 }}\n"
    )
}

const WAIT: &str = ", when_full = \"wait\"";

/// What a request takes where none waits \[s\].
fn alone() -> f64 {
    mean(&chain("renewal = { gap = \"10 s\" }", 1, ""), "answer_latency_mean_s").0
}

#[test]
fn a_full_block_makes_regular_requests_wait_as_long_as_blocks_take() {
    // Every 0.7 s one comes, a block of 5 s takes two: the n-th is let in with the block n / 2.
    let text = chain("renewal = { gap = \"700 ms\" }", 2, WAIT);
    let waits = (0..2 * 3 * 720).map(|n| f64::from(5 * (n / 2)) - 0.7 * f64::from(n + 1)).map(|wait| wait.max(0.0));
    let expected = waits.sum::<f64>() / f64::from(2 * 3 * 720);
    let (found, _) = mean(&text, "answer_latency_mean_s");
    assert!((found - alone() - expected).abs() < 1e-6, "{found} - {}, not {expected}", alone());
    assert!(expected > 1_000.0);
}

/// Weights of 0, 1, .. Poisson arrivals of this mean.
fn poisson(mean: f64) -> Vec<f64> {
    let mut weights = vec![(-mean).exp()];
    (1..200).for_each(|n| weights.push(weights[n - 1] * mean / n as f64));
    weights
}

/// Mean excess over m of what waits and what comes.
fn excess(waiting: &[f64], coming: &[f64], m: usize) -> f64 {
    let pairs =
        waiting.iter().enumerate().flat_map(|(i, p)| coming.iter().enumerate().map(move |(j, q)| (i + j, p * q)));
    pairs.map(|(n, p)| n.saturating_sub(m) as f64 * p).sum()
}

/// How many wait from block to block in the long run: Poisson arrivals of this mean a block, m a block, most at once.
fn carried(mean: f64, m: usize, most: usize) -> Vec<f64> {
    let coming = poisson(mean);
    let mut waiting = vec![0.0; most + 1];
    waiting[0] = 1.0;
    for _ in 0..2_000 {
        let mut next = vec![0.0; most + 1];
        for (i, p) in waiting.iter().enumerate() {
            for (j, q) in coming.iter().enumerate() {
                next[(i + j).saturating_sub(m).min(most)] += p * q;
            }
        }
        waiting = next;
    }
    waiting
}

/// The queue with bulk service; mean carried by Spitzer (1956), mean wait by Little from what waits at each instant.
#[test]
fn a_full_block_makes_random_requests_wait_as_a_queue_with_bulk_service() {
    for (a, m) in [(0.5, 1), (3.0, 4), (5.1, 6)] {
        let waiting = carried(a, m, 150);
        let by_chain: f64 = waiting.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
        let spitzer: f64 = (1..400)
            .map(|l| {
                let (mean, room) = (a * f64::from(l), f64::from(l) * m as f64);
                // ln P(N = n), for means of thousands of arrivals.
                let mut log = -mean;
                let tail = (1..4 * m as u32 * l as u32 + 60).map(|n| {
                    log += (mean / f64::from(n)).ln();
                    (f64::from(n) - room).max(0.0) * log.exp()
                });
                tail.sum::<f64>() / f64::from(l)
            })
            .sum();
        assert!((by_chain - spitzer).abs() < 1e-6, "{by_chain} {spitzer}");
        let steps = 200;
        let at = |i: u32| excess(&waiting, &poisson(a * (f64::from(i) + 0.5) / f64::from(steps)), m);
        let wait = 5.0 / a * (0..steps).map(at).sum::<f64>() / f64::from(steps);
        let text = chain(&format!("poisson = {{ rate = \"{} /s\" }}", a / 5.0), m as u32, WAIT);
        is(&text.replace("\"3 h\"", "\"12 h\""), "answer_latency_mean_s", alone() + wait);
    }
}

#[test]
fn who_would_wait_longer_than_a_block_is_refused() {
    // The present block and the next have room: what comes beyond 2 m is refused.
    for (a, m) in [(3.0, 2), (6.0, 6), (9.0, 6)] {
        let expected = excess(&carried(a, m, m), &poisson(a), 2 * m) / a;
        let text = chain(
            &format!("poisson = {{ rate = \"{} /s\" }}", a / 5.0),
            m as u32,
            &format!("{WAIT}, longest_wait = \"5 s\""),
        );
        is(&text.replace("\"3 h\"", "\"12 h\""), "refused_bytes_share", expected);
    }
}

#[test]
fn a_request_waits_for_the_later_of_two_blocks_and_counts_as_under_way() {
    // One gateway of a network has blocks of its own, of one request; the network's blocks have more room.
    let text = chain("renewal = { gap = \"4 s\" }", 1, WAIT);
    let network = "[network.plain]\nadmission.chain.byte_budget = { kb_in = 1.0, kb_out = 0.0, kb_per_block = 50.0";
    let both = format!("{network}{WAIT} }}\n{text}").replace("# q?\nhorizon = \"3 h\"\n", "");
    let both = format!("# q?\nhorizon = \"3 h\"\n{both}");
    assert_eq!(mean(&text, "answer_latency_mean_s"), mean(&both, "answer_latency_mean_s"));
    // At most three wait: of the arrivals a fifth is too many.
    let bounded = text.replace("[nodes.all]", "admission.room.queue_bound = { most = 3 }\n[nodes.all]");
    let (share, _) = mean(&bounded, "refused_queue_share");
    assert!((share - 0.2).abs() < 2e-3, "{share}");
}

/// The busy scenario with these lines added to its first gateway or network.
fn busy(of_gateway: &str, of_network: &str, sets: &[&str]) -> (Scenario, Outcome) {
    let text = include_str!("../data/busy.toml");
    let text = text.replace("[gateway.front]\n", &format!("[gateway.front]\n{of_gateway}\n"));
    let text = text.replace("[network.alpha]\n", &format!("[network.alpha]\n{of_network}\n"));
    play(&text, &[&["horizon=30 min"], sets].concat())
}

#[test]
fn rules_that_never_refuse_change_nothing() {
    let (plain, before) = busy("", "", &[]);
    let wide = "admission.wide.queue_bound = { most = 1_000_000 }\n\
                admission.rate.token_bucket = { rate = \"1_000_000 /s\", burst = 1_000_000 }\n";
    for (gateway, network) in [("admission.none.all = {}", ""), ("", "admission.none.all = {}"), (wide, ""), ("", wide)]
    {
        let (scenario, after) = busy(gateway, network, &[]);
        assert_eq!(before.fingerprints.events, after.fingerprints.events, "{gateway}{network}");
        assert_eq!(before.fingerprints.money, after.fingerprints.money, "{gateway}{network}");
        for column in catalogue::columns(&plain) {
            let of = |scenario: &Scenario, outcome: &Outcome| support::value(scenario, outcome, &column.label());
            let was = of(&plain, &before).map(f64::to_bits);
            // What did not exist before may now: the shares of reasons, all of them zero.
            let is = of(&scenario, &after);
            assert!(is.map(f64::to_bits) == was || (was.is_none() && is == Some(0.0)), "{} is {is:?}", column.label());
        }
    }
}

const RATE: &str = "admission.rate.token_bucket = { rate = \"1 /min\", burst = 3 }\n";
const ROOM: &str = "admission.room.queue_bound = { most = 2 }\n";

#[test]
fn the_order_of_rules_changes_the_reason_and_nothing_else() {
    let text = |rules: [&str; 2]| {
        let users = "[users.all]\narrival.poisson = { rate = \"2 /s\" }\ndemand.work = { exponential = \"1 s\" }\n";
        format!(
            "# q?\nhorizon = \"2 h\"\n[gateway.front]\n{}{}[nodes.one]\ncount = 1\n{users}",
            rules[0].replace("1 /min", "1 /s"),
            rules[1].replace("1 /min", "1 /s")
        )
    };
    let ((one, first), (other, second)) = (play(&text([RATE, ROOM]), &[]), play(&text([ROOM, RATE]), &[]));
    assert_eq!(first.fingerprints.events, second.fingerprints.events);
    let of =
        |metric| [support::value(&one, &first, metric), support::value(&other, &second, metric)].map(Option::unwrap);
    let [total, same] = of("refused_share");
    assert!(total > 0.3 && total.to_bits() == same.to_bits());
    let ([rate, less], [queue, more]) = (of("refused_rate_share"), of("refused_queue_share"));
    assert!(rate > less && queue < more && less > 0.0, "{rate} {less} {queue} {more}");
}

#[test]
fn a_rule_of_a_network_with_one_gateway_is_a_rule_of_the_gateway() {
    let text = |gateway: &str, network: &str| {
        format!(
            "# q?\nhorizon = \"2 h\"\n[network.plain]\n{network}[gateway.front]\n{gateway}retries = 3\n\
             timeout.after = \"3 s\"\n[nodes.one]\ncount = 2\n\
             [users.all]\narrival.poisson = {{ rate = \"3 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
        )
    };
    let rules = format!("{}{ROOM}", RATE.replace("1 /min", "2 /s"));
    let [own, shared] = [text(&rules, ""), text("", &rules)].map(|text| play(&text, &[]).1.fingerprints);
    assert_eq!(own, shared);
}

#[test]
fn retries_are_not_asked_again() {
    // Whatever is let in fails and is tried again: the rule sees the same requests at the same times.
    let text = "# q?\nhorizon = \"2 h\"\n[gateway.front]\ntimeout.after = \"10 ms\"\n\
                admission.rate.token_bucket = { rate = \"1 /s\", burst = 3 }\n[nodes.one]\ncount = 1\n\
                [users.all]\narrival.poisson = { rate = \"2 /s\" }\ndemand.work = \"1 s\"\n";
    let share = |retries: &str| {
        let (scenario, outcome) = play(text, &[retries]);
        ["refused_rate_share", "retries_per_request"].map(|metric| support::value(&scenario, &outcome, metric).unwrap())
    };
    let ([never, none], [often, many]) = (share("gateway.front.retries=0"), share("gateway.front.retries=20"));
    assert!(never > 0.4 && never.to_bits() == often.to_bits(), "{never} {often}");
    assert!(none <= 0.0 && many > 5.0, "{none} {many}");
}

/// What is said of rules that cannot be.
fn refusal(rule: &str, users: &str) -> String {
    let text = format!(
        "# q?\n[gateway.front]\nadmission.it.{rule}\n[nodes.one]\ncount = 1\n\
         [users.all]\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n{users}\n"
    );
    let request = Request { file: support::root().join("scenarios/test.toml"), ..Request::default() };
    let refused = scenario::open_text(&support::whole(&text), &request).err();
    refused.map_or_else(String::new, |refused| refused.render(Colour::Plain))
}

#[test]
fn rules_that_cannot_be_are_refused_with_what_would_serve() {
    let deadline = "target.deadline = \"3 s\"";
    for (rule, users, says) in [
        ("token_bucket = { rate = \"0 /s\", burst = 1 }", "", "`rate` must be > 0 /s"),
        ("token_bucket = { rate = \"1 /s\", burst = 0 }", "", "`burst` must be 1 ..= 1_000_000_000"),
        ("token_bucket = { rate = \"1 /s\" }", "", "burst"),
        ("token_bucket = { rate = \"1 /s\", burst = 1, counts = \"tokens\" }", "", "plain work has no tokens"),
        ("queue_bound = {}", "", "a bound that bounds nothing never refuses a request"),
        ("queue_bound = { most = 0 }", "", "`most` must be >= 1"),
        ("queue_bound = { backlog = 0.0 }", "", "`backlog` must be > 0"),
        ("deadline = {}", "", "no users whose requests the rule meets have a deadline"),
        ("deadline = { candidates = 0 }", deadline, "`candidates` must be 1 ..= 4096"),
        ("byte_budget = {}", "", "plain work has no tokens"),
        ("byte_budget = { longest_wait = \"5 s\" }", "", "nobody waits, for what finds the block full is refused"),
        ("byte_budget = { block = \"0 s\" }", "", "`block` must be > 0 s"),
        ("byte_budget = { kb_in = 0.0, kb_out = 0.0 }", "", "tokens that take no bytes never fill a block"),
    ] {
        let told = refusal(rule, users);
        assert!(told.contains(says), "`{rule}` is told `{says}`, but:\n{told}");
    }
    assert_eq!(refusal("deadline = {}", deadline), "");
    assert_eq!(refusal("queue_bound = { most = 1 }", ""), "");
}
