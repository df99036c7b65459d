//! Optimisers that are asked for candidates and told what came out.
//!
//! Candidates are points of the unit cube; goals are minimised. Whoever plays them gives all candidates of a round the
//! same replications (common random numbers), so that their ranks depend on the candidates and not on luck.

mod cma;
mod front;
mod halving;
mod judged;
mod nsga;

pub use cma::{Cma, Effort};
pub use front::{crowding, fronts, hypervolume};
pub use halving::{Halving, Round};
pub use judged::Judged;
pub use nsga::Nsga;
