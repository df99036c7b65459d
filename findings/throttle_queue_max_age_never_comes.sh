#!/usr/bin/env bash
# throttle-queue 0.1.0 (npm): with a `maxAge` of 10 seconds, jobs run that have waited for 495; jobs without an id run
# once for all.
#
# `maxAge` is "time in seconds after which the job will expire and removed from the queue if not executed till then".
# The check multiplies the time at which the job was added, milliseconds since 1970, together with the seconds by 1000,
# so it is always in the future (near the year 58,900). Even if it came, the job's listeners would be told, but the job
# would stay and run.
#
# `id` is for duplicates: a second job with an id that waits or runs gets the result of the first. The page does not
# call it required. Without one it is `undefined` for all jobs, so that the second to the last are duplicates of the
# first while that runs: they get its result, and their own parameters are never seen.
#
# `clear()` is to leave running jobs alone. They go on, but are forgotten, so that as many again are started: with a
# concurrency of 1 three run at a time.
#
# Deadlines of requests are modelled with the first, and a queue of inference requests is usually one without ids. Time
# is simulated here. Source: `pruneQueue`, `process` and `clear` in index.js.
#
# Output seen on 2026-12-01:
#   maxAge 10 s: 100 jobs of 5 s, 100 ran, 0 expired, longest wait 495 s
#   maxAge 1 s: 100 jobs of 5 s, 100 ran, 0 expired, longest wait 495 s
#   with ids: prompts a, b, c; ran a, b, c; got answer to a, answer to b, answer to c
#   no ids: prompts a, b, c; ran a; got answer to a, answer to a, answer to a
#   concurrency 1, cleared after each of 3 jobs: 3 ran at a time
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts throttle-queue@0.1.0
cat > queue.cjs <<'NODE'
const assert = require("node:assert");
const Queue = require("throttle-queue");

let now = Date.UTC(2026, 11, 1);
const Real = Date;
globalThis.Date = class extends Real {
  constructor() {
    super(now);
  }
  static now() {
    return now;
  }
};
const timers = [];
const sleep = (seconds) => new Promise((wake) => timers.push({ at: now + 1000 * seconds, wake }));
async function play() {
  for (;;) {
    await new Promise((resolve) => setImmediate(resolve));
    if (timers.length === 0) return;
    timers.sort((a, b) => a.at - b.at);
    const { at, wake } = timers.shift();
    now = at;
    wake();
  }
}

async function aged(maxAge) {
  const queue = new Queue({ concurrency: 1, maxAge });
  const start = now;
  const waits = [];
  let expired = 0;
  queue.setExecutor(async () => {
    waits.push((now - start) / 1000);
    await sleep(5);
  });
  for (let job = 0; job < 100; job += 1) queue.process({ job }, `job ${job}`).catch(() => (expired += 1));
  await play();
  const longest = waits.at(-1);
  const counts = `${waits.length} ran, ${expired} expired`;
  console.log(`maxAge ${maxAge} s: 100 jobs of 5 s, ${counts}, longest wait ${longest} s`);
  return { ran: waits.length, expired };
}

async function anonymous(ids) {
  const queue = new Queue({ concurrency: 1 });
  const ran = [];
  queue.setExecutor(async ({ prompt }) => {
    ran.push(prompt);
    await sleep(1);
    return `answer to ${prompt}`;
  });
  const answers = ["a", "b", "c"].map((prompt) => queue.process({ prompt }, ids ? prompt : undefined));
  await play();
  const got = await Promise.all(answers);
  console.log(`${ids ? "with ids" : "no ids"}: prompts a, b, c; ran ${ran.join(", ")}; got ${got.join(", ")}`);
  return ran.length;
}

async function cleared() {
  const queue = new Queue({ concurrency: 1 });
  let running = 0;
  let most = 0;
  queue.setExecutor(async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(10);
    running -= 1;
  });
  for (let round = 0; round < 3; round += 1) {
    queue.process({}, `round ${round}`).catch(() => {});
    queue.clear();
  }
  await play();
  console.log(`concurrency 1, cleared after each of 3 jobs: ${most} ran at a time`);
  return most;
}

(async () => {
  for (const maxAge of [10, 1]) {
    assert.deepEqual(await aged(maxAge), { ran: 100, expired: 0 }, "jobs expire now");
  }
  assert.equal(await anonymous(true), 3);
  assert.equal(await anonymous(false), 1, "jobs without an id are jobs of their own now");
  assert.equal(await cleared(), 3, "running jobs count after a clear now");
})();
NODE
node queue.cjs
