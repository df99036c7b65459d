#!/usr/bin/env bash
# deck 0.0.4 (npm): `shuffle` leaves nobody in place, and of two entries the second always comes first.
#
# One would guess that "uniform shuffling", as README and source call it, gives each order the same chance: n! orders,
# each entry at each place with probability 1/n. The loop draws the partner of place i from the places below i, never i
# itself. What results is one cycle through all entries: (n - 1)! orders instead of n!, in none of which any entry is
# where it was. Two entries are always swapped, of three there are two orders, of four 6 of 24. Where each entry goes is
# even among the OTHER places, so that counts of who comes first look almost fair for long lists. Shuffled twice, an
# entry is back at its place more often than by chance. The weighted shuffle (of an object) has no such fault.
#
# This hurts where an order decides: which of the nodes with equal scores is asked first, who proposes the next block,
# which requests of a step are admitted. The node listed first is never first in the step, with three nodes the others
# have a half each; with a fallback list of two, all traffic goes to the second. No report of it was found.
#
# Output seen on 2026-11-30 (60,000 shuffles; `Math.random` is a seeded generator here):
#   2 entries: 1 of 2 orders, the first entry is first in 0.0 % (uniform: 50.0 %)
#   3 entries: 2 of 6 orders, the first entry is first in 0.0 % (uniform: 33.3 %)
#   4 entries: 6 of 24 orders, the first entry is first in 0.0 % (uniform: 25.0 %)
#   5 entries: 24 of 120 orders, the first entry is first in 0.0 % (uniform: 20.0 %)
#   3 entries with equal weights, as an object: 6 of 6 orders, the first entry is first in 33.7 % (uniform: 33.3 %)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts deck@0.0.4
cat > orders.js <<'NODE'
const assert = require("node:assert");
const deck = require("deck");
const SHUFFLES = 60000;

let state = 1n;
Math.random = () => {
  state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
  return Number(state >> 11n) / 2 ** 53;
};

function measure(n, note, listed) {
  const entries = Array.from({ length: n }, (_, i) => "abcdefgh"[i]);
  const orders = new Set();
  let first = 0;
  for (let i = 0; i < SHUFFLES; i++) {
    const order = deck.shuffle(listed(entries));
    orders.add(order.join(""));
    first += order[0] === entries[0];
  }
  const all = entries.reduce((product, _, i) => product * (i + 1), 1);
  const share = ((100 * first) / SHUFFLES).toFixed(1);
  const uniform = (100 / n).toFixed(1);
  console.log(`${n} entries${note}: ${orders.size} of ${all} orders, ` +
    `the first entry is first in ${share} % (uniform: ${uniform} %)`);
  return [orders.size, first];
}

for (const [n, orders] of [[2, 1], [3, 2], [4, 6], [5, 24]]) {
  assert.deepEqual(measure(n, "", (entries) => entries), [orders, 0], "the shuffle has other orders now");
}
const weighted = (entries) => Object.fromEntries(entries.map((entry) => [entry, 1]));
const [orders, first] = measure(3, " with equal weights, as an object", weighted);
assert(orders === 6 && Math.abs(first / SHUFFLES - 1 / 3) < 0.01, "the weighted shuffle is not uniform now");
NODE
node orders.js
