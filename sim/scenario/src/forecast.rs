//! What a scenario is expected to hold before it is run.

use rules::arrival::Arrival;
use units::time::{Span, Time};
use world::scenario::{Scenario, Users};

/// The requests that a group of users is expected to send in one replication.
///
/// A Poisson stream and a trace are counted exactly on average; for a renewal process it is the long-run rate, which
/// the first gaps of a short run can miss, and of a closed loop what it would be if every answer came at once.
pub fn expected_requests(scenario: &Scenario, users: &Users) -> f64 {
    let horizon = scenario.horizon.as_secs();
    match &users.rules.arrival {
        Arrival::Poisson(poisson) => poisson.rate.per_s() * horizon,
        Arrival::Renewal(renewal) => horizon / renewal.gap.mean(),
        Arrival::Mmpp(mmpp) => mmpp.mean_per_s() * horizon,
        Arrival::Diurnal(diurnal) => diurnal.expected(scenario.horizon.since(Time::ZERO)),
        Arrival::Hourly(hourly) => hourly.expected(scenario.horizon.since(Time::ZERO)),
        Arrival::FlashCrowd(crowd) => crowd.expected(scenario.horizon.since(Time::ZERO)),
        Arrival::Clients(clients) => clients.mean_per_s() * horizon,
        Arrival::Sessions(sessions) => sessions.mean_per_s() * horizon,
        Arrival::ClosedLoop(crowd) => f64::from(crowd.users) * horizon / crowd.think.mean(),
        Arrival::Trace(trace) => replayed(users, trace.speed, trace.loops, scenario.horizon) as f64,
    }
}

/// The recorded requests that come by the horizon, which is in the run: as many as the replay sends.
fn replayed(users: &Users, speed: f64, loops: bool, horizon: Time) -> u64 {
    let comes = |played: u64| Time::ZERO + Span::from_ns(played).at_speed(speed) <= horizon;
    // The first time of the recording that is not played any more: division rounds, so that it is looked for near the
    // product.
    let (mut first, mut late) = (0_u64, ((horizon.ns() as f64 * speed * 1.000_001) as u64).saturating_add(2));
    while first < late {
        let middle = first.midpoint(late);
        if comes(middle) {
            first = middle + 1;
        } else {
            late = middle;
        }
    }
    let period = users.period.ns();
    let rounds = |at: u64| if loops && period > 0 { (first - 1 - at) / period + 1 } else { 1 };
    users.recorded.iter().map(|row| row.at.ns()).filter(|&at| at < first).map(rounds).sum()
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::expected_requests;
    use crate::open_text;

    fn check(arrival: &str, expected: f64) {
        let text = format!(
            "name = \"t\"\nhorizon = \"1_000 s\"\n[network.net]\n[gateway.front]\nnetworks = [\"net\"]\n\
             [nodes.server]\ncount = 1\n[users.all]\ngateway = \"front\"\n{arrival}\ndemand.work = \"1 s\"\n"
        );
        let checked = open_text(&text, &Request::default()).map_err(|r| r.render(Colour::Plain)).unwrap();
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
