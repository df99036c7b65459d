//! The agenda: pending events in the order of time, class and schedule, cancellable and movable.

mod bottom;
mod key;
mod ladder;
mod lanes;
mod pool;
mod slab;

use std::num::NonZeroU64;

use units::time::{Span, Time};

use self::ladder::{Ladder, Sifting};
use self::lanes::Lanes;
use self::slab::Slab;

pub use self::key::Class;

/// Stale keys may outnumber live ones so many times before they are swept out.
///
/// Fewer would sweep more often for the same cancellations, more would let memory grow with them.
const STALE_TIMES: u64 = 4;
/// Below so many stale keys a sweep, which visits all buckets, costs more than it frees.
const STALE_LEAST: u64 = 1024;
/// Keys are looked up on the way from bucket to bucket if more than one in so many is stale.
///
/// With fewer, the looks cost more than what they save.
const STALE_SIFTED: u64 = 8;

/// Names one scheduled event; no other event of the run ever has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timer(NonZeroU64);

impl Timer {
    fn new(name: u64) -> Self {
        Self(NonZeroU64::new(name).expect("sequences start at 1, so no name is 0"))
    }
    /// The name as bits, for tables that know no agenda; never 0.
    #[inline]
    pub fn bits(self) -> u64 {
        self.0.get()
    }
    /// The timer of these bits; none for 0.
    #[inline]
    pub fn from_bits(bits: u64) -> Option<Self> {
        NonZeroU64::new(bits).map(Self)
    }
}

/// What an agenda has done since it was made or cleared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgendaReport {
    /// Events that were handed out.
    pub events: u64,
    /// Those of them that came at the same time as the event before.
    pub ties: u64,
    /// Events that were cancelled while pending.
    pub cancelled: u64,
    /// Events that were moved while pending.
    pub moved: u64,
    /// Keys of cancelled and moved events that have been dropped.
    pub stale_dropped: u64,
    /// The most events that were pending at once.
    pub peak_pending: usize,
}

/// Pending events, handed out by (time, class, order of scheduling).
///
/// A radix ladder: it orders by the digits of the time, so that a hold costs about the same with a thousand and with
/// a million pending events, and a cancelled event leaves nothing but a key of 16 bytes that is dropped when it is
/// touched. It joins the radix heap (Ahuja, Mehlhorn, Orlin, Tarjan, J. ACM 37(2), 1990), the small sorted bottom of
/// the ladder queue (Tang, Goh, Thng, ACM TOMACS 15(3), 2005) and the bitmaps of timing wheels (Varghese, Lauck, SOSP
/// 1987). Times must not lie in the past; nothing else is asked of them.
///
/// ```
/// use engine::agenda::{Agenda, Class};
/// use units::time::{Span, Time};
///
/// let mut agenda = Agenda::new();
/// agenda.after(Span::secs(2), Class::Arrival, "second");
/// let timeout = agenda.after(Span::secs(3), Class::Timer, "never");
/// agenda.after(Span::secs(2), Class::Completion, "first");
/// assert_eq!(agenda.cancel(timeout), Some("never"));
/// assert_eq!([agenda.pop(), agenda.pop(), agenda.pop()], [Some("first"), Some("second"), None]);
/// assert_eq!(agenda.now(), Time::ZERO + Span::secs(2));
/// ```
#[derive(Clone, Debug)]
pub struct Agenda<E: Copy> {
    now: Time,
    /// When the last event was handed out, to count ties.
    last: Time,
    lanes: Lanes,
    ladder: Ladder,
    slab: Slab<E>,
    /// Keys held whose event is no longer pending.
    stale: u64,
    report: AgendaReport,
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Copy> Agenda<E> {
    /// An empty agenda at the start of the run.
    pub fn new() -> Self {
        Self {
            now: Time::ZERO,
            last: Time::ZERO,
            lanes: Lanes::default(),
            ladder: Ladder::new(),
            slab: Slab::new(),
            stale: 0,
            report: AgendaReport::default(),
        }
    }

    /// The time of the event that was handed out last.
    #[inline]
    pub fn now(&self) -> Time {
        self.now
    }

    /// How many events are pending.
    pub fn pending(&self) -> usize {
        // What was named is pending, or has been handed out, cancelled, or moved to another name.
        let AgendaReport { events, cancelled, moved, .. } = self.report;
        (self.slab.named() - events - cancelled - moved) as usize
    }

    /// What it has done so far.
    pub fn report(&self) -> AgendaReport {
        AgendaReport { peak_pending: self.slab.peak(), ..self.report }
    }

    /// Schedules an event.
    ///
    /// # Panics
    /// If the time has passed, or when 2^36 events were scheduled or 2^24 - 1 are pending.
    #[inline(always)]
    pub fn at(&mut self, time: Time, class: Class, event: E) -> Timer {
        self.assert_not_past(time);
        let name = self.slab.put(class, event);
        self.file(time, name);
        Timer::new(name)
    }

    /// Schedules an event some time from now.
    ///
    /// # Panics
    /// When 2^36 events were scheduled or 2^24 - 1 are pending.
    #[inline(always)]
    pub fn after(&mut self, delay: Span, class: Class, event: E) -> Timer {
        self.at(self.now + delay, class, event)
    }

    /// Takes an event off the agenda; nothing if it was handed out, cancelled or moved before.
    #[inline]
    pub fn cancel(&mut self, timer: Timer) -> Option<E> {
        let event = self.slab.take(timer.0.get())?;
        self.report.cancelled += 1;
        self.leave_stale();
        Some(event)
    }

    /// Moves an event to another time, as if it had been scheduled just now; its old name is void.
    ///
    /// # Panics
    /// If the time has passed.
    #[inline]
    pub fn move_to(&mut self, timer: Timer, time: Time) -> Option<Timer> {
        self.assert_not_past(time);
        let name = self.slab.rename(timer.0.get())?;
        self.report.moved += 1;
        self.leave_stale();
        self.file(time, name);
        Some(Timer::new(name))
    }

    /// Advances to the next event and hands it out.
    #[inline]
    pub fn pop(&mut self) -> Option<E> {
        self.step(Time::END)
    }

    /// Advances to the next event and hands it out, unless it is later than `end`: then the clock stands at `end`.
    #[inline]
    pub fn next_before(&mut self, end: Time) -> Option<E> {
        let event = self.step(end);
        if event.is_none() {
            self.now = self.now.max(end);
        }
        event
    }

    /// Goes back to the start of a run and keeps the room it has; timers of before are void and must not be used.
    pub fn clear(&mut self) {
        self.now = Time::ZERO;
        self.last = Time::ZERO;
        self.lanes.clear();
        self.ladder.clear();
        self.slab.clear();
        self.stale = 0;
        self.report = AgendaReport::default();
    }

    #[inline]
    fn assert_not_past(&self, time: Time) {
        assert!(
            time >= self.now,
            "an event cannot be scheduled at {} ns: it is {} ns already",
            time.ns(),
            self.now.ns()
        );
    }

    #[inline(never)]
    fn file(&mut self, time: Time, name: u64) {
        if time == self.now {
            self.lanes.push(name);
        } else {
            self.ladder.insert(key::key(time, name), self.now);
        }
    }

    #[inline]
    fn leave_stale(&mut self) {
        self.stale += 1;
        if self.stale > STALE_LEAST && self.stale > STALE_TIMES * self.pending() as u64 {
            self.sweep();
        }
    }

    #[cold]
    fn sweep(&mut self) {
        self.ladder.sweep(|name| self.slab.is_live(name));
        self.lanes.sweep(|name| self.slab.is_live(name));
        self.report.stale_dropped += self.stale;
        self.stale = 0;
        debug_assert_eq!(self.ladder.held() + self.lanes.held(), self.pending(), "a sweep leaves a key an event");
    }

    #[inline(always)]
    fn step(&mut self, end: Time) -> Option<E> {
        loop {
            if self.lanes.held() > 0 {
                if self.now > end {
                    return None;
                }
                if let Some(event) = self.take_due() {
                    return Some(event);
                }
                continue;
            }
            let Some(first) = self.ladder.first() else {
                if self.refill(end) {
                    continue;
                }
                return None;
            };
            let time = key::time(first);
            if time > end {
                return None;
            }
            self.ladder.drop_first();
            if let Some(event) = self.hand_out(key::name_of(first), time) {
                return Some(event);
            }
        }
    }

    fn refill(&mut self, end: Time) -> bool {
        let held = self.stale + self.pending() as u64;
        let sifting = if self.stale * STALE_SIFTED > held { Sifting::Everywhere } else { Sifting::BottomOnly };
        let mut dropped = 0;
        let is_filled = self.ladder.refill(end, |name| self.slab.is_live(name), sifting, &mut dropped);
        self.stale -= dropped;
        self.report.stale_dropped += dropped;
        is_filled
    }

    #[inline(never)]
    /// Takes the first of what is due now from the lanes or the ladder's bottom, which holds all else that is due.
    fn take_due(&mut self) -> Option<E> {
        let scheduled = self.ladder.first().filter(|&key| key::time(key) == self.now).map(key::name_of);
        let due = self.lanes.first();
        let name = match (scheduled, due) {
            (Some(scheduled), Some(due)) if scheduled < due => scheduled,
            (Some(scheduled), None) => scheduled,
            (_, due) => due?,
        };
        if Some(name) == due {
            self.lanes.drop_first();
        } else {
            self.ladder.drop_first();
        }
        self.hand_out(name, self.now)
    }

    #[inline(always)]
    fn hand_out(&mut self, name: u64, time: Time) -> Option<E> {
        let Some(event) = self.slab.take(name) else {
            self.stale -= 1;
            self.report.stale_dropped += 1;
            return None;
        };
        self.report.ties += u64::from(time == self.last && self.report.events > 0);
        self.report.events += 1;
        (self.now, self.last) = (time, time);
        Some(event)
    }
}

#[cfg(test)]
mod tests;
