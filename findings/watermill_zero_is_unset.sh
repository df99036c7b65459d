#!/usr/bin/env bash
# watermill 0.1.2 (crates.io): after 1,000 successes one failure makes the smoothed failure rate 100 %.
#
# `EWMean::new(0.01)` is the exponentially weighted mean of a stream: each value moves it by a hundredth of the
# difference. One would guess that a failure (1) after any number of successes (0) moves it from 0 to 0.01, as in river
# 0.26.1 (pip), whose statistics the crate follows. But a mean of exactly 0 is taken for "no value yet", and the next
# value replaces it, whatever alpha is. A stream that begins with zeros is forgotten until the first other value, which
# then weighs as much as if it were the first and only one. `EWVariance` is made of two such means and so stays 0 at
# that value, where 0.0099 is right: the spread of [0, 0, ..., 0, 1] is none.
#
# This hurts because what one smooths in a router or simulator begins with zeros: failures, refusals, queueing times,
# cache hits of an empty cache. The first failure of a provider that has done well for days shuts it out, and it comes
# back below 5 % after 299 more successes only; the same failure costs one hundredth if another came long before. In
# tests with latencies, which are never 0, nothing is wrong. No report of it was found.
#
# Output seen on 2026-11-30 (alpha 0.01; n successes, then a failure, then successes until the mean is below 0.05):
#      10 successes: mean 1.0000 (exact 0.0100), variance 0.0000 (exact 0.0099), 299 more until below 0.05
#     100 successes: mean 1.0000 (exact 0.0100), variance 0.0000 (exact 0.0099), 299 more until below 0.05
#    1000 successes: mean 1.0000 (exact 0.0100), variance 0.0000 (exact 0.0099), 299 more until below 0.05
#   a failure, 500 successes, a failure: mean 0.0165 (exact 0.0165)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "smooth"
version = "0.0.0"
edition = "2021"

[dependencies]
watermill = "=0.1.2"
TOML
cat >"$folder/src/main.rs" <<'RUST'
use watermill::ewmean::EWMean;
use watermill::ewvariance::EWVariance;
use watermill::stats::Univariate;

const ALPHA: f64 = 0.01;

fn exact(values: impl Iterator<Item = f64>) -> f64 {
    values.reduce(|mean, value| mean + ALPHA * (value - mean)).expect("there is a value")
}

fn main() {
    for successes in [10, 100, 1000] {
        let stream: Vec<f64> = (0..=successes).map(|i| f64::from(u8::from(i == successes))).collect();
        let mut mean = EWMean::new(ALPHA);
        let mut variance = EWVariance::new(ALPHA);
        for &value in &stream {
            mean.update(value);
            variance.update(value);
        }
        let right = exact(stream.into_iter());
        let found = (mean.get(), variance.get());
        let mut more = 0;
        while mean.get() >= 0.05 {
            mean.update(0.0);
            more += 1;
        }
        let spread = right - right * right; // the values are their own squares
        print!("{successes:5} successes: mean {:.4} (exact {right:.4}), ", found.0);
        println!("variance {:.4} (exact {spread:.4}), {more} more until below 0.05", found.1);
        assert_eq!(found, (1.0, 0.0), "a mean of 0 is not taken for unset now");
        assert_eq!(more, 299, "the mean falls in another way now");
        assert!((right - 0.01).abs() < 1e-12);
    }
    let stream = || (0..=501).map(|i| f64::from(u8::from(i == 0 || i == 501)));
    let mut mean = EWMean::new(ALPHA);
    stream().for_each(|value| mean.update(value));
    let (found, right) = (mean.get(), exact(stream()));
    println!("a failure, 500 successes, a failure: mean {found:.4} (exact {right:.4})");
    assert!((found - right).abs() < 1e-9, "the mean is wrong without a zero at its beginning, too");
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet --manifest-path "$folder/Cargo.toml"
