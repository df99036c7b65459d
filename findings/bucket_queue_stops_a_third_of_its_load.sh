#!/usr/bin/env bash
# bucket-queue 1.0.1 (npm): a load of a third of the limit is stopped for a minute, again and again.
#
# `calls: 100, perInterval: 60000` is documented as at most 100 calls in a window of 60 s, in the manner of a leaky
# bucket. One would guess that 30 calls a minute, one every 2 s, never wait. A window is meant to be over 60 s after its
# first call. Here each call that starts begins the 60 s anew, and the count of calls is set back only when they have
# passed without any call. Under a steady load that never happens: the count goes up to 100 however long that takes
# (here 198 s), and then the queue stops for 60 s. All calls of that minute wait, and start in one burst.
#
# So any load without pauses of `perInterval` is stopped after `calls` calls. The slower the load, the rarer, but a load
# of 1 call in 50 s, 1 % of the limit, is stopped too, after 83 minutes. `bucketCount`, the "promises that have started
# within the current window", is then 100, of which 2 are of the last minute.
#
# A model of a client with this limiter (rate of calls below the limit, so no wait) has none of these waits of a minute.
#
# Here the queue's own tick is called with the time that has passed, as its timer does, so nothing depends on the
# machine. Source: `_tick` in dist/index.js (the countdown is set at each start); "options" and "state" of the page.
#
# Output seen on 2026-11-30:
#   one call every  of the limit  calls  that wait over 1 s  first of them  longest wait
#   0.5 s                   120 %   1000                 900            100       139.5 s
#   2 s                      30 %   1000                 261            100        58.0 s
#   10 s                      6 %   1000                  45            100        50.0 s
#   50 s                      1 %   1000                   9            100        10.0 s
#   61 s                      1 %   1000                   0             -1         0.0 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts bucket-queue@1.0.1
cat > bucket.cjs <<'NODE'
const assert = require("node:assert");
const BucketQueue = require("bucket-queue");

const TICK = 100;

/** Waits [ms] of calls that come one every `gap` ms, with 100 calls a minute allowed. */
function waits(gap, calls) {
  const queue = BucketQueue({ calls: 100, perInterval: 60_000, tickFrequency: TICK });
  const found = [];
  let now = 0;
  for (let added = 0; found.length < calls; now += TICK) {
    if (added < calls && now % gap === 0) {
      const came = now;
      added++;
      queue.add(async () => found.push(now - came));
    }
    queue._tick(TICK);
  }
  return found;
}

console.log("one call every  of the limit  calls  that wait over 1 s  first of them  longest wait");
const found = {};
for (const [seconds, calls] of [[0.5, 1000], [2, 1000], [10, 1000], [50, 1000], [61, 1000]]) {
  const all = waits(seconds * 1000, calls);
  const late = all.filter((wait) => wait > 1000).length;
  const first = all.findIndex((wait) => wait > 1000);
  const longest = Math.max(...all) / 1000;
  found[seconds] = { late, longest, first };
  const share = `${Math.round(60 / seconds)} %`;
  const cells = [share.padStart(14), String(calls).padStart(7), String(late).padStart(20), String(first).padStart(15)];
  console.log(`${`${seconds} s`.padEnd(15)}${cells.join("")}${`${longest.toFixed(1)} s`.padStart(14)}`);
}
assert(found[2].late > 200 && found[2].longest > 55, "a load of a third of the limit does not wait now");
assert(found[50].late > 0 && found[50].first === 100, "a load of a hundredth of the limit does not wait now");
assert.equal(found[61].late, 0);
NODE
node bucket.cjs
