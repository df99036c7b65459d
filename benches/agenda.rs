//! The agenda beside a plain heap: holds, and time-outs that are armed and cancelled.
//!
//! `cargo bench -p windtunnel-benches --bench agenda`. A hold takes the next event and schedules another; a request
//! arms a completion and a time-out of 30 service times and cancels the time-out when it completes. Costs are CPU time
//! in nanoseconds, the median of several rounds; the increments come from a table, so that drawing them costs little.

#![expect(clippy::print_stdout, reason = "a bench prints what it measures")]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;

use engine::agenda::{Agenda, Class, Timer};
use engine::draws::{Address, Draws, Purpose, name_hash};
use engine::law::Law;
use units::time::{Span, Time};
use windtunnel_benches::{Table, median_ns};

const ROUNDS: usize = 5;
/// The mean increment: a service time.
const SERVICE: Span = Span::secs(1);
const TIMEOUT: Span = Span::secs(30);
/// Tells a time-out from a completion, which is a node's number.
const EXPIRED: u32 = u32::MAX;

/// Exponential increments from a table of quantiles, with random low bits so that ties stay rare.
struct Increments {
    table: Vec<Span>,
    draws: Draws,
}

impl Increments {
    fn new() -> Self {
        let law = Law::exponential(SERVICE);
        let size = 4096;
        let quantile = |at: i32| Span::from_secs_f64(law.quantile((f64::from(at) + 0.5) / f64::from(size)));
        let address = Address { seed: 1, replication: 0, purpose: Purpose::Service, entity: name_hash("bench") };
        Self { table: (0..size).map(quantile).collect(), draws: address.stream().draws(0) }
    }

    #[inline]
    fn next(&mut self) -> Span {
        let bits = self.draws.bits();
        self.table[(bits & 4095) as usize] + Span::from_ns(bits >> 44)
    }
}

fn hold_agenda(pending: u32) -> f64 {
    let hold = |(agenda, increments): &mut (Agenda<u32>, Increments), times: u64| {
        for _ in 0..times {
            let event = agenda.pop().expect("as many are put back as are taken");
            agenda.after(increments.next(), Class::Arrival, event);
        }
    };
    let set_up = || {
        let mut state = (Agenda::new(), Increments::new());
        for event in 0..pending {
            state.0.after(state.1.next(), Class::Arrival, event);
        }
        hold(&mut state, 3 * u64::from(pending));
        state
    };
    median_ns(ROUNDS, 5_000_000, set_up, hold)
}

/// The heap that one would write first: (time, sequence, event).
type Heap = BinaryHeap<Reverse<(Time, u64, u32)>>;

fn hold_heap(pending: u32) -> f64 {
    let hold = |(heap, increments, sequence): &mut (Heap, Increments, u64), times: u64| {
        for _ in 0..times {
            let Reverse((now, _, event)) = heap.pop().expect("as many are put back as are taken");
            *sequence += 1;
            heap.push(Reverse((now + increments.next(), *sequence, event)));
        }
    };
    let set_up = || {
        let mut increments = Increments::new();
        let heap =
            (0..pending).map(|event| Reverse((Time::ZERO + increments.next(), u64::from(event), event))).collect();
        let mut state = (heap, increments, u64::from(pending));
        hold(&mut state, u64::from(pending));
        state
    };
    median_ns(ROUNDS, 2_000_000, set_up, hold)
}

fn requests_agenda(in_flight: u32) -> f64 {
    let serve = |(agenda, increments, timeouts): &mut (Agenda<u32>, Increments, Vec<Timer>), times: u64| {
        for _ in 0..times {
            let node = agenda.pop().expect("each completion arms the next");
            if node == EXPIRED {
                continue;
            }
            black_box(agenda.cancel(timeouts[node as usize]));
            agenda.after(increments.next(), Class::Completion, node);
            timeouts[node as usize] = agenda.after(TIMEOUT, Class::Timer, EXPIRED);
        }
    };
    let set_up = || {
        let (mut agenda, mut increments) = (Agenda::new(), Increments::new());
        let mut timeouts = Vec::new();
        for node in 0..in_flight {
            agenda.after(increments.next(), Class::Completion, node);
            timeouts.push(agenda.after(TIMEOUT, Class::Timer, EXPIRED));
        }
        let mut state = (agenda, increments, timeouts);
        serve(&mut state, 40 * u64::from(in_flight));
        state
    };
    median_ns(ROUNDS, 2_000_000, set_up, serve)
}

/// The heap cannot cancel: a time-out stays until its time and is told by its stamp that it has been overtaken.
fn requests_heap(in_flight: u32) -> f64 {
    type State = (Heap, Increments, Vec<u64>, u64);
    let serve = |(heap, increments, stamps, stamp): &mut State, times: u64| {
        let mut served = 0;
        while served < times {
            let Reverse((now, stamped, node)) = heap.pop().expect("each completion arms the next");
            if stamps[node as usize] != stamped {
                continue;
            }
            served += 1;
            *stamp += 1;
            stamps[node as usize] = *stamp;
            heap.push(Reverse((now + increments.next(), *stamp, node)));
            // The same stamp names the time-out; whichever comes first overtakes the other.
            heap.push(Reverse((now + TIMEOUT, *stamp, node)));
        }
    };
    let set_up = || {
        let mut increments = Increments::new();
        let heap =
            (0..in_flight).map(|node| Reverse((Time::ZERO + increments.next(), u64::from(node), node))).collect();
        let mut state = (heap, increments, (0..u64::from(in_flight)).collect(), u64::from(in_flight));
        serve(&mut state, 40 * u64::from(in_flight));
        state
    };
    median_ns(ROUNDS, 2_000_000, set_up, serve)
}

fn draws() -> Vec<(&'static str, f64)> {
    let address = Address { seed: 1, replication: 0, purpose: Purpose::Service, entity: name_hash("bench") };
    let stream = address.stream();
    let along = || stream.draws(0);
    let times = 20_000_000;
    let law = Law::exponential(SERVICE);
    vec![
        (
            "uniform",
            median_ns(ROUNDS, times, along, |draws, n| {
                black_box((0..n).map(|_| draws.uniform()).sum::<f64>());
            }),
        ),
        (
            "first draw of a request",
            median_ns(ROUNDS, times, along, |_, n| {
                black_box((0..n).map(|index| stream.draws(index).uniform()).sum::<f64>());
            }),
        ),
        (
            "exponential span",
            median_ns(ROUNDS, times, along, |draws, n| {
                black_box((0..n).map(|_| black_box(&law).sample(draws).ns()).fold(0, u64::wrapping_add));
            }),
        ),
    ]
}

fn main() {
    // `cargo test --benches` passes no `--bench`; a measurement there would only cost time.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut holds = Table::new(&["pending", "agenda ns/hold", "std heap ns/hold", "times"]);
    for pending in [10, 1000, 10_000, 100_000, 1_000_000] {
        let (agenda, heap) = (hold_agenda(pending), hold_heap(pending));
        let times = format!("{:.1}", heap / agenda);
        holds.row(vec![pending.to_string(), format!("{agenda:.1}"), format!("{heap:.1}"), times]);
    }
    println!("{}", holds.text());
    let mut requests = Table::new(&["in flight", "agenda ns/request", "std heap ns/request", "times"]);
    for in_flight in [1000, 10_000, 100_000] {
        let (agenda, heap) = (requests_agenda(in_flight), requests_heap(in_flight));
        let times = format!("{:.1}", heap / agenda);
        requests.row(vec![in_flight.to_string(), format!("{agenda:.1}"), format!("{heap:.1}"), times]);
    }
    println!("{}", requests.text());
    let mut chance = Table::new(&["draw", "ns"]);
    for (what, ns) in draws() {
        chance.row(vec![what.to_string(), format!("{ns:.1}")]);
    }
    println!("{}", chance.text());
}
