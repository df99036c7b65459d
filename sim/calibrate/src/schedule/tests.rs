//! Schedules on a machine that is made up: its steps take what a form says, and its clock goes by them alone.

use kernel::synthetic::Noise;

use super::super::Wanted;
use super::super::form::{Form, Row, nearest};
use super::super::point::Use;
use super::*;

/// A machine whose clock is moved by what it does.
struct Made {
    form: Form,
    /// Seconds that have passed.
    now: f64,
    /// Time on the wall over CPU time, from so many seconds on: other work that takes the core away.
    crowded: (f64, f64),
    /// Largest relative deviation of a time.
    deviation: f64,
    noise: Noise,
    /// What was done, in its order.
    done: Vec<String>,
}

/// One that is so many times slower than the usual.
fn made(slowness: f64) -> Made {
    let form = Form { terms: USUAL.terms.map(|term| term * slowness), ..USUAL };
    Made { form, now: 1.0, crowded: (f64::INFINITY, 1.0), deviation: 0.0, noise: Noise::new(1), done: Vec::new() }
}

impl Made {
    /// Lets so much CPU time pass; gives the time on the wall.
    fn pass(&mut self, cpu: f64) -> f64 {
        let wall = if self.now >= self.crowded.0 { cpu * self.crowded.1 } else { cpu };
        self.now += wall;
        wall
    }
}

impl Stand for Made {
    fn steps(&mut self, point: &Point, n: usize) -> Result<Span, Fault> {
        let cpu = self.form.time(&counts(&point.load())) * (1.0 + self.deviation * f64::from(self.noise.even()));
        let wall = self.pass(n as f64 * cpu) / n as f64;
        self.done.push(format!("{n} of {}", point.name()));
        Ok(Span { cpu, wall })
    }

    fn look(&mut self) -> Canary {
        self.pass(0.02);
        self.done.push("look".into());
        Canary { read: 1e10, arithmetic: 1e11 }
    }

    fn agree(&mut self, size: &Size) -> Result<Agreement, Fault> {
        let cpu = size.steps().iter().map(|(load, n)| *n as f64 * self.form.time(&counts(load))).sum();
        self.pass(cpu);
        Ok(Agreement { tokens: size.tokens() as u64, differing: 0, tokens_fixed: 64, differing_fixed: 0 })
    }

    fn spent(&self) -> f64 {
        self.now
    }
}

fn plan(design: Design, budget: Option<f64>) -> Plan {
    let llm = Wanted::Shape { name: "tiny".into(), quant: None };
    Plan { llm, threads: 1, design, budget, isa: None, date: String::new() }
}

fn play(machine: &mut Made, design: Design, budget: Option<f64>) -> Found {
    run(machine, &plan(design, budget), &mut |_, _| {}).unwrap()
}

fn names(found: &Found) -> Vec<String> {
    found.points.iter().map(Point::name).collect()
}

#[test]
fn a_budget_that_is_enough_changes_nothing() {
    for (design, budget) in [(Design::Quick, 10.0), (Design::Full, 300.0)] {
        let (mut free, mut bound) = (made(1.0), made(1.0));
        let (all, found) = (play(&mut free, design, None), play(&mut bound, design, Some(budget)));
        assert_eq!(found.points, all.points);
        assert_eq!((&found.canaries, found.agreement), (&all.canaries, all.agreement));
        assert_eq!(bound.done, free.done);
        assert_eq!((found.effort.lack(), found.effort.budget), (None, Some(budget)));
        assert!((found.effort.spent - bound.now).abs() < 1e-9 && found.effort.spent < budget, "{:?}", found.effort);
    }
}

#[test]
fn without_a_budget_each_point_has_five_repeats_in_rounds_in_the_order_of_the_design() {
    let mut machine = made(1.0);
    let found = play(&mut machine, Design::Quick, None);
    let design: Vec<String> = point::points(Design::Quick).iter().map(Point::name).collect();
    assert_eq!(names(&found), design);
    assert!(found.points.iter().all(|point| point.repeats.len() == REPEATS));
    // A look before, after each round, and at the end.
    assert_eq!(found.canaries.len(), REPEATS + 2);
    let round: Vec<&String> = machine.done.split(|what| what == "look").nth(2).unwrap().iter().collect();
    let firsts = round.iter().filter_map(|what| what.strip_prefix("1 of ")).collect::<Vec<_>>();
    assert_eq!(firsts, design);
    assert_eq!(found.agreement.map(|a| a.tokens), Some(512));
}

#[test]
fn a_slow_machine_is_measured_within_the_budget_and_what_was_left_out_is_told() {
    let mut fewest = usize::MAX;
    for slowness in [1.5, 3.0, 5.0, 8.0] {
        let mut machine = made(slowness);
        let found = play(&mut machine, Design::Quick, Some(10.0));
        let effort = &found.effort;
        // It is not wasted either.
        assert!((7.0..=10.0).contains(&effort.spent), "{slowness}: {effort:?}");
        let n = found.points.len();
        assert!(n >= worth::LEAST && n <= fewest, "{slowness}: {n} points after {fewest}");
        fewest = n;
        let design = point::points(Design::Quick);
        let left_out: Vec<String> =
            design.iter().map(Point::name).filter(|name| !names(&found).contains(name)).collect();
        assert_eq!(effort.left_out[..left_out.len()], left_out, "{slowness}");
        assert!(found.points.iter().all(|point| point.repeats.len() >= LEAST_REPEATS));
        assert!(
            found.points.iter().any(|point| point.purpose == Use::HeldOut),
            "{slowness}: nothing to hold it against"
        );
        // Times are exact, so the coefficients are.
        let fitted = found.points.iter().filter(|point| point.purpose == Use::Fitted);
        let rows: Vec<Row> = fitted.map(|point| (counts(&point.load()), point.time(1))).collect();
        let form = nearest(&rows);
        for (term, known) in form.terms.iter().zip(machine.form.terms) {
            assert!((term / known - 1.0).abs() < 0.01, "{slowness}: {form:?}");
        }
        // What it says would be enough is.
        let again = play(&mut made(slowness), Design::Quick, Some(1.25 * effort.whole));
        assert_eq!(again.effort.lack(), None, "{slowness}: {effort:?}");
    }
    assert!(fewest < point::points(Design::Quick).len(), "{fewest}");
}

#[test]
fn a_budget_that_is_hopeless_leaves_the_least_that_a_fit_needs() {
    let found = play(&mut made(100.0), Design::Quick, Some(10.0));
    assert_eq!(
        names(&found),
        [
            "prefill 16",
            "prefill 64",
            "decode 1 at 16",
            "decode 4 at 256",
            "decode 16 at 16",
            "decode 8 at 128 + prefill 64"
        ]
    );
    assert!(found.points.iter().all(|point| point.repeats.len() == LEAST_REPEATS));
    assert_eq!(found.agreement, None);
    assert!(found.effort.spent > 10.0);
    assert_eq!(found.effort.left_out[9..], ["2 of 5 repeats", "512 of 512 tokens of the agreement"]);
    let lack = found.effort.lack().unwrap();
    assert!(lack.starts_with("prefill 256, prefill 512, check 128, ") && lack.ends_with(" and 3 more"), "{lack}");
}

#[test]
fn unsteady_points_are_measured_anew_only_while_there_is_time() {
    let mut machine = Made { deviation: 0.3, ..made(1.0) };
    let all = play(&mut machine, Design::Quick, None);
    assert!(all.effort.spent > 15.0 && all.effort.lack().is_none(), "{:?}", all.effort);
    let mut machine = Made { deviation: 0.3, ..made(1.0) };
    let found = play(&mut machine, Design::Quick, Some(10.0));
    assert!(found.effort.spent < 10.5, "{:?}", found.effort);
    assert!(found.effort.left_out.iter().any(|what| what.starts_with("new attempts at ")), "{:?}", found.effort);
}

#[test]
fn other_work_that_comes_in_between_costs_repeats_first_and_then_points() {
    let mut machine = Made { crowded: (4.0, 3.0), ..made(1.0) };
    let found = play(&mut machine, Design::Quick, Some(10.0));
    assert_eq!(found.points.len(), point::points(Design::Quick).len());
    assert!(found.points.iter().all(|point| (LEAST_REPEATS..REPEATS).contains(&point.repeats.len())));
    assert!(found.effort.spent < 10.0, "{:?}", found.effort);
    assert!(found.effort.left_out[0].ends_with(" of 5 repeats"), "{:?}", found.effort);

    let mut machine = Made { crowded: (3.0, 20.0), ..made(1.0) };
    let found = play(&mut machine, Design::Quick, Some(10.0));
    assert_eq!(found.points.len(), worth::LEAST);
    assert!(found.points.iter().all(|point| point.repeats.len() == LEAST_REPEATS));
    assert!(found.effort.left_out.len() >= 9 && found.effort.spent > 10.0, "{:?}", found.effort);
}
