//! Outages of gateways: who is refused, whose requests fail, and who bears what.

use state::ledger::Reason;
use world::outcome::Outcome;

use crate::support;

/// A gateway whose nodes have room for all requests, each of which takes 20 s and costs 0.01 usd.
fn text(more: &str) -> String {
    format!(
        "horizon = \"4_000 s\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.01 usd/request\" }}\n\
         [gateway.front]\nscheduling = \"join_shortest_queue\"\n[gateway.other]\nscheduling = \"join_shortest_queue\"\n[nodes.n]\ncount = 400\n\
         [users.all]\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = \"20 s\"\n\
         [users.spared]\ngateway = \"other\"\narrival.poisson = {{ rate = \"1 /s\" }}\ndemand.work = \"1 s\"\n{more}"
    )
}

/// How often each of these came about: counts of the run, from shares of the requests that ended.
fn play(more: &str) -> (Outcome, impl Fn(&str) -> f64 + use<>) {
    // A node for every request, so that nobody waits.
    let checked = support::open_text(&text(more), &[]);
    let outcome = support::simulate(&checked.scenario, 0);
    let (scenario, found) = (checked.scenario, outcome.clone());
    let of = move |label: &str| support::value(&scenario, &found, label).unwrap_or(0.0);
    (outcome, of)
}

#[test]
fn an_outage_refuses_what_comes_and_fails_what_is_under_way_and_touches_nothing_else() {
    let (_, calm) = play("");
    let answered = |of: &dyn Fn(&str) -> f64| of("answered_rps[network.net]") * 4_000.0;
    let share = |of: &dyn Fn(&str) -> f64, cause: &str| {
        let ended = answered(of) / of("answered_share");
        of(cause) * ended
    };
    for (lasts, hit) in [(600.0, 1.0), (300.0, 1.0), (600.0, 0.25)] {
        let fault = format!(
            "[weather.dark]\nat = \"1_000 s\"\ngateway_outage = {{ gateway = \"front\", lasts = \"{lasts} s\", share = {hit:?} }}\n"
        );
        let (outcome, of) = play(&fault);
        let (refused, failed) = (share(&of, "refused_gateway_down_share"), share(&of, "failed_gateway_down_share"));
        // Requests are sent as in calm, and each ends in one of three ways.
        assert!(super::is_same(of("sent_rps"), calm("sent_rps")));
        assert!((answered(&of) + refused + failed - answered(&calm)).abs() < 1e-6, "{lasts} s, {hit}");
        let is_near = |found: f64, mean: f64| (found - mean).abs() < 4.0 * mean.sqrt();
        assert!(is_near(refused, 2.0 * lasts * hit), "{refused} of {} were refused", 2.0 * lasts * hit);
        assert!(is_near(failed, 40.0 * hit), "{failed} of {} failed", 40.0 * hit);
        // Nodes finish what nobody pays for: they work for all but those that were refused.
        let worked = |of: &dyn Fn(&str) -> f64| of("utilisation") * 400.0 * 4_000.0;
        assert!((worked(&calm) - worked(&of) - 20.0 * refused).abs() < 1e-3, "work is done to its end");
        assert!((of("wasted_work_share") * worked(&of) - 20.0 * failed).abs() < 1e-3);
        // Users get back what was set aside for what failed, and pay for what was answered.
        let flow = |reason: Reason| -> f64 {
            outcome.flows[0].iter().filter(|f| f.reason == reason).map(|f| f.amount as f64 / 1e6).sum()
        };
        assert!((flow(Reason::Refund) - 0.01 * failed).abs() < 1e-6, "{} is refunded", flow(Reason::Refund));
        assert!((flow(Reason::Fee) - 0.01 * answered(&of)).abs() < 1e-6);
        assert!(super::is_same(of("answered_share[gateway.other]"), 1.0), "another gateway goes on");
    }
}

#[test]
fn users_are_told_what_the_outage_shows_whatever_the_cause() {
    let fault = |shows: &str| {
        format!(
            "[weather.dark]\nat = \"1_000 s\"\ngateway_outage = {{ gateway = \"front\", lasts = \"60 s\", shows = \"{shows}\" }}\n"
        )
    };
    let (honest, of_honest) = play(&fault("unavailable"));
    let (misled, of_misled) = play(&fault("unauthorised"));
    assert_eq!((of_honest("misled_share"), of_misled("misled_share")), (0.0, 1.0));
    let refused = [of_honest("refused_gateway_down_share"), of_misled("refused_gateway_down_share")];
    assert!(super::is_same(refused[0], refused[1]));
    assert_eq!(honest.fingerprints.events, misled.fingerprints.events, "it is the same outage");
}

/// Wherever a request is when its gateway goes down, it ends once: the laws are checked at the end of each run.
#[test]
fn requests_end_once_wherever_they_are_when_their_gateway_goes_down() {
    for (more, needs) in [
        ("when_empty = \"hold\"\nscheduling = \"join_idle_queue\"\n", "held"),
        ("hedge = { after = \"5 s\" }\nretries = 2\ntimeout = { after = \"90 s\" }\n", "copied"),
        ("station.service = { exponential = \"3 s\" }\nstation.servers = 4\n", "at the station"),
        ("admission.slow.token_bucket = { rate = \"1 /s\", burst = 3 }\n", "admitted"),
        ("scheduling.copies = { d = 3, done = \"all\", cancel = \"never\" }\n", "copies that wait"),
    ] {
        let text = format!(
            "horizon = \"2_000 s\"\n[coin.alp]\n[network.net]\ncoin = \"alp\"\npricing.posted = {{ request = \"0.01 usd/request\" }}\n\
             verification.spot.spot_check = {{ rate = \"30 %\" }}\n[gateway.front]\n{more}\
             [nodes.n]\ncount = 30\nchurn.renewal = {{ session = {{ exponential = \"300 s\" }}, absence = {{ exponential = \"30 s\" }} }}\n\
             [users.all]\narrival.poisson = {{ rate = \"2 /s\" }}\ndemand.work = {{ exponential = \"10 s\" }}\n\
             [weather.dark]\nevery = {{ exponential = \"200 s\" }}\n\
             gateway_outage = {{ gateway = \"front\", lasts = \"30 s\", share = \"60 %\" }}\n"
        );
        let checked = support::open_text(&text, &[]);
        for replication in 0..3 {
            let outcome = support::simulate(&checked.scenario, replication);
            let failed = support::value(&checked.scenario, &outcome, "failed_gateway_down_share");
            assert!(failed.is_some_and(|failed| failed > 0.0) || needs == "at the station", "{needs}: nothing failed");
        }
    }
}
