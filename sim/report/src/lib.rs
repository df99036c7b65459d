//! Pictures of results: the only crate that knows plotters.

pub mod figure;
pub mod font;
