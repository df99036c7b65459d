//! Measuring tools that the benches share.
