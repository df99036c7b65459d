//! How often two honest nodes whose sums have another order write another token.

use cost::Load;
use kernel::fault::Fault;
use kernel::isa::Isa;
use kernel::llama::{Cache, Llm, Part, Place, Runner, Wanted, logits};
use kernel::matrix::Order;
use kernel::synthetic::Noise;
use statistics::{Confidence, Interval, clopper_pearson};

use super::Design;
use super::subject::Subject;

/// Sequences that a provider decodes at once: sums of so few rows are split otherwise than those of a check.
const BATCH: usize = 8;
/// Tokens of an answer that are compared under the fixed order, at most.
const FIXED: usize = 32;

/// Tokens on which a provider and a checker, both honest, disagree.
///
/// The provider decodes a batch of eight by the largest logit; the checker takes all tokens of an answer through one
/// pass and compares its own choice at each with the provider's. Under the fixed order they never differ (asserted by
/// the kernel's tests); under an order that hangs on the batch, as in libraries tuned for speed, they do, at a hazard
/// per token. Random weights know no answer, so that their logits are nearer to each other than a real llm's: a bound
/// from above.
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

/// How many tokens are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// Batches under an order that hangs on the batch; under the fixed order there is one.
    rounds: usize,
    /// Tokens of each prompt.
    prompt: usize,
    /// Tokens of each answer.
    tokens: usize,
}

impl Size {
    const fn new(rounds: usize, prompt: usize, tokens: usize) -> Self {
        Self { rounds, prompt, tokens }
    }

    /// Tokens that are compared under an order that hangs on the batch.
    pub(super) fn tokens(&self) -> usize {
        self.rounds * BATCH * self.tokens
    }

    /// What the kernel computes for it: loads of steps, and how many of each.
    pub(super) fn steps(&self) -> Vec<(Load, usize)> {
        let of = |rounds: usize, tokens: usize| {
            let batch = |new: usize, held: usize| {
                (0..BATCH).fold(Load::default(), |load, _| load.with(new as u64, held as u64, 1))
            };
            let whole = (self.prompt + tokens - 1) as u64;
            [
                (batch(self.prompt, 0), rounds),
                (batch(1, self.prompt + tokens / 2), rounds * (tokens - 1)),
                (Load::default().with(whole, 0, whole), rounds * BATCH),
            ]
        };
        [of(self.rounds, self.tokens), of(1, self.tokens.min(FIXED))].concat()
    }
}

/// The sizes of a design: the one that is meant, then smaller ones for want of time.
pub(super) fn sizes(design: Design) -> &'static [Size] {
    const SIZES: [Size; 5] =
        [Size::new(8, 32, 128), Size::new(1, 32, 64), Size::new(1, 32, 32), Size::new(1, 16, 16), Size::new(1, 8, 8)];
    const LEAST: [Size; 1] = [Size::new(1, 32, 4)];
    match design {
        Design::Full => &SIZES,
        Design::Quick => &SIZES[1..],
        Design::Least => &LEAST,
    }
}

pub(super) fn measure(subject: &Subject, isa: Isa, threads: usize, size: &Size) -> Result<Agreement, Fault> {
    let mut found = Agreement { tokens: size.tokens() as u64, differing: 0, tokens_fixed: 0, differing_fixed: 0 };
    for round in 0..size.rounds {
        let mut runner = Runner::new(isa, threads, Order::ByBatch);
        found.differing += disagreements(&subject.llm, &mut runner, round as u64, size)?;
    }
    let mut runner = Runner::new(isa, threads, Order::Fixed);
    let size = Size { tokens: size.tokens.min(FIXED), ..*size };
    found.tokens_fixed = (BATCH * size.tokens) as u64;
    found.differing_fixed = disagreements(&subject.llm, &mut runner, 0, &size)?;
    Ok(found)
}

/// Lets a provider write answers to eight prompts, and a checker go over them.
fn disagreements(llm: &Llm, runner: &mut Runner, round: u64, size: &Size) -> Result<u64, Fault> {
    let Size { prompt, tokens, .. } = *size;
    let mut noise = Noise::new(1_000 + round);
    let vocabulary = llm.shape().vocabulary as u64;
    let mut texts: Vec<Vec<u32>> =
        (0..BATCH).map(|_| (0..prompt).map(|_| noise.below(vocabulary) as u32).collect()).collect();
    let mut cache = Cache::new(llm.shape(), BATCH, prompt + tokens)?;
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
            if place.token + 1 >= prompt {
                differing += u64::from(logits::top(row) != text[place.token + 1]);
            }
        };
        runner.step(llm, &mut cache, &parts, &mut show)?;
    }
    Ok(differing)
}
