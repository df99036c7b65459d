#!/usr/bin/env bash
# measured 1.1.0 (npm): a meter that is told to tick every second reports five times the requests per second.
#
# A meter counts events and gives their rate over 1, 5 and 15 minutes. Its page documents `tickInterval`: "the interval
# in which the averages are updated". One would guess that a shorter interval gives fresher averages of the same rate.
# The interval goes into the formulas only (the count since the last tick is divided by it, and the weight of a tick
# follows from it). The timer that ticks is always of 5 s. So the count of 5 s is divided by 1 s, and the rate is 5
# times too high; with an interval of 30 s it is a sixth. The averages of minutes also last 5 times longer than their
# names say, or forget 6 times faster. The mean in the same report is right, as it does not use the interval.
#
# Who scales, limits or prices by the rate of a node (a scheduler that asks for the load of the last minute) acts on a
# load that never was. The steady state hides it: the averages are smooth, and proportional to the truth.
#
# Here the clock and the timer are replaced, so that an hour passes at once: 10 requests/s for an hour, then 60 s of
# silence. Source: `Meter` in lib/metrics/Meter.js (the timer takes the constant), "Options" of the page.
#
# Output seen on 2026-11-30:
#   tickInterval  timer [s]    mean  1 minute  5 minutes  15 minutes  left after 1 minute (exp(-1) = 0.37)
#   not given             5    10.0      10.0       10.0         9.8    0.37
#   1000                  5    10.0      50.0       45.5        27.5    0.82
#   30000                 5    10.0       1.7        1.7         1.7    0.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts measured@1.1.0
cat > meter.cjs <<'NODE'
const assert = require("node:assert");

let now = 0;
let timers = [];
globalThis.setInterval = (call, period) => {
  const timer = { call, period, next: now + period };
  timers.push(timer);
  return timer;
};
const { Meter } = require("measured");

/** What a meter says after an hour of 10 requests/s, and after a minute of silence. */
function watched(options) {
  now = 0;
  timers = [];
  const meter = new Meter({ ...options, getTime: () => now });
  const pass = (until, marks) => {
    while (now < until) {
      now += 100;
      if (marks) meter.mark();
      for (const timer of timers) {
        if (now >= timer.next) {
          timer.next += timer.period;
          timer.call();
        }
      }
    }
  };
  pass(3_600_000, true);
  const busy = meter.toJSON();
  pass(3_660_000, false);
  return { busy, left: meter.toJSON()["1MinuteRate"] / busy["1MinuteRate"], period: timers[0].period };
}

console.log("tickInterval  timer [s]    mean  1 minute  5 minutes  15 minutes  left after 1 minute (exp(-1) = 0.37)");
const found = {};
for (const tickInterval of [undefined, 1_000, 30_000]) {
  const { busy, left, period } = watched(tickInterval ? { tickInterval } : {});
  const rates = ["mean", "1MinuteRate", "5MinuteRate", "15MinuteRate"].map((name) => busy[name]);
  found[tickInterval ?? "none"] = { rate: busy["1MinuteRate"], mean: busy.mean, left };
  const cells = rates.map((rate, i) => rate.toFixed(1).padStart([8, 10, 11, 12][i])).join("");
  const name = String(tickInterval ?? "not given").padEnd(12);
  console.log(`${name}${String(period / 1000).padStart(11)}${cells}${left.toFixed(2).padStart(8)}`);
}
const near = (a, b) => Math.abs(a - b) < 0.01 * b;
assert(near(found.none.rate, 10) && near(found.none.left, Math.exp(-1)), "the meter without an option differs now");
assert(near(found[1000].mean, 10) && near(found[1000].rate, 50), "the timer takes the option now");
assert(near(found[1000].left, Math.exp(-0.2)), "a minute is a minute now");
assert(near(found[30000].rate, 10 / 6) && near(found[30000].left, Math.exp(-6)), "long intervals are kept now");
NODE
node meter.cjs
