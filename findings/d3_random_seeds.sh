#!/usr/bin/env bash
# d3-random 3.0.2 (npm): `randomLcg(1)`, `randomLcg(2)` and so on begin with nearly the same number.
#
# Who would guess that generators with the seeds 1 to 100 give a hundred independent replications, as in NumPy or with
# Mersenne Twister, is wrong. The integer is the state of a linear congruential generator as it is, not hashed, and the
# first output is 1,664,525 times it plus a constant, over 2^32: the next seed moves it by 0.000388. The first draws of
# a hundred runs lie between 0.236 and 0.275, those of a thousand up to 0.624. An event that is to happen with
# probability 0.2 at the first draw happens in none of a thousand runs, a first gap between arrivals of mean 1 s is
# 0.27 to 0.32 s in all hundred runs: what depends on the first draws hardly varies from run to run. The second ones
# are evenly spaced, 0.0907 apart. Fractions i / 100 as seeds are worse: their first draws have four values. Seed each
# run from a hash of its number.
#
# Output seen on 2026-11-30:
#   first draws of seeds 1 to 100: 0.236 to 0.275; of 1 to 1,000: 0.236 to 0.624, 0 of them below 0.2
#   first gaps of mean 1 s, seeds 1 to 100: 0.27 to 0.32 s
#   second draws, from a seed to the next: 0.0907 to 0.0907
#   first draws of seeds 0.01, 0.02, ... 1.00 rounded to 0.01: 0.24 0.49 0.74 0.99
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts d3-random@3.0.2
cat > seeds.mjs <<'NODE'
import assert from "node:assert";
import { randomExponential, randomLcg } from "d3-random";

const runs = (count, one) => Array.from({ length: count }, (_, run) => one(run + 1));
const range = (values, digits) => `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
const second = (seed) => {
  const draw = randomLcg(seed);
  draw();
  return draw();
};

const hundred = runs(100, (seed) => randomLcg(seed)());
const thousand = runs(1000, (seed) => randomLcg(seed)());
const rare = thousand.filter((value) => value < 0.2).length;
console.log(
  `first draws of seeds 1 to 100: ${range(hundred, 3)}; of 1 to 1,000: ${range(thousand, 3)}, ${rare} of them below 0.2`,
);
const gaps = runs(100, (seed) => randomExponential.source(randomLcg(seed))(1)());
console.log(`first gaps of mean 1 s, seeds 1 to 100: ${range(gaps, 2)} s`);
const steps = runs(100, (seed) => (second(seed + 1) - second(seed) + 1) % 1);
console.log(`second draws, from a seed to the next: ${range(steps, 4)}`);
const fractions = [...new Set(runs(100, (run) => randomLcg(run / 100)().toFixed(2)))].sort();
console.log(`first draws of seeds 0.01, 0.02, ... 1.00 rounded to 0.01: ${fractions.join(" ")}`);

assert(Math.max(...hundred) - Math.min(...hundred) < 0.04, "the first draws of a hundred seeds are spread now");
assert.equal(rare, 0, "some of a thousand first draws are below 0.2 now");
assert(Math.max(...gaps) < 0.33, "the first gaps are spread now");
assert(Math.max(...steps) - Math.min(...steps) < 1e-6, "the second draws are no longer evenly spaced");
assert(fractions.length === 4, "the first draws of fractions have more than four values now");
NODE
node seeds.mjs
