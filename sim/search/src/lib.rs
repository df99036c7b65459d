//! The mathematics of experiments: designs, sensitivity, thresholds, optimisers, discovery, the optimism of a winner.
//!
//! Everything takes and gives plain numbers. Rows of designs are points of the unit cube, one number for each factor;
//! [`design::Scale`] maps a number of the unit interval to a setting. What needs results of runs is asked and told:
//! `ask` says which points to play, `tell` takes what came out. Every choice follows from the seed and from what was
//! told, through counter-based draws and pinned maths, so that neither the machine nor the order of play matters.
//! NaN stands for a result that does not exist.

pub mod bisect;
mod chance;
pub mod design;
pub mod discover;
pub mod optimum;
pub mod sense;
pub mod winner;
