//! Tokens of LLMs whose popularity follows Zipf.

use engine::draws::Draws;
use engine::law::Law;
use state::requests::{Need, Shared};
use units::settings;

use super::policy::{Asked, Demanding, View};
use super::zipf::zipf;

/// More tokens than any LLM's context holds; longer draws are cut here.
const MOST: f64 = 10_000_000.0;

settings! {
    /// Prompt and output lengths are drawn independently; the LLM follows Zipf over the group's list.
    ///
    /// The k-th LLM of the list is requested with probability `k^-s / sum_j j^-s`, s the exponent. Lengths are rounded
    /// to whole tokens, at least 1. Real lengths are mixtures (Azure conversation output: two lognormals, weights 0.701
    /// / 0.299, medians 99 / 412 tokens); a single lognormal never fits well. Source: Zipf 1949; fits of the Azure LLM
    /// inference traces 2023.
    pub struct Tokens {
        /// Distribution of the prompt's length in tokens.
        pub prompt: Law<f64>,
        /// Distribution of the output's length in tokens.
        pub output: Law<f64>,
        /// Zipf exponent of LLM popularity; 0 makes all equally popular [>= 0].
        pub zipf: f64 = 1.0,
    }
}

impl Demanding for Tokens {
    fn ask(&self, view: &View, draws: &mut Draws) -> Asked {
        let u = draws.uniform();
        let prompt = whole(self.prompt.sample(draws));
        let output = whole(self.output.sample(draws));
        Asked { need: Need::Tokens { prompt, output }, shared: Shared::NOTHING, llm: zipf(view.n_llms, self.zipf, u) }
    }
    fn ask_again(&self, need: Need, draws: &mut Draws) -> Need {
        // The prompt is the request's; how much is written to it is not.
        match need {
            Need::Tokens { prompt, .. } => Need::Tokens { prompt, output: whole(self.output.sample(draws)) },
            Need::Work(_) => need,
        }
    }
}

/// A length in whole tokens.
pub(super) fn whole(length: f64) -> u32 {
    (length + 0.5).clamp(1.0, MOST) as u32
}
