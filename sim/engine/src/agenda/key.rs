//! The order of events in one number: time, class, sequence, slot.

use units::time::Time;

/// Bits of a name that say in which cell of the slab the event lies.
pub(super) const SLOT_BITS: u32 = 24;
/// Bits of a name that say when the event was scheduled.
pub(super) const SEQUENCE_BITS: u32 = 36;

const SLOT_MASK: u64 = (1 << SLOT_BITS) - 1;

/// What breaks the tie among simultaneous events: completions come first, observations last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Something ends and frees what it held.
    Completion = 0,
    /// Something comes in and may find what has just been freed.
    Arrival = 1,
    /// A time-out, a fault: it acts on what the instant has left.
    Timer = 2,
    /// A period ends: of several periods that end at one instant those of the lowest step come first.
    Step0 = 3,
    /// See [`Class::Step0`].
    Step1 = 4,
    /// See [`Class::Step0`].
    Step2 = 5,
    /// See [`Class::Step0`].
    Step3 = 6,
    /// See [`Class::Step0`].
    Step4 = 7,
    /// See [`Class::Step0`].
    Step5 = 8,
    /// See [`Class::Step0`].
    Step6 = 9,
    /// See [`Class::Step0`].
    Step7 = 10,
    /// See [`Class::Step0`].
    Step8 = 11,
    /// Somebody looks and changes nothing.
    Observation = 12,
}

impl Class {
    /// How many classes there are.
    pub(super) const COUNT: usize = Self::ALL.len();

    /// All classes in their order.
    pub(super) const ALL: [Self; 13] = [
        Self::Completion,
        Self::Arrival,
        Self::Timer,
        Self::Step0,
        Self::Step1,
        Self::Step2,
        Self::Step3,
        Self::Step4,
        Self::Step5,
        Self::Step6,
        Self::Step7,
        Self::Step8,
        Self::Observation,
    ];

    /// The class that was packed into a name.
    pub(super) fn of(name: u64) -> Self {
        Self::ALL[(name >> (SEQUENCE_BITS + SLOT_BITS)) as usize % Self::COUNT]
    }
}

/// Packs class, sequence and slot; names order as (class, sequence) does, because no sequence is used twice.
#[inline]
pub(super) fn name(class: Class, sequence: u64, slot: u32) -> u64 {
    (class as u64) << (SEQUENCE_BITS + SLOT_BITS) | sequence << SLOT_BITS | u64::from(slot)
}

/// The cell that a name points to.
#[inline]
pub(super) fn slot(name: u64) -> usize {
    (name & SLOT_MASK) as usize
}

/// Packs a time above a name.
#[inline]
pub(super) fn key(time: Time, name: u64) -> u128 {
    u128::from(time.ns()) << 64 | u128::from(name)
}

/// The time of a key.
#[inline]
pub(super) fn time(key: u128) -> Time {
    Time::from_ns((key >> 64) as u64)
}

/// The lower half of a key.
#[inline]
pub(super) fn name_of(key: u128) -> u64 {
    key as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_order_by_time_then_class_then_sequence() {
        let check = |earlier: (u64, Class, u64, u32), later: (u64, Class, u64, u32)| {
            let pack = |(t, c, s, slot)| key(Time::from_ns(t), name(c, s, slot));
            assert!(pack(earlier) < pack(later), "{earlier:?} comes before {later:?}");
        };
        let last = (1 << SEQUENCE_BITS) - 1;
        check((1, Class::Observation, last, 9), (2, Class::Completion, 1, 0));
        check((1, Class::Completion, last, 9), (1, Class::Arrival, 1, 0));
        check((1, Class::Arrival, last, 9), (1, Class::Timer, 1, 0));
        check((1, Class::Timer, last, 9), (1, Class::Observation, 1, 0));
        check((1, Class::Timer, 7, (1 << SLOT_BITS) - 1), (1, Class::Timer, 8, 0));
    }

    #[test]
    fn a_key_gives_back_what_was_packed() {
        for class in Class::ALL {
            let name = name(class, 12_345, 678);
            let key = key(Time::END, name);
            assert_eq!((time(key), name_of(key), slot(name), Class::of(name)), (Time::END, name, 678, class));
        }
    }
}
