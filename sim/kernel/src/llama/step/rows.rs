//! From parts of a step to rows, checked before anything changes.

use super::super::assemble::Llm;
use super::super::cache::Cache;
use super::{Part, Place, Wanted};
use crate::fault::Fault;

/// One token in a step.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) token: u32,
    pub(super) sequence: usize,
    /// Tokens of its sequence before it.
    pub(super) position: usize,
    pub(super) place: Place,
    pub(super) is_wanted: bool,
}

/// Lays out the rows of all parts.
pub(super) fn lay_out(llm: &Llm, cache: &Cache, parts: &[Part<'_>]) -> Result<Vec<Row>, Fault> {
    if !cache.fits(&llm.shape) {
        return Err(Fault::new("the cache has another shape than the llm"));
    }
    let mut is_taken = vec![false; cache.sequences()];
    let mut rows = Vec::with_capacity(parts.iter().map(|part| part.tokens.len()).sum());
    for (p, part) in parts.iter().enumerate() {
        let sequence = part.sequence;
        match is_taken.get_mut(sequence) {
            None => return Err(Fault::new(format!("sequence {sequence}: the cache has {}", cache.sequences()))),
            Some(true) => return Err(Fault::new(format!("sequence {sequence} is in the step twice"))),
            Some(taken) => *taken = true,
        }
        let before = cache.len(sequence);
        if part.tokens.len() > cache.capacity() - before {
            let (more, room) = (part.tokens.len(), cache.capacity());
            return Err(Fault::new(format!("sequence {sequence}: {before} and {more} tokens, room for {room}")));
        }
        for (t, &token) in part.tokens.iter().enumerate() {
            if token as usize >= llm.shape.vocabulary {
                let known = llm.shape.vocabulary;
                return Err(Fault::new(format!("sequence {sequence}: token {token}, the llm knows {known}")));
            }
            let is_last = t + 1 == part.tokens.len();
            let is_wanted = part.logits == Wanted::Every || part.logits == Wanted::Last && is_last;
            rows.push(Row { token, sequence, position: before + t, place: Place { part: p, token: t }, is_wanted });
        }
    }
    Ok(rows)
}
