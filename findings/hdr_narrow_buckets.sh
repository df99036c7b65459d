#!/usr/bin/env bash
# hdr-histogram-js 3.0.1 (npm): with `bitBucketSize: 16`, all percentiles become 0 when one value came 65,536 times.
#
# The option is how many bits each count has, for saving memory. One would guess that a count which is full stays at its
# largest value, or is refused with an error, as a value outside of the range is, or that at worst this one bucket is
# wrong. The count wraps to 0, while `totalCount` goes on. A percentile is found by adding up counts until a share of
# `totalCount` is reached; where the sum never gets there, the answer is 0. Of 70,000 answers in 5 ms and 700 slower
# ones the median, p90 and p99 are all 0 ms. Of 65,536 cache hits in 5 ms and 34,464 slower answers, the tenth
# percentile is 885 ms, and the median 0. (`mean` throws an error.) With 8 bits 256 equal values are enough; 32 is the
# default.
#
# This hurts long measurements and simulators, which record millions of values, and serving, where values repeat: cache
# hits in whole milliseconds, batch sizes, queue lengths of 0. The tail, which one looks at, is lost with them. All is
# well in short tests; later an objective such as "p99 below 2 s" is met with 0 s. No issue on this was found.
#
# windtunnel's histograms count in 64 bits.
#
# Output seen on 2026-11-30:
#                                                         p10   p50   p90   p99
#   32 bits, 70000 of 5 ms, 700 slower: total 70700,        5     5     5     5
#   16 bits, 70000 of 5 ms, 700 slower: total 70700,        0     0     0     0
#   32 bits, 65536 of 5 ms, 34464 slower: total 100000,     5     5  1305  1570
#   16 bits, 65536 of 5 ms, 34464 slower: total 100000,   885     0     0     0
#    8 bits, 256 of 5 ms, 100 slower: total 356,          635     0     0     0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
npm install --silent --no-audit --no-fund --prefix "$folder" hdr-histogram-js@3.0.1
cat >"$folder/count.js" <<'JS'
const assert = require("assert");
const hdr = require("hdr-histogram-js");

function count(bits, fast, slow) {
  const histogram = hdr.build({ bitBucketSize: bits, highestTrackableValue: 100_000 });
  for (let i = 0; i < fast; i++) histogram.recordValue(5);
  for (let i = 0; i < slow; i++) histogram.recordValue(600 + (i % 1000));
  const shares = [10, 50, 90, 99].map((share) => histogram.getValueAtPercentile(share));
  const cells = shares.map((value) => String(value).padStart(6)).join("");
  const name = `${String(bits).padStart(2)} bits, ${fast} of 5 ms, ${slow} slower: total ${histogram.totalCount},`;
  console.log(name.padEnd(51) + cells);
  return shares;
}

console.log(" ".repeat(54) + "p10   p50   p90   p99");
const right = count(32, 70_000, 700);
const wrapped = count(16, 70_000, 700);
const other = count(32, 65_536, 34_464);
const hidden = count(16, 65_536, 34_464);
const narrow = count(8, 256, 100);
assert(right.join() === "5,5,5,5" && other.slice(0, 2).join() === "5,5");
assert(wrapped[1] === 0 && wrapped[3] === 0, "counts of 16 bits do not wrap any more");
assert(hidden[0] > 5 && narrow[0] > 5, "counts do not wrap any more");
JS
node "$folder/count.js"
