#!/usr/bin/env bash
# average 0.17.0 (crates.io): the median of 1, 2 and 100 is 1, 2 or 100, whichever came second.
#
# `Quantile` estimates a quantile of a stream with the P² algorithm, which needs five values to begin with. Its
# documentation recommends another method for few values, so one would guess that below five it is coarse: exact order
# statistics without interpolation, at worst. The values are indeed sorted, but into a copy of which nothing is read:
# the result is the value at that place in the order of ARRIVAL. The 90 % quantile is the last value that came, the
# median of two their mean and right, that of four the mean of the second and third to arrive. From the fifth value on
# the algorithm's middle marker is given. That is the median of five, whatever quantile was asked for, and moves to its
# place only slowly.
#
# This hurts where quantiles are kept per node, per model or per window, of which many have three or four requests: the
# "p90" of such a node is its latest latency, and the node looks slow or fast by chance. Over many quiet nodes the
# medians have the spread of single requests, and taking the best of them selects luck. The number lies within those
# measured, so that no check of ranges finds it. No report of it was found.
#
# Output seen on 2026-11-30 (over all orders of arrival):
#   quantile 0.5 of 1, 2, 100:        1, 2, 100                     sorted: 2
#   quantile 0.9 of 1, 2, 100:        1, 2, 100                     sorted: 100
#   quantile 0.5 of 1, 2, 3, 100:     1.5, 2, 2.5, 50.5, 51, 51.5   sorted: 2.5
#   quantile 0.9 of 1, 2, 3, 100:     1, 2, 3, 100                  sorted: 100
#   quantile 0.5 of 1, 2, 3, 4, 100:  3                             sorted: 3
#   quantile 0.9 of 1, 2, 3, 4, 100:  3                             sorted: 100
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "arrival"
version = "0.0.0"
edition = "2021"

[dependencies]
average = "=0.17.0"
easy-cast = "=0.5.4" # of average; later ones need another compiler
TOML
cat >"$folder/src/main.rs" <<'RUST'
use average::{Estimate, Quantile};

fn orders(values: &[f64]) -> Vec<Vec<f64>> {
    if values.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for i in 0..values.len() {
        let mut rest = values.to_vec();
        let first = rest.remove(i);
        all.extend(orders(&rest).into_iter().map(|order| [vec![first], order].concat()));
    }
    all
}

fn over_all_orders(share: f64, values: &[f64]) -> Vec<f64> {
    let estimate = |order: Vec<f64>| {
        let mut quantile = Quantile::new(share);
        order.into_iter().for_each(|value| quantile.add(value));
        quantile.quantile()
    };
    let mut found: Vec<f64> = orders(values).into_iter().map(estimate).collect();
    found.sort_by(f64::total_cmp);
    found.dedup();
    found
}

fn report(share: f64, values: &[f64], sorted: f64) -> Vec<f64> {
    let found = over_all_orders(share, values);
    let list = |values: &[f64]| values.iter().map(f64::to_string).collect::<Vec<_>>().join(", ");
    println!("quantile {share} of {:17} {:29} sorted: {sorted}", list(values) + ":", list(&found));
    found
}

fn main() {
    let changed = "quantiles of few values are other ones now";
    let (three, four) = ([1.0, 2.0, 100.0], [1.0, 2.0, 3.0, 100.0]);
    assert_eq!(report(0.5, &three, 2.0), three, "{changed}");
    assert_eq!(report(0.9, &three, 100.0), three, "{changed}");
    assert_eq!(report(0.5, &four, 2.5), [1.5, 2.0, 2.5, 50.5, 51.0, 51.5], "{changed}");
    assert_eq!(report(0.9, &four, 100.0), four, "{changed}");
    let five = [1.0, 2.0, 3.0, 4.0, 100.0];
    assert_eq!(report(0.5, &five, 3.0), [3.0], "the median of five values depends on the order, too");
    assert_eq!(report(0.9, &five, 100.0), [3.0], "the 90 % quantile of five values is not their median now");
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet --manifest-path "$folder/Cargo.toml"
