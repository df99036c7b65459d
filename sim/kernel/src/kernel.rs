//! What computes: an instruction set, threads, an order of sums, and room for rounded activations.

#![expect(unsafe_code, reason = "threads write disjoint rows")]

use crate::arena::Arena;
use crate::isa::Isa;
use crate::lanes::{Round, Rows};
use crate::matrix::{Matrix, Order, Product, multiply};
use crate::pool::{Pool, Shared, part};

/// The means of computing; results hang on `order` alone.
#[derive(Debug)]
pub struct Kernel {
    pub(crate) isa: Isa,
    pub(crate) pool: Pool,
    pub(crate) order: Order,
    /// Rounded activations of the matrices at hand.
    pub(crate) rows: Rows,
}

impl Kernel {
    /// A kernel of these instructions and so many threads; 0 counts as 1.
    pub fn new(isa: Isa, threads: usize, order: Order) -> Self {
        Self { isa, pool: Pool::new(threads), order, rows: Rows::default() }
    }

    /// The instructions that it uses.
    pub fn isa(&self) -> Isa {
        self.isa
    }

    /// Threads that work.
    pub fn threads(&self) -> usize {
        self.pool.threads()
    }

    /// y = W x for each row x \[rows × depth\] of a batch, into `to` \[rows × columns\].
    ///
    /// Activations are rounded to bytes, 32 at a time, before; all else is as exact as f32.
    ///
    /// # Panics
    /// If `from` is no whole rows, or `to` has not as many.
    pub fn multiply(&mut self, arena: &Arena, matrix: &Matrix, from: &[f32], to: &mut [f32]) {
        let rows = from.len() / matrix.depth();
        assert_eq!(from.len(), rows * matrix.depth(), "whole rows of {} numbers", matrix.depth());
        assert_eq!(to.len(), rows * matrix.columns(), "{rows} rows of {} numbers", matrix.columns());
        self.round(from, rows, matrix.depth());
        let products = [Product { matrix, out: Shared::new(to) }];
        multiply(self.isa, &mut self.pool, self.order, arena, &self.rows, &products);
    }

    /// Rounds rows into [`Self::rows`].
    pub(crate) fn round(&mut self, from: &[f32], rows: usize, depth: usize) {
        let (isa, of) = (self.isa, self.pool.threads());
        self.rows.shape(rows, depth);
        let lanes = self.rows.shared();
        self.pool.run(&|me| {
            let mine = part(rows, me, of);
            // SAFETY: each thread has its own rows.
            let to = unsafe { lanes.rows(mine.clone(), depth / 32) };
            isa.run(Round { from: &from[mine.start * depth..mine.end * depth], to });
        });
    }
}
