#!/usr/bin/env bash
# outliers 0.0.3 (npm): the fences are 1.5 interquartile ranges from the MEDIAN, so of clean normal data 4 % are
# outliers, not 0.7 %.
#
# The page says that the package is based on the outliers of the interquartile range, and links the article on it. There
# (and in every box plot) a value is an outlier below Q1 - 1.5 IQR or above Q3 + 1.5 IQR. The package measures the same
# distance from the median. The band is 3 ranges wide and not 4. Latencies with a long tail lose more of the tail, as
# their upper quartile is far above the median.
#
# Who filters measurements with it (latencies, ratings of nodes, gains) throws away 6 times as many of the normal ones,
# 12 % of lognormal ones, and gets a standard deviation that is too small by 12 %, with nothing wrong in the data.
#
# Values here are quantiles at 10,000 places, so nothing is drawn. Source: `calc` in index.js; "Credits" of the page.
#
# Output seen on 2026-11-30:
#   values        by the package  by the box plot  deviation of what is left
#   uniform                0.0 %            0.0 %                       1.00
#   normal                 4.3 %            0.7 %                       0.88
#   exponential            9.6 %            4.8 %                       0.60
#   lognormal             12.4 %            7.8 %                       0.35
#   of 10 10 11 11 12 12 13 15 17 20 24: 24 (none by the box plot: 0)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts outliers@0.0.3
cat > fences.cjs <<'NODE'
const assert = require("node:assert");
const outliers = require("outliers");

/** The normal quantile, by bisection of the distribution (its integral by Simpson's rule). */
function normal(share) {
  const density = (x) => Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  const below = (x) => {
    const steps = 200;
    const h = x / steps;
    let sum = density(0) + density(x);
    for (let i = 1; i < steps; i++) sum += density(i * h) * (i % 2 ? 4 : 2);
    return 0.5 + sum * h / 3;
  };
  let [low, high] = [-6, 6];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Outliers of the box plot, of sorted values. */
function boxed(values) {
  const middle = (all) => (all[(all.length - 1) >> 1] + all[all.length >> 1]) / 2;
  const lower = middle(values.slice(0, values.length >> 1));
  const upper = middle(values.slice((values.length + 1) >> 1));
  const reach = 1.5 * (upper - lower);
  return values.filter((value) => value < lower - reach || value > upper + reach);
}

function deviation(values) {
  const mean = values.reduce((a, b) => a + b) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

const places = Array.from({ length: 10_000 }, (_, i) => (i + 0.5) / 10_000);
const standard = places.map(normal);
const kinds = {
  "uniform": places,
  "normal": standard,
  "exponential": places.map((share) => -Math.log(1 - share)),
  "lognormal": standard.map((value) => Math.exp(value)),
};
console.log("values        by the package  by the box plot  deviation of what is left");
const found = {};
for (const [name, values] of Object.entries(kinds)) {
  const share = outliers(values).length / values.length;
  const usual = boxed(values).length / values.length;
  const left = deviation(values.filter(outliers())) / deviation(values);
  found[name] = { share, usual, left };
  const cells = [`${(100 * share).toFixed(1)} %`.padStart(14), `${(100 * usual).toFixed(1)} %`.padStart(17)];
  console.log(`${name.padEnd(14)}${cells.join("")}${left.toFixed(2).padStart(27)}`);
}
assert(found.normal.share > 0.04 && found.normal.usual < 0.008, "fences are at the quartiles now");
const few = [10, 10, 11, 11, 12, 12, 13, 15, 17, 20, 24];
console.log(`of ${few.join(" ")}: ${outliers(few).join(" ")} (none by the box plot: ${boxed(few).length})`);
assert(outliers(few).length > 0 && boxed(few).length === 0, "fences are at the quartiles now");
NODE
node fences.cjs
