//! Two clocks: requests are played in windows, their money and all else all the time.

use units::time::{Span, Time};

use crate::support;

/// A week of users of a network that is paid and mints for work, with operators who sell into a pool.
fn money(sets: &[&str]) -> scenario::Checked {
    support::open("policies/pace.toml", sets)
}

/// The window of `policies/pace.toml` \[s\].
const WINDOW: f64 = 900.0;

/// Whether metrics are the same with windows as without: within four standard errors of the mean paired difference, as
/// befits a table of many numbers, and the bias that windows have because each begins with an empty system: a part
/// latency / window of the mean.
fn agree(open: &dyn Fn(&[&str]) -> scenario::Checked, sets: &[&str], metrics: &[&str]) {
    let all = [sets, &["replications=24"]].concat();
    let part = support::study(&open(&all), 0);
    let full = support::study(&open(&[&all[..], &["pace=none"]].concat()), 0);
    let mean_of = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let empty = mean_of(&support::values(&full, "answer_latency_mean_s")) / WINDOW;
    for metric in metrics {
        let [part, full] = [&part, &full].map(|found| support::values(found, metric));
        let differences: Vec<f64> = part.iter().zip(&full).map(|(a, b)| a - b).collect();
        let (difference, mean, n) = (mean_of(&differences), mean_of(&full), differences.len() as f64);
        let squares: f64 = differences.iter().map(|d| (d - difference) * (d - difference)).sum();
        let error = (squares / (n - 1.0) / n).sqrt();
        let told = format!("{metric}: {difference} more of {mean}, standard error {error}");
        assert!(difference.abs() <= 4.0 * error + empty * mean.abs(), "{told}");
        // An interval that holds everything says nothing.
        assert!(error <= 0.015 * mean.abs(), "{told}");
    }
}

const SERVICE: [&str; 5] = ["sent_rps", "answered_share", "answer_latency_mean_s", "in_system_mean", "utilisation"];
const MONEY: [&str; 5] = [
    "earned_usd_h[nodes.home]",
    "operator_margin_usd_h[nodes.home]",
    "minted_coins[coin.alp]",
    "burnt_coins[coin.alp]",
    "bought_coins[coin.alp]",
];

#[test]
fn a_day_in_windows_serves_and_earns_as_a_day_in_full() {
    // The first window is always at the start, where this load is at its mean.
    agree(&money, &["users.day.arrival.diurnal.period=\"6 h\""], &[&SERVICE[..], &MONEY[..]].concat());
}

#[test]
fn a_steady_load_in_windows_serves_and_earns_as_in_full() {
    agree(&money, &["users.day.arrival={poisson={rate=\"2 /s\"}}"], &[&SERVICE[..], &MONEY[..]].concat());
}

#[test]
fn users_who_wait_for_answers_stand_still_between_windows() {
    let text = "horizon = \"2 d\"\n[pace]\nrequests = \"15 min of 2 h\"\n[network.net]\n[gateway.front]\nnetworks = \
        [\"net\"]\n[nodes.server]\ncount = 4\n[users.all]\ngateway = \"front\"\narrival.closed_loop = { users = 10, think = \
        { exponential = \"20 s\" } }\ndemand.work = { exponential = \"3 s\" }\n";
    let open = |sets: &[&str]| support::open_text(text, sets);
    agree(&open, &[], &SERVICE);
    let sessions = "users.all.arrival={sessions={rate=\"0.05 /s\", turns=4, think={exponential=\"20 s\"}}}";
    agree(&open, &[sessions], &SERVICE);
}

#[test]
fn what_a_window_earns_is_paid_on_to_the_unit() {
    // A request each second from 1 s on, answered within it for 500 millionths of a coin, of which 50 are burnt.
    let sets = [
        "users.day.arrival={renewal={gap=\"1 s\"}}",
        "users.day.demand.work=\"0.5 s\"",
        "coin.alp.market={fixed={price=\"1 usd\"}}",
        "coin.alp.emission=\"none\"",
        "coin.alp.sharing={}",
        "horizon=\"60 h\"",
        "pace={requests=\"900 s of 6 h\", step=\"7 min\"}",
    ];
    let checked = money(&sets);
    let outcome = support::simulate(&checked.scenario, 0);
    let burnt = support::value(&checked.scenario, &outcome, "burnt_coins[coin.alp]").expect("it exists");
    let windows = checked.scenario.played(0).expect("it exists");
    let at_the_end = windows.last().expect("it exists").to.min(checked.scenario.horizon);
    assert_eq!(windows.len(), 10, "{windows:?} up to {at_the_end}");
    let sent = outcome.requests.0;
    // Of a window 899 are sent: the first a second after its start, and none at its very end. The last one is not
    // settled when the horizon comes, if it is sent half a second before.
    assert_eq!(sent, 899 * 10, "of {windows:?}");
    let (window, period) = (Span::secs(900), Span::hours(60));
    // 44,950 units a window, at that rate for as long as there is no window.
    let expected = 50.0 * 899.0 * period.as_secs() / window.as_secs();
    // Less than a unit of each window is lost.
    let units = burnt * 1e6;
    assert!(units <= expected + 0.5 && units > expected - 10.5, "{units} of {expected}");
}

#[test]
fn faults_are_played_in_full_with_what_follows() {
    let sets = ["weather={crash={at=\"40 h\", price_crash={coin=\"alp\", by=\"50 %\", within=\"5 h\"}}}"];
    let checked = money(&sets);
    let at = |h: f64| Time::ZERO + Span::from_secs_f64(h * 3600.0);
    for replication in 0..10 {
        let windows = checked.scenario.played(replication).expect("it exists");
        assert!(windows.iter().any(|w| w.from <= at(40.0) && w.to >= at(45.25)), "{windows:?}");
    }
    // An hour of each day is played beside the fault, whose own day's may lie within it.
    for replication in 0..10 {
        let windows = checked.scenario.played(replication).expect("it exists");
        let within = |from: f64, to: f64| -> f64 {
            let part = |w: &world::scenario::Played| w.to.min(at(to)).since(w.from.max(at(from)).min(w.to.min(at(to))));
            windows.iter().map(|w| part(w).as_secs() / 3600.0).sum()
        };
        for day in 0..7 {
            let (from, to) = (24.0 * f64::from(day), 24.0 * f64::from(day + 1));
            assert!(within(from, to) > 1.0 - 1e-6, "day {day}: {} h of {windows:?}", within(from, to));
        }
        assert!(within(40.0, 45.25) > 5.25 - 1e-6, "{windows:?}");
        let share = scenario::played_share(&checked.scenario, replication).expect("it exists");
        assert!((share - within(0.0, 168.0) / 168.0).abs() < 1e-6, "{share}");
        assert!(share > (6.0 + 5.25) / 168.0 - 1e-6 && share < (7.0 + 6.0) / 168.0, "{share}");
    }
}

#[test]
fn threads_change_nothing_of_what_is_played_in_windows() {
    let checked = money(&["horizon=\"1 d\"", "replications=4"]);
    let prints = |threads| {
        support::study(&checked, threads).runs.iter().map(|r| format!("{:?}", r.fingerprints)).collect::<Vec<_>>()
    };
    assert_eq!(prints(1), prints(2));
}

/// Users claim a share of what they paid for answers found wrong; the rest of the day they go on at that rate.
#[test]
fn users_claim_on_between_windows_what_an_insurance_owes_them() {
    let text = |pace: &str, shortfall: &str| {
        format!(
            "horizon = \"40 d\"\n{pace}[coin.alp]\n[network.a]\ncoin = \"alp\"\n\
             pricing.posted = {{ request = \"1 alp/request\" }}\npayout.fee_split = {{ insurance = \"50 %\" }}\n\
             verification.all.spot_check = {{ rate = \"100 %\" }}\n\
             insurance = {{ wrong_answer = \"100 %\", reserve = \"1_000 alp\", shortfall = \"{shortfall}\" }}\n\
             [gateway.front]\nnetworks = [\"a\"]\n[nodes.n]\ncount = 4\nconduct.substitute = {{ rate = \"10 %\" }}\n\
             [users.all]\narrival.poisson = {{ rate = \"1 /min\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n"
        )
    };
    for shortfall in ["first_come", "pro_rata"] {
        let paid = |pace: &str, replication: u32| {
            let scenario = support::open_text(&text(pace, shortfall), &[]).scenario;
            let outcome = support::simulate(&scenario, replication);
            let flows = outcome.flows[0].iter().filter(|flow| flow.reason == state::ledger::Reason::Indemnity);
            flows.map(|flow| flow.amount as f64 / 1e6).sum::<f64>()
        };
        // A tenth of 1,440 answers a day over 40 days: 5,760 coins, with an error of sqrt(5,760) where all is played.
        let all = paid("", 0);
        assert!((all - 5_760.0).abs() < 4.0 * 5_760.0_f64.sqrt(), "{shortfall}: {all}");
        // In windows of an hour a day each claim stands for 24; the mean of six runs.
        let windows: Vec<f64> = (0..6).map(|i| paid("[pace]\nrequests = \"1 h of 24 h\"\n", i)).collect();
        let mean = windows.iter().sum::<f64>() / 6.0;
        let error = (24.0 * 5_760.0 / 6.0_f64).sqrt();
        assert!((mean - 5_760.0).abs() < 4.0 * error + 24.0, "{shortfall}: {mean} +- {error}");
    }
}
