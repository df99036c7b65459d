//! Draws of a search, found by what they are for and by number.

use engine::draws::{Address, Draws, Purpose, Stream, name_hash};

/// The draws of one use, such as `sense.bootstrap`, under a seed.
pub(crate) fn stream(seed: u64, purpose: &str) -> Stream {
    Address { seed, replication: 0, purpose: Purpose::Search, entity: name_hash(purpose) }.stream()
}

/// Puts a list in random order, each order equally likely (Fisher and Yates; Knuth, TAOCP 2, 3.4.2 P).
pub(crate) fn shuffle<T>(list: &mut [T], draws: &mut Draws) {
    for end in (1..list.len()).rev() {
        let other = draws.below(end as u32 + 1) as usize;
        list.swap(end, other);
    }
}

/// A standard normal number.
pub(crate) fn normal(draws: &mut Draws) -> f64 {
    engine::math::normal_quantile(draws.uniform())
}
