//! The crate's promises, held from outside: products near their reference, and equal bits on every path.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod formats;
mod forward;
mod gguf;
mod products;
mod same_bits;
mod support;
