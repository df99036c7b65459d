#!/usr/bin/env bash
# weighted 1.0.0 (npm): after `weights[2] = 8` the third node gets the same third of the traffic as before.
#
# `weighted.select(nodes, weights)` picks by share of the total weight. One would guess that weights changed in the
# array count from the next call on, since they are handed over in every call. The total is kept in a hidden property of
# the array at the first draw. `push`, `pop`, `shift`, `unshift` and `splice` are wrapped so that they clear it, but an
# assignment is not noticed: the draw goes on over the OLD total and reads the NEW weights from the front until it is
# used up. What the last weight grew by is beyond the end, and what an earlier one grew by is taken from the later ones:
# [1, 1, 8] after [1, 1, 1] is still a third each; [3, 1, 1] gives everything to the first. A copy of the array is
# right, and so are objects, of which nothing is kept. If weights have shrunk, the draw may end in a RangeError.
#
# This hurts because weights are changed in place by every router that learns: by latency, score, stake, free slots. The
# weights that are logged are the new ones, the traffic is neither the old nor the new; that a node's place in the list
# decides looks like a matter of the nodes. The README says that one "can help" with a total of one's own if weights
# change, which reads as advice on speed. No report of it was found.
#
# Output seen on 2026-11-30 (90,000 draws with evenly spaced numbers; shares of a, b and c):
#   [1,1,1]                           0.33 0.33 0.33
#   then weights[2] = 8               0.33 0.33 0.33
#   the same in a new array           0.10 0.10 0.80
#   then weights[2] = 1, [0] = 3      1.00 0.00 0.00
#   the same in a new array           0.60 0.20 0.20
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts weighted@1.0.0
cat > shares.js <<'NODE'
const assert = require("node:assert");
const weighted = require("weighted");
const DRAWS = 90000;
const NODES = ["a", "b", "c"];

function shares(name, weights) {
  const counts = { a: 0, b: 0, c: 0 };
  for (let i = 0; i < DRAWS; i++) {
    counts[weighted.select(NODES, weights, { rand: () => (i + 0.5) / DRAWS })] += 1;
  }
  const found = NODES.map((node) => (counts[node] / DRAWS).toFixed(2));
  console.log(name.padEnd(33), ...found);
  return found.map(Number);
}

const weights = [1, 1, 1];
assert.deepEqual(shares("[1,1,1]", weights), [0.33, 0.33, 0.33], "equal weights give unequal shares");
weights[2] = 8;
assert.deepEqual(shares("then weights[2] = 8", weights), [0.33, 0.33, 0.33], "a changed weight is noticed now");
assert.deepEqual(shares("the same in a new array", [...weights]), [0.1, 0.1, 0.8], "a new array is wrong");
weights[2] = 1;
weights[0] = 3;
assert.deepEqual(shares("then weights[2] = 1, [0] = 3", weights), [1, 0, 0], "a changed weight is noticed now");
assert.deepEqual(shares("the same in a new array", [...weights]), [0.6, 0.2, 0.2], "a new array is wrong");
NODE
node shares.js
