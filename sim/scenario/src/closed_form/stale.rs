//! Staleness: which part of lists and of picks is of nodes that are down.

use engine::math::exp;
use rules::churn::{Churn, Fails};
use rules::liveness::Liveness;
use rules::owner::nodes::Leaves;
use rules::scheduling::Scheduling;
use units::ids::NetworkId;
use world::scenario::{Gateway, Group, Network, Scenario};

use super::form::{Form, Prediction, Premise, percent};

const RENEWAL: &str = "renewal reward; Barlow and Proschan, Mathematical Theory of Reliability, 1965";
const MARKOV: &str = "a node that is up or down as a Markov chain of two states, seen at a uniform age of the view";

/// The forms of all heartbeat lists, and of gateways that pick at random by a view of some age.
pub fn stale_views(scenario: &Scenario) -> Vec<Form> {
    let mut list = Vec::new();
    for (at, network) in scenario.networks.iter().enumerate() {
        list.extend(stale(scenario, network, NetworkId::of(at)));
    }
    list.extend(scenario.gateways.iter().filter_map(|gateway| picks(scenario, gateway)));
    list
}

/// Which part of a gateway's random picks is of nodes that left since its view was taken.
fn picks(scenario: &Scenario, gateway: &Gateway) -> Option<Form> {
    let [network] = gateway.networks[..] else { return None };
    let rules = &scenario.networks[network.row()].rules;
    let is_random = matches!(gateway.rules.scheduling, Scheduling::Random(_)) && rules.scheduling.is_none();
    let is_seen =
        matches!(rules.liveness, Liveness::Fresh(_)) && gateway.rules.ban.is_none() && rules.session.is_none();
    // A second try meets the same view when it is older.
    let is_seen = is_seen && gateway.rules.retries == 0;
    let age = gateway.rules.view_age.as_secs();
    let mut serving = scenario.groups.iter().filter(|group| !group.checks_only && group.networks.contains(&network));
    let (Some(group), None) = (serving.next(), serving.next()) else { return None };
    let (up, down) = renewing(group)?;
    let Churn::Renewal(law) = &group.rules.churn else { return None };
    let is_markov = (law.absence.cdf(down) - (1.0 - exp(-1.0))).abs() < 1e-9;
    if !(is_random && is_seen && is_markov) || group.rules.leaves == Leaves::Drained || age <= 0.0 {
        return None;
    }
    let rate = 1.0 / up + 1.0 / down;
    let share = down / (up + down) * (1.0 - (1.0 - exp(-rate * age)) / (rate * age));
    let name = format!("gateway.{}", gateway.name);
    Some(Form {
        theme: "stale",
        name: "stale_pick_share",
        of: name.clone(),
        formula: "D / (U + D) (1 - (1 - e^(-r V)) / (r V)), r = 1 / U + 1 / D",
        inputs: vec![("U_s", up), ("D_s", down), ("V_s", age)],
        source: MARKOV,
        value: share,
        bound: None,
        says: format!("{name}: {} of its picks are of nodes that left since its view was taken", percent(share)),
        predicts: (scenario.gateways.len() == 1)
            .then(|| Prediction::mean("stale_pick_share", "", share, &[Premise::LongRun])),
    })
}

/// Which part of a list's entries are of nodes that are down: D / (U + D), D how long an entry outlives its node.
fn stale(scenario: &Scenario, network: &Network, id: NetworkId) -> Option<Form> {
    let Liveness::Heartbeat(list) = &network.rules.liveness else { return None };
    let serving = || scenario.groups.iter().filter(|group| !group.checks_only && group.networks.contains(&id));
    let (mut entries, mut dead, mut count, mut sessions) = (0.0, 0.0, 0.0, 0.0);
    for group in serving() {
        let (n, (up, down)) = (f64::from(group.rules.count), renewing(group)?);
        let beat = list.period.as_secs();
        let forwarded = list.facilitator.as_ref().map_or(0.0, |facilitator| facilitator.every.as_secs() / 2.0);
        let lasts = list.max_age.as_secs() + forwarded - (up - beat / (exp(beat / up) - 1.0));
        // Who is back sooner is live again.
        if down < 10.0 * lasts {
            return None;
        }
        let rate = n / (up + down);
        (entries, dead) = (entries + rate * (up + lasts), dead + rate * lasts);
        (count, sessions) = (count + n, sessions + n * up);
    }
    let name = format!("network.{}", network.name);
    (entries > 0.0).then(|| Form {
        theme: "stale",
        name: "dead_listed_share",
        of: name.clone(),
        formula: "D / (U + D), D = max_age - (U - h / (e^(h / U) - 1)) + R / 2",
        inputs: vec![
            ("U_s", sessions / count),
            ("h_s", list.period.as_secs()),
            ("max_age_s", list.max_age.as_secs()),
            ("R_s", list.facilitator.as_ref().map_or(0.0, |f| f.every.as_secs())),
        ],
        source: RENEWAL,
        value: dead / entries,
        bound: None,
        says: format!(
            "{name}: about {} of the entries of its list are of nodes that are down",
            percent(dead / entries)
        ),
        predicts: Some(Prediction::mean("dead_listed_share", name, dead / entries, &[Premise::LongRun])),
    })
}

/// Mean session and absence of a group whose sessions are exponential.
fn renewing(group: &Group) -> Option<(f64, f64)> {
    let Churn::Renewal(law) = &group.rules.churn else { return None };
    let (up, down) = (law.session.mean(), law.absence.mean());
    let is_exponential = (law.session.cdf(up) - (1.0 - exp(-1.0))).abs() < 1e-9;
    let is_plain = law.fails == Fails::Any && law.correlation.is_zero() && law.cycle.is_none();
    (is_plain && is_exponential && up.is_finite() && down > 0.0 && group.rules.entry.policy().terms().is_none())
        .then_some((up, down))
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::stale_views;

    fn check(network: &str, gateway: &str, absence: &str, expected: &[(&str, f64)]) {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"10 d\"\n[network.net]\n{network}\n[gateway.front]\nnetworks = [\"net\"]\n{gateway}\n\
             [nodes.n]\ncount = 100\nchurn.renewal = {{ session = {{ exponential = \"1 h\" }}, absence = {{ exponential = \"{absence}\" }} }}\n"
        );
        let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
        let found = stale_views(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario);
        assert_eq!(found.iter().map(|f| f.name).collect::<Vec<_>>(), expected.iter().map(|e| e.0).collect::<Vec<_>>());
        for (form, (name, value)) in found.iter().zip(expected) {
            assert!((form.value - value).abs() < 1e-6, "{name}: {}", form.value);
        }
    }

    #[test]
    fn entries_outlive_their_nodes_and_picks_meet_those_that_left() {
        // D = 1800 - (3600 - 900 / (e^0.25 - 1)) = 1368.73: D / (3600 + D).
        let beats = "liveness.heartbeat = { period = \"900 s\", max_age = \"1800 s\" }";
        check(beats, "", "24 h", &[("dead_listed_share", 0.275_469)]);
        check(beats, "", "1 h", &[]);
        // r = 1 / 1800 s, V = 1800 s: half of 1 - (1 - 1 / e).
        check("", "view_age = \"30 min\"\nretries = 0", "1 h", &[("stale_pick_share", 0.5 / std::f64::consts::E)]);
        check("", "", "1 h", &[]);
    }
}
