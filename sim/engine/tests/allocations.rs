//! The agenda asks for no memory once it has seen its load.

#![expect(unsafe_code, reason = "an allocator can only be counted by standing in for it")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use engine::agenda::{Agenda, Class};
use units::time::{Span, Time};

/// The system's allocator with a counter; each thread has its own, because tests run side by side.
struct Counting;

thread_local! {
    static ASKED: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // A thread that is being taken down has no counter any more, and nobody reads it.
    let _ = ASKED.try_with(|asked| asked.set(asked.get() + 1));
}

// SAFETY: every call is handed on to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        unsafe { System.dealloc(ptr, layout) }
    }
    unsafe fn realloc(&self, ptr: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(ptr, layout, new_size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ASKED.with(Cell::get);
    work();
    ASKED.with(Cell::get) - before
}

/// A cheap source of spread-out delays.
struct Delays(u64);

impl Delays {
    /// Mostly short, now and then thousands of times longer, sometimes nothing.
    fn next(&mut self) -> Span {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        let bits = self.0 >> 33;
        Span::from_ns((bits & 0xFFFF) << (bits >> 16 & 15) >> (bits >> 20 & 15))
    }
}

#[test]
fn a_steady_hold_allocates_nothing() {
    let (mut agenda, mut delays) = (Agenda::new(), Delays(1));
    for event in 0..10_000_u32 {
        agenda.after(delays.next(), Class::Arrival, event);
    }
    let mut hold = |times: u32| {
        for _ in 0..times {
            let event = agenda.pop().expect("as many are put back as are taken");
            agenda.after(delays.next(), Class::Arrival, event);
        }
    };
    hold(2_000_000);
    assert_eq!(allocations(|| hold(2_000_000)), 0);
}

#[test]
fn timeouts_that_are_cancelled_allocate_nothing() {
    let (mut agenda, mut delays) = (Agenda::new(), Delays(2));
    let mut timeouts = Vec::new();
    for node in 0..10_000_usize {
        agenda.after(delays.next(), Class::Completion, node);
        timeouts.push(agenda.after(Span::ms(100), Class::Timer, usize::MAX));
    }
    let mut serve = |times: u32| {
        for _ in 0..times {
            let node = agenda.pop().expect("each completion arms the next");
            if node == usize::MAX {
                continue;
            }
            agenda.cancel(timeouts[node]);
            agenda.after(delays.next(), Class::Completion, node);
            timeouts[node] = agenda.after(Span::ms(100), Class::Timer, usize::MAX);
        }
    };
    serve(2_000_000);
    assert_eq!(allocations(|| serve(2_000_000)), 0);
}

#[test]
fn a_cleared_agenda_keeps_its_room() {
    let mut agenda = Agenda::new();
    let mut fill_and_drain = || {
        agenda.clear();
        (0..50_000_u64).for_each(|event| {
            agenda.at(Time::from_ns(event * 7_919_919 % 1_000_003), Class::Timer, event);
        });
        while agenda.pop().is_some() {}
    };
    fill_and_drain();
    assert_eq!(allocations(fill_and_drain), 0);
}
