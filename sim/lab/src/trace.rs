//! Workload traces: readers for public formats and a generator.
