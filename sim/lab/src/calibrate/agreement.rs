//! How often two honest nodes whose sums have another order write another token.

use kernel::fault::Fault;
use kernel::isa::Isa;
use kernel::llama::{Cache, Llm, Part, Place, Runner, Wanted, logits};
use kernel::matrix::Order;
use kernel::synthetic::Noise;

use super::subject::Subject;
use super::{Design, Plan};
use crate::statistics::{Confidence, Interval, clopper_pearson};

/// Sequences that a provider decodes at once: sums of so few rows are split otherwise than those of a check.
const BATCH: usize = 8;
/// Tokens of their prompts.
const PROMPT: usize = 32;

/// Tokens on which a provider and a checker, both honest, disagree.
///
/// The provider decodes a batch of eight by the largest logit; the checker takes all tokens of an answer through one pass
/// and compares its own choice at each with the provider's. Under the fixed order they never differ (asserted by the
/// kernel's tests); under an order that hangs on the batch, as in libraries tuned for speed, they do, at a hazard per
/// token. Random weights know no answer, so that their logits are nearer to each other than a real llm's: a bound from
/// above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Agreement {
    /// Tokens that were compared.
    pub tokens: u64,
    /// Those on which the two disagree.
    pub differing: u64,
    /// Tokens that were compared under the fixed order.
    pub tokens_fixed: u64,
    /// Those on which they disagree under the fixed order: always 0.
    pub differing_fixed: u64,
}

impl Agreement {
    /// The hazard of a disagreement per token, with its exact limits at 95 % (Clopper and Pearson).
    pub fn hazard(&self) -> (f64, Interval) {
        let limits = clopper_pearson(self.differing, self.tokens, Confidence::USUAL);
        (self.differing as f64 / self.tokens.max(1) as f64, limits)
    }
}

pub(super) fn measure(subject: &Subject, isa: Isa, plan: &Plan) -> Result<Agreement, Fault> {
    let (rounds, tokens) = match plan.design {
        Design::Least => (1, 4),
        Design::Quick => (1, 64),
        Design::Full => (8, 128),
    };
    let mut found = Agreement { tokens: 0, differing: 0, tokens_fixed: 0, differing_fixed: 0 };
    for round in 0..rounds {
        let mut runner = Runner::new(isa, plan.threads, Order::ByBatch);
        found.differing += disagreements(&subject.llm, &mut runner, round, tokens)?;
        found.tokens += (BATCH * tokens) as u64;
    }
    let mut runner = Runner::new(isa, plan.threads, Order::Fixed);
    let tokens = tokens.min(32);
    found.tokens_fixed = (BATCH * tokens) as u64;
    found.differing_fixed = disagreements(&subject.llm, &mut runner, 0, tokens)?;
    Ok(found)
}

/// Lets a provider write `tokens` tokens to each of eight prompts, and a checker go over them.
fn disagreements(llm: &Llm, runner: &mut Runner, round: u64, tokens: usize) -> Result<u64, Fault> {
    let mut noise = Noise::new(1_000 + round);
    let vocabulary = llm.shape().vocabulary as u64;
    let mut texts: Vec<Vec<u32>> =
        (0..BATCH).map(|_| (0..PROMPT).map(|_| noise.below(vocabulary) as u32).collect()).collect();
    let mut cache = Cache::new(llm.shape(), BATCH, PROMPT + tokens)?;
    for _ in 0..tokens {
        let parts: Vec<Part<'_>> = texts
            .iter()
            .enumerate()
            .map(|(sequence, text)| Part { sequence, tokens: &text[cache.len(sequence)..], logits: Wanted::Last })
            .collect();
        let mut next = [0; BATCH];
        runner.step(llm, &mut cache, &parts, &mut |place, row| next[place.part] = logits::top(row))?;
        texts.iter_mut().zip(next).for_each(|(text, token)| text.push(token));
    }
    let mut differing = 0;
    for text in &texts {
        let mut cache = Cache::new(llm.shape(), 1, text.len())?;
        let parts = [Part { sequence: 0, tokens: &text[..text.len() - 1], logits: Wanted::Every }];
        let mut show = |place: Place, row: &[f32]| {
            if place.token + 1 >= PROMPT {
                differing += u64::from(logits::top(row) != text[place.token + 1]);
            }
        };
        runner.step(llm, &mut cache, &parts, &mut show)?;
    }
    Ok(differing)
}
