#!/usr/bin/env bash
# weighted_rand 0.4.2 (crates.io): of 5,000 stakers whose shares sum to 1, 2,801 are never drawn.
#
# `WalkerTableBuilder::new` takes weights as `&[u32]` or as `&[f32]`, "like [0.1, 0.2, 0.3, 0.4]". One would guess that
# only ratios matter, as in `WeightedIndex` of rand, and that floats keep their seven digits. They are multiplied by
# 10,000 and rounded to whole numbers first. A weight below 0.00005 becomes 0 and is never drawn, whatever the others
# are; 0.00007 and 0.00014 become the same. The same stakes give other draws as tokens, as shares and in thousands: the
# finer the split, the more goes to the large. The documentation says nothing of a precision.
#
# This hurts draws of verifiers, block producers or traffic by stake or score, whose shares are small by their nature if
# nodes are many: the long tail of a decentralised network is cut off, which a simulation then reports as concentration
# of income. Such a result depends on the unit of the weights. With ten nodes, as in tests, all is right. Multiply to
# whole numbers yourself and pass `&[u32]`, but see that their sum times their number is below 2^32. No report of it was
# found.
#
# windtunnel draws by stake or weight in double precision, without rounding weights first.
#
# Output seen on 2026-11-30 (5,000 stakes proportional to 1 / rank, 10,000,000 draws; in brackets `WeightedIndex`):
#   largest stake 1:          the largest gets 11.00 % (11.02 %), never drawn    0 (0)
#   shares that sum to 1:     the largest gets 11.71 % (11.02 %), never drawn 2801 (0)
#   largest stake 0.001:      the largest gets 25.63 % (11.02 %), never drawn 4980 (0)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "shares"
version = "0.0.0"
edition = "2021"

[dependencies]
rand = "=0.8.5"
weighted_rand = "=0.4.2"

[profile.dev]
opt-level = 1
TOML
cat >"$folder/src/main.rs" <<'RUST'
use rand::distributions::{Distribution, WeightedIndex};
use rand::{rngs::StdRng, SeedableRng};
use weighted_rand::builder::{NewBuilder, WalkerTableBuilder};

const DRAWS: usize = 10_000_000;

fn counts(nodes: usize, mut draw: impl FnMut(&mut StdRng) -> usize) -> Vec<usize> {
    let mut random = StdRng::seed_from_u64(1);
    let mut counts = vec![0; nodes];
    for _ in 0..DRAWS {
        counts[draw(&mut random)] += 1;
    }
    counts
}

fn report(name: &str, weights: &[f32]) -> usize {
    let table = WalkerTableBuilder::new(weights).build();
    let reference = WeightedIndex::new(weights).expect("the weights are positive");
    let found = counts(weights.len(), |random| table.next_rng(random));
    let right = counts(weights.len(), |random| reference.sample(random));
    let never = |counts: &[usize]| counts.iter().filter(|&&count| count == 0).count();
    let percent = 100.0 / DRAWS as f64;
    print!("{name:25} the largest gets {:5.2} % ", percent * found[0] as f64);
    println!("({:5.2} %), never drawn {:4} ({})", percent * right[0] as f64, never(&found), never(&right));
    assert_eq!(never(&right), 0, "`WeightedIndex` of rand does not draw all");
    never(&found)
}

fn main() {
    let stakes: Vec<f32> = (1..=5000).map(|rank| 1.0 / rank as f32).collect();
    let total: f32 = stakes.iter().sum();
    let scaled = |factor: f32| stakes.iter().map(|stake| stake * factor).collect::<Vec<_>>();
    let shares = scaled(1.0 / total);
    assert_eq!(report("largest stake 1:", &stakes), 0, "stakes of 0.0002 to 1 are not all drawn now");
    let small = shares.iter().filter(|&&share| share < 0.00005).count();
    assert_eq!(report("shares that sum to 1:", &shares), small, "shares below 0.00005 are drawn now");
    assert!(report("largest stake 0.001:", &scaled(0.001)) > 4900, "small weights are drawn now");
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet --manifest-path "$folder/Cargo.toml"
