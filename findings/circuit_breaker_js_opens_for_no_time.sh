#!/usr/bin/env bash
# circuit-breaker-js 0.0.1 (npm): how long an open circuit stays open depends on when the PROCESS started, and may be no
# time at all.
#
# `windowDuration: 10000` is the window of the counts, and one would guess that the circuit stays open for about as long
# before it lets calls through again; other breakers count from the opening. This one has a clock that ticks since it
# was made, and every eleventh tick an open circuit becomes half open. A circuit that opens just before that tick is
# half open at once; one that opens just after it is open for eleven tenths of the window. Half open, it lets all calls
# through; the counts of the window are still full of errors, so that the next failure opens it again.
#
# This hurts because the same outage is handled in different ways: of many gateways that were started at different times
# some hammer a dead node after milliseconds. Gateways that were started together all try again in the same instant. A
# simulation of "open for 10 s" is wrong in both cases. No report of it was found.
#
# Output seen on 2026-11-30 (window of 10 s in ten buckets; the clock is a mock):
#   fails    500 ms after the start: open for  10500 ms
#   fails   5500 ms after the start: open for   5500 ms
#   fails  10500 ms after the start: open for    500 ms
#   fails  10990 ms after the start: open for     10 ms
#   fails  11010 ms after the start: open for  10990 ms
#   fails  21990 ms after the start: open for     10 ms
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts circuit-breaker-js@0.0.1
cat > open.js <<'NODE'
const assert = require("node:assert");
const { mock } = require("node:test");
const CircuitBreaker = require("circuit-breaker-js");

/** For how long a circuit stays open that fails five times after so many milliseconds. */
function openFor(failsAt) {
  mock.timers.enable(["setTimeout", "setInterval"]);
  const circuit = new CircuitBreaker({ windowDuration: 10_000, numBuckets: 10, volumeThreshold: 4 });
  mock.timers.tick(failsAt);
  for (let call = 0; call < 5; call++) circuit.run((_, failed) => failed());
  assert(circuit.isOpen(), "five failures do not open it");
  let open = 0;
  while (circuit.isOpen() && open < 60_000) {
    mock.timers.tick(10);
    open += 10;
  }
  mock.timers.reset();
  return open;
}

const found = new Map([500, 5_500, 10_500, 10_990, 11_010, 21_990].map((at) => [at, openFor(at)]));
for (const [at, open] of found) {
  console.log(`fails ${String(at).padStart(6)} ms after the start: open for ${String(open).padStart(6)} ms`);
}
assert.equal(found.get(10_990), 10, "the circuit stays open for longer now");
assert.equal(found.get(11_010), 10_990, "the circuit stays open for another time now");
assert.equal(found.get(500), 10_500, "the circuit stays open for another time now");
NODE
node --no-warnings open.js
