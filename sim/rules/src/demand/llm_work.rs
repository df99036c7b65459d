//! Plain work of LLMs whose popularity follows Zipf.

use engine::draws::Draws;
use engine::law::Law;
use state::requests::{Need, Shared};
use units::settings;
use units::time::Span;

use super::policy::{Asked, Demanding, View};
use super::zipf::zipf;

settings! {
    /// Every request is independent work for one LLM of the group's list.
    ///
    /// The k-th LLM of the list is requested with probability `k^-s / sum_j j^-s`, s the exponent. A node of speed v
    /// needs work / v \[s\]; no tokens, no hardware: the LLM caches of theory. Source: Zipf 1949; the independent
    /// reference model of King 1971.
    pub struct LlmWork {
        /// Distribution of the work on a node of speed 1.
        pub work: Law<Span>,
        /// Zipf exponent of LLM popularity; 0 makes all equally popular [>= 0].
        pub zipf: f64 = 1.0,
    }
}

impl Demanding for LlmWork {
    fn ask(&self, view: &View, draws: &mut Draws) -> Asked {
        let need = Need::Work(self.work.sample(draws));
        Asked { need, shared: Shared::NOTHING, llm: zipf(view.n_llms, self.zipf, draws.uniform()) }
    }
    fn ask_again(&self, _: Need, draws: &mut Draws) -> Need {
        Need::Work(self.work.sample(draws))
    }
}
