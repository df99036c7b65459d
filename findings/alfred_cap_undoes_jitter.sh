#!/usr/bin/env bash
# @git-stunts/alfred 0.10.3 (npm): once the delay has reached its maximum, retries have no jitter any more; a hedge
# waits although the first attempt has failed; half open, all calls are let through.
#
# `retry(fn, { backoff: "exponential", jitter: "full", maxDelay: 30000 })`: one would guess that late retries are spread
# evenly from 0 to the maximum, as in the article that the names of the jitters come from (there the maximum is applied
# BEFORE the draw). Here the draw is from the delay without a maximum, and cut off afterwards: of 512 s, 94 % of the
# draws are beyond 30 s and become 30 s exactly. "equal" jitter, half of the delay plus a draw of the other half, is the
# maximum in all cases from the seventh retry on, as if there were none.
#
# `hedge` sends a second attempt after `delay`. If the first one fails after 5 ms, one would guess that the second goes
# out then, as gRPC does it; it waits for the whole delay. And the circuit breaker, half open, lets all calls through at
# once, also with `successThreshold: 1`.
#
# This hurts in long outages: jitter is there to spread clients when a service comes back, and just then all of them
# call every 30 s in step. No report of it was found. In windtunnel's retries the jitter is of each pause as it is.
#
# Output seen on 2026-11-30 (share of 2,000 retries that wait for exactly the maximum of 30 s):
#   retry                1    2    3    4    5    6    7    8    9   10
#   full              0.00 0.00 0.00 0.00 0.00 0.06 0.53 0.75 0.88 0.93
#   equal             0.00 0.00 0.00 0.00 0.00 0.14 1.00 1.00 1.00 1.00
#   hedge after 400 ms, the first attempt fails at once: answered after 400 ms
#   half open: 10 of 10 calls are let through
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @git-stunts/alfred@0.10.3
cat > retries.mjs <<'NODE'
import assert from "node:assert";
import { circuitBreaker, hedge, retry } from "@git-stunts/alfred";

/** A clock that does not wait. */
class Clock {
  time = 0;
  waits = [];
  now() {
    return this.time;
  }
  async sleep(ms) {
    this.waits.push(ms);
    this.time += ms;
  }
}

const fails = async () => {
  throw new Error("down");
};
const RETRIES = 10;
console.log(`retry            ${Array.from({ length: RETRIES }, (_, i) => String(i + 1).padStart(5)).join("")}`);
const found = {};
for (const jitter of ["full", "equal"]) {
  const capped = new Array(RETRIES).fill(0);
  for (let client = 0; client < 2000; client++) {
    const clock = new Clock();
    const options = { retries: RETRIES, delay: 1000, maxDelay: 30_000, backoff: "exponential", jitter, clock };
    await retry(fails, options).catch(() => {});
    clock.waits.forEach((wait, i) => (capped[i] += wait === 30_000));
  }
  found[jitter] = capped.map((count) => count / 2000);
  console.log(`${jitter.padEnd(17)}${found[jitter].map((share) => share.toFixed(2).padStart(5)).join("")}`);
}
assert(found.equal.slice(6).every((share) => share === 1), "equal jitter stays jitter now");
// 2^9 s drawn evenly: below 30 s with a chance of 30 / 512.
assert(Math.abs(found.full[9] - (1 - 30 / 512)) < 0.03, "full jitter stays jitter now");

let attempts = 0;
const start = Date.now();
await hedge({ delay: 400, maxHedges: 1 }).execute(async () => {
  attempts++;
  if (attempts === 1) throw new Error("refused at once");
});
const waited = Date.now() - start;
console.log(`hedge after 400 ms, the first attempt fails at once: answered after ${Math.round(waited / 100) * 100} ms`);
assert(waited > 350, "a failure brings the hedge forward now");

const clock = new Clock();
const circuit = circuitBreaker({ threshold: 2, duration: 1000, clock });
for (let i = 0; i < 2; i++) await circuit.execute(fails).catch(() => {});
clock.time += 2000;
let through = 0;
await Promise.all(Array.from({ length: 10 }, () => circuit.execute(async () => {
  through++;
  await new Promise((resolve) => setTimeout(resolve, 20));
  throw new Error("down");
}).catch(() => {})));
console.log(`half open: ${through} of 10 calls are let through`);
assert.equal(through, 10, "trials are limited now");
NODE
node retries.mjs
