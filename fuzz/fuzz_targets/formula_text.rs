//! Formulas from any bytes; the body is in the lab, where a seeded smoke test runs it too.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| lab::fuzz::formula_text(bytes));
