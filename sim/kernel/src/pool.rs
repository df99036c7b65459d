//! A few threads that do one job together, each its own fixed part.

#![expect(unsafe_code, reason = "a borrowed job is lent to threads that outlive it, and disjoint parts are written")]

use std::cell::UnsafeCell;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Turns of the wait before the thread lets others run: a step has hundreds of jobs, microseconds apart.
const SPINS: u32 = 20_000;
/// Times it lets others run before it sleeps.
const YIELDS: u32 = 2_000;

/// What a thread does, told its number.
type Work<'a> = dyn Fn(usize) + Sync + 'a;

/// Threads waiting for jobs; the one that owns the pool is number 0 and works too.
pub struct Pool {
    desk: Arc<Desk>,
    helpers: Vec<JoinHandle<()>>,
}

/// Where a job is laid out and reported done.
struct Desk {
    /// Counts jobs; a helper that sees it change takes the job.
    round: AtomicUsize,
    /// Written by the owner while no helper works, read by helpers after `round` changed.
    job: UnsafeCell<Option<*const Work<'static>>>,
    /// Helpers that still work.
    working: AtomicUsize,
    asleep: AtomicUsize,
    is_over: AtomicBool,
    has_failed: AtomicBool,
    door: Mutex<()>,
    bell: Condvar,
}

// SAFETY: `job` is written only while `working` is 0, and read only between a change of `round` and the reader's
// decrement of `working`; both are sequentially consistent. The work itself is `Sync`.
unsafe impl Sync for Desk {}
// SAFETY: as above.
unsafe impl Send for Desk {}

impl Pool {
    /// A pool of so many threads, its owner among them; 0 counts as 1.
    pub fn new(threads: usize) -> Self {
        let desk = Arc::new(Desk {
            round: AtomicUsize::new(0),
            job: UnsafeCell::new(None),
            working: AtomicUsize::new(0),
            asleep: AtomicUsize::new(0),
            is_over: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            door: Mutex::new(()),
            bell: Condvar::new(),
        });
        let help = |me| {
            let desk = Arc::clone(&desk);
            thread::spawn(move || desk.help(me))
        };
        let helpers = (1..threads).map(help).collect();
        Self { desk, helpers }
    }

    /// Threads that work, the owner among them.
    pub fn threads(&self) -> usize {
        self.helpers.len() + 1
    }

    /// Has each thread do the work once, and comes back when all have.
    ///
    /// # Panics
    /// If the work panics on any thread.
    pub fn run(&mut self, work: &Work<'_>) {
        if self.helpers.is_empty() {
            return work(0);
        }
        let desk = &*self.desk;
        #[expect(clippy::transmute_ptr_to_ptr, reason = "a cast does not change a lifetime")]
        // SAFETY: no helper works (`self` is borrowed alone, and the last call waited), so nobody reads the cell. The
        // longer lifetime is never used: `Waiting` does not let this call end, even by a panic, before all are done.
        unsafe {
            *desk.job.get() = Some(std::mem::transmute::<*const Work<'_>, *const Work<'static>>(work));
        };
        desk.working.store(self.helpers.len(), SeqCst);
        let waiting = Waiting(desk);
        desk.ring();
        work(0);
        drop(waiting);
        assert!(!desk.has_failed.swap(false, SeqCst), "the work failed on a helping thread");
    }
}

/// Waits, when dropped, until all helpers are done.
struct Waiting<'a>(&'a Desk);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut turns = 0;
        while self.0.working.load(SeqCst) > 0 {
            pause(&mut turns);
        }
    }
}

/// Waits a little: spins at first, then lets others run.
fn pause(turns: &mut u32) {
    *turns = turns.saturating_add(1);
    if *turns < SPINS { std::hint::spin_loop() } else { thread::yield_now() }
}

impl Desk {
    /// Tells the helpers that something is new.
    fn ring(&self) {
        self.round.fetch_add(1, SeqCst);
        if self.asleep.load(SeqCst) > 0 {
            drop(self.door.lock().unwrap_or_else(PoisonError::into_inner));
            self.bell.notify_all();
        }
    }

    fn help(&self, me: usize) {
        let mut seen = 0;
        loop {
            seen = self.wait(seen);
            if self.is_over.load(SeqCst) {
                return;
            }
            // SAFETY: `round` changed, so the job was written before, and stays until `working` goes down.
            let work = unsafe { (*self.job.get()).map(|work| &*work) };
            let done = panic::catch_unwind(AssertUnwindSafe(|| work.map(|work| work(me))));
            if done.is_err() {
                self.has_failed.store(true, SeqCst);
            }
            self.working.fetch_sub(1, SeqCst);
        }
    }

    /// Waits until the round is another than the one seen.
    fn wait(&self, seen: usize) -> usize {
        let mut turns = 0;
        loop {
            let round = self.round.load(SeqCst);
            if round != seen {
                return round;
            }
            if turns < SPINS + YIELDS {
                pause(&mut turns);
                continue;
            }
            let mut door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
            self.asleep.fetch_add(1, SeqCst);
            while self.round.load(SeqCst) == seen {
                door = self.bell.wait(door).unwrap_or_else(PoisonError::into_inner);
            }
            self.asleep.fetch_sub(1, SeqCst);
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.desk.is_over.store(true, SeqCst);
        self.desk.ring();
        for helper in self.helpers.drain(..) {
            // A helper catches the panics of its work, so there is nothing to pass on.
            drop(helper.join());
        }
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("threads", &self.threads()).finish()
    }
}

/// The part of `0 .. items` that thread `me` of `of` does: contiguous, and all parts nearly equal.
pub(crate) fn part(items: usize, me: usize, of: usize) -> Range<usize> {
    items * me / of..items * (me + 1) / of
}

/// A slice of which threads write disjoint parts.
pub(crate) struct Shared<'a, T> {
    start: *mut T,
    len: usize,
    life: PhantomData<&'a mut [T]>,
}

// SAFETY: a way to write `T`s from several threads; who asks for a part promises that nobody else has it.
unsafe impl<T: Send> Sync for Shared<'_, T> {}

impl<'a, T> Shared<'a, T> {
    /// Takes the slice until all parts are given back.
    pub(crate) fn new(slice: &'a mut [T]) -> Self {
        Self { start: slice.as_mut_ptr(), len: slice.len(), life: PhantomData }
    }

    /// The elements of this range.
    ///
    /// # Safety
    /// No two parts that are in use at one time may overlap.
    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "the caller promises that parts are disjoint")]
    pub(crate) unsafe fn part(&self, at: Range<usize>) -> &mut [T] {
        assert!(at.start <= at.end && at.end <= self.len, "part {at:?} of {} elements", self.len);
        // SAFETY: within the slice; the caller promises that nobody else has it.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(at.start), at.end - at.start) }
    }

    /// The elements of these rows of `width` elements.
    ///
    /// # Safety
    /// As of [`Self::part`].
    #[inline(always)]
    #[expect(clippy::mut_from_ref, reason = "the caller promises that parts are disjoint")]
    pub(crate) unsafe fn rows(&self, rows: Range<usize>, width: usize) -> &mut [T] {
        // SAFETY: the caller promises it.
        unsafe { self.part(rows.start * width..rows.end * width) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_thread_does_its_own_part_of_every_job() {
        for threads in [1, 2, 3] {
            let mut pool = Pool::new(threads);
            let mut numbers = vec![0u32; 1000];
            for _ in 0..50 {
                let shared = Shared::new(&mut numbers);
                // SAFETY: parts of different threads are disjoint.
                pool.run(&|me| unsafe { shared.part(part(1000, me, threads)) }.iter_mut().for_each(|n| *n += 1));
            }
            assert!(numbers.iter().all(|&n| n == 50));
        }
    }

    #[test]
    fn a_failing_helper_fails_the_job_and_the_pool_lives_on() {
        let mut pool = Pool::new(2);
        let failed = panic::catch_unwind(AssertUnwindSafe(|| pool.run(&|me| assert_eq!(me, 0))));
        assert!(failed.is_err());
        let count = AtomicUsize::new(0);
        pool.run(&|_| {
            count.fetch_add(1, SeqCst);
        });
        assert_eq!(count.load(SeqCst), 2);
    }

    #[test]
    fn helpers_that_went_to_sleep_wake_for_the_next_job() {
        let mut pool = Pool::new(2);
        while pool.desk.asleep.load(SeqCst) == 0 {
            thread::yield_now();
        }
        let count = AtomicUsize::new(0);
        pool.run(&|_| {
            count.fetch_add(1, SeqCst);
        });
        assert_eq!(count.load(SeqCst), 2);
    }
}
