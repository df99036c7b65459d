//! What is measured of tokens where nodes batch.

use units::time::Span;

use super::histogram::Histogram;

/// Tokens written, and when.
#[derive(Clone, Debug, Default)]
pub struct TokenMeter {
    /// Times from sending to the first token at the node.
    pub first: Histogram,
    /// Times for each further token: from the first to the last, over their number less one.
    pub each: Histogram,
    /// Tokens read.
    pub read: u64,
    /// Tokens written.
    pub written: u64,
}

impl TokenMeter {
    /// An answer was written: when its first token was there after it was sent, and how long the others took.
    pub fn written(&mut self, first: Span, rest: Span, prompt: u32, output: u32) {
        self.first.add(first);
        if output > 1 {
            self.each.add(Span::from_ns(rest.ns() / u64::from(output - 1)));
        }
        self.read += u64::from(prompt);
        self.written += u64::from(output);
    }
}
