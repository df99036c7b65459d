#!/usr/bin/env bash
# pagerank.js 1.0.2 (npm): ranking a second time divides the weights of the links a second time; the ranks no longer add
# up to 1, and their order can change.
#
# `pagerank.rank(alpha, epsilon, callback)` reports the rank of each node. One would guess that it may be called again:
# after more links, or with another alpha. It divides the weights of the links by the weight that leaves each node IN
# PLACE. At the second call they are divided once more, by a sum that still is the old one: a node that gives trust of
# weight 5 passes on a fifth of it, and the rest of its rank is lost. Nodes that are trusted by those with much trust to
# give lose most. A link that is added between two rankings has its whole weight and counts a multiple of the others.
# There is one graph for the whole process; `reset()` and all links again repair it.
#
# This hurts reputation by ranking, which is computed again whenever somebody rates somebody: just the way to use it.
# All ratings of weight 1 with one link per node show nothing. No report of it was found.
#
# Output seen on 2026-11-30:
#   first ranking             a 0.383  b 0.281  c 0.219  d 0.117   sum 1.000
#   second ranking            a 0.059  b 0.047  c 0.076  d 0.042   sum 0.225
#   one more link b to d      a 0.042  b 0.039  c 0.078  d 0.047   sum 0.206
#   by hand                   a 0.351  b 0.261  c 0.239  d 0.149   sum 1.000
#   reset, all links again    a 0.383  b 0.281  c 0.219  d 0.117   sum 1.000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts pagerank.js@1.0.2
cat > ranks.js <<'NODE'
const assert = require("node:assert");
const pagerank = require("pagerank.js");
const ALPHA = 0.85;
const LINKS = [["a", "b", 3], ["a", "c", 1], ["b", "a", 2], ["c", "a", 5], ["d", "c", 1], ["b", "d", 1]];

function ranks(what) {
  const found = {};
  pagerank.rank(ALPHA, 1e-12, (node, rank) => (found[node] = rank));
  show(what, found);
  return found;
}

function show(what, found) {
  const told = Object.entries(found).map(([node, rank]) => `${node} ${rank.toFixed(3)}`).join("  ");
  console.log(`${what.padEnd(26)}${told}   sum ${sum(found).toFixed(3)}`);
}

const sum = (found) => Object.values(found).reduce((total, rank) => total + rank, 0);

function byHand(links) {
  const nodes = [...new Set(links.flatMap(([from, to]) => [from, to]))];
  const leaves = Object.fromEntries(nodes.map((node) => [node, 0]));
  for (const [from, , weight] of links) leaves[from] += weight;
  let found = Object.fromEntries(nodes.map((node) => [node, 1 / nodes.length]));
  for (let step = 0; step < 500; step++) {
    const next = Object.fromEntries(nodes.map((node) => [node, (1 - ALPHA) / nodes.length]));
    for (const [from, to, weight] of links) next[to] += ALPHA * found[from] * weight / leaves[from];
    found = next;
  }
  return found;
}

for (const link of LINKS) pagerank.link(...link);
const first = ranks("first ranking");
const true_ = byHand(LINKS);
for (const node in true_) assert(Math.abs(first[node] - true_[node]) < 1e-6);
const second = ranks("second ranking");
assert(sum(second) < 0.5, "a second ranking is like the first one now");
pagerank.link("b", "d", 1);
ranks("one more link b to d");
show("by hand", byHand([...LINKS, ["b", "d", 1]]));
pagerank.reset();
for (const link of LINKS) pagerank.link(...link);
const anew = ranks("reset, all links again");
assert(Math.abs(sum(anew) - 1) < 1e-6, "a reset does not repair it");
NODE
node ranks.js
