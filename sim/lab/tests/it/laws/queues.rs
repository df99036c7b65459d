//! Laws about disciplines and lines: 14 to 20 and 23.

use std::ops::ControlFlow;

use engine::agenda::Agenda;
use engine::draws::{Address, Purpose, name_hash};
use engine::run::{Observer, run};
use rules::demand;
use scenario::Checked;
use state::requests::{Need, Turn};
use units::time::{Span, Time};
use world::event::Event;
use world::scenario::Scenario;
use world::world::World;

use crate::invariants::agree;
use crate::support;

/// What is seen of one node: requests that come, and services that end.
#[derive(Default)]
struct Path {
    /// When each request came, with its group of users.
    came: Vec<(Time, usize)>,
    /// When each service ended, in order.
    ended: Vec<Time>,
    /// The number in the system from each time on.
    number: Vec<(Time, usize)>,
}

impl Observer<Event> for Path {
    fn note(&mut self, time: Time, event: &Event) -> ControlFlow<()> {
        match event {
            Event::Send(users) => self.came.push((time, users.row())),
            Event::Done(_) | Event::Shared(_) => self.ended.push(time),
            _ => return ControlFlow::Continue(()),
        }
        let number = self.came.len() - self.ended.len();
        match self.number.last_mut() {
            Some(last) if last.0 == time => last.1 = number,
            _ => self.number.push((time, number)),
        }
        ControlFlow::Continue(())
    }
}

impl Path {
    fn of(scenario: &Scenario, replication: u32) -> Self {
        let (mut world, mut agenda, mut path) =
            (World::new(scenario.clone(), replication), Agenda::new(), Self::default());
        world.start(&mut agenda);
        run(&mut world, &mut agenda, scenario.horizon, &mut path);
        assert!(path.came.len() > 500, "only {} requests came", path.came.len());
        path
    }
    /// When each busy period began and ended.
    fn busy_periods(&self) -> Vec<(Time, Time)> {
        let mut list = Vec::new();
        let mut began = None;
        for &(time, number) in &self.number {
            match (began, number) {
                (None, 1..) => began = Some(time),
                (Some(start), 0) => {
                    list.push((start, time));
                    began = None;
                }
                _ => {}
            }
        }
        list
    }
    /// How many moments there are at which this path has more in the system than another.
    fn exceeds(&self, other: &Self) -> usize {
        let at = |path: &Self, time: Time| {
            let next = path.number.partition_point(|step| step.0 <= time);
            if next == 0 { 0 } else { path.number[next - 1].1 }
        };
        let times = self.number.iter().chain(&other.number).map(|step| step.0);
        times.filter(|&time| at(self, time) > at(other, time)).count()
    }
}

/// One kind of nodes, two groups of users with these laws of work.
fn lines(nodes: &str, scheduling: &str, rate: &str, works: [&str; 2]) -> Checked {
    let text = format!(
        r#"
horizon = "1_000 s"
[gateway.front]
scheduling = "{scheduling}"
[nodes.servers]
{nodes}
[users.first]
priority = 1
arrival.poisson = {{ rate = "{rate} /s" }}
demand.work = {}
[users.second]
priority = 2
arrival.poisson = {{ rate = "{rate} /s" }}
demand.work = {}
"#,
        works[0], works[1]
    );
    support::open_text(&text, &[])
}

const VARIED: [&str; 2] = ["{ exponential = \"1 s\" }", "{ lognormal = { median = \"0.5 s\", sigma = 1.2 } }"];

/// One node with this discipline at a load of 0.8.
fn one(queueing: &str) -> Scenario {
    lines(&format!("count = 1\nqueueing = {queueing}"), "random", "0.4", VARIED).scenario
}

const DISCIPLINES: [&str; 6] = [
    "\"fcfs\"",
    "{ lifo = { preempts = true } }",
    "{ lifo = {} }",
    "{ priority = { preempts = true } }",
    "\"priority\"",
    "\"spt\"",
];

#[test]
fn the_discipline_of_one_node_leaves_its_busy_periods() {
    for replication in 0..5 {
        let periods = |queueing: &str| Path::of(&one(queueing), replication).busy_periods();
        let srpt = periods("\"srpt\"");
        assert!(srpt.len() > 50, "{} busy periods", srpt.len());
        for queueing in DISCIPLINES {
            assert_eq!(periods(queueing), srpt, "{queueing}");
        }
        // Sharing rounds each end up to the nanosecond, so that a period may end that much later.
        let shared = periods("\"processor_sharing\"");
        assert_eq!(shared.len(), srpt.len());
        for (a, b) in shared.iter().zip(&srpt) {
            assert!(a.0 == b.0 && a.1.ns() - b.1.ns() <= 1_000, "{a:?} {b:?}");
        }
    }
}

#[test]
fn no_discipline_has_fewer_in_the_system_than_srpt() {
    for replication in 0..5 {
        let srpt = Path::of(&one("\"srpt\""), replication);
        for queueing in DISCIPLINES.into_iter().chain(["\"processor_sharing\""]) {
            let other = Path::of(&one(queueing), replication);
            assert_eq!(srpt.exceeds(&other), 0, "{queueing}");
            assert!(other.exceeds(&srpt) > 0, "{queueing}");
        }
    }
}

/// Who came when to one line for several slots, with how much work: the twin that the simulation is held to.
struct Twin {
    came: Vec<Time>,
    works: Vec<Span>,
    starts: Vec<Time>,
}

impl Twin {
    /// Plays a scenario and the recursion of Kiefer and Wolfowitz, and asserts that both end services at the same
    /// times.
    fn of(scenario: &Scenario, replication: u32, slots: usize) -> Self {
        let path = Path::of(scenario, replication);
        let mut numbers = [0; 2];
        let (mut works, mut starts, mut free) = (Vec::new(), Vec::new(), vec![Time::ZERO; slots]);
        for &(time, users) in &path.came {
            let group = &scenario.users[users];
            let entity = name_hash(&group.name);
            let address = Address { seed: scenario.seed, replication, purpose: Purpose::Demand, entity };
            let (number, demand) = (numbers[users], address.stream());
            let view = demand::View { n_llms: 1, recorded: None, client: None, number, turn: Turn::default(), demand };
            let asked = group.rules.demand.policy().ask(&view, &mut demand.draws(number));
            numbers[users] += 1;
            let Need::Work(work) = asked.need else { panic!("these users ask for plain work") };
            let first = (0..slots).min_by_key(|&slot| free[slot]).expect("there are slots");
            let start = time.max(free[first]);
            free[first] = start + work;
            works.push(work);
            starts.push(start);
        }
        let mut ends: Vec<Time> = starts.iter().zip(&works).map(|(&start, &work)| start + work).collect();
        ends.sort_unstable();
        assert_eq!(path.ended[..], ends[..path.ended.len()]);
        assert!(ends.get(path.ended.len()).is_none_or(|&end| end > scenario.horizon));
        Self { came: path.came.into_iter().map(|c| c.0).collect(), works, starts }
    }
}

fn slots(n: usize, works: [&str; 2]) -> Scenario {
    lines(&format!("count = 1\nqueueing.fcfs = {{ slots = {n} }}"), "random", "1.4", works).scenario
}

#[test]
fn with_one_more_server_in_one_line_nobody_waits_longer() {
    for replication in 0..10 {
        let (three, four) = (Twin::of(&slots(3, VARIED), replication, 3), Twin::of(&slots(4, VARIED), replication, 4));
        assert_eq!(three.came, four.came);
        assert!(four.starts.iter().zip(&three.starts).all(|(four, three)| four <= three));
        assert!(four.starts.iter().zip(&three.starts).any(|(four, three)| four < three));
    }
}

#[test]
fn where_some_work_is_shorter_nobody_in_one_line_leaves_later() {
    let shorter = [VARIED[0], "{ lognormal = { median = \"0.4 s\", sigma = 1.2 } }"];
    for replication in 0..10 {
        let (long, short) = (Twin::of(&slots(3, VARIED), replication, 3), Twin::of(&slots(3, shorter), replication, 3));
        assert_eq!(long.came, short.came);
        let ends = |twin: &Twin| twin.starts.iter().zip(&twin.works).map(|(&s, &w)| s + w).collect::<Vec<_>>();
        assert!(ends(&short).iter().zip(&ends(&long)).all(|(short, long)| short <= long));
        assert!(short.starts.iter().zip(&long.starts).any(|(short, long)| short < long));
    }
}

/// What is no law: under the shortest queue one more node makes somebody wait, and only the mean falls.
#[test]
fn with_one_more_node_under_the_shortest_queue_there_are_moments_with_more_in_the_system() {
    let of = |n: u32| lines(&format!("count = {n}"), "join_shortest_queue", "1.4", VARIED).scenario;
    let (three, four) = (of(3), of(4));
    let mut worse = 0;
    for replication in 0..10 {
        let (few, many) = (Path::of(&three, replication), Path::of(&four, replication));
        assert_eq!(few.came, many.came);
        worse += usize::from(many.exceeds(&few) > 0);
        let mean = |scenario| {
            let outcome = support::simulate(scenario, replication);
            support::value(scenario, &outcome, "answer_latency_mean_s").expect("there are answers")
        };
        assert!(mean(&four) < mean(&three));
    }
    assert!(worse > 0, "no path shows it");
}

/// Laws of work of mean 1 s, by rising variance.
const WORKS: [&str; 4] = [
    "\"1 s\"",
    "{ erlang = { stages = 2, mean = \"1 s\" } }",
    "{ exponential = \"1 s\" }",
    "{ hyperexponential = { weights = [0.9, 0.1], means = [\"0.5 s\", \"5.5 s\"] } }",
];

/// The values of a metric over replications.
fn values(nodes: &str, arrival: &str, work: &str, label: &str) -> Vec<f64> {
    let text = format!(
        r#"
horizon = "6_000 s"
study = "steady"
warm_up = "500 s"
[gateway.front]
retries = 0
[nodes.servers]
count = 1
{nodes}
[users.all]
{arrival}
demand.work = {work}
"#
    );
    support::values(&support::study(&support::open_text(&text, &[]), 0), label)
}

#[test]
fn means_of_insensitive_systems_know_only_the_mean_of_the_work() {
    let poisson = "arrival.poisson = { rate = \"0.4 /s\" }";
    let busy = "arrival.poisson = { rate = \"3 /s\" }";
    let engset = "arrival.closed_loop = { users = 8, think = { exponential = \"2 s\" } }";
    let lossy = "queueing.fcfs = { slots = 3, waiting = 0 }";
    let systems = [
        ("queueing = \"processor_sharing\"", poisson, "answer_latency_mean_s"),
        ("queueing.lifo = { preempts = true }", poisson, "answer_latency_mean_s"),
        (lossy, busy, "refused_share"),
        (lossy, engset, "refused_share"),
        ("queueing.fcfs = { slots = 10_000 }", busy, "in_system_mean"),
    ];
    for (nodes, arrival, label) in systems {
        let exponential = values(nodes, arrival, WORKS[2], label);
        for work in [WORKS[0], WORKS[3]] {
            agree(&values(nodes, arrival, work, label), &exponential, &format!("{nodes} {arrival} {work}"));
        }
    }
}

#[test]
fn waits_in_line_grow_with_the_variance_of_the_work() {
    let poisson = "arrival.poisson = { rate = \"0.7 /s\" }";
    let waits = WORKS.map(|work| values("queueing = \"fcfs\"", poisson, work, "wait_mean_s"));
    for pair in waits.windows(2) {
        assert!(pair[0].iter().zip(&pair[1]).all(|(less, more)| less < more), "{pair:?}");
    }
}

/// The conservation law of Kleinrock: the sum over classes of load times wait is that of one line, whoever goes first.
#[test]
fn the_order_of_classes_leaves_the_sum_of_load_times_wait() {
    let sum = |first: u32, second: u32| {
        let text = format!(
            r#"
horizon = "20_000 s"
study = "steady"
warm_up = "1_000 s"
[nodes.servers]
count = 1
queueing = "priority"
[users.first]
priority = {first}
arrival.poisson = {{ rate = "0.5 /s" }}
demand.work = {{ erlang = {{ stages = 2, mean = "0.5 s" }} }}
[users.second]
priority = {second}
arrival.poisson = {{ rate = "0.2 /s" }}
demand.work = {{ exponential = "2 s" }}
"#
        );
        let findings = support::study(&support::open_text(&text, &[]), 0);
        let wait = |group: &str| support::values(&findings, &format!("wait_mean_s[users.{group}]"));
        let (one, two) = (wait("first"), wait("second"));
        let sums: Vec<f64> = one.iter().zip(&two).map(|(one, two)| 0.25 * one + 0.4 * two).collect();
        (sums, one)
    };
    let (equal, long) = sum(1, 1);
    let (ahead, short) = sum(1, 2);
    let (behind, _) = sum(2, 1);
    agree(&ahead, &equal, "the short class first");
    agree(&behind, &equal, "the long class first");
    assert!(short.iter().zip(&long).all(|(short, long)| short < long), "the first class must wait less");
}
