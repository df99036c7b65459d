#!/usr/bin/env bash
# consistent-hash 1.2.2 (npm): two routers with the same nodes disagree on three keys of four, and in the mode that
# repairs this, each node that joins takes all keys of the one that joined before it.
#
# One would guess that a ring of this name places nodes by a hash of their names, as hashring (npm) and uhashring (pip)
# do: equal nodes give equal rings, and the fifth node takes a fifth of the keys, some from each. Here the name plays no
# part. By default the points of a node come from `Math.random`, so that each process, and the same process after a
# restart, has another ring. `distribution: "uniform"` is reproducible: it spreads the points of all nodes that were
# added since the last look-up evenly. But a node that joins later is spread as if it were alone, at places that depend
# on nothing else. The next one to join gets the very same places, and what was there is overwritten. If the first node
# was alone, too, then all keys are the newest node's, however many have joined.
#
# This hurts routers that use a ring for prefix caches. With a second gateway the hits of each go to the wrong node; in
# the uniform mode a scale-out of one node at a time adds no capacity, but empties one cache each time, and no error or
# `nodeCount` shows it. That random rings differ is known (andrasq/consistent-hash-js#5, whose answer is the uniform
# mode); that a node takes the place of the last one was found in no issue.
#
# Output seen on 2026-11-30 (20,000 keys; the first line varies):
#   random:  two rings of a, b, c and d agree on 24 % of the keys
#   uniform: a, b, c, d together    a 0.25  b 0.25  c 0.25  d 0.25
#            then e                 a 0.25  b 0.25  c 0.13  d 0.25  e 0.12
#            then f                 a 0.25  b 0.25  c 0.13  d 0.25  f 0.12
#            then g                 a 0.25  b 0.25  c 0.13  d 0.25  g 0.12
#   uniform: one by one             f 1.00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts consistent-hash@1.2.2
cat > ring.js <<'NODE'
const assert = require("node:assert");
const ConsistentHash = require("consistent-hash");

const KEYS = Array.from({ length: 20_000 }, (_, number) => `prefix ${number}`);

function ringOf(names, options) {
  const ring = new ConsistentHash(options);
  names.forEach((name) => ring.add(name));
  return ring;
}

/** The share of the keys of each node that has any. */
function shares(ring) {
  const counts = {};
  KEYS.forEach((key) => (counts[ring.get(key)] = (counts[ring.get(key)] ?? 0) + 1));
  return Object.fromEntries(Object.keys(counts).sort().map((name) => [name, counts[name] / KEYS.length]));
}

function tell(label, found) {
  const told = Object.entries(found).map(([name, share]) => `${name} ${share.toFixed(2)}`);
  console.log(`${label.padEnd(32)}${told.join("  ")}`);
  return found;
}

const [one, other] = [ringOf("abcd".split("")), ringOf("abcd".split(""))];
const agreed = KEYS.filter((key) => one.get(key) === other.get(key)).length / KEYS.length;
console.log(`random:  two rings of a, b, c and d agree on ${Math.round(100 * agreed)} % of the keys`);
assert(agreed < 0.6, "rings of equal nodes agree now");

const ring = ringOf("abcd".split(""), { distribution: "uniform" });
const before = tell("uniform: a, b, c, d together", shares(ring));
assert(Object.values(before).every((share) => Math.abs(share - 0.25) < 0.01), "the first four nodes are not even now");
for (const [joining, gone] of ["e ", "fe", "gf"]) {
  ring.add(joining);
  const found = tell(`         then ${joining}`, shares(ring));
  assert(found[joining] > 0.1 && !(gone in found), `${gone} keeps keys when ${joining} joins now`);
}

const alone = new ConsistentHash({ distribution: "uniform" });
let last = {};
for (const name of "abcdef") {
  alone.add(name);
  last = shares(alone);
}
tell("uniform: one by one", last);
assert.deepStrictEqual(last, { f: 1 }, "nodes that join one by one share the keys now");
assert.strictEqual(alone.nodeCount, 6);
NODE
node ring.js
