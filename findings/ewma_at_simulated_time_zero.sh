#!/usr/bin/env bash
# ewma 2.0.1 and moving-average 1.0.1 (npm): right by the clock on the wall, wrong by a simulated one that starts at 0.
#
# Both average over time with irregular gaps, and both take the time from the caller if wanted: `new Ewma(halfLife,
# undefined, clock)`, `push(time, value)`. One would guess that only differences of times matter, so that a simulation
# may start at 0, and that the first value is the average until the second comes. `ewma` without an initial value begins
# with 0, last seen at time 0: by the wall that is 56 years ago and forgotten, by a simulated clock it is now. The first
# value then counts nothing, and latencies of constantly 100 ms average to 50 ms after a half-life. `moving-average`
# takes a last time of 0 for "none yet": the value at time 0 is replaced by the second one, whatever the gap is.
#
# This hurts exactly those who do it right and pass the clock of their simulation: routers that choose by such averages
# flock to each new node, which seems to answer in no time, or never learn of a slow first answer. The same code in the
# gateway has neither, so that the model disagrees with the measurement for some half-lives, as if by a warm-up. Start
# the clock at some large number. The `ewma` README tells of the clock, not of its origin. No report of it was found.
#
# Output seen on 2026-11-30 (half-life and time span 10 s; latencies of 100 ms each second, or 900 ms and then 100 ms):
#   ewma            clock from 0:       after 0, 10, 30, 60 s:   0.0  50.0  87.5  98.4
#   ewma            clock from 10^12:   after 0, 10, 30, 60 s: 100.0 100.0 100.0 100.0
#   moving-average  clock from 0:       900, a second later 100: 100.0
#   moving-average  clock from 10^12:   900, a second later 100: 823.9
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts ewma@2.0.1 moving-average@1.0.1
cat > zero.js <<'NODE'
const assert = require("node:assert");
const Ewma = require("ewma");
const MovingAverage = require("moving-average");
const SPAN = 10_000;

function constant(start) {
  const clock = { time: start, now: () => clock.time };
  const average = new Ewma(SPAN, undefined, clock);
  const seen = [];
  for (let second = 0; second <= 60; second++) {
    clock.time = start + 1000 * second;
    average.insert(100);
    if ([0, 10, 30, 60].includes(second)) seen.push(average.value().toFixed(1));
  }
  return seen;
}

function twoValues(start) {
  const average = MovingAverage(SPAN);
  average.push(start, 900);
  average.push(start + 1000, 100);
  return average.movingAverage().toFixed(1);
}

const clocks = [["clock from 0:", 0], ["clock from 10^12:", 1e12]];
const [zero, wall] = clocks.map(([name, start]) => {
  const seen = constant(start);
  const listed = seen.map((value) => value.padStart(5)).join(" ");
  console.log("ewma           ", name.padEnd(19), `after 0, 10, 30, 60 s: ${listed}`);
  return seen;
});
const [forgotten, kept] = clocks.map(([name, start]) => {
  const seen = twoValues(start);
  console.log("moving-average ", name.padEnd(19), `900, a second later 100: ${seen}`);
  return seen;
});
assert.deepEqual(wall, Array(4).fill("100.0"), "ewma is wrong by the wall clock, too");
assert.deepEqual(zero, ["0.0", "50.0", "87.5", "98.4"], "ewma counts a first value at time 0 now");
assert.deepEqual([forgotten, kept], ["100.0", "823.9"], "moving-average treats time 0 in another way now");
NODE
node zero.js
