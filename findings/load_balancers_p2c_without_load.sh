#!/usr/bin/env bash
# load-balancers 1.3.52 (npm): `P2cBalancer` compares how often nodes were EVER picked, and so feeds a node that is ten
# times slower as much as the others.
#
# "Power of two choices" sends a request to the less loaded of two random nodes, and one would guess that load is what a
# node has in flight, as in Finagle, Envoy or Linkerd: slow nodes get less. The balancer has `pick` and nothing to say
# that a request has ended. Its counters only grow, so that it evens out the number of picks since the start: a round
# robin with noise. Nodes that are slow, full or down have the same share as all others to a few requests. If the
# counters are made to start at another value with the second argument, that is the same for all nodes. (The two choices
# may, besides, be one and the same node.)
#
# This hurts where providers differ, which is why one would take two choices at all: one slow node of ten is overloaded
# at a total load that uses 55 % of the capacity, and its queue grows without limit, with a tenth of all requests in it.
# Results for "P2C" from a gateway with this package are those of round robin, and say nothing about the policy. The
# README shows equal counts as the proof that it works. No report of it was found.
#
# windtunnel's `power_of_d` compares backlogs, and draws without replacement unless told otherwise.
#
# Output seen on 2026-11-30 (5 requests per second for 1,000 s; nine nodes need 1 s each, the tenth 10 s, one by one;
# `Math.random` is a seeded generator here):
#   P2cBalancer              slow node 10.0 % of 5000, mean 200.2 s, worst 3983 s
#   two choices by in-flight slow node  2.0 % of 5000, mean   1.6 s, worst   48 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts load-balancers@1.3.52
cat > balance.js <<'NODE'
const assert = require("node:assert");
const { P2cBalancer } = require("load-balancers");
const SERVICE = [...Array(9).fill(1), 10];
const REQUESTS = 5000;
const GAP = 0.2;

let state;
Math.random = () => {
  state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
  return Number(state >> 11n) / 2 ** 53;
};

class InFlight {
  constructor(nodes) {
    this.nodes = nodes;
  }
  pick() {
    const [a, b] = [0, 1].map(() => Math.trunc(Math.random() * this.nodes.length));
    return this.nodes[a].length < this.nodes[b].length ? a : b;
  }
}

function run(name, make) {
  state = 1n;
  const nodes = SERVICE.map(() => []); // when each request in flight ends
  const balancer = make(nodes);
  let slow = 0;
  const times = [];
  for (let i = 0; i < REQUESTS; i++) {
    const now = i * GAP;
    for (const ends of nodes) while (ends.length && ends[0] <= now) ends.shift();
    const node = balancer.pick();
    const ends = nodes[node];
    ends.push(Math.max(now, ends.at(-1) ?? now) + SERVICE[node]);
    times.push(ends.at(-1) - now);
    slow += node === 9;
  }
  const share = (100 * slow) / REQUESTS;
  const mean = times.reduce((sum, time) => sum + time) / REQUESTS;
  const worst = Math.max(...times);
  console.log(`${name.padEnd(24)} slow node ${share.toFixed(1).padStart(4)} % of ${REQUESTS}, ` +
    `mean ${mean.toFixed(1).padStart(5)} s, worst ${worst.toFixed(0).padStart(4)} s`);
  return [share, mean];
}

const [share, mean] = run("P2cBalancer", (nodes) => new P2cBalancer(nodes.length));
const [right, short] = run("two choices by in-flight", (nodes) => new InFlight(nodes));
const methods = Object.getOwnPropertyNames(P2cBalancer.prototype).sort();
assert.deepEqual(methods, ["constructor", "pick"], "the balancer can be told that a request has ended now");
assert(share > 9.5 && share < 10.5 && mean > 100, "the slow node does not get its full share now");
assert(right < 4 && short < 3, "two choices by in-flight do not spare the slow node");
NODE
node balance.js
