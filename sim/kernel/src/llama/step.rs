//! One step: tokens of many sequences, prompts' chunks and single tokens alike, through all layers together.

#![expect(unsafe_code, reason = "threads write disjoint rows")]

mod layer;
mod rows;

use super::assemble::Llm;
use super::cache::Cache;
use crate::fault::Fault;
use crate::isa::Isa;
use crate::kernel::Kernel;
use crate::matrix::{Order, Product, multiply};
use crate::pool::Shared;
use rows::Row;

/// Rows whose logits are held at one time: enough to use the head's weights well, few enough for the cache.
const HELD: usize = 32;

/// The tokens that one sequence takes in a step.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The sequence, by its place in the cache; each at most once in a step.
    pub sequence: usize,
    /// Tokens that follow what the sequence has seen: one when it decodes, a chunk of the prompt before.
    pub tokens: &'a [u32],
    /// Of which tokens logits are wanted.
    pub logits: Wanted,
}

/// Of which tokens of a part logits are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Of none: a chunk that is not the prompt's last.
    Nothing,
    /// Of the last.
    Last,
    /// Of every token: a check by re-execution.
    Every,
}

/// The token that a row of logits follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the part in its step.
    pub part: usize,
    /// Index of the token in its part.
    pub token: usize,
}

/// Runs steps, and keeps the memory that they need.
#[derive(Debug)]
pub struct Runner {
    kernel: Kernel,
    room: Room,
}

/// Numbers on their way through a layer, one row a token.
#[derive(Debug, Default)]
struct Room {
    rows: Vec<Row>,
    /// \[rows × width\].
    x: Vec<f32>,
    /// \[rows × width\].
    y: Vec<f32>,
    /// \[rows × heads × size\].
    queries: Vec<f32>,
    /// \[rows × groups × size\].
    keys: Vec<f32>,
    /// \[rows × groups × size\].
    values: Vec<f32>,
    /// \[rows × heads × size\].
    seen: Vec<f32>,
    /// \[rows × hidden\].
    gate: Vec<f32>,
    /// \[rows × hidden\].
    up: Vec<f32>,
    /// \[rows × pairs\].
    angles: Vec<[f32; 2]>,
    /// Of each thread.
    scores: Vec<Vec<f32>>,
    /// \[32 × vocabulary\].
    logits: Vec<f32>,
}

impl Runner {
    /// A runner with these instructions and so many threads.
    pub fn new(isa: Isa, threads: usize, order: Order) -> Self {
        Self { kernel: Kernel::new(isa, threads, order), room: Room::default() }
    }

    /// What computes.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Takes all parts one step on, and shows each row of wanted logits, once, in the order of parts and tokens.
    ///
    /// The logits of a token are the same bits for every set of parts beside it and every cut of its sequence into
    /// steps, if the order of sums is [`Order::Fixed`].
    ///
    /// # Errors
    /// A sequence that does not exist, is named twice or is full, or a token that the llm does not know; the cache is
    /// then as it was.
    pub fn step(
        &mut self,
        llm: &Llm,
        cache: &mut Cache,
        parts: &[Part<'_>],
        show: &mut dyn FnMut(Place, &[f32]),
    ) -> Result<(), Fault> {
        self.room.rows = rows::lay_out(llm, cache, parts)?;
        let n = self.room.rows.len();
        self.make_room(llm, n);
        self.enter(llm);
        for layer in 0..llm.layers.len() {
            self.attend(llm, cache, layer);
            self.feed_forward(llm, layer);
        }
        for part in parts {
            cache.grow(part.sequence, part.tokens.len());
        }
        self.leave(llm, show);
        Ok(())
    }

    fn make_room(&mut self, llm: &Llm, n: usize) {
        let (room, shape) = (&mut self.room, &llm.shape);
        room.x.resize(n * shape.width, 0.0);
        room.y.resize(n * shape.width, 0.0);
        room.queries.resize(n * shape.heads * shape.size, 0.0);
        room.keys.resize(n * shape.groups * shape.size, 0.0);
        room.values.resize(n * shape.groups * shape.size, 0.0);
        room.seen.resize(n * shape.heads * shape.size, 0.0);
        room.gate.resize(n * shape.hidden, 0.0);
        room.up.resize(n * shape.hidden, 0.0);
        room.angles.resize(n * shape.rope_size / 2, [0.0; 2]);
        room.scores.resize(self.kernel.threads(), Vec::new());
        let wanted = room.rows.iter().filter(|row| row.is_wanted).count();
        room.logits.resize(wanted.min(HELD) * shape.vocabulary, 0.0);
    }

    /// Norms the wanted rows and shows their logits, some rows at a time.
    fn leave(&mut self, llm: &Llm, show: &mut dyn FnMut(Place, &[f32])) {
        let (width, vocabulary) = (llm.shape.width, llm.shape.vocabulary);
        let wanted: Vec<usize> = (0..self.room.rows.len()).filter(|&r| self.room.rows[r].is_wanted).collect();
        // Rows move to the front, each to a place at or before its own; what they still lack moves along.
        for (to, &from) in wanted.iter().enumerate() {
            self.room.x.copy_within(from * width..(from + 1) * width, to * width);
            self.room.y.copy_within(from * width..(from + 1) * width, to * width);
        }
        for held in (0..wanted.len()).step_by(HELD) {
            let n = HELD.min(wanted.len() - held);
            self.norm(held..held + n, &llm.norm, llm.shape.epsilon, width, true);
            let logits = &mut self.room.logits[..n * vocabulary];
            let products = [Product { matrix: &llm.head, out: Shared::new(logits) }];
            let Kernel { isa, pool, order, rows } = &mut self.kernel;
            multiply(*isa, pool, *order, &llm.arena, rows, &products);
            for (row, logits) in wanted[held..].iter().zip(self.room.logits[..n * vocabulary].chunks_exact(vocabulary))
            {
                show(self.room.rows[*row].place, logits);
            }
        }
    }
}
