//! How many threads some work is worth: never more than it has parts.

use std::thread::available_parallelism;

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

/// The threads that work of so many parts gets of those that were asked for; 0 asks for as many as there are cores.
///
/// A thread without work is not free: to start four thousand of them takes a minute.
pub(crate) fn useful(asked: usize, parts: usize) -> usize {
    let cores = || available_parallelism().map_or(1, std::num::NonZero::get);
    let asked = if asked == 0 { cores() } else { asked };
    asked.clamp(1, parts.max(1))
}

/// Threads for work of so many parts.
pub(crate) fn pool(asked: usize, parts: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(useful(asked, parts)).build()
}

#[cfg(test)]
mod tests {
    use super::useful;

    #[test]
    fn there_are_no_more_threads_than_parts() {
        for (asked, parts, threads) in [(4_096, 2, 2), (1, 64, 1), (3, 64, 3), (8, 0, 1), (0, 1, 1)] {
            assert_eq!(useful(asked, parts), threads);
        }
        assert!(useful(0, 1_000) >= 1);
    }
}
