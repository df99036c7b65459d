//! The LLM that was asked least of late makes room.

use engine::law::Law;
use units::ids::LlmId;
use units::settings;
use units::time::Span;

use crate::checking::Checking;

use super::policy::{Held, Resident, Wanted};

settings! {
    /// Holds the LLMs with the most recent demand; another is loaded when requested, and its request waits for the
    /// load.
    ///
    /// The LLM with the fewest requests is evicted, each request counting half after `half_life`: unlike with `lru`,
    /// one request for a rare LLM does not evict a popular one. With independent requests, a constant mix and a long
    /// half-life, the C - 1 most popular LLMs stay and the others take turns in the last place, so that a request finds
    /// its LLM with probability `sum_{i < C} p_i + sum_{j >= C} p_j^2 / sum_{j >= C} p_j`, p falling \[1\]. When the
    /// mix changes, it takes some half-lives to follow. Needs what `lru` needs.
    ///
    /// With `ahead` an idle node loads the most requested LLMs that it does not hold, one after the other, before they
    /// are requested: after a request for a rare LLM the C most popular are back, and a request finds its LLM with
    /// probability `sum_{i <= C} p_i` \[1\] where loads are short compared with the time between requests. With two
    /// LLMs of which one is held, requested with p >= q at a rate lambda and loaded in D, `q (1 + x (1 + p)) / (1 + 2 q
    /// x)` of the requests wait for a load with `x = lambda D` small and service short, against `2 p q` without it. A
    /// request for the LLM being loaded waits for the rest of the load. Source: least frequently used with ageing
    /// (Arlitt et al., ACM SIGMETRICS Performance Evaluation Review 27(4), 2000).
    pub struct DemandFollowing {
        /// LLMs that fit into memory [1 ..= 256].
        pub capacity: u32,
        /// Distribution of the time to load an LLM; without it, its weights divided by the `load_bandwidth` of the
        /// hardware.
        pub load: Option<Law<Span>>,
        /// Time after which a request counts half [> 0 s].
        pub half_life: Span = Span::mins(10),
        /// How long an unused LLM stays in memory; without it, until its memory is needed; with 0 s, not at all.
        pub keep_alive: Option<Span>,
        /// Whether an idle node loads the LLM with the most demand before it is requested; not with `keep_alive`.
        pub ahead: bool = false,
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
    fn loads_ahead(&self) -> bool {
        self.ahead
    }
    fn ahead(&self, held: &[Held], wanted: &[Wanted]) -> Option<LlmId> {
        let missing = wanted.iter().filter(|w| w.recent > 0.0 && held.iter().all(|h| h.llm != w.llm));
        // Of equals the first of the list, so that nothing else decides.
        let most = missing.max_by(|a, b| a.recent.total_cmp(&b.recent).then(b.llm.cmp(&a.llm)))?;
        let gives_way = |at: usize| held[at].recent < most.recent;
        let is_due = held.len() < self.capacity as usize || self.evict(held).is_some_and(gives_way);
        is_due.then_some(most.llm)
    }
    fn vet(&self, checking: &mut Checking) {
        if self.loads_ahead() && self.keep_alive().is_some() {
            let message = "an llm that is unloaded because it is unused would be loaded ahead at once";
            checking.refuse_with("", message, "leave out `keep_alive`, or `ahead`");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_wanted_of_the_idle_makes_room() {
        let policy =
            DemandFollowing { capacity: 3, load: None, half_life: Span::mins(1), keep_alive: None, ahead: true };
        let held = |users, asked, recent| Held { llm: LlmId(0), users, asked, recent };
        assert_eq!(policy.evict(&[held(0, 1, 5.0), held(1, 2, 0.5), held(0, 9, 2.0)]), Some(2));
        assert_eq!(policy.evict(&[held(0, 4, 2.0), held(0, 3, 2.0)]), Some(1));
        assert_eq!(policy.evict(&[held(1, 7, 1.0)]), None);
    }

    #[test]
    fn what_is_wanted_more_than_what_is_held_is_loaded_ahead() {
        let policy =
            DemandFollowing { capacity: 2, load: None, half_life: Span::mins(1), keep_alive: None, ahead: true };
        let held = |llm, recent| Held { llm: LlmId(llm), users: 0, asked: 1, recent };
        let wanted = [3.0, 1.0, 2.0, 0.0].iter().enumerate();
        let wanted: Vec<Wanted> = wanted.map(|(i, &recent)| Wanted { llm: LlmId::of(i), recent }).collect();
        assert_eq!(policy.ahead(&[], &wanted), Some(LlmId(0)));
        assert_eq!(policy.ahead(&[held(0, 3.0)], &wanted), Some(LlmId(2)));
        assert_eq!(policy.ahead(&[held(0, 3.0), held(1, 1.0)], &wanted), Some(LlmId(2)));
        assert_eq!(policy.ahead(&[held(2, 2.0), held(0, 3.0)], &wanted), None);
        assert_eq!(policy.ahead(&[], &wanted[3..]), None, "nobody has asked for it");
    }
}
