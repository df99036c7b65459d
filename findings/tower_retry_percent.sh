#!/usr/bin/env bash
# tower 0.5.3 (crates.io, feature `retry`): a retry budget of 34 % allows 50 %, one of 60 % allows 100 %.
#
# `TpsBudget::new(ttl, min_per_sec, retry_percent)` bounds the retries to a share of the requests, as in Finagle and
# Linkerd, so that an outage cannot multiply the load. One would guess that the share is kept to within rounding: 0.34
# allows 340 retries per 1,000 requests, perhaps 333. Up to 1.0 a retry costs a whole number of requests, 1 / share cut
# down: shares of 1/2, 1/3, 1/4 and so on are exact, each one between is raised to the next of these. From 0.51 to 1.0
# every setting is 1.0. Above 1 another scale is used, and 1.5 is 1.501.
#
# This hurts because retries are multiplied where services are chained, and because of where overload becomes stable:
# with a share b of retries and all failing, a service gets 1 + b times its load, and more than 1 / (1 + b) of its
# capacity does not recover by itself. Who sets 0.6 to be safe up to 62 % has a system that stays down above 50 %; in
# sweeps over the share, the results move in steps that look like a property of the system. Known as
# tower-rs/tower#857 (open, as is the mending #863); nothing is released yet.
#
# Output seen on 2026-11-30 (retries allowed after 1,000 requests):
#   share 0.10:  100
#   share 0.15:  166
#   share 0.20:  200
#   share 0.30:  333
#   share 0.34:  500
#   share 0.40:  500
#   share 0.50:  500
#   share 0.51: 1000
#   share 0.60: 1000
#   share 0.75: 1000
#   share 1.00: 1000
#   share 1.50: 1501
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "budget"
version = "0.0.0"
edition = "2021"

[dependencies]
tower = { version = "=0.5.3", default-features = false, features = ["retry"] }
TOML
cat >"$folder/src/main.rs" <<'RUST'
use std::time::Duration;
use tower::retry::budget::{Budget, TpsBudget};

fn allowed(share: f32) -> usize {
    let budget = TpsBudget::new(Duration::from_secs(60), 0, share);
    for _ in 0..1000 {
        budget.deposit();
    }
    (0..5000).take_while(|_| budget.withdraw()).count()
}

fn main() {
    let shares = [0.1, 0.15, 0.2, 0.3, 0.34, 0.4, 0.5, 0.51, 0.6, 0.75, 1.0, 1.5];
    let found = shares.map(allowed);
    for (share, retries) in shares.iter().zip(found) {
        println!("share {share:.2}: {retries:4}");
    }
    let seen = [100, 166, 200, 333, 500, 500, 500, 1000, 1000, 1000, 1000, 1501];
    assert_eq!(found, seen, "the budget is another one now");
}
RUST
CARGO_TARGET_DIR="$folder/target" cargo run --quiet --manifest-path "$folder/Cargo.toml"
