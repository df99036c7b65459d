//! Intervals, warm-up cuts and sequential looks over replications.
