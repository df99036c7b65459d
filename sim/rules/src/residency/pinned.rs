//! All LLMs in memory at all times.

use engine::law::Law;
use units::settings;
use units::time::Span;

use super::policy::{Held, Resident};

settings! {
    /// Every LLM that a node serves is always in its memory: the baseline.
    ///
    /// No draw is made; `check` requires that the weights of all of them fit together. Source: static placement as in
    /// AlpaServe (Li et al., OSDI 2023).
    pub struct Pinned {}
}

impl Resident for Pinned {
    fn capacity(&self) -> Option<u32> {
        None
    }
    fn evict(&self, _: &[Held]) -> Option<usize> {
        None
    }
    fn load(&self) -> Option<&Law<Span>> {
        None
    }
    fn half_life(&self) -> Option<Span> {
        None
    }
    fn keep_alive(&self) -> Option<Span> {
        None
    }
}
