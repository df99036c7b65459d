//! A quantized kernel for Llama-family llms on a CPU: fast, and the same bits on every instruction set.
//!
//! Logits of a token do not hang on the batch it is in, on how its prompt was cut in chunks, on the number of threads
//! or on the machine. So a check by re-execution can ask for equality. How: 8-bit products are summed exactly; every
//! sum of f32 has one order; `exp`, `sin` and `cos` are the crate's own.

pub mod arena;
pub mod fault;
pub mod gguf;
pub mod half;
pub mod isa;
pub mod kernel;
mod lanes;
pub mod limits;
pub mod llama;
pub mod math;
pub mod matrix;
pub mod pool;
pub mod quant;
pub mod reference;
mod simd;
pub mod synthetic;
pub mod tokens;
mod vector;
