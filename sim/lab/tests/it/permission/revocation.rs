//! Break and revoke: the triangle of refused requests, and the delay at which forged and refused are least.

use scenario::closed_form::revocation::Revocation;

use super::{erlang_b, is_near, play};

/// A hundred nodes of one image that do sixty requests a second of a second each, and lose what finds none idle; one is
/// attested in 20 s.
fn text(weather: &str, horizon: u32) -> String {
    format!(
        "horizon = \"{horizon} s\"\n[network.plain]\npermission.attested = {{ rate = \"180 /h\" }}\n\
         [gateway.front]\nretries = 0\nscheduling = \"join_idle_queue\"\n\
         [nodes.all]\ncount = 100\nqueueing.fcfs = {{ slots = 1, waiting = 0 }}\n\
         [users.all]\narrival.poisson = {{ rate = \"60 /s\" }}\ndemand.work = {{ exponential = \"1 s\" }}\n\
         [weather.break]\nat = \"0 s\"\ncompromise = {{ image = \"all\", {weather} }}\n"
    )
}

/// Forged answers and refused requests of a run.
fn harm(weather: &str, horizon: u32, replication: u32) -> (f64, f64) {
    let of = play(&text(weather, horizon), replication);
    let answered = of("answered_rps[network.plain]") * f64::from(horizon);
    let forged = of("forged_share[network.plain]") * answered;
    (forged, answered / of("answered_share") - answered)
}

#[test]
fn refused_requests_are_the_area_of_a_triangle() {
    let form = Revocation { rate: 60.0, forging: 0.0, needed: 60.0, recovery: 0.05, weight: 1.0 };
    for (patches, delay, patched) in [("revoked", 300.0, 0), ("public", 400.0, 20), ("public", 800.0, 40)] {
        let weather = format!("share = \"0 %\", revoked = \"{delay} s\", patches = \"{patches}\"");
        // What n nodes that stay for 20 s each lose, until all hundred are back; the first comes at once.
        let horizon = delay as u32 + 20 * (100 - patched);
        let exact: f64 = (patched + 1..=100).map(|n| 60.0 * 20.0 * erlang_b(n, 60.0)).sum();
        let before = delay * 60.0 * erlang_b(100, 60.0);
        let runs: Vec<f64> = (0..4).map(|replication| harm(&weather, horizon, replication).1).collect();
        let mean = runs.iter().sum::<f64>() / 4.0;
        // A requests refused is followed by others: the sum varies three times as much as a Poisson number.
        is_near(mean, exact + before, (3.0 * exact / 4.0).sqrt() + 60.0, &weather);
        // The triangle of many nodes, which lose nothing as long as they suffice.
        let triangle = form.refused(f64::from(patched));
        assert!(
            (exact - triangle).abs() < 0.5 * triangle + 2_500.0 && exact > 0.8 * triangle,
            "{exact} against {triangle}"
        );
    }
}

#[test]
fn forged_and_refused_are_least_at_the_delay_of_the_closed_form() {
    let form = Revocation { rate: 60.0, forging: 0.25, needed: 60.0, recovery: 0.05, weight: 1.0 };
    let best = form.best_delay_s();
    assert!((best - 900.0).abs() < 1e-9);
    let runs = 8;
    // Which nodes forge is drawn for each run: a quarter of a hundred, give or take four.
    let total = |delay: f64, patches: &str| {
        let weather = format!("share = \"25 %\", revoked = \"{delay} s\", patches = \"{patches}\"");
        let all = (0..runs).map(|replication| harm(&weather, 4_400, replication));
        all.map(|(forged, refused)| forged + refused).sum::<f64>() / f64::from(runs)
    };
    let (at_once, at_best, waits) = (total(0.0, "public"), total(best, "public"), total(2.0 * best, "public"));
    assert!(at_best < 0.75 * at_once && at_best < 0.75 * waits, "{at_once}, {at_best}, {waits}");
    for (delay, found) in [(0.0, at_once), (best, at_best), (2.0 * best, waits)] {
        // Beside the closed form, what nodes that suffice for the mean lose to chance (Erlang's B).
        let patched = (delay / 20.0) as u32;
        let lost: f64 = (patched + 1..=100).map(|n| 60.0 * 20.0 * erlang_b(n, 60.0)).sum();
        let expected = form.forged(delay) + lost;
        let error = (1_200.0_f64 + expected).hypot(delay * 60.0 * 0.0433) / f64::from(runs).sqrt();
        is_near(found, expected, error.min(0.04 * expected + 250.0), &format!("{delay} s"));
        let closed = form.harm_if_patched(delay);
        assert!(closed <= expected && closed > 0.6 * expected, "{closed} against {expected}");
    }
    // Where nobody is patched before, each delay only adds: l f requests for each second.
    let slope = (total(best, "revoked") - total(0.0, "revoked")) / best;
    is_near(slope, 15.0, 60.0 * 0.0433 / f64::from(runs).sqrt() + 0.3, "forged for each second of delay");
}
