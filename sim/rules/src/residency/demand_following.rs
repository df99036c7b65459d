//! The LLM that was asked least of late makes room.

use engine::law::Law;
use units::settings;
use units::time::Span;

use super::policy::{Held, Resident};

settings! {
    /// Holds what the recent mix of requests asks for; an LLM that is not held is loaded, and its request waits for that.
    ///
    /// The LLM with the fewest askings makes room, each counted half after `half_life`: unlike with `lru`, one request for
    /// something rare does not push out what many want. With independent requests, a mix that stands and a long half-life,
    /// the C - 1 most wanted LLMs stay and the others take turns in the last place, so that a request finds its LLM with
    /// probability `sum_{i < C} p_i + sum_{j >= C} p_j^2 / sum_{j >= C} p_j`, p falling \[1\]. When the mix changes, it
    /// takes some half-lives to follow. Needs what `lru` needs. Source: least frequently used with ageing (Arlitt et al.,
    /// ACM SIGMETRICS Performance Evaluation Review 27(4), 2000).
    pub struct DemandFollowing {
        /// LLMs that fit into memory [1 ..= 256].
        pub capacity: u32,
        /// The law of the time an LLM takes to load; without it its weights over the `load_bandwidth` of the hardware.
        pub load: Option<Law<Span>>,
        /// After how long an asking counts half [> 0 s].
        pub half_life: Span = Span::mins(10),
        /// How long an LLM stays that nobody asks; without it until it has to make room, with 0 s not at all.
        pub keep_alive: Option<Span>,
    }
}

impl Resident for DemandFollowing {
    fn capacity(&self) -> Option<u32> {
        Some(self.capacity)
    }
    fn evict(&self, held: &[Held]) -> Option<usize> {
        let idle = held.iter().enumerate().filter(|(_, h)| h.users == 0);
        // Equal askings leave by age, so that the order in memory decides nothing.
        idle.min_by(|(_, a), (_, b)| a.recent.total_cmp(&b.recent).then(a.asked.cmp(&b.asked))).map(|(at, _)| at)
    }
    fn load(&self) -> Option<&Law<Span>> {
        self.load.as_ref()
    }
    fn half_life(&self) -> Option<Span> {
        Some(self.half_life)
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
    fn the_least_wanted_of_the_idle_makes_room() {
        let policy = DemandFollowing { capacity: 3, load: None, half_life: Span::mins(1), keep_alive: None };
        let held = |users, asked, recent| Held { llm: LlmId(0), users, asked, recent };
        assert_eq!(policy.evict(&[held(0, 1, 5.0), held(1, 2, 0.5), held(0, 9, 2.0)]), Some(2));
        assert_eq!(policy.evict(&[held(0, 4, 2.0), held(0, 3, 2.0)]), Some(1));
        assert_eq!(policy.evict(&[held(1, 7, 1.0)]), None);
    }
}
