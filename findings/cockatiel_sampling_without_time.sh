#!/usr/bin/env bash
# cockatiel 3.2.1 (npm): the 10 s of a `SamplingBreaker` can be a day, and one call per hour is above `minimumRps: 1`.
#
# `new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 1 })` is to open when half of the calls of the
# last 10 s failed, and not at all below one call per second. One would guess that outcomes are forgotten after 10 s.
# They are kept in slots of a second, but time alone frees none: each call moves on by one slot at most, however long
# ago the last one was. With calls further apart than a slot the sample is the last 10 calls, whenever they were, and
# 10 of them are enough for "1 per second". A burst that was just below the threshold is still there the next day, and
# a single failed call opens the breaker then.
#
# This hurts because a minimum rate is set to keep quiet endpoints from being shut out by chance, and quiet is what most
# endpoints of a decentralised network are: with a provider that is asked once a minute, ten minutes of failures weigh
# as ten seconds at one that is busy. A simulator with a true window has other outages at low load, and agrees at high
# load, where one tests. No issue of cockatiel was found on this.
#
# Output seen on 2026-11-30 (all calls fail; a true window of 10 s would open at gaps up to 1 s only):
#   one call each     0.1 s: opened at call 10, after 1 s
#   one call each     0.5 s: opened at call 10, after 5 s
#   one call each       1 s: opened at call 10, after 10 s
#   one call each       2 s: opened at call 10, after 20 s
#   one call each      60 s: opened at call 10, after 600 s
#   one call each    3600 s: opened at call 10, after 36000 s
#   20 of 40 calls failed: closed; one more failed a day later: open
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" cockatiel@3.2.1
cat >"$folder/breaker.js" <<'JS'
const assert = require("assert");
const { CircuitState, SamplingBreaker, circuitBreaker, handleAll } = require("cockatiel");

let now = 1_800_000_000_000;
Date.now = () => now;

function create() {
  const breaker = new SamplingBreaker({ threshold: 0.5, duration: 10_000, minimumRps: 1 });
  return circuitBreaker(handleAll, { halfOpenAfter: 1e12, breaker });
}

async function call(policy, gap, fails) {
  now += gap;
  const action = () => {
    if (fails) throw new Error("refused");
  };
  await policy.execute(action).catch(() => {});
  return policy.state === CircuitState.Open;
}

(async () => {
  for (const gap of [100, 500, 1000, 2000, 60_000, 3_600_000]) {
    const policy = create();
    let calls = 1;
    while (!(await call(policy, gap, true)) && calls < 1000) calls++;
    const [each, after] = [gap / 1000, (gap * calls) / 1000];
    console.log(`one call each ${String(each).padStart(7)} s: opened at call ${calls}, after ${after} s`);
    assert.strictEqual(calls, 10, "the gap matters now");
  }
  const policy = create();
  for (let i = 0; i < 40; i++) assert(!(await call(policy, 10, i % 2 === 1)));
  const opened = await call(policy, 24 * 3_600_000, true);
  console.log(`20 of 40 calls failed: closed; one more failed a day later: ${opened ? "open" : "closed"}`);
  assert(opened, "yesterday's calls are forgotten now");
})();
JS
node "$folder/breaker.js"
