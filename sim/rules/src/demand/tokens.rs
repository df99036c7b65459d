//! Tokens of LLMs whose popularity follows Zipf.

use engine::draws::Draws;
use engine::law::Law;
use engine::math;
use state::requests::Need;
use units::settings;

use super::policy::{Asked, Demanding, View};

/// More tokens than any LLM's context holds; longer draws are cut here.
const MOST: f64 = 10_000_000.0;

settings! {
    /// Prompt and output lengths follow two laws; the LLM follows Zipf over the group's list.
    ///
    /// The k-th LLM of the list is asked with probability `k^-s / sum_j j^-s`, s the exponent. Lengths are rounded to
    /// whole tokens, at least 1. Real lengths are mixtures (Azure conversation output: two lognormals, weights
    /// 0.701 / 0.299, medians 99 / 412 tokens); a single lognormal is never good. Source: Zipf 1949; fits of the Azure
    /// LLM inference traces 2023.
    pub struct Tokens {
        /// The law of the prompt's length in tokens.
        pub prompt: Law<f64>,
        /// The law of the output's length in tokens.
        pub output: Law<f64>,
        /// Zipf's exponent: 0 asks every LLM alike [>= 0].
        pub zipf: f64 = 1.0,
    }
}

impl Demanding for Tokens {
    fn ask(&self, view: &View, draws: &mut Draws) -> Asked {
        let u = draws.uniform();
        let prompt = whole(self.prompt.sample(draws));
        let output = whole(self.output.sample(draws));
        Asked { need: Need::Tokens { prompt, output }, llm: zipf(view.n_llms, self.zipf, u) }
    }
    fn ask_again(&self, need: Need, draws: &mut Draws) -> Need {
        // The prompt is the request's; how much is written to it is not.
        match need {
            Need::Tokens { prompt, .. } => Need::Tokens { prompt, output: whole(self.output.sample(draws)) },
            Need::Work(_) => need,
        }
    }
}

fn whole(length: f64) -> u32 {
    (length + 0.5).clamp(1.0, MOST) as u32
}

/// The rank whose cumulated Zipf weight first reaches `u`.
fn zipf(n: u16, exponent: f64, u: f64) -> u16 {
    if n <= 1 {
        return 0;
    }
    let weight = |k: u16| math::exp(-exponent * math::ln(f64::from(k) + 1.0));
    let total: f64 = (0..n).map(weight).sum();
    let mut reached = 0.0;
    (0..n)
        .find(|&k| {
            reached += weight(k);
            reached >= u * total
        })
        .unwrap_or(n - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn popularity_follows_zipf() {
        let n = 100_000;
        let hits = (0..n).filter(|&i| zipf(3, 1.0, (f64::from(i) + 0.5) / f64::from(n)) == 0).count();
        // 1 / (1 + 1/2 + 1/3) = 6/11
        assert!((hits as f64 / f64::from(n) - 6.0 / 11.0).abs() < 1e-4, "{hits}");
    }
}
