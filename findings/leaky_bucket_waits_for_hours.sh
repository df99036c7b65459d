#!/usr/bin/env bash
# leaky-bucket 4.1.4 (npm): the default interval is 16 hours, and a timeout as long as the interval lets nobody wait.
#
# `new LeakyBucket({ capacity: 60 })` has an `interval` of 60000. One would guess a minute, in milliseconds. Intervals
# are in SECONDS: the bucket refills 60 in 60,000 s. After the first burst of 60 one call is let through every 17
# minutes.
#
# `timeout` lets calls wait as long "as they can be executed within the timeout". One would guess that with a capacity
# of 10 per s and a timeout of 1 s, of 40 calls at once 10 go through and 10 wait for up to a second. The timeout
# includes the burst: what may wait is timeout / interval times the capacity, LESS what has just been let through. With
# timeout = interval, which is the default and the example in the source ("no more than 10 items queued"), that is
# nothing: all calls after the burst are refused, the eleventh too, which would have waited for 0.1 s. To let 10 wait
# one needs a timeout of two intervals, and then each waits up to one. By the README the default of the timeout is 0.
#
# This hurts a gateway that smooths bursts with it: it refuses at half the load that it was sized for. No report of it
# was found.
#
# Output seen on 2026-11-30:
#   default: refills 0.001 per s, that is one in 16.7 min
#   10 per s, timeout 1.0 s: of 40 calls 10 are let through, the last after 0.0 s
#   10 per s, timeout 1.5 s: of 40 calls 15 are let through, the last after 0.5 s
#   10 per s, timeout 2.0 s: of 40 calls 20 are let through, the last after 1.0 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts leaky-bucket@4.1.4
cat > bucket.mjs <<'NODE'
import assert from "node:assert";
import { setTimeout as wait } from "node:timers/promises";
import LeakyBucket from "leaky-bucket";

const plain = new LeakyBucket({ capacity: 60 });
console.log(`default: refills ${plain.refillRate} per s, that is one in ${(1 / plain.refillRate / 60).toFixed(1)} min`);
assert.equal(plain.refillRate, 0.001, "the default is another one now");

for (const [timeout, expected] of [[1, 10], [1.5, 15], [2, 20]]) {
  const bucket = new LeakyBucket({ capacity: 10, interval: 1, timeout });
  let done = 0, refused = 0, last = 0;
  const start = Date.now();
  for (let call = 0; call < 40; call++) {
    bucket.throttle().then(() => {
      done++;
      last = Date.now() - start;
    }, () => refused++);
  }
  await wait(2200);
  bucket.end();
  const waited = (Math.round(last / 100) / 10).toFixed(1);
  const told = `of 40 calls ${done} are let through, the last after ${waited} s`;
  console.log(`10 per s, timeout ${timeout.toFixed(1)} s: ${told}`);
  assert.equal(done + refused, 40);
  assert(Math.abs(done - expected) <= 1, "the timeout is that of a call now");
}
NODE
node bucket.mjs
