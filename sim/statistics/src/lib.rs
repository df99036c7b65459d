//! Intervals, warm-up cuts and sequential looks over replications.
//!
//! Sums are formed in the order given, so that equal input gives equal bits. NaN stands for a number that does not
//! exist: an estimate over one is NaN, and a verdict over one is undecided.

mod batches;
mod beta;
mod blocks;
pub mod chance;
mod confidence;
mod counts;
mod dip;
mod estimate;
mod looks;
mod pairs;
mod quantiles;
mod rare;
mod verdict;
mod warm_up;

pub use batches::{batch_means, mean_of_batches, von_neumann_ratio};
pub use blocks::{Treated, treated};
pub use confidence::Confidence;
pub use counts::clopper_pearson;
pub use dip::{dip, dip_p};
pub use estimate::{Estimate, Interval, paired};
pub use looks::Looks;
pub use pairs::{holm, least_differing, paired_p, pairs_to_decide, ratio_of_means, student_p};
pub use quantiles::Quantiles;
pub use rare::Pooled;
pub use verdict::Verdict;
pub use warm_up::{average_series, mser5};
