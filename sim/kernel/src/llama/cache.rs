//! Keys and values of the tokens that sequences have seen.

use super::shape::Shape;
use crate::fault::Fault;
use crate::simd::LANES;

/// Keys and values of several sequences, f32.
///
/// Keys lie \[sequence × layer × group × block of 16 positions × size × 16\], so that scores of 16 positions are
/// computed in 16 lanes; values \[sequence × layer × group × chunk of 16 numbers × position × 16\].
#[derive(Clone, Debug)]
pub struct Cache {
    pub(super) keys: Vec<f32>,
    pub(super) values: Vec<f32>,
    lengths: Vec<usize>,
    layers: usize,
    groups: usize,
    size: usize,
    capacity: usize,
}

impl Cache {
    /// Room for so many sequences of at least so many tokens each.
    ///
    /// # Errors
    /// If there is not so much memory.
    pub fn new(shape: &Shape, sequences: usize, tokens: usize) -> Result<Self, Fault> {
        let refuse = || Fault::new(format!("a cache of {sequences} sequences of {tokens} tokens: too little memory"));
        let capacity = tokens.max(1).checked_next_multiple_of(LANES).ok_or_else(refuse)?;
        let heads = sequences.checked_mul(shape.layers * shape.groups).ok_or_else(refuse)?;
        let room = |numbers: usize| {
            let all = heads.checked_mul(capacity).and_then(|all| all.checked_mul(numbers)).ok_or_else(refuse)?;
            let mut room = Vec::new();
            room.try_reserve_exact(all).map_err(|_| refuse())?;
            room.resize(all, 0.0);
            Ok(room)
        };
        Ok(Self {
            keys: room(shape.size)?,
            values: room(shape.size.next_multiple_of(LANES))?,
            lengths: vec![0; sequences],
            layers: shape.layers,
            groups: shape.groups,
            size: shape.size,
            capacity,
        })
    }

    /// Sequences that it has room for.
    pub fn sequences(&self) -> usize {
        self.lengths.len()
    }

    /// Tokens that each sequence has room for.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Tokens that a sequence has seen.
    pub fn len(&self, sequence: usize) -> usize {
        self.lengths[sequence]
    }

    /// Whether no sequence has seen a token.
    pub fn is_empty(&self) -> bool {
        self.lengths.iter().all(|&len| len == 0)
    }

    /// Forgets what a sequence saw after its first `tokens` tokens.
    pub fn truncate(&mut self, sequence: usize, tokens: usize) {
        let len = &mut self.lengths[sequence];
        *len = tokens.min(*len);
    }

    /// Takes it that a sequence has seen so many tokens, whatever lies there: for measuring, which asks for no sense.
    ///
    /// # Panics
    /// If there is no room for so many.
    pub fn assume(&mut self, sequence: usize, tokens: usize) {
        assert!(tokens <= self.capacity, "{tokens} tokens, room for {}", self.capacity);
        self.lengths[sequence] = tokens;
    }

    pub(super) fn grow(&mut self, sequence: usize, tokens: usize) {
        self.lengths[sequence] += tokens;
    }

    pub(super) fn fits(&self, shape: &Shape) -> bool {
        (self.layers, self.groups, self.size) == (shape.layers, shape.groups, shape.size)
    }

    /// The head's number among all of them.
    fn head(&self, sequence: usize, layer: usize, group: usize) -> usize {
        (sequence * self.layers + layer) * self.groups + group
    }

    /// Where the keys of a head begin and how many numbers they are.
    pub(super) fn keys_at(&self, sequence: usize, layer: usize, group: usize) -> (usize, usize) {
        let len = self.capacity * self.size;
        (self.head(sequence, layer, group) * len, len)
    }

    /// Where the values of a head begin and how many numbers they are.
    pub(super) fn values_at(&self, sequence: usize, layer: usize, group: usize) -> (usize, usize) {
        let len = self.capacity * self.size.next_multiple_of(LANES);
        (self.head(sequence, layer, group) * len, len)
    }
}
