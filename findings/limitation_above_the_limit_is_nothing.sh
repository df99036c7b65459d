#!/usr/bin/env bash
# limitation 0.2.3 (npm): with a limit of 10 requests per second, a client that sends 20 gets none through, and one that
# sends 10 gets 10; as in the first example of the page, all get all.
#
# `isAboveLimit(key, 10)` is shown with "Limit of 10 req/s exceeded!". One expects that about 10 a second pass, however
# many come, as with a token bucket or a sliding window. Requests that are refused count like those that pass, so that a
# client stays above its limit as long as it sends more than that: it is shut out until it slows down by itself. Limits
# are checked against the counts of past intervals (10 s, halved each time), so that at first, for an interval, all
# pass, however many. (A divisor of 2.2 lets up to 10 % more than the limit pass for good; a little above that it is on
# and off, as the lengths of intervals vary.)
#
# The example "Simple in-memory backend" makes a limiter and asks it, without `setup()`, which the second example calls.
# The timer that compares counts with limits starts there; without it nothing is ever above a limit, with no error.
#
# The demand of retrying clients is the very case: they send more when refused, and get nothing. Time is simulated here.
# Source: `isAboveLimit`, `setup` and `_normalizeCounter` in index.js; "Usage" of the page.
#
# Output seen on 2026-12-01:
#   limit 10/s; sent [1/s]    setup()     passed [1/s] in minute 1 to 5
#                    5          called    5.0   5.0   5.0   5.0   5.0
#                   10          called   10.0  10.0  10.0  10.0  10.0
#                   12          called    7.1   0.0   0.0   1.9   1.9
#                   20          called    5.0   0.0   0.0   0.0   0.0
#                   40          called    9.6   0.0   0.0   0.0   0.0
#                   40          -        40.0  40.0  40.0  40.0  40.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts limitation@0.2.3 bluebird@3.7.2
cat > clients.cjs <<'NODE'
const assert = require("node:assert");

let now = Date.UTC(2026, 11, 1);
let timers = [];
let made = 0;
const soon = setImmediate;
const start = (run, wait, every) => {
  const timer = { at: now + wait, run, every, order: (made += 1) };
  timers.push(timer);
  return timer;
};
Date.now = () => now;
globalThis.setTimeout = (run, wait) => start(run, wait, 0);
globalThis.setInterval = (run, wait) => start(run, wait, wait);
globalThis.clearTimeout = globalThis.clearInterval = (timer) => (timers = timers.filter((other) => other !== timer));
let state = 1;
Math.random = () => ((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) + 0.5) / 2 ** 32;

async function settle() {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => soon(resolve));
}
async function until(time) {
  for (;;) {
    timers.sort((a, b) => a.at - b.at || a.order - b.order);
    if (timers.length === 0 || timers[0].at > time) break;
    const timer = timers.shift();
    now = timer.at;
    if (timer.every) timers.push({ ...timer, at: now + timer.every });
    timer.run();
    await settle();
  }
  now = time;
}

const Limitation = require("limitation");

/** Requests a second that pass, for each minute. */
async function passed(rate, setup) {
  const limiter = new Limitation();
  if (setup) {
    const ready = limiter.setup();
    await settle();
    await ready;
  }
  const first = now;
  const minutes = [];
  for (let minute = 0; minute < 5; minute += 1) {
    let count = 0;
    for (let request = 0; request < 60 * rate; request += 1) {
      await until(first + minute * 60000 + (1000 * request) / rate);
      if (!limiter.isAboveLimit("client", 10)) count += 1;
    }
    minutes.push(count / 60);
  }
  limiter.stop();
  timers = [];
  return minutes;
}

(async () => {
  console.log("limit 10/s; sent [1/s]    setup()     passed [1/s] in minute 1 to 5");
  const found = {};
  for (const [rate, setup] of [[5, true], [10, true], [12, true], [20, true], [40, true], [40, false]]) {
    const minutes = (found[`${rate} ${setup}`] = await passed(rate, setup));
    const cells = minutes.map((share) => share.toFixed(1).padStart(6)).join("");
    console.log(`${String(rate).padStart(18)}          ${setup ? "called" : "-     "} ${cells}`);
  }
  assert.ok(found["10 true"].every((share) => share > 8));
  assert.ok(found["12 true"].slice(1).every((share) => share < 5));
  for (const rate of [20, 40]) {
    assert.deepEqual(found[`${rate} true`].slice(1), [0, 0, 0, 0], "a client above its limit gets a share now");
  }
  assert.deepEqual(found["40 false"], [40, 40, 40, 40, 40], "the limiter works without setup now");
  process.exit(0);
})();
NODE
node clients.cjs
