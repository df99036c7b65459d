#!/usr/bin/env bash
# just-percentile 4.2.0 (npm): asking for a percentile sorts the caller's series, and the percentile is not the one that
# the page shows.
#
# A function of the "just" library is expected to leave its argument alone, and a percentile to need no more than a
# look. The array that is passed in is sorted in place. A series of latencies that is asked for its p99 is in ascending
# order from then on: its last value is its largest, the first half looks fast and the second slow, and batches and
# autocorrelations taken after it are those of a sorted series.
#
# The page computes [15, 20, 35, 40, 50] at 0.05, 0.3, 0.4 and 0.95 as 15, 20, 27.5 and 50: linear interpolation with
# rank p n + 1/2. The code takes rank p (n - 1) + 1, numpy's default, and gives 16, 23, 29 and 48. (A comment in the
# code calls it the exclusive one of NIST, whose rank is p (n + 1).) For p99 of few values the difference is large.
#
# Source: index.js (`arr.sort`, `percentage * (arr.length - 1) + 1`); README.md of the package.
#
# Output seen on 2026-12-01:
#   15 20 35 40 50   just-percentile   the page   p n + 1/2   p (n - 1) + 1   p (n + 1)
#   p = 0.05               16.0       15.0        15.0            16.0        15.0
#   p = 0.3                23.0       20.0        20.0            23.0        19.0
#   p = 0.4                29.0       27.5        27.5            29.0        26.0
#   p = 0.95               48.0       50.0        50.0            48.0        50.0
#   the series                                     mean of the first four, of the last four
#   before  120 80 310 90 75 400 95 110            150, 170
#   after   75 80 90 95 110 120 310 400            85, 235
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts just-percentile@4.2.0
cat > series.cjs <<'NODE'
const assert = require("node:assert");
const percentile = require("just-percentile");

const page = { 0.05: 15, 0.3: 20, 0.4: 27.5, 0.95: 50 };
const rank = (values, place) => {
  const at = Math.min(Math.max(place, 1), values.length) - 1;
  const low = Math.floor(at);
  return values[low] + (at - low) * ((values[low + 1] ?? values[low]) - values[low]);
};
const values = [15, 20, 35, 40, 50];
console.log("15 20 35 40 50   just-percentile   the page   p n + 1/2   p (n - 1) + 1   p (n + 1)");
for (const [key, shown] of Object.entries(page)) {
  const p = Number(key);
  const seen = percentile([...values], p);
  const [half, numpy, nist] = [5 * p + 0.5, 4 * p + 1, 6 * p].map((place) => rank(values, place));
  const cells = [seen, shown, half, numpy, nist].map((cell) => cell.toFixed(1));
  const widths = [14, 11, 12, 16, 12];
  console.log(`p = ${key}`.padEnd(13) + cells.map((cell, column) => cell.padStart(widths[column])).join(""));
  assert.ok(Math.abs(half - shown) < 1e-9);
  assert.ok(Math.abs(seen - numpy) < 1e-9 && Math.abs(seen - shown) > 0.5, "it is the one of the page now");
}

const latencies = [120, 80, 310, 90, 75, 400, 95, 110];
const half = (from) => latencies.slice(from, from + 4).reduce((sum, value) => sum + value) / 4;
const before = [latencies.join(" "), half(0), half(4)];
percentile(latencies, 0.99);
const after = [latencies.join(" "), half(0), half(4)];
console.log("the series                                     mean of the first four, of the last four");
console.log(`before  ${before[0].padEnd(38)} ${before[1]}, ${before[2]}`);
console.log(`after   ${after[0].padEnd(38)} ${after[1]}, ${after[2]}`);
assert.notEqual(before[0], after[0], "the series is left alone now");
NODE
node series.cjs
