#!/usr/bin/env bash
# math-stats 0.3.1 (npm): the median is that of the numbers as TEXT, and the list is sorted that way afterwards; the
# geometric mean of many latencies is no number.
#
# `median(numbers)` of 8, 9, 10, 11 and 100 ms: one would guess 10. The list is sorted by JavaScript's default order, as
# strings: 10, 100, 11, 8, 9, and the median is 11. Numbers with equally many digits are right, which is what one tries
# first. Where they straddle a power of ten, as latencies do, it can be anything, also the smallest. The caller's list
# is left in that order: percentiles by index that are taken next are wrong, too.
#
# `geometricMean` multiplies all numbers and takes the root by Newton's method from a random start: 150 latencies around
# 200 ms overflow, and the mean is not a number; all others are cut to six significant digits, and differ from call to
# call in the last.
#
# This hurts reports of latencies: the median is what they are judged by. The sort was reported in 2021
# (pugulist/math-stats#27), and a correction was merged (#28), which the newest published version does not have; no
# report of the order of the caller's list or of the geometric mean was found.
#
# Output seen on 2026-11-30:
#   median of 11, 12, 10, 14, 13: 12 (12); the list is now 10, 11, 12, 13, 14
#   median of 8, 9, 10, 11, 100: 11 (10); the list is now 10, 100, 11, 8, 9
#   median of 95, 97, 98, 99, 101, 102, 990: 97 (99); the list is now 101, 102, 95, 97, 98, 99, 990
#   median of 2, 30, 1000: 2 (30); the list is now 1000, 2, 30
#   geometric mean of 150 latencies of 150 to 299 ms: NaN (220.22)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts math-stats@0.3.1
cat > median.js <<'NODE'
const assert = require("node:assert");
const { geometricMean, median } = require("math-stats");

const byHand = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.floor(sorted.length / 2)]) / 2;
};

function show(numbers) {
  const list = [...numbers];
  const found = median(list), true_ = byHand(numbers);
  console.log(`median of ${numbers.join(", ")}: ${found} (${true_}); the list is now ${list.join(", ")}`);
  return [found, true_];
}

const [small, smallTrue] = show([11, 12, 10, 14, 13]);
assert.equal(small, smallTrue);
const [mixed, mixedTrue] = show([8, 9, 10, 11, 100]);
assert(mixed === 11 && mixedTrue === 10, "the median is that of numbers now");
const [late] = show([95, 97, 98, 99, 101, 102, 990]);
assert(late === 97, "the median is that of numbers now");
assert.equal(show([2, 30, 1000])[0], 2, "the median is that of numbers now");

const latencies = Array.from({ length: 150 }, (_, i) => 150 + i);
const true_ = Math.exp(latencies.reduce((sum, latency) => sum + Math.log(latency), 0) / latencies.length);
const found = geometricMean(latencies);
console.log(`geometric mean of 150 latencies of 150 to 299 ms: ${found} (${true_.toFixed(2)})`);
assert(!Number.isFinite(found), "the product does not overflow now");
NODE
node median.js
