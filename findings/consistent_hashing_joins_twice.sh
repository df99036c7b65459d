#!/usr/bin/env bash
# consistent-hashing 0.3.0 (npm): a node that is added a second time gets half as many keys again, and the more often it
# is added the more.
#
# `addNode` of a node that is on the ring, as a re-announcement after a reconnect brings it about, one would guess to
# change nothing: the same points with the same node. Its points are put into the sorted list twice, and into the table
# once. A look-up searches the list up to the SIZE OF THE TABLE: the upper end of the list is out of reach, and all keys
# that belong there go to the last point within reach. Each further join takes another 160 points out of reach. The
# nodes whose points are at the end lose their keys there, and one point, of 480, holds a fifth of all keys and more.
# `removeNode` repairs it.
#
# This hurts a gateway that learns of nodes by messages: which node is flooded depends on the hashes, not on who joined
# twice, and nothing shows it but the load. consistent-hash and uhashring, with findings of their own, have other
# faults. No report of it was found. windtunnel's ring has the places of each node once.
#
# Output seen on 2026-11-30 (30,000 keys on three nodes with 160 points each):
#   three nodes            a   9772  b  10143  c  10085   at one point    390
#   a is added again       a  14321  b   7874  c   7805   at one point   7509
#   a is added once more   a  16715  b   6489  c   6796   at one point  11547
#   a is removed and added a   9772  b  10143  c  10085   at one point    390
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts consistent-hashing@0.3.0
cat > joins.js <<'NODE'
const assert = require("node:assert");
const ConsistentHashing = require("consistent-hashing");
const KEYS = 30_000;

function keys(ring, what) {
  const count = new Map(["a", "b", "c"].map((node) => [node, 0]));
  const points = new Map();
  for (let key = 0; key < KEYS; key++) {
    const node = ring.getNode(`key${key}`);
    count.set(node, (count.get(node) ?? 0) + 1);
    const point = ring.getNodePosition(ring.crypto(`key${key}`));
    points.set(point, (points.get(point) ?? 0) + 1);
  }
  const most = Math.max(...points.values());
  const told = [...count].map(([node, keys]) => `${node} ${String(keys).padStart(6)}`).join("  ");
  console.log(`${what.padEnd(22)} ${told}   at one point ${String(most).padStart(6)}`);
  return { count, most };
}

const ring = new ConsistentHashing(["a", "b", "c"]);
const once = keys(ring, "three nodes");
assert(Math.max(...once.count.values()) < 1.2 * KEYS / 3, "the keys are not even");
ring.addNode("a");
const twice = keys(ring, "a is added again");
ring.addNode("a");
const thrice = keys(ring, "a is added once more");
const most = Math.max(...twice.count.values());
assert(most > 1.3 * KEYS / 3 && twice.most > 0.15 * KEYS, "a second join changes nothing now");
assert(thrice.most > 1.3 * twice.most, "a third join changes nothing now");
ring.removeNode("a");
ring.addNode("a");
const again = keys(ring, "a is removed and added");
assert(Math.max(...again.count.values()) < 1.2 * KEYS / 3, "a removal does not repair it");
NODE
node joins.js
