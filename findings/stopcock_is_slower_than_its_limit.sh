#!/usr/bin/env bash
# stopcock 1.1.0 (npm): the limiter is up to half slower than its limit when tokens come every few milliseconds.
#
# `stopcock(fn, { limit: 900, interval: 1000 })` lets 900 calls a second through once the bucket is empty. One would
# guess an average of 900, since the code rounds the tokens down and only "adds the actual time required by those
# tokens".
#
# That time is rounded up to whole milliseconds each time a token is taken, and the rest of the millisecond is lost. At
# 900 a second a token takes 1.11 ms and is charged 2: the rate is 500. At 600 it is 500 as well, at 1,500 it is 1,000.
# Only limits with a whole number of milliseconds for each token are kept. More waiting calls do not help, the bucket is
# the bottleneck. A timer that is late takes several tokens at once and loses less, so an idle machine is slowest.
#
# This hurts a client that is given a budget of requests by a gateway: up to 44 % of it stays unused, and a queue grows
# in front of a limiter that looks large enough. windtunnel's `token_bucket` counts in parts of a nanosecond. No report
# of it was found.
#
# Output seen on 2026-11-30 (virtual time, 20,000 calls wait, bucket of 1):
#   limit  100 a second: 100.0
#   limit  300 a second: 250.0
#   limit  500 a second: 500.0
#   limit  600 a second: 500.0
#   limit  900 a second: 500.0
#   limit 1000 a second: 1000.0
#   limit 1500 a second: 1000.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts stopcock@1.1.0
cat >limit.js <<'NODE'
const assert = require("node:assert");

// A clock of whole milliseconds, as Date.now has.
let now = 0, timers = [];
Date.now = () => now;
globalThis.setTimeout = (work, delay) => {
  const timer = { work, at: now + Math.max(1, Math.ceil(delay)) };
  timers.push(timer);
  return timer;
};
globalThis.clearTimeout = (timer) => { timers = timers.filter((other) => other !== timer); };
const stopcock = require("stopcock");

function rate(limit) {
  now = 0;
  timers = [];
  const starts = [];
  const call = stopcock(() => starts.push(now), { limit, interval: 1000, bucketSize: 1 });
  for (let index = 0; index < 20000; index++) call();
  while (now < 10000 && timers.length) {
    timers.sort((one, other) => one.at - other.at);
    const timer = timers.shift();
    now = timer.at;
    timer.work();
  }
  return (starts.length - 1) / (now / 1000);
}

for (const limit of [100, 300, 500, 600, 900, 1000, 1500]) {
  const got = rate(limit), expected = 1000 / Math.ceil(1000 / limit);
  console.log(`limit ${String(limit).padStart(4)} a second: ${got.toFixed(1)}`);
  assert(Math.abs(got - expected) < 1, "the rest of the millisecond is kept now");
}
NODE
node limit.js
