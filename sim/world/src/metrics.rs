//! What is measured: gauges, histograms, meters, time series, and the catalogue of metrics.

pub mod catalogue;
pub mod cause;
pub(crate) mod censored;
pub mod crowds;
pub mod disputes;
pub mod endings;
pub mod exits;
pub mod exposure;
pub mod gauge;
pub mod histogram;
pub mod meters;
mod nodes;
pub mod outages;
pub mod prices;
pub mod quality;
mod quotes;
pub mod reach;
pub mod sentences;
pub mod series;
pub mod supply;
pub mod tally;
pub mod tokens;
mod unplayed;
mod verdicts;
pub mod votes;
pub mod waits;
pub(crate) mod yields;
