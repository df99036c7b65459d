//! Where two runs part: both are played side by side until an event, a posting or a metric differs.

use std::collections::VecDeque;

use engine::fingerprint::Fingerprint;
use scenario::Checked;
use units::time::Time;
use world::metrics::catalogue::{self, Column};
use world::outcome::{Outcome, Stopped};
use world::replication::Replication;
use world::scenario::Scenario;
use world::sight::{Key, Sight};

use crate::study::Failure;

/// Slices of a stretch of time; both runs are copied at the start of each.
const SLICES: u64 = 32;
/// Events that are stepped through one by one at the most.
const FEW: u64 = 4_096;

/// Something that happened, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub time: Time,
    /// What, with the names of all concerned.
    pub text: String,
}

/// What two runs have in common, and where they part.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Events that were the same in both, observations aside.
    pub common: u64,
    /// The last of them.
    pub last: Vec<Happening>,
    /// Where they part; none if they never do.
    pub parting: Option<Parting>,
    /// How far they were compared: the shorter horizon.
    pub until: Time,
}

/// Where two runs part.
#[derive(Clone, Debug, PartialEq)]
pub enum Parting {
    /// At an event; none for a side where nothing more happens.
    Event(Option<Happening>, Option<Happening>),
    /// At the postings that follow the last common event: the same happened, and other coins flowed.
    Money,
    /// Only in what was measured: the first metric that differs, and how many do.
    Metric(Box<Differing>),
}

/// A metric that differs, and how many do.
#[derive(Clone, Debug, PartialEq)]
pub struct Differing {
    /// The metric, as claims write it.
    pub metric: String,
    /// Its values; none where it does not exist.
    pub values: (Option<f64>, Option<f64>),
    /// How many metrics of both runs differ.
    pub n: usize,
}

/// One of the two runs under way.
#[derive(Clone)]
struct Side {
    run: Replication,
    print: Fingerprint,
    events: u64,
}

/// What one step showed.
struct Step {
    key: Key,
    happening: Happening,
}

impl Side {
    fn new(scenario: &Scenario, replication: u32) -> Self {
        let run = Replication::new(scenario.clone(), replication);
        Self { run, print: Fingerprint::new(), events: 0 }
    }

    fn note(&mut self, time: Time, key: Key) {
        self.events += 1;
        self.print.add(time.ns());
        for word in key {
            self.print.add(word);
        }
    }

    fn advance(&mut self, until: Time) -> Result<(), Stopped> {
        loop {
            let mut seen = None;
            let mut see = |sight: &Sight| seen = (!sight.is_observation()).then(|| (sight.time, sight.key()));
            let went = self.run.step(until, &mut see)?;
            if let Some((time, key)) = seen {
                self.note(time, key);
            }
            if !went {
                return Ok(());
            }
        }
    }

    /// Handles the next event that is more than an observation.
    fn step(&mut self, until: Time) -> Result<Option<Step>, Stopped> {
        loop {
            let mut step = None;
            let mut see = |sight: &Sight| {
                if !sight.is_observation() {
                    step =
                        Some(Step { key: sight.key(), happening: Happening { time: sight.time, text: sight.text() } });
                }
            };
            let went = self.run.step(until, &mut see)?;
            if let Some(step) = step {
                self.note(step.happening.time, step.key);
                return Ok(Some(step));
            }
            if !went {
                return Ok(None);
            }
        }
    }

    fn is_like(&self, other: &Self) -> bool {
        self.print == other.print && self.run.money() == other.run.money()
    }
}

/// Compares a replication of two scenarios, with the last `context` common events.
///
/// Stretches of time are compared by hash and cut into slices where they differ, until what is left is stepped through.
/// Observations (points of series, the end of the warm-up) are left out; entities are compared by name, so that tables
/// may stand in another order.
///
/// # Errors
/// If a law breaks on the way.
pub fn compare(a: &Checked, b: &Checked, replication: u32, context: usize) -> Result<Comparison, Failure> {
    search(&a.scenario, &b.scenario, replication, context).map_err(|stopped| Failure::of(replication, stopped))
}

fn search(a: &Scenario, b: &Scenario, replication: u32, context: usize) -> Result<Comparison, Stopped> {
    let until = a.horizon.min(b.horizon);
    let (mut left, mut right) = (Side::new(a, replication), Side::new(b, replication));
    let (mut from, mut to) = (Time::ZERO, until);
    // Two earlier moments, a context apart at least, from one of which the last common events are told.
    let (mut older, mut newer) = ((left.clone(), right.clone()), (left.clone(), right.clone()));
    // What comes before the first event, stakes above all, may differ already.
    let mut parted = left.run.money() != right.run.money();
    while !parted {
        let width = to.ns() - from.ns();
        let edge = |i: u64| Time::from_ns(from.ns() + (u128::from(width) * u128::from(i) / u128::from(SLICES)) as u64);
        let mut differs = None;
        for i in 1..=SLICES {
            let before = (left.clone(), right.clone());
            if before.0.events >= newer.0.events + context as u64 {
                older = std::mem::replace(&mut newer, before.clone());
            }
            left.advance(edge(i))?;
            right.advance(edge(i))?;
            if !left.is_like(&right) {
                let events = left.events.max(right.events) - before.0.events;
                differs = Some((edge(i - 1), edge(i), events));
                (left, right) = before;
                break;
            }
        }
        let Some((start, end, events)) = differs else {
            let common = left.events;
            let parting = metrics(a, b, left, right, until)?.map(|d| Parting::Metric(Box::new(d)));
            return Ok(Comparison { common, last: Vec::new(), parting, until });
        };
        (from, to) = (start, end);
        parted = events <= FEW || end.ns() - start.ns() < SLICES;
    }
    let (left, right) = if left.events >= newer.0.events + context as u64 { newer } else { older };
    lockstep(left, right, to, until, context)
}

/// Steps through both sides, which part before `to`.
fn lockstep(mut left: Side, mut right: Side, to: Time, until: Time, context: usize) -> Result<Comparison, Stopped> {
    let mut last = VecDeque::new();
    let mut common = left.events;
    let parting = loop {
        if left.run.money() != right.run.money() {
            break Parting::Money;
        }
        let (a, b) = (left.step(to)?, right.step(to)?);
        match (a, b) {
            (Some(a), Some(b)) if a.key == b.key && a.happening.time == b.happening.time => {
                common += 1;
                last.push_back(a.happening);
                if last.len() > context {
                    last.pop_front();
                }
            }
            // One side may have its next event beyond the stretch in which the other has one.
            (a, b) => {
                let a = a.map_or_else(|| left.step(until), |step| Ok(Some(step)))?;
                let b = b.map_or_else(|| right.step(until), |step| Ok(Some(step)))?;
                break Parting::Event(a.map(|s| s.happening), b.map(|s| s.happening));
            }
        }
    };
    Ok(Comparison { common, last: last.into(), parting: Some(parting), until })
}

/// The first metric that differs, where nothing else does.
fn metrics(a: &Scenario, b: &Scenario, left: Side, right: Side, until: Time) -> Result<Option<Differing>, Stopped> {
    if a.horizon != until || b.horizon != until {
        return Ok(None);
    }
    let columns = |s: &Scenario| catalogue::columns(s).iter().map(Column::label).collect::<Vec<_>>();
    let (names, others) = (columns(a), columns(b));
    let (left, right): (Outcome, Outcome) = (left.run.finish()?, right.run.finish()?);
    let mut found: Option<Differing> = None;
    for (at, metric) in names.into_iter().enumerate() {
        // A metric that only one of them observes is no difference of the runs.
        let Some(other) = others.iter().position(|o| *o == metric) else { continue };
        let values = (left.values[at], right.values[other]);
        if values.0.map(f64::to_bits) != values.1.map(f64::to_bits) {
            let n = found.as_ref().map_or(0, |f| f.n) + 1;
            found = Some(found.map_or(Differing { metric, values, n }, |f| Differing { n, ..f }));
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use files::Request;
    use scenario::open_text;

    use super::*;

    const TWO: &str = r#"# Who is picked?
name = "two"
horizon = "2 h"
points = 3
[coin.alp]
[network.alpha]
coin = "alp"
pricing.posted = { request = "1 alp/request" }
[gateway.front]
networks = ["alpha"]
scheduling.power_of_d = { d = 2 }
[nodes.home]
count = 9
cost = "0.1 usd/h"
churn.renewal = { session = { exponential = "20 min" }, absence = { exponential = "5 min" } }
[users.all]
gateway = "front"
arrival.poisson = { rate = "1 /s" }
demand.work = { exponential = "5 s" }
"#;

    fn check(sets: &[&str]) -> Comparison {
        let open = |sets: &[&str]| {
            let sets = sets.iter().map(ToString::to_string).collect();
            open_text(TWO, &Request { file: "two.toml".into(), sets, ..Request::default() }).unwrap()
        };
        compare(&open(&[]), &open(sets), 0, 3).unwrap()
    }

    #[test]
    fn what_only_looks_makes_no_difference() {
        let same = check(&["points=50", "observe.at=[\"7 s\"]", "study=steady", "warm_up=0 s"]);
        assert!(same.parting.is_none() && same.common > 7_000, "{same:?}");
    }

    #[test]
    fn the_first_event_that_differs_is_named_with_those_before() {
        let found = check(&["gateway.front.scheduling=random"]);
        assert_eq!(found.last.len(), 3);
        let Some(Parting::Event(Some(a), Some(b))) = &found.parting else { panic!("{found:?}") };
        assert!(a != b && found.last.iter().all(|h| h.time <= a.time), "{found:?}");
        // A rate that is higher by a ten billionth: arrivals come a nanosecond earlier as soon as rounding shows it.
        let late = check(&["users.all.arrival.poisson.rate=1.0000000001 /s"]);
        let Some(Parting::Event(Some(a), Some(b))) = &late.parting else { panic!("{late:?}") };
        assert!(a.text == b.text && a.time.ns() == b.time.ns() + 1, "{late:?}");
    }

    #[test]
    fn a_fault_late_in_the_run_is_found_where_it_strikes() {
        let weather = "weather.dark={at=\"90 min\",zone_outage={zone=\"eu-1\",lasts=\"1 min\"}}";
        let regions = ["region.eu.zones=1", "nodes.home.regions=[\"eu\"]"];
        let open = |more: &[&str]| {
            let sets = regions.iter().chain(more).map(ToString::to_string).collect();
            open_text(TWO, &Request { file: "two.toml".into(), sets, ..Request::default() }).unwrap()
        };
        let found = compare(&open(&[]), &open(&[weather]), 0, 5).unwrap();
        let Some(Parting::Event(Some(_), Some(b))) = &found.parting else { panic!("{found:?}") };
        assert_eq!((b.text.as_str(), b.time.ns()), ("weather.dark strikes", 5_400_000_000_000));
        assert_eq!(found.last.len(), 5);
        assert!(found.common > 5_000);
    }

    #[test]
    fn other_prices_part_at_the_first_coin_and_other_costs_in_the_metrics() {
        let money = check(&["network.alpha.pricing.posted.request=2 alp/request"]);
        assert_eq!(money.parting, Some(Parting::Money));
        assert!(money.common > 0 && money.common < 30 && !money.last.is_empty(), "{money:?}");
        let cost = check(&["nodes.home.cost=0.2 usd/h"]);
        let Some(Parting::Metric(differing)) = &cost.parting else { panic!("{cost:?}") };
        assert!(differing.metric.ends_with("[nodes.home]") && differing.n >= 1, "{differing:?}");
    }
}
