//! Law 10: what is there but can do nothing changes nothing, to the bit.

use scenario::Checked;
use world::metrics::catalogue;
use world::outcome::Outcome;

use crate::support;

/// The busy scenario with these lines added at its end.
fn with(lines: &str, sets: &[&str]) -> (Checked, Outcome) {
    let text = format!("{}\n{lines}\n", include_str!("../data/busy.toml"));
    let checked = support::open_text(&text, &[&["horizon=1 h"], sets].concat());
    let outcome = support::simulate(&checked.scenario, 1);
    (checked, outcome)
}

/// Asserts that added lines leave every metric of the busy scenario as it was, but those that count what was added.
fn leaves(lines: &str, counts: &[&str]) {
    let ((plain, before), (added, after)) = (with("", &[]), with(lines, &[]));
    assert_eq!(before.requests, after.requests);
    for column in catalogue::columns(&plain.scenario) {
        let label = column.label();
        if !counts.contains(&label.as_str()) {
            let of = |checked: &Checked, outcome: &Outcome| {
                support::value(&checked.scenario, outcome, &label).map(f64::to_bits)
            };
            assert_eq!(of(&plain, &before), of(&added, &after), "{label}");
        }
    }
}

/// Asserts that a change leaves the whole history as it was.
fn is_nothing(lines: &str, sets: &[&str]) {
    assert_eq!(with("", &[]).1.fingerprints, with(lines, sets).1.fingerprints, "{lines} {sets:?}");
}

#[test]
fn weather_after_the_end_is_no_weather() {
    is_nothing("[weather.late]\nat = \"2 h\"\nzone_outage = { zone = \"us-1\", lasts = \"1 h\" }", &[]);
}

#[test]
fn nodes_that_nobody_asks_change_nothing_but_their_own_count() {
    let idle = "[network.idle]\n[nodes.idle]\ncount = 3\nnetworks = [\"idle\"]\nregions = [\"eu\"]";
    // A network that a gateway does not use asks nothing of its nodes, but they are there.
    let counts = ["active_nodes_mean", "active_nodes_var", "active_nodes_var_ratio", "availability"];
    // That they idle while requests are refused elsewhere is what this share counts.
    let shares = ["utilisation", "busy_or_down_share", "honest_slashed_per_node_year", "idle_while_refused_share"];
    leaves(idle, &[&counts[..], &shares].concat());
}

#[test]
fn a_network_of_weight_nothing_is_never_asked() {
    let idle = "[network.idle]\n[nodes.idle]\ncount = 3\nnetworks = [\"idle\"]\nregions = [\"eu\"]";
    let sets = ["gateway.front.networks=[\"alpha\", \"beta\", \"idle\"]"];
    let weights = ["gateway.front.routing.split.weights=[2.0, 1.0, 0.0]"];
    let (checked, outcome) = with(idle, &[sets, weights].concat());
    let of = |label| support::value(&checked.scenario, &outcome, label);
    assert!(of("answered_rps[network.idle]").is_none_or(|rate| rate <= 0.0));
    assert_eq!(outcome.requests, with("", &[]).1.requests);
    let (plain, before) = with("", &[]);
    let latency = |checked: &Checked, outcome: &Outcome| {
        support::value(&checked.scenario, outcome, "answer_latency_mean_s").map(f64::to_bits)
    };
    assert_eq!(latency(&checked, &outcome), latency(&plain, &before));
}

#[test]
fn a_gateway_that_nobody_uses_changes_nothing() {
    let gateway = "[gateway.unused]\nnetworks = [\"alpha\"]\nregion = \"us\"\nview_age = \"5 s\"\ntake = \"50 %\"";
    leaves(gateway, &[]);
}

#[test]
fn rules_that_never_apply_change_nothing() {
    is_nothing("", &["network.beta.verification.seldom.spot_check.work=50 %"]);
    leaves("[network.beta.verification.never.spot_check]\nrate = \"0 %\"\nfalse_positive = \"50 %\"", &[]);
    leaves("[network.beta.slashing.mild.fixed]\nshare = \"0 %\"", &[]);
    let slack = "[network.beta.slashing.slack.downtime_window]\nwindow = 100_000\nmin_signed = \"0 %\"";
    leaves(slack, &["missed_slots_mean[network.beta]", "delinquent_share[network.beta]"]);
}
