//! The least recently asked LLM makes room.

use engine::law::Law;
use units::settings;
use units::time::Span;

use super::policy::{Held, Resident};

settings! {
    /// Holds the `capacity` most recently used LLMs; another is loaded when requested, and its request waits in its
    /// slot for the load.
    ///
    /// Hit or miss is decided when service begins. Under independent requests, LLM i requested with probability p_i,
    /// LLM i is held with the probability that fewer than C others are requested in a time `T ~ Exp(p_i)`. A node that
    /// unloads when idle (`keep_alive = "0 s"`) with Poisson arrivals at lambda and load time D has `W = lambda E[S^2]
    /// / (2 (1 - rho)) + (2 E[D] + lambda E[D^2]) / (2 (1 + lambda E[D]))` \[s\] and is unloaded for `(1 - rho) / (1 +
    /// lambda E[D])` of the time. Memory is empty when a node comes up. Needs at most `capacity` slots, or batches,
    /// which load when the previous one has drained (see `continuous_batching`). Refused with shared speed, and with
    /// SRPT, whose order needs services that all progress at the same rate. Source: King 1971 and Flajolet, Gardy and
    /// Thimonier, Discrete Applied Mathematics 39, 1992; set-up times: Welch, Operations Research 12, 1964.
    pub struct Lru {
        /// LLMs that fit into memory [1 ..= 256].
        pub capacity: u32,
        /// Distribution of the time to load an LLM; without it, its weights divided by the `load_bandwidth` of the
        /// hardware.
        pub load: Option<Law<Span>>,
        /// How long an unused LLM stays in memory; without it, until its memory is needed; with 0 s, not at all.
        pub keep_alive: Option<Span>,
    }
}

impl Resident for Lru {
    fn capacity(&self) -> Option<u32> {
        Some(self.capacity)
    }
    fn evict(&self, held: &[Held]) -> Option<usize> {
        let idle = held.iter().enumerate().filter(|(_, h)| h.users == 0);
        idle.min_by_key(|(_, h)| h.asked).map(|(at, _)| at)
    }
    fn load(&self) -> Option<&Law<Span>> {
        self.load.as_ref()
    }
    fn half_life(&self) -> Option<Span> {
        None
    }
    fn keep_alive(&self) -> Option<Span> {
        self.keep_alive
    }
}

#[cfg(test)]
mod tests {
    use units::ids::LlmId;

    use super::*;

    #[test]
    fn who_works_does_not_make_room() {
        let lru = Lru { capacity: 3, load: None, keep_alive: None };
        let held = |users, asked| Held { llm: LlmId(0), users, asked, recent: 0.0 };
        assert_eq!(lru.evict(&[held(0, 7), held(1, 2), held(0, 5)]), Some(2));
        assert_eq!(lru.evict(&[held(1, 7), held(2, 2)]), None);
    }
}
