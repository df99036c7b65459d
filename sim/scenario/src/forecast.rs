//! What a scenario is expected to hold before it is run.

use rules::arrival::Replay;
use units::time::Time;
use world::scenario::{Change, Scenario, Users};

use super::pace::played_share;

/// The requests that a group of users is expected to send in one replication, as its arrival process tells.
///
/// Where rules of the arrival change while the world runs, each stretch is counted by the rules that it has, as if the
/// gap under way at a change were drawn anew. Of requests that are played in windows, the part of the time counts that
/// is played.
pub fn expected_requests(scenario: &Scenario, users: &Users) -> f64 {
    expected_of_all(scenario, users) * played_share(scenario, 0).unwrap_or(1.0)
}

/// The same if all of the time were played.
fn expected_of_all(scenario: &Scenario, users: &Users) -> f64 {
    let arrival = format!("users.{}.arrival.", users.name);
    let mut changes = Vec::new();
    for change in &scenario.changes {
        let set: Vec<_> = change.set.iter().filter(|(path, _)| path.starts_with(&arrival)).cloned().collect();
        if !set.is_empty() {
            changes.push(Change { set, ..change.clone() });
        }
    }
    if changes.is_empty() {
        return until(users, scenario.horizon);
    }
    let mut trial = scenario.clone();
    let here = |trial: &Scenario| trial.users.iter().find(|other| other.name == users.name).cloned();
    let (mut from, mut sum) = (Time::ZERO, 0.0);
    let mut saved = vec![Vec::new(); changes.len()];
    for (at, begins, i) in Change::in_order(&changes) {
        let at = at.min(scenario.horizon);
        sum += here(&trial).map_or(0.0, |users| until(&users, at) - until(&users, from));
        from = at;
        let values = if begins { changes[i].set.clone() } else { std::mem::take(&mut saved[i]) };
        for (path, value) in values {
            // What cannot be made is no change, and told where changes are checked.
            let before = trial.get(&path).ok();
            if trial.set(&path, &value).is_ok() {
                saved[i].extend(before.map(|before| (path, before)));
            }
        }
        saved[i].reverse();
    }
    sum + here(&trial).map_or(0.0, |users| until(&users, scenario.horizon) - until(&users, from))
}

/// The requests that a group is expected to send until a time, by the rules that it has.
fn until(users: &Users, time: Time) -> f64 {
    let replay = Replay { recorded: &users.recorded, period: users.period, users: users.rules.count.unwrap_or(0) };
    users.rules.arrival.expected(time.since(Time::ZERO), &replay)
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::expected_requests;
    use crate::{Checked, open_text};

    fn open(arrival: &str, changes: &str) -> Checked {
        let text = format!(
            "name = \"t\"\nhorizon = \"1_000 s\"\n[network.net]\n[gateway.front]\nnetworks = [\"net\"]\n\
             [nodes.server]\ncount = 1\n[users.all]\ngateway = \"front\"\n{arrival}\ndemand.work = \"1 s\"\n{changes}"
        );
        open_text(&text, &Request::default()).map_err(|r| r.render(Colour::Plain)).unwrap()
    }

    fn check(arrival: &str, expected: f64) {
        let checked = open(arrival, "");
        let found = expected_requests(&checked.scenario, &checked.scenario.users[0]);
        assert!((found - expected).abs() < 1e-9, "{arrival}: {found}");
        if arrival.starts_with("arrival.trace") {
            let sent = world::outcome::simulate(checked.scenario, 0, &|_| true).unwrap().requests.0;
            assert_eq!(sent, expected as u64, "{arrival} is played otherwise");
        }
    }

    #[test]
    fn requests_are_expected_at_their_rate() {
        check("arrival.poisson = { rate = \"0.9 /s\" }", 900.0);
        check("arrival.mmpp = { rates = [\"3 /s\", \"0 /s\"], holds = [\"1 s\", \"2 s\"] }", 1_000.0);
        check("arrival.closed_loop = { users = 10, think = \"5 s\" }", 2_000.0);
        check("arrival.diurnal = { mean = \"1 /s\", amplitude = \"50 %\", period = \"500 s\" }", 1_000.0);
        check("arrival.renewal = { gap = { exponential = \"4 s\" } }", 250.0);
        check("arrival.hourly = { mean = \"2 /s\", factors = [1, 2, 0], period = \"40 s\" }", 2_000.0);
        let crowd =
            "base = \"1 /s\", peak = \"11 /s\", at = \"50 s\", ramp = \"10 s\", hold = \"20 s\", decay = \"5 s\"";
        check(&format!("arrival.flash_crowd = {{ {crowd} }}"), 1_300.0);
        check("arrival.clients = { rates = [\"2 /s\", \"0.5 /s\"] }", 2_500.0);
        check("arrival.sessions = { rate = \"0.1 /s\", turns = 4, think = \"1 s\" }", 400.0);
    }

    #[test]
    fn turns_of_a_session_are_expected_as_they_are_drawn() {
        let turns = |law: &str| format!("arrival.sessions = {{ rate = \"1 /s\", turns = {law}, think = \"1 s\" }}");
        check(&turns("2.5"), 3_000.0);
        check(&turns("0.2"), 1_000.0);
        check(&turns("1000"), 256_000.0);
    }

    #[test]
    fn requests_are_expected_at_the_rates_that_change() {
        let check = |arrival: &str, changes: &str, expected: f64| {
            let checked = open(arrival, changes);
            let found = expected_requests(&checked.scenario, &checked.scenario.users[0]);
            assert!((found - expected).abs() < 1e-9, "{changes}: {found}");
            let sent = world::outcome::simulate(checked.scenario, 0, &|_| true).unwrap().requests.0;
            assert!((sent as f64 - expected).abs() <= 3.0, "{changes}: {sent} are sent");
        };
        let steady = "arrival.renewal = { gap = \"1 s\" }";
        let to = |gap: &str| format!("set = {{ \"users.all.arrival.renewal.gap\" = \"{gap}\" }}\n");
        check(steady, &format!("[change.a]\nat = \"600 s\"\n{}", to("0.5 s")), 1_400.0);
        check(steady, &format!("[change.a]\nat = \"600 s\"\nuntil = \"700 s\"\n{}", to("0.5 s")), 1_100.0);
        // The second change is written first, and comes before the first; one of other rules moves nothing.
        let two = format!("[change.b]\nat = \"800 s\"\n{}[change.a]\nat = \"200 s\"\n{}", to("4 s"), to("2 s"));
        let other = "[change.c]\nat = \"1 s\"\nset = { \"gateway.front.retries\" = 2 }\n";
        check(steady, &format!("{two}{other}"), 550.0);
    }

    #[test]
    fn a_trace_is_counted() {
        let path = std::env::temp_dir().join(format!("windtunnel-forecast-{}.csv", std::process::id()));
        std::fs::write(&path, "arrival_s,llm,prompt_tokens,output_tokens\n0,,1,1\n10,,1,1\n1500,,1,1\n").unwrap();
        let trace = |rest: &str| format!("arrival.trace = {{ file = {:?}{rest} }}", path.display().to_string());
        check(&trace(""), 2.0);
        // What comes at the horizon is in the run.
        check(&trace(", speed = 1.5"), 3.0);
        check(&trace(", speed = 1.499_999"), 2.0);
        check(&trace(", speed = 0.75, loops = true"), 2.0);
        check(&trace(", speed = 2.25, loops = true"), 4.0);
        check(&trace(", speed = 2.0"), 3.0);
        check(&trace(", speed = 0.001"), 1.0);
        // A loop of three requests takes 1,500 s and a mean gap of 750 s: at ten times the speed 4 loops and 1,000 s.
        check(&trace(", speed = 10.0, loops = true"), 14.0);
        std::fs::remove_file(&path).unwrap();
    }
}
