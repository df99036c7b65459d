#!/usr/bin/env bash
# backo2 1.0.2 (npm): after a thousand failed attempts half of the waits are 0 ms, a maximum beyond 25 days is a
# negative wait, and the jitter never takes half of its values.
#
# `new Backoff({ min, max, jitter })` returns in `duration()` how long to wait: min times 2 to the number of attempts,
# at most max. One would guess that it stays at max for ever. The power is taken first and limited afterwards: after
# about 1,015 attempts it is infinite, and with jitter infinity less infinity is no number, which becomes 0 by the cut
# to whole milliseconds. From then on each second wait is 0. With a max of 10 s that is after three hours of an outage:
# clients that have been patient all the time begin to storm a server that is just coming back. Without jitter all is
# well.
#
# The cut is one to 32 bits: a max of 30 days is a wait of minus 20 days, that is none. And one random number chooses
# both size and sign of the jitter, by its first digit: with 50 % jitter a wait of 1,000 ms is 550 to 600, 650 to 700
# and so on, hardly ever 600 to 650, and never 1,100 to 1,150: clients bunch at half of the places.
#
# This hurts simulated and real fleets of nodes that reconnect, for which just this package (the one below socket.io) is
# common. No report of the zeros was found. In windtunnel a request is sent again at most 60 times, and the jitter of
# its pauses is even.
#
# Output seen on 2026-11-30 (min 1,000 ms; `Math.random` is a seeded generator here):
#   first wait of 0 ms: attempt 1016, after 2.8 h; from there on 50 % are 0
#   max of 30 days: -1702967296 ms
#   waits of 100,000 first attempts with 50 % jitter, by steps of 50 ms:
#   500: 0, 550: 9860, 600: 178, 650: 9734, 700: 200, 1000: 181, 1050: 10053, 1100: 0, 1150: 9912, 1200: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts backo2@1.0.2
cat > waits.js <<'NODE'
const assert = require("node:assert");
const Backoff = require("backo2");

let state = 1n;
Math.random = () => {
  state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
  return Number(state >> 11n) / 2 ** 53;
};

const backoff = new Backoff({ min: 1000, max: 10_000, jitter: 0.5 });
const waits = Array.from({ length: 3000 }, () => backoff.duration());
const first = waits.indexOf(0) + 1;
const zeros = waits.slice(first - 1).filter((wait) => wait === 0).length / (waits.length - first + 1);
const hours = waits.slice(0, first).reduce((sum, wait) => sum + wait, 0) / 3.6e6;
const share = Math.round(100 * zeros);
console.log(`first wait of 0 ms: attempt ${first}, after ${hours.toFixed(1)} h; from there on ${share} % are 0`);
assert(first > 1000 && first < 1030 && zeros > 0.4, "late waits are not 0 now");
const steady = new Backoff({ min: 1000, max: 10_000 });
assert(Array.from({ length: 3000 }, () => steady.duration()).every((wait) => wait > 0));

const patient = new Backoff({ min: 1000, max: 30 * 24 * 3600 * 1000 });
patient.attempts = 40;
const wait = patient.duration();
console.log(`max of 30 days: ${wait} ms`);
assert(wait < 0, "long waits are positive now");

const bins = new Map();
for (let i = 0; i < 100_000; i++) {
  const bin = 50 * Math.floor(new Backoff({ min: 1000, max: 10_000, jitter: 0.5 }).duration() / 50);
  bins.set(bin, (bins.get(bin) ?? 0) + 1);
}
const told = [500, 550, 600, 650, 700, 1000, 1050, 1100, 1150, 1200];
console.log("waits of 100,000 first attempts with 50 % jitter, by steps of 50 ms:");
console.log(told.map((bin) => `${bin}: ${bins.get(bin) ?? 0}`).join(", "));
assert((bins.get(600) ?? 0) < 1000 && bins.get(550) > 9000 && !bins.get(1100), "the jitter takes all values now");
NODE
node waits.js
