#!/usr/bin/env bash
# financejs 4.1.0 (npm): the payback period of a node that earned back all but 1 % in its first year is 1.99 years.
#
# `PP(n, -cost, year 1, year 2, ...)` gives the time until the sum of uneven cash flows is positive. One would guess
# that the year in which that happens counts by what is still missing: 100 paid, 99 earned in the first year and 100 in
# the second is 1.01 years. Instead, the year counts by what is left over at its end. The error is between -1 and +1
# year, and has the wrong direction: the less is missing, the longer it takes. If the sum is exactly zero at the end of
# a year, a whole year is added. With even flows given in the other form, `PP(0, -cost, yearly)`, it is right, so the
# same flows have two payback periods. The README has the same error in its example (3.42 years for 3.58).
#
# This hurts because the hardware of providers is compared by payback of one to three years, from earnings that are
# anything but even: an emission that halves, a price that falls. Of two GPUs the one that pays back sooner can come
# second, and a better year makes the period longer until it jumps back by one. A mending has been open since 2020
# (ebradyjobory/finance.js#50).
#
# Output seen on 2026-11-30 (cost and yearly earnings; years until they are equal):
#   -100, 99, 100                              PP 1.99  by hand 1.01
#   -100, 60, 60, 60                           PP 1.33  by hand 1.67
#   -100, 50, 50, 50                           PP 3.00  by hand 2.00
#   -100, 40, 40, 40                           PP 2.50  by hand 2.50
#   -50, 10, 13, 16, 19, 22 (README)           PP 3.42  by hand 3.58
#   -100, 60, 60, 60 as PP(0, -100, 60)        PP 1.67  by hand 1.67
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts financejs@4.1.0
cat > payback.js <<'NODE'
const assert = require("node:assert");
const Finance = require("financejs");
const finance = new Finance();

function byHand([cost, ...flows]) {
  let missing = -cost;
  for (const [year, flow] of flows.entries()) {
    if (flow >= missing) return year + missing / flow;
    missing -= flow;
  }
  return NaN;
}

function report(name, found, expected) {
  console.log(`${name.padEnd(42)} PP ${found.toFixed(2)}  by hand ${expected.toFixed(2)}`);
  return [found, expected].map((years) => Number(years.toFixed(2)));
}

const told = (flows, note = "") => {
  return report(flows.join(", ") + note, finance.PP(flows.length - 1, ...flows), byHand(flows));
};
const changed = "the payback period is another one now";
assert.deepEqual(told([-100, 99, 100]), [1.99, 1.01], changed);
assert.deepEqual(told([-100, 60, 60, 60]), [1.33, 1.67], changed);
assert.deepEqual(told([-100, 50, 50, 50]), [3, 2], changed);
assert.deepEqual(told([-100, 40, 40, 40]), [2.5, 2.5], "the middle of a year is wrong now");
assert.deepEqual(told([-50, 10, 13, 16, 19, 22], " (README)"), [3.42, 3.58], changed);
const even = report("-100, 60, 60, 60 as PP(0, -100, 60)", finance.PP(0, -100, 60), byHand([-100, 60, 60, 60]));
assert.deepEqual(even, [1.67, 1.67], "even flows are wrong now");
NODE
node payback.js
