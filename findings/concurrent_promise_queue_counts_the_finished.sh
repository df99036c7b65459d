#!/usr/bin/env bash
# concurrent-promise-queue 1.1.0 (npm): the rate limit counts requests that have FINISHED, so all of a batch starts at
# once; and `resolveInOrder` of its page is not in the code.
#
# The page shows `{ unitOfTimeMillis: 4000, maxThroughputPerUnitTime: 2 }` with six requests: two at 0 s, two at 4 s,
# two at 8 s. One would guess that a limit of a rate limits what starts. The queue looks how many promises ended within
# the last 4 s. While none has ended, each request that is added may start 2 more. So all six start at 0 s, and so do
# 300. The slower the server, the weaker the limit: it is of the completions of the past, and does not see what is on
# its way.
#
# When the limit acts, the pause until the next look is the AGE of the oldest completion, and not the time until it is a
# unit old. So starts come later than the limit asks for, or the queue looks many times in vain.
#
# The page also documents `resolveInOrder: true`: answers come in the order in which requests were added. The option is
# not read. A short request that was added second still resolves first.
#
# A limiter protects a server from overload. This one is off in the very case: a burst to a slow server. A simulation
# that copies "a queue with a rate limit" from the page gives waits that the software does not have.
#
# Here the clock is replaced (`Date` and `setTimeout`). Source: `execute` in dist/index.js; "time-based rate limit" and
# "Resolving Promises in order" of the page.
#
# Output seen on 2026-11-30:
#   2 per 4 s, 6 requests of 1 s, start after [s]: 0 0 0 0 0 0 (the page: 0 0 4 4 8 8)
#   2 per 4 s, 300 requests of 60 s: 300 start at 0 s
#   the same, 8 of 1 s, two at a time: 0 0 1 7 7 8 12 13 (0 0 4 4 8 8 12 12 by the limit)
#   resolveInOrder, requests of 2 s and 1 s: answered in the order 1, 0 (0, 1 expected)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts concurrent-promise-queue@1.1.0
cat > limits.cjs <<'NODE'
const assert = require("node:assert");
const { ConcurrentPromiseQueue } = require("concurrent-promise-queue");

let now = 1_000_000;
let timers = [];
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(time = now) {
    super(time);
  }
};
globalThis.setTimeout = (call, wait) => timers.push({ call, at: now + Math.max(wait, 1) });
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const settled = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** When requests that take so long [ms] start, and the order in which they are answered. */
async function run(options, requests) {
  timers = [];
  const begin = now;
  const queue = new ConcurrentPromiseQueue(options);
  const starts = [];
  const answered = [];
  requests.forEach((ms, at) => {
    const request = async () => {
      starts.push((now - begin) / 1000);
      await sleep(ms);
    };
    queue.addPromise(request).then(() => answered.push(at));
  });
  await settled();
  for (let turns = 0; answered.length < requests.length && turns < 10_000; turns++) {
    timers.sort((a, b) => a.at - b.at);
    const timer = timers.shift();
    now = Math.max(now, timer.at);
    timer.call();
    await settled();
  }
  return { starts, answered };
}

(async () => {
  const limit = { unitOfTimeMillis: 4000, maxThroughputPerUnitTime: 2 };
  const six = await run(limit, new Array(6).fill(1000));
  console.log(`2 per 4 s, 6 requests of 1 s, start after [s]: ${six.starts.join(" ")} (the page: 0 0 4 4 8 8)`);
  assert.deepEqual(six.starts, [0, 0, 0, 0, 0, 0], "what starts is limited now");

  const many = await run(limit, new Array(300).fill(60_000));
  const atOnce = many.starts.filter((start) => start === 0).length;
  console.log(`2 per 4 s, 300 requests of 60 s: ${atOnce} start at 0 s`);
  assert.equal(atOnce, 300, "what starts is limited now");

  const narrow = await run({ ...limit, maxNumberOfConcurrentPromises: 2 }, new Array(8).fill(1000));
  const starts = narrow.starts.map((start) => Math.round(start)).join(" ");
  console.log(`the same, 8 of 1 s, two at a time: ${starts} (0 0 4 4 8 8 12 12 by the limit)`);
  assert(starts.startsWith("0 0 1 7"), "pauses differ now");

  const order = { maxNumberOfConcurrentPromises: 2, resolveInOrder: true };
  const { answered } = await run(order, [2000, 1000]);
  console.log(`resolveInOrder, requests of 2 s and 1 s: answered in the order ${answered.join(", ")} (0, 1 expected)`);
  assert.deepEqual(answered, [1, 0], "answers come in order now");
})();
NODE
node limits.cjs
