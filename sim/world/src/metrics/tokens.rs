//! What is measured of tokens where nodes batch.

use state::requests::Need;
use units::ids::UsersId;
use units::time::Span;

use super::histogram::Histogram;

/// How soon tokens come to their users.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// Times from sending to the first token.
    pub first: Histogram,
    /// Times for each further token: from the first to the last, over their number less one.
    pub each: Histogram,
    /// Tokens of prompts that lay in the cache when their first step began, where nodes reuse that.
    pub known: u64,
    /// All tokens of these prompts.
    pub begun: u64,
}

/// Tokens of answers, and when they came.
#[derive(Clone, Debug, Default)]
pub struct TokenMeter {
    /// Of all users.
    pub all: Pace,
    /// By group of users.
    pub users: Vec<Pace>,
    /// Times from the coming of an attempt to its node to the first token there.
    pub at_node: Histogram,
    /// Tokens read.
    pub read: u64,
    /// Tokens written.
    pub written: u64,
}

impl TokenMeter {
    /// Nothing measured yet.
    pub fn new(n_users: usize) -> Self {
        Self { users: vec![Pace::default(); n_users], ..Self::default() }
    }
    /// The first step of a prompt began, with so many of its tokens in the cache.
    pub fn began(&mut self, users: UsersId, known: u32, prompt: u32) {
        for pace in [&mut self.all, &mut self.users[users.row()]] {
            pace.known += u64::from(known);
            pace.begun += u64::from(prompt);
        }
    }
    /// An answer of tokens is there.
    #[inline]
    pub fn answered(&mut self, need: Need) {
        let Need::Tokens { prompt, output } = need else { return };
        self.read += u64::from(prompt);
        self.written += u64::from(output);
    }
    /// An answer came token by token: the first so long after it was sent, the others within `rest` of that.
    pub fn came(&mut self, users: UsersId, need: Need, first: Span, rest: Span) {
        let Need::Tokens { output, .. } = need else { return };
        for pace in [&mut self.all, &mut self.users[users.row()]] {
            pace.first.add(first);
            if output > 1 {
                pace.each.add(Span::from_ns(rest.ns() / u64::from(output - 1)));
            }
        }
    }
}
