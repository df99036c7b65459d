//! The points of the design: which steps are measured, and what each computes.

use cost::Load;
use kernel::llama::{Part, Wanted};

use super::Design;
use super::clock::Span;

/// Tokens that any vocabulary has.
const TOKEN: u32 = 1;

/// What a point is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The fit.
    Fitted,
    /// A kind of step that the fit has not seen: it is only held against it.
    HeldOut,
}

/// A kind of step: some sequences that decode, and perhaps one that takes a chunk of its prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Sequences that decode.
    pub batch: usize,
    /// Tokens that each of them has seen.
    pub context: usize,
    /// Tokens of the prompt beside them; its sequence has seen none.
    pub chunk: usize,
    /// Whether the logits of the whole chunk are wanted, as in a check by re-execution, or of its last token.
    pub has_all_logits: bool,
    /// What it is for.
    pub purpose: Use,
    /// Times of its repeats \[s a step\].
    pub repeats: Vec<Span>,
}

impl Point {
    fn new(batch: usize, context: usize, chunk: usize) -> Self {
        let purpose = if batch > 0 && chunk > 0 { Use::HeldOut } else { Use::Fitted };
        Self { batch, context, chunk, has_all_logits: false, purpose, repeats: Vec::new() }
    }

    fn check(chunk: usize) -> Self {
        Self { has_all_logits: true, ..Self::new(0, 0, chunk) }
    }

    /// What a step of it computes.
    pub fn load(&self) -> Load {
        let (chunk, context) = (self.chunk as u64, self.context as u64);
        let mut load = Load::default();
        for _ in 0..self.batch {
            load = load.with(1, context, 1);
        }
        if chunk > 0 {
            load = load.with(chunk, 0, if self.has_all_logits { chunk } else { 1 });
        }
        load
    }

    /// Its name in files and charts.
    pub fn name(&self) -> String {
        match (self.batch, self.chunk, self.has_all_logits) {
            (0, chunk, false) => format!("prefill {chunk}"),
            (0, chunk, true) => format!("check {chunk}"),
            (batch, 0, _) => format!("decode {batch} at {}", self.context),
            (batch, chunk, _) => format!("decode {batch} at {} + prefill {chunk}", self.context),
        }
    }

    /// The parts of a step; `prompt` has at least `chunk` tokens.
    pub(super) fn parts<'a>(&self, prompt: &'a [u32]) -> Vec<Part<'a>> {
        let decode = |sequence| Part { sequence, tokens: &[TOKEN], logits: Wanted::Last };
        let mut parts: Vec<Part<'_>> = (0..self.batch).map(decode).collect();
        if self.chunk > 0 {
            let logits = if self.has_all_logits { Wanted::Every } else { Wanted::Last };
            parts.push(Part { sequence: self.batch, tokens: &prompt[..self.chunk], logits });
        }
        parts
    }

    /// Sequences of a step.
    pub(super) fn sequences(&self) -> usize {
        self.batch + usize::from(self.chunk > 0)
    }

    /// Times that count \[s\]: of the CPU for one thread, of the wall for more.
    pub fn times(&self, threads: usize) -> Vec<f64> {
        self.repeats.iter().map(|span| if threads > 1 { span.wall } else { span.cpu }).collect()
    }

    /// The median of [`Self::times`] \[s\].
    pub fn time(&self, threads: usize) -> f64 {
        median(&self.times(threads))
    }

    /// Deviation over mean of its repeats \[1\].
    pub fn spread(&self, threads: usize) -> f64 {
        let times = self.times(threads);
        let mean = times.iter().sum::<f64>() / times.len() as f64;
        let square: f64 = times.iter().map(|t| (t - mean) * (t - mean)).sum();
        (square / (times.len() as f64 - 1.0).max(1.0)).sqrt() / mean
    }

    /// CPU time over wall time, the median of the repeats \[1\].
    pub fn share(&self) -> f64 {
        median(&self.repeats.iter().map(|span| span.cpu / span.wall).collect::<Vec<_>>())
    }
}

/// The middle of some numbers; NaN of none.
pub(super) fn median(numbers: &[f64]) -> f64 {
    quantile(numbers, 0.5)
}

/// A quantile of some numbers, between neighbours if need be; NaN of none.
pub(super) fn quantile(numbers: &[f64], p: f64) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = p * (sorted.len() as f64 - 1.0).max(0.0);
    match (sorted.get(at.floor() as usize), sorted.get(at.ceil() as usize)) {
        (Some(low), Some(high)) => low + (high - low) * at.fract(),
        _ => f64::NAN,
    }
}

/// The points of a design.
pub(super) fn points(design: Design) -> Vec<Point> {
    let prefill = |chunk: &usize| Point::new(0, 0, *chunk);
    let decode = |&(batch, context): &(usize, usize)| Point::new(batch, context, 0);
    let mixed = |&(batch, context, chunk): &(usize, usize, usize)| Point::new(batch, context, chunk);
    let mut points: Vec<Point> = Vec::new();
    match design {
        Design::Quick => {
            points.extend([16, 64, 256, 512].iter().map(prefill));
            points.push(Point::check(128));
            points.extend([(1, 16), (1, 512), (2, 128), (4, 64), (4, 256), (8, 128), (16, 16)].iter().map(decode));
            points.extend([(4, 256, 128), (8, 128, 64), (16, 64, 256)].iter().map(mixed));
        }
        Design::Full => {
            points.extend([4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024].iter().map(prefill));
            points.extend([32, 128, 256].map(Point::check));
            for batch in [1, 2, 4, 8, 16, 32] {
                let contexts = [16, 64, 256, 512, 1024].into_iter().filter(|context| batch * context <= 4096);
                points.extend(contexts.map(|context| Point::new(batch, context, 0)));
            }
            for (batch, context) in [(4, 256), (8, 128), (16, 64), (32, 64)] {
                points.extend([64, 256].map(|chunk| Point::new(batch, context, chunk)));
            }
        }
        Design::Least => {
            points.extend([4, 16, 48].iter().map(prefill));
            points.push(Point::check(8));
            points.extend([(1, 4), (1, 40), (2, 16), (4, 24)].iter().map(decode));
            points.extend([(2, 8, 8)].iter().map(mixed));
        }
    }
    points
}
