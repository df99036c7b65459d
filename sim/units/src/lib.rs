//! Ids, time, coin, shares, rates and their text forms, and the one declaration of settings.

pub mod effort;
pub mod ids;
pub mod money;
pub mod problem;
pub mod quantity;
pub mod questions;
pub mod quotient;
pub mod reference;
pub mod settings;
pub mod share;
pub mod text;
pub mod time;
pub mod tree;
