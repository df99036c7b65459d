#!/usr/bin/env bash
# reservoir-sampling 0.5.1 (crates.io): of a sample of 1,000 from 100,000 items 91 % are the first 1,000 items, and a
# weighted sample is the same in every run.
#
# `unweighted::l` (the function of the README) is to be Algorithm L, `weighted::a_res` A-Res, both from the article that
# the documentation names. One would guess that every item is in the sample with the same chance, 1 % here, and that of
# the weights 100, 1 and 1 the first is drawn 98 times of 100. `l` computes how far from the BEGINNING of the stream the
# next item is, but skips that many items from where it stands. It is at the end after a few replacements, and what
# filled the sample at first stays: with a sample of k items the first ones are up to k times too common. `a_res`
# compares a random key with the negative WEIGHT of the lightest item in the sample, which it always exceeds, so that
# each item replaces the lightest one. What remains are the heaviest items and the last one, without any chance; a
# sample of one is the last item, whatever the weights are. `unweighted::r` is right to a thousandth.
#
# This hurts because reservoirs keep the latencies of a long run or service for percentiles: these are then those of the
# warm-up, and a service that gets slower looks well for ever. A committee or verifier that is drawn by stake is always
# the same one, so that small operators never serve. No report of it was found.
#
# Output seen on 2026-11-30 (share of the first k items in a sample of k; then weighted samples):
#     10 of   1000: l 10.6 %  r  1.1 %  fair  1.0 %
#    100 of   1000: l 92.3 %  r 10.1 %  fair 10.0 %
#    100 of  10000: l 50.8 %  r  0.9 %  fair  1.0 %
#   1000 of 100000: l 91.0 %  r  1.0 %  fair  1.0 %
#   5 of the weights 1 to 100: in 200 samples always [64, 97, 98, 99, 100]; 64 is the last item
#   1 of the weights [100, 1, 1]: the last item in 200 of 200 samples
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "sample"
version = "0.0.0"
edition = "2021"

[dependencies]
rand = "=0.8.5"
reservoir-sampling = "=0.5.1"

[profile.dev]
opt-level = 1
TOML
cat >"$folder/src/main.rs" <<'RUST'
use rand::{rngs::StdRng, SeedableRng};
use reservoir_sampling::unweighted::core::{l, r};
use reservoir_sampling::weighted::core::{a_res, WeightedItem};
use std::collections::BTreeSet;

const SAMPLES: usize = 200;

fn from_the_first(size: usize, draw: impl Fn(&mut [usize], &mut StdRng)) -> f64 {
    let mut random = StdRng::seed_from_u64(1);
    let mut kept = 0;
    for _ in 0..SAMPLES {
        let mut sample = vec![0; size];
        draw(&mut sample, &mut random);
        kept += sample.iter().filter(|&&item| item < size).count();
    }
    kept as f64 / (size * SAMPLES) as f64
}

fn weighted(size: usize, weights: &[i64]) -> (BTreeSet<Vec<i64>>, usize) {
    let mut random = StdRng::seed_from_u64(1);
    let mut seen = BTreeSet::new();
    let mut with_the_last = 0;
    for _ in 0..SAMPLES {
        let items = weights.iter().enumerate().map(|(i, &weight)| WeightedItem::new((i, weight), weight));
        let drawn = a_res(items, size, &mut random);
        with_the_last += usize::from(drawn.iter().any(|item| item.0 == weights.len() - 1));
        let mut drawn: Vec<i64> = drawn.into_iter().map(|item| item.1).collect();
        drawn.sort_unstable();
        seen.insert(drawn);
    }
    (seen, with_the_last)
}

fn main() {
    for (size, items) in [(10, 1000), (100, 1000), (100, 10_000), (1000, 100_000)] {
        let skipping = from_the_first(size, |sample, random| l(0..items, sample, random));
        let plain = from_the_first(size, |sample, random| r(0..items, sample, random));
        let fair = size as f64 / items as f64;
        println!(
            "{size:4} of {items:6}: l {:4.1} %  r {:4.1} %  fair {:4.1} %",
            100.0 * skipping,
            100.0 * plain,
            100.0 * fair
        );
        assert!(skipping > 5.0 * fair, "`l` does not keep the first items now");
        assert!((plain - fair).abs() < 0.01, "`r` is not fair now");
    }
    let weights: Vec<i64> = (0..100).map(|i| i * 37 % 100 + 1).collect();
    let (seen, _) = weighted(5, &weights);
    assert_eq!(seen, [vec![64, 97, 98, 99, 100]].into(), "the weighted samples differ now");
    println!("5 of the weights 1 to 100: in {SAMPLES} samples always [64, 97, 98, 99, 100]; 64 is the last item");
    assert_eq!(weights[99], 64);
    let (_, last) = weighted(1, &[100, 1, 1]);
    println!("1 of the weights [100, 1, 1]: the last item in {last} of {SAMPLES} samples");
    assert_eq!(last, SAMPLES, "the sample is not the last item now");
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet --manifest-path "$folder/Cargo.toml"
