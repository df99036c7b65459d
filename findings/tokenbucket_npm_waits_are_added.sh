#!/usr/bin/env bash
# tokenbucket 0.3.2 (npm): a bucket with a parent refuses requests that would wait less than `maxWait` allows; and
# tokens that come "all at once" come early, in part.
#
# Buckets form a hierarchy: a request takes tokens of the user's bucket and of the parent's (the whole service). Both
# refill at the same time. So the wait of a request is the LONGEST of the waits, and `maxWait` is documented as the
# maximum time that one is willing to wait. The check ADDS the waits of all levels. A user and a service that both need
# 600 ms are done in 600 ms, but with `maxWait: 1000` the request is refused at once, as if it took 1,200 ms. Without
# `maxWait` the same request is served after 600 ms. Each further level lowers the true wait that is let through.
#
# With `spread: false` (which is what one gets) the page says: wait the interval, then add all the tokens at once. One
# would guess 10 tokens after 1 s and the next 10 after 2 s. What comes is in proportion to the time since the last
# look, if that is an interval or more. A look after 1.9 s finds 19 tokens, of which 9 are 100 ms early. The next
# interval begins at the look, so a bucket that is asked every 600 ms gives its tokens after 1.2 s, 2.4 s ...
#
# In a simulation of rate limits the refusals of a hierarchy come out too many (the more so, the deeper), just when all
# levels are busy. And a burst of a window can be almost twice of what the window gives.
#
# Here the clock is replaced (`Date` and `setTimeout`), so nothing depends on the machine. Source: `removeTokens` and
# `addTokens` in src/tokenbucket.coffee; `maxWait` and `spread` in the list of options of the page.
#
# Output seen on 2026-11-30:
#   levels  maxWait [ms]  6 tokens, 100 ms each
#        1          1000  served after 600 ms
#        2          none  served after 600 ms
#        2          1000  ExceedsMaxWait after 0 ms
#        3          none  served after 600 ms
#        3          1000  ExceedsMaxWait after 0 ms
#        3          1800  served after 600 ms
#   10 tokens at once every 1000 ms: after 1900 ms 19 (10 expected)
#   looked at after 600, 1200, 1800, 2400 ms: 0, 12, 12, 24 (0, 10, 10, 20 expected)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts tokenbucket@0.3.2
cat > buckets.cjs <<'NODE'
const assert = require("node:assert");
const TokenBucket = require("tokenbucket");

let now = 1_000_000;
let timers = [];
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor() {
    super(now);
  }
};
globalThis.setTimeout = (call, wait) => timers.push({ call, at: now + wait });
const settled = async () => {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Asks for 6 tokens of empty buckets, each of which gets one every 100 ms; what happens, and after what time. */
async function asked(levels, maxWait) {
  const start = now;
  timers = [];
  let bucket;
  for (let level = 0; level < levels; level++) {
    const own = level === levels - 1 ? { maxWait } : {};
    const options = { size: 10, tokensToAddPerInterval: 10, interval: 1000, spread: true, tokensLeft: 0, ...own };
    bucket = new TokenBucket({ ...options, parentBucket: bucket });
  }
  let end;
  bucket.removeTokens(6).then(() => (end = "served"), (error) => (end = error.name));
  await settled();
  while (end === undefined) {
    timers.sort((a, b) => a.at - b.at);
    const timer = timers.shift();
    now = Math.max(now, timer.at);
    timer.call();
    await settled();
  }
  return `${end} after ${now - start} ms`;
}

/** When a bucket of 10 tokens a second, empty at 0 s, that is looked at at these times [ms], has how many. */
function looked(times) {
  const bucket = new TokenBucket({ size: 100, tokensToAddPerInterval: 10, interval: 1000, tokensLeft: 0 });
  const start = now;
  const found = times.map((time) => {
    now = start + time;
    bucket.removeTokensSync(100);
    return Math.round(bucket.tokensLeft * 100) / 100;
  });
  return found;
}

(async () => {
  console.log("levels  maxWait [ms]  6 tokens, 100 ms each");
  const found = {};
  for (const [levels, maxWait] of [[1, 1000], [2, undefined], [2, 1000], [3, undefined], [3, 1000], [3, 1800]]) {
    found[`${levels} ${maxWait}`] = await asked(levels, maxWait);
    const cells = String(levels).padStart(6) + String(maxWait ?? "none").padStart(14);
    console.log(`${cells}  ${found[`${levels} ${maxWait}`]}`);
  }
  assert.equal(found["1 1000"], "served after 600 ms");
  assert.equal(found["2 undefined"], "served after 600 ms");
  assert.equal(found["2 1000"], "ExceedsMaxWait after 0 ms", "the longest wait counts now");
  assert.equal(found["3 1000"], "ExceedsMaxWait after 0 ms", "the longest wait counts now");
  assert.equal(found["3 1800"], "served after 600 ms");

  const late = looked([1900]);
  const often = looked([600, 1200, 1800, 2400]);
  console.log(`10 tokens at once every 1000 ms: after 1900 ms ${late} (10 expected)`);
  console.log(`looked at after 600, 1200, 1800, 2400 ms: ${often.join(", ")} (0, 10, 10, 20 expected)`);
  assert.deepEqual([late, often], [[19], [0, 12, 12, 24]], "tokens come at once now");
})();
NODE
node buckets.cjs
