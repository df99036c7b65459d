//! Queues: offered load, with nodes that come and go and without the largest zone, and how long requests wait.

use engine::law::Law;
use rules::arrival::Arrival;
use rules::churn::Churn;
use rules::demand::Demand;
use rules::liveness::Liveness;
use rules::permission::Permission;
use rules::queueing::{Order, Sharing};
use rules::residency::Residency;
use rules::scheduling::Scheduling;
use rules::verification::Verification;
use units::ids::GatewayId;
use units::time::Span;
use world::scenario::{Scenario, Users};

use super::form::{Bound, Form, Prediction, Premise, Way, number, percent, time};
use super::load::{STABLE, loads};
use super::pools::{Capacity, Pool, capacity, erlang_c, pollaczek_khinchine, pools, rate};

const ERLANG: &str = "Erlang 1917; Gross et al., Fundamentals of Queueing Theory, 2008, section 2.3";
const POLLACZEK: &str = "Pollaczek 1930, Khinchine 1932; Kleinrock, Queueing Systems vol. 1, 1975, section 5.6";

/// The longest line for which Erlang's recursion is worked out.
const MOST_SLOTS: u64 = 100_000;

/// Loads and waits of all pools and of gateways' stations.
pub fn queues(scenario: &Scenario) -> Vec<Form> {
    let mut list = Vec::new();
    for pool in pools(scenario) {
        let Some((nodes, asked)) = capacity(scenario, &pool) else { continue };
        list.extend(loads(scenario, &pool, &nodes, asked));
        list.extend(waits(scenario, &pool, &nodes));
    }
    for at in 0..scenario.gateways.len() {
        list.extend(station(scenario, GatewayId::of(at)));
    }
    list
}

/// What lines of a pool are like, where a closed form fits.
struct Line {
    /// Requests of one line \[1/s\].
    rate: f64,
    /// Its slots.
    slots: u64,
    /// Whether nothing is sent to another line while a slot of this one is free, so that the form is a lower bound.
    is_bound: bool,
}

/// Mean wait for service and the part of requests that wait, of Poisson arrivals at slots that all are alike.
fn waits(scenario: &Scenario, pool: &Pool, nodes: &[Capacity]) -> Vec<Form> {
    let Some((users, group)) = is_plain(scenario, pool, nodes) else { return Vec::new() };
    let Demand::Work(work) = &users.rules.demand else { return Vec::new() };
    let speed = group.rules.speed;
    let mean = work.0.mean() / speed;
    let Some(second) = work.0.second_moment().map(|m| m / (speed * speed)) else { return Vec::new() };
    let slots = u64::from(group.rules.queueing.policy().discipline().slots);
    let asked: f64 = pool.users.iter().map(|user| user.1).sum();
    let n = nodes[0].nodes;
    let is_random = pickers(scenario, pool).all(|policy| matches!(policy, Scheduling::Random(_)));
    let line = if (n - 1.0).abs() < 0.5 || is_random {
        Line { rate: asked / n, slots, is_bound: false }
    } else {
        Line { rate: asked, slots: slots * n as u64, is_bound: true }
    };
    let is_exponential = is_exponential(&work.0);
    let load = line.rate * mean / line.slots as f64;
    if load >= 1.0 || line.slots > MOST_SLOTS || !(is_exponential || line.slots == 1) {
        return Vec::new();
    }
    let mut list = forms(&pool.of, &line, mean, second, is_exponential);
    // Users of other pools wait elsewhere.
    let owner = match pool.users[..] {
        _ if pool.users.len() == scenario.users.len() => Some(String::new()),
        [(at, _)] => Some(format!("users.{}", scenario.users[at].name)),
        _ => None,
    };
    for form in &mut list {
        let metric = if form.name == "waited_share" { "waited_share" } else { "wait_mean_s" };
        let owner = owner.clone().filter(|owner| owner.is_empty() || metric == "wait_mean_s");
        let mean = owner.map(|owner| Prediction::mean(metric, owner, form.value, &[Premise::LongRun]));
        form.predicts = mean.map(|mean| if line.is_bound { mean.way(Way::Least) } else { mean });
    }
    list
}

/// Whether a law is exponential, under whatever name: by its second moment, and by its part below the mean.
fn is_exponential(law: &Law<Span>) -> bool {
    let mean = law.mean();
    let is_square = law.second_moment().is_some_and(|second| (second / (2.0 * mean * mean) - 1.0).abs() < 1e-9);
    is_square && (law.cdf(mean) - (1.0 - engine::math::exp(-1.0))).abs() < 1e-9
}

/// The forms of a line: the mean wait and, unless it is a bound, the part of the requests that wait.
fn forms(of: &str, line: &Line, mean: f64, second: f64, is_exponential: bool) -> Vec<Form> {
    let (a, c) = (line.rate * mean, line.slots as f64);
    let waiting = if is_exponential { erlang_c(a, line.slots) } else { a };
    let (wait, source, formulas) = if is_exponential {
        let formulas = ["C(a, c), a = rate_per_s * service_mean_s", "C(a, c) / (c / service_mean_s - rate_per_s)"];
        (waiting / (c / mean - line.rate), ERLANG, formulas)
    } else {
        let wait = "rate_per_s * service_second_moment_s2 / (2 (1 - rate_per_s * service_mean_s))";
        (pollaczek_khinchine(line.rate, mean, second), POLLACZEK, ["rate_per_s * service_mean_s", wait])
    };
    let inputs =
        vec![("rate_per_s", line.rate), ("c_slots", c), ("service_mean_s", mean), ("service_second_moment_s2", second)];
    let form = |name, formula, value, says| Form {
        theme: "wait",
        name,
        of: of.into(),
        formula,
        inputs: inputs.clone(),
        source,
        value,
        bound: None,
        says,
        predicts: None,
    };
    if line.is_bound {
        // Fewer may wait than in one line, but each of them longer.
        let says = format!("{of}: requests wait {} on average at least, as in one line for all slots", time(wait));
        return vec![form("wait_mean_least_s", formulas[1], wait, says)];
    }
    let both = format!("{of}: requests wait {} on average, {} of them at all", time(wait), percent(waiting));
    let share = format!("{of}: {} of the requests wait", percent(waiting));
    vec![form("wait_mean_s", formulas[1], wait, both), form("waited_share", formulas[0], waiting, share)]
}

/// Who picks nodes of a pool.
fn pickers<'s>(scenario: &'s Scenario, pool: &'s Pool) -> impl Iterator<Item = &'s Scheduling> {
    let network = &scenario.networks[pool.networks[0].row()].rules;
    let gateways = pool.users.iter().flat_map(|&(at, _)| &scenario.users[at].gateways);
    gateways.map(|gateway| network.scheduling.as_ref().unwrap_or(&scenario.gateways[gateway.row()].rules.scheduling))
}

/// The users and the nodes of a pool, if there is nothing but Poisson arrivals of one law and lines of like nodes.
fn is_plain<'s>(
    scenario: &'s Scenario,
    pool: &Pool,
    nodes: &[Capacity],
) -> Option<(&'s Users, &'s world::scenario::Group)> {
    let ([one], [network]) = (nodes, &pool.networks[..]) else { return None };
    let (group, network) = (&scenario.groups[one.group], &scenario.networks[network.row()].rules);
    let users = &scenario.users[pool.users[0].0];
    let is_alike = |&(at, _): &(usize, f64)| {
        let other = &scenario.users[at];
        let is_poisson = matches!(other.rules.arrival, Arrival::Poisson(_));
        is_poisson && !other.rules.looks_at_prices() && other.rules.demand == users.rules.demand
    };
    let discipline = group.rules.queueing.policy().discipline();
    let is_line = discipline.sharing == Sharing::Slots && discipline.order == Order::Arrival;
    let checks = network.verification.values().any(|rule| !matches!(rule, Verification::Trust(_)));
    let is_open = matches!(network.permission, Permission::Open(_)) && matches!(network.liveness, Liveness::Fresh(_));
    let is_still = scenario.weather.is_empty() && scenario.changes.is_empty() && scenario.pace.is_none();
    let gateways = pool.users.iter().flat_map(|&(at, _)| &scenario.users[at].gateways);
    let passes = gateways.map(|gateway| &scenario.gateways[gateway.row()]).all(|gateway| {
        let rules = &gateway.rules;
        let is_bare = rules.station.is_none() && rules.admission.list.is_empty() && rules.timeout.is_none();
        is_bare && rules.hedge.is_none() && gateway.services.is_empty() && gateway.adapter.is_none()
    });
    let copies = pickers(scenario, pool).any(|policy| matches!(policy, Scheduling::Copies(_)) || policy.refuses());
    let is_there = matches!(group.rules.churn, Churn::Always(_))
        && !group.rules.are_chosen()
        && matches!(group.rules.residency, Residency::Pinned(_));
    let is_calm = is_still && passes && !copies && !checks && is_open && is_there && !scenario.has_wires;
    let is_free = network.session.is_none()
        && network.slashing.is_empty()
        && network.admission.list.is_empty()
        && network.pricing.round().is_none()
        && network.weight.is_none()
        && !scenario.has_trusted_rosters;
    let is_served = discipline.waiting == u32::MAX && is_line && group.rules.are_honest();
    (is_calm && is_free && is_served && pool.users.iter().all(is_alike)).then_some((users, group))
}

/// Load and wait at the station of a gateway that all its users have as their only one.
fn station(scenario: &Scenario, gateway: GatewayId) -> Vec<Form> {
    let row = &scenario.gateways[gateway.row()];
    let Some(station) = &row.rules.station else { return Vec::new() };
    let here: Vec<&Users> = scenario.users.iter().filter(|users| users.gateways.contains(&gateway)).collect();
    let rates: Option<Vec<f64>> =
        here.iter().map(|users| rate(scenario, users).filter(|_| users.gateways.len() == 1)).collect();
    let (Some(rates), mean) = (rates.filter(|rates| !rates.is_empty()), station.service.mean()) else {
        return Vec::new();
    };
    let (rate, of) = (rates.iter().sum::<f64>(), format!("gateway.{}", row.name));
    let (servers, load) = (f64::from(station.servers), rate * mean / f64::from(station.servers));
    let mut list = vec![Form {
        theme: "load",
        name: "station_load",
        of: of.clone(),
        formula: "rate_per_s * service_mean_s / c_servers",
        inputs: vec![("rate_per_s", rate), ("service_mean_s", mean), ("c_servers", servers)],
        source: STABLE,
        value: load,
        bound: Some(Bound::Below(1.0)),
        says: if load < 1.0 {
            format!("{of}: load {} of its station", number(load))
        } else {
            let serve = (servers * load).floor() + 1.0;
            format!(
                "{of}: load {} of its station: waits grow without end; {} servers would serve",
                number(load),
                number(serve)
            )
        },
        predicts: None,
    }];
    let is_poisson = here.iter().all(|users| matches!(users.rules.arrival, Arrival::Poisson(_)));
    let is_still = scenario.weather.is_empty() && scenario.changes.is_empty() && row.services.is_empty();
    if let (Some(second), true) = (station.service.second_moment(), is_poisson && is_still && load < 1.0) {
        let is_exponential = is_exponential(&station.service);
        if is_exponential || station.servers == 1 {
            let line = Line { rate, slots: u64::from(station.servers), is_bound: false };
            let wait = forms(&of, &line, mean, second, is_exponential).swap_remove(0);
            // By Little's law.
            let here = rate * (wait.value + mean);
            let predicts = Some(Prediction::mean("at_station_mean", of, here, &[Premise::LongRun]));
            list.push(Form { name: "station_wait_mean_s", predicts, ..wait });
        }
    }
    list
}

#[cfg(test)]
mod tests {
    use files::{Colour, Request};

    use super::super::form::Form;
    use super::queues;

    fn forms(more: &str, users: &str) -> Vec<Form> {
        let text = format!(
            "# q?\nname = \"t\"\nhorizon = \"1_000 s\"\n[network.net]\n[gateway.front]\nnetworks = [\"net\"]\n{more}\n\
             [users.all]\ngateway = \"front\"\n{users}\n"
        );
        let checked = crate::open_text(&text, &Request { file: "t.toml".into(), ..Request::default() });
        queues(&checked.unwrap_or_else(|r| panic!("{}", r.render(Colour::Plain))).scenario)
    }

    /// Name and value of all forms; independent numbers are worked out beside the calls.
    fn check(more: &str, users: &str, expected: &[(&str, f64)]) {
        let found = forms(more, users);
        let names: Vec<&str> = found.iter().map(|form| form.name).collect();
        assert_eq!(names, expected.iter().map(|e| e.0).collect::<Vec<_>>(), "{more}");
        for (form, (name, value)) in found.iter().zip(expected) {
            assert!((form.value / value - 1.0).abs() < 1e-6, "{name}: {}", form.value);
        }
    }

    fn asks(rate: &str, work: &str) -> String {
        format!("arrival.poisson = {{ rate = \"{rate} /s\" }}\ndemand.work = {work}")
    }

    #[test]
    fn waits_are_those_of_tables() {
        // theory.json: mmc-2 and mm1 at load 0.5; M/D/1 at 0.8 waits 2 s; 100 slots at 95 erlangs.
        let exponential = "{ exponential = \"1 s\" }";
        let two = "[nodes.n]\ncount = 1\nqueueing.fcfs = { slots = 2 }";
        check(
            two,
            &asks("1.6", exponential),
            &[("load", 0.8), ("wait_mean_s", 16.0 / 9.0), ("waited_share", 0.711_111_1)],
        );
        check(
            "[nodes.n]\ncount = 1",
            &asks("0.5", exponential),
            &[("load", 0.5), ("wait_mean_s", 1.0), ("waited_share", 0.5)],
        );
        check(
            "[nodes.n]\ncount = 1",
            &asks("0.8", "\"1 s\""),
            &[("load", 0.8), ("wait_mean_s", 2.0), ("waited_share", 0.8)],
        );
        // Ten nodes that are picked blindly are ten lines; by their lengths they are no better than one line of ten.
        check(
            "[nodes.n]\ncount = 10",
            &asks("8", exponential),
            &[("load", 0.8), ("wait_mean_s", 4.0), ("waited_share", 0.8)],
        );
        let shortest = "scheduling = \"join_shortest_queue\"\n[nodes.n]\ncount = 10";
        let one_line = [("load", 0.8), ("wait_mean_least_s", 0.204_590_075)];
        check(shortest, &asks("8", exponential), &one_line);
        // Ten slots of any other law have no closed form.
        check(shortest, &asks("8", "\"1 s\""), &[("load", 0.8)]);
    }

    #[test]
    fn loads_are_of_those_that_are_up_and_of_those_without_the_largest_zone() {
        let churn = "churn.renewal = { session = \"3 h\", absence = \"1 h\" }";
        let zones = format!("[nodes.n]\ncount = 10\nregions = [\"eu\"]\n{churn}\n[region.eu]\nzones = 4");
        // Zones have 3, 3, 2 and 2 nodes: 7 of 10 are left, three quarters of them up.
        let expected = [("load", 0.6), ("load_up", 0.8), ("load_without_zone", 6.0 / (7.0 * 0.75))];
        check(&zones, &asks("6", "\"1 s\""), &expected);
        let found = forms(&zones, &asks("6", "\"1 s\""));
        assert_eq!(
            found[2].says,
            "network.net: load 1.143 of 10 nodes without zone eu-1: waits grow without end; 12 nodes would serve, or \
             less than 87.5 % of the requests"
        );
        assert_eq!(super::super::form::binding(&found), [false, false, true]);
    }

    #[test]
    fn speeds_and_stations_count() {
        let fast = "[nodes.slow]\ncount = 2\n[nodes.fast]\ncount = 1\nspeed = 2.0";
        check(fast, &asks("3", "\"1 s\""), &[("load", 0.75)]);
        let station = "station = { service = { exponential = \"0.1 s\" }, servers = 2 }\n[nodes.n]\ncount = 9";
        let expected = [("load", 16.0 / 9.0), ("station_load", 0.8), ("station_wait_mean_s", 0.1 * 16.0 / 9.0)];
        check(station, &asks("16", "\"1 s\""), &expected);
        // Whose requests come when answers do is not known before.
        let closed = "arrival.closed_loop = { users = 10, think = \"5 s\" }\ndemand.work = \"1 s\"";
        check("[nodes.n]\ncount = 1", closed, &[]);
    }
}
