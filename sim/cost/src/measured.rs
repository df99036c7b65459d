//! Step times that were measured: five coefficients of one LLM on one machine, and how sharply two of them join.

use crate::overlap::join;

/// What a step computes, as the measured form counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Tokens of all sequences together, T.
    pub tokens: u64,
    /// Tokens whose logits are wanted, L.
    pub logits: u64,
    /// Positions that the tokens attend, each itself and those before it, summed over the tokens, S.
    pub attended: u64,
    /// Tokens that the sequences hold after the step, summed over the sequences, K.
    pub cached: u64,
}

impl Load {
    /// Adds a sequence: `tokens` new ones after `cached` old ones, logits wanted of `logits` of them.
    pub fn with(mut self, tokens: u64, cached: u64, logits: u64) -> Self {
        self.tokens += tokens;
        self.logits += logits;
        self.attended += tokens * cached + tokens * (tokens + 1) / 2;
        self.cached += cached + tokens;
        self
    }
}

/// Measured step times of one LLM on one machine, in whole picoseconds.
///
/// A step takes `t = (a^p + (b T)^p)^(1/p) + l L + c S + k K`, with T, L, S and K as [`Load`] counts them. A kernel
/// that waits for memory before it computes has p = 1, the sum; one that asks for weights ahead computes while they
/// come, so that the longer of the two counts for more. Only these two terms join, so that a decode run stays quadratic
/// in its steps. Valid for the LLM, machine, format and number of threads that were measured, up to about four times
/// the measured range. Source: fitted by `windtunnel calibrate` (reference/kernel.md 6, where a slower kernel on
/// another machine had p = 1, and GPUs 1.2 to 1.6).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measured {
    /// Streaming the weights once and whatever else a step costs, a \[ps\].
    pub step: u64,
    /// Arithmetic of a token, b \[ps\].
    pub token: u64,
    /// Output head for a token whose logits are wanted, l \[ps\].
    pub logits: u64,
    /// Attention of a token to a position, c \[ps\].
    pub attended: u64,
    /// Reading the cache of a token, k \[ps\].
    pub cached: u64,
    /// How sharply streaming and arithmetic join, p: 1 or less is their sum \[1\].
    pub sharpness: f64,
}

impl Measured {
    /// How long a step takes \[ps\].
    pub fn time(&self, load: &Load) -> u128 {
        let part = |cost: u64, count: u64| u128::from(cost) * u128::from(count);
        u128::from(self.linear(load.tokens))
            + part(self.logits, load.logits)
            + part(self.attended, load.attended)
            + part(self.cached, load.cached)
    }

    /// Streaming the weights, and the arithmetic of so many tokens \[ps\].
    pub(crate) fn linear(&self, tokens: u64) -> u64 {
        let sum = self.step.saturating_add(self.token.saturating_mul(tokens));
        // A sum of whole numbers stays exact.
        if self.sharpness <= 1.0 {
            sum
        } else {
            join(self.step as f64, self.token as f64 * tokens as f64, self.sharpness)
        }
    }

    /// The same form with other times.
    pub(crate) fn map(&self, times: impl Fn(u64) -> u64) -> Self {
        Self {
            step: times(self.step),
            token: times(self.token),
            logits: times(self.logits),
            attended: times(self.attended),
            cached: times(self.cached),
            sharpness: self.sharpness,
        }
    }

    /// What a sequence adds to each step by being in it: its token attends to itself \[ps\].
    pub(crate) fn sequence(&self) -> u64 {
        self.attended.saturating_add(self.cached)
    }

    /// What `tokens` new ones after `cached` old ones add beyond [`Self::sequence`] \[ps\].
    pub(crate) fn chunk(&self, tokens: u64, cached: u64) -> u128 {
        let alone = Load::default().with(tokens, cached, 0);
        u128::from(self.attended) * u128::from(alone.attended.saturating_sub(1))
            + u128::from(self.cached) * u128::from(alone.cached.saturating_sub(1))
    }
}
