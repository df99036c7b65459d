//! The agenda against a plain heap, at the edges of time, and in bursts.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use units::time::{Span, Time};

use super::{Agenda, Class, Timer};

const CLASSES: [Class; 5] = [Class::Completion, Class::Arrival, Class::Timer, Class::Step3, Class::Observation];

/// What an agenda should do, in the obvious way: a heap of (time, class, sequence), names that may have died.
#[derive(Default)]
struct Oracle {
    now: Time,
    heap: BinaryHeap<Reverse<(Time, Class, u64)>>,
    events: BTreeMap<u64, (Class, u32)>,
    sequence: u64,
}

impl Oracle {
    fn at(&mut self, time: Time, class: Class, event: u32) -> u64 {
        self.sequence += 1;
        self.heap.push(Reverse((time, class, self.sequence)));
        self.events.insert(self.sequence, (class, event));
        self.sequence
    }
    fn cancel(&mut self, name: u64) -> Option<u32> {
        self.events.remove(&name).map(|(_, event)| event)
    }
    fn move_to(&mut self, name: u64, time: Time) -> Option<u64> {
        let (class, event) = self.events.remove(&name)?;
        Some(self.at(time, class, event))
    }
    fn next_before(&mut self, end: Time) -> Option<u32> {
        while let Some(&Reverse((time, _, name))) = self.heap.peek() {
            if self.events.contains_key(&name) && time > end {
                break;
            }
            self.heap.pop();
            if let Some((_, event)) = self.events.remove(&name) {
                self.now = time;
                return Some(event);
            }
        }
        self.now = self.now.max(end);
        None
    }
}

/// One thing done to an agenda; timers are picked by position among all that were ever handed out.
#[derive(Clone, Debug)]
enum Step {
    At(u64, usize),
    Burst(u64, usize, usize),
    Cancel(usize),
    Move(usize, u64),
    Pop,
    Before(u64),
    Fork,
}

/// Delays from now with massive ties: nothing, a few, and every order of magnitude.
fn delay() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => Just(0_u64),
        3 => 0..4_u64,
        3 => (0..64_u32, 0..3_u64).prop_map(|(bit, more)| (1_u64 << bit) + more),
        3 => 0..100_000_u64,
        1 => any::<u64>(),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (delay(), 0..4_usize).prop_map(|(d, c)| Step::At(d, c)),
        1 => (delay(), 0..4_usize, 1..300_usize).prop_map(|(d, c, n)| Step::Burst(d, c, n)),
        4 => any::<usize>().prop_map(Step::Cancel),
        3 => (any::<usize>(), delay()).prop_map(|(t, d)| Step::Move(t, d)),
        8 => Just(Step::Pop),
        2 => delay().prop_map(Step::Before),
        1 => Just(Step::Fork),
    ]
}

/// Both sides, with the timers that each has handed out.
#[derive(Default)]
struct Pair {
    agenda: Agenda<u32>,
    oracle: Oracle,
    timers: Vec<(Timer, u64)>,
    event: u32,
}

impl Pair {
    fn at(&mut self, delay: u64, class: Class) {
        let time = self.oracle.now + Span::from_ns(delay);
        self.event += 1;
        self.timers.push((self.agenda.at(time, class, self.event), self.oracle.at(time, class, self.event)));
    }

    fn play(&mut self, step: &Step) -> (Option<u32>, Option<u32>) {
        let picked = |at: usize| (!self.timers.is_empty()).then(|| at % self.timers.len());
        match *step {
            Step::At(delay, class) => self.at(delay, CLASSES[class]),
            Step::Burst(delay, class, n) => (0..n).for_each(|_| self.at(delay, CLASSES[class])),
            Step::Cancel(at) => {
                if let Some((timer, name)) = picked(at).map(|at| self.timers[at]) {
                    return (self.agenda.cancel(timer), self.oracle.cancel(name));
                }
            }
            Step::Move(at, delay) => {
                if let Some(at) = picked(at) {
                    let time = self.oracle.now + Span::from_ns(delay);
                    let (timer, name) = self.timers[at];
                    let moved = (self.agenda.move_to(timer, time), self.oracle.move_to(name, time));
                    if let (Some(timer), Some(name)) = moved {
                        self.timers[at] = (timer, name);
                    }
                    return (moved.0.map(|_| 0), moved.1.map(|_| 0));
                }
            }
            Step::Pop => {
                let expected = self.oracle.now;
                let popped = (self.agenda.pop(), self.oracle.next_before(Time::END));
                if popped.1.is_none() {
                    // An empty agenda has no reason to move its clock when nobody names an end.
                    self.oracle.now = expected;
                }
                return popped;
            }
            Step::Before(delay) => {
                let end = self.oracle.now + Span::from_ns(delay);
                return (self.agenda.next_before(end), self.oracle.next_before(end));
            }
            Step::Fork => self.agenda = self.agenda.clone(),
        }
        (None, None)
    }
}

proptest! {
    #[test]
    fn it_does_what_a_heap_does(steps in vec(step(), 0..400)) {
        let mut pair = Pair::default();
        for step in steps.iter().chain(std::iter::repeat_n(&Step::Pop, 2000)) {
            let (got, expected) = pair.play(step);
            prop_assert_eq!(got, expected, "after {:?}", step);
            prop_assert_eq!(pair.agenda.now(), pair.oracle.now);
            prop_assert_eq!(pair.agenda.pending(), pair.oracle.events.len());
        }
    }
}

#[test]
fn a_long_mixed_run_does_what_a_heap_does() {
    let mut pair = Pair::default();
    let mut x = 1_u64;
    for round in 0..400_000_u64 {
        x = x.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        let (bits, pick) = (x >> 40, (x >> 20) as usize);
        let delay = (bits % 1000) << (8 * (bits >> 10 & 3));
        let step = match x >> 60 {
            0..=5 => Step::At(delay, pick % CLASSES.len()),
            6..=8 => Step::Cancel(pair.timers.len().saturating_sub(1 + pick % 5000)),
            9 => Step::Move(pair.timers.len().saturating_sub(1 + pick % 5000), delay),
            10 => Step::Before(delay / 16),
            _ => Step::Pop,
        };
        let (got, expected) = pair.play(&step);
        assert_eq!((got, pair.agenda.now()), (expected, pair.oracle.now), "round {round}, {step:?}");
    }
}

fn drain(agenda: &mut Agenda<u32>) -> Vec<u32> {
    std::iter::from_fn(|| agenda.pop()).collect()
}

#[test]
fn simultaneous_events_come_by_class_then_by_schedule() {
    let mut agenda = Agenda::new();
    let noon = Time::from_ns(100);
    for (event, class) in [(1, Class::Timer), (2, Class::Completion), (3, Class::Arrival), (4, Class::Completion)] {
        agenda.at(noon, class, event);
    }
    assert_eq!(agenda.pop(), Some(2));
    // What joins the instant now is judged by class before it is judged by age.
    agenda.at(noon, Class::Observation, 5);
    agenda.at(noon, Class::Completion, 6);
    agenda.after(Span::ZERO, Class::Arrival, 7);
    assert_eq!(drain(&mut agenda), [4, 6, 3, 7, 1, 5]);
    assert_eq!(agenda.report().ties, 6);
}

#[test]
fn the_end_of_time_is_a_time_like_others() {
    let mut agenda = Agenda::new();
    agenda.at(Time::END, Class::Timer, 1);
    agenda.at(Time::from_ns(u64::MAX - 1), Class::Timer, 2);
    assert_eq!(agenda.next_before(Time::from_ns(u64::MAX - 2)), None);
    for event in 3..500 {
        agenda.after(Span::from_ns(u64::from(event % 4)), Class::Arrival, event);
    }
    let order = drain(&mut agenda);
    assert_eq!((order.len(), agenda.now()), (499, Time::END));
    agenda.after(Span::MAX, Class::Timer, 9);
    assert_eq!((agenda.pop(), agenda.pop(), agenda.now()), (Some(9), None, Time::END));
}

#[test]
#[should_panic(expected = "an event cannot be scheduled at 99 ns: it is 100 ns already")]
fn the_past_is_closed() {
    let mut agenda = Agenda::new();
    agenda.at(Time::from_ns(100), Class::Timer, 1);
    agenda.pop();
    agenda.at(Time::from_ns(99), Class::Timer, 2);
}

#[test]
fn three_hundred_thousand_events_of_one_instant_keep_their_order() {
    let mut agenda = Agenda::new();
    let n = 300_000;
    agenda.at(Time::from_ns(10), Class::Timer, n);
    (0..n).for_each(|event| {
        agenda.at(Time::from_ns(1_000_000_007), Class::Timer, event);
    });
    assert_eq!(agenda.pop(), Some(n));
    for event in 0..n {
        assert_eq!(agenda.pop(), Some(event));
        // Each joins the next instant, which is filled while this one is emptied.
        agenda.after(Span::secs(1), Class::Timer, event);
        agenda.after(Span::ZERO, Class::Observation, event);
    }
    assert_eq!(drain(&mut agenda), (0..n).chain(0..n).collect::<Vec<_>>());
}

#[test]
fn cancelled_timeouts_do_not_pile_up() {
    let mut agenda = Agenda::new();
    for request in 0..200_000 {
        let timeout = agenda.after(Span::secs(30), Class::Timer, request);
        agenda.after(Span::ms(1), Class::Completion, request);
        assert_eq!(agenda.pop(), Some(request));
        agenda.cancel(timeout);
        assert!(agenda.ladder.held() <= 1100, "{} keys are held for nothing", agenda.ladder.held());
    }
    let report = agenda.report();
    assert_eq!((report.events, report.cancelled, report.peak_pending, report.ties), (200_000, 200_000, 2, 0));
    assert!(report.stale_dropped > 198_000);
}

#[test]
fn a_cleared_agenda_is_a_new_one() {
    let play = |agenda: &mut Agenda<u32>| {
        (0..1000).for_each(|event| {
            agenda.at(Time::from_ns(u64::from(event) * 7919 % 1000), Class::Arrival, event);
        });
        let order = drain(agenda);
        (order, agenda.report(), agenda.now())
    };
    let mut agenda = Agenda::new();
    let first = play(&mut agenda);
    agenda.after(Span::secs(1), Class::Timer, 1);
    agenda.clear();
    assert_eq!(play(&mut agenda), first);
}

#[test]
fn a_copy_goes_its_own_way() {
    let mut agenda = Agenda::new();
    (0..1000).for_each(|event| {
        agenda.after(Span::from_ns(u64::from(event)), Class::Arrival, event);
    });
    let mut branch = agenda.clone();
    let timer = branch.after(Span::from_ns(5), Class::Completion, 5000);
    assert_eq!(drain(&mut agenda), (0..1000).collect::<Vec<_>>());
    assert_eq!((branch.cancel(timer), drain(&mut branch)), (Some(5000), (0..1000).collect()));
}
