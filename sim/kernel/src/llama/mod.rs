//! Llama-family llms: their shape, their weights, their caches, and a step of many sequences together.

mod assemble;
mod cache;
pub mod logits;
mod rope;
mod shape;
mod step;

pub use assemble::{Llm, Source};
pub use cache::Cache;
pub use shape::Shape;
pub use step::{Part, Place, Runner, Wanted};
