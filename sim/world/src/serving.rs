//! A node that batches continuously: step by step as an engine does it, but from one change of the batch to the next.

mod batch;
mod pool;

#[cfg(feature = "twin")]
pub(crate) use batch::twin::{Price, Twin};
pub(crate) use batch::{Batch, News, Origin, Turn, Work};
