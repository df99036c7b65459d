#!/usr/bin/env bash
# @derhuerst/round-robin-scheduler 1.0.4 (npm): whoever stands after one that leaves loses a turn; to remove one place
# too far takes the last one out of service for good.
#
# `get` gives the values in turn, `remove(i)` takes out the one at a place. One would guess that a removal changes the
# turns of nobody else. The scheduler keeps the place of the next turn, and leaves it as it is if one BEFORE it goes.
# All after that one move up, so the one whose turn it was is passed over and waits for a whole round. The usual case is
# a job that is done when it was served, and then removed: each time the next one is passed over. Of ten jobs the even
# ones are served first, the second comes sixth, the eighth last. Any order of arrival is lost.
#
# `remove` accepts a place equal to the length, where there is nothing. It removes nothing, answers true, and counts one
# less. From then on the last value is never served, although `has` still finds it.
#
# A queue of jobs that is served by this scheduler is not first come, first served among jobs of one turn, and not even
# round robin: waits differ by a round between neighbours.
#
# Source: `remove` in index.js.
#
# Output seen on 2026-11-30:
#   ten jobs, each removed when it was served: 0 2 4 6 8 1 5 9 3 7
#   remove(4) of a b c d: true; then served: a b c a b c; has d: true
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @derhuerst/round-robin-scheduler@1.0.4
cat > turns.cjs <<'NODE'
const assert = require("node:assert");
const createRoundRobin = require("@derhuerst/round-robin-scheduler");

const jobs = createRoundRobin([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
const order = [];
while (jobs.length > 0) {
  const job = jobs.get();
  order.push(job);
  jobs.remove(jobs.findIndex((other) => other === job));
}
console.log(`ten jobs, each removed when it was served: ${order.join(" ")}`);
assert.equal(order[1], 2, "the next one has its turn now");

const four = createRoundRobin(["a", "b", "c", "d"]);
const answer = four.remove(4);
const served = Array.from({ length: 6 }, () => four.get()).join(" ");
console.log(`remove(4) of a b c d: ${answer}; then served: ${served}; has d: ${four.has("d")}`);
assert(answer === true && !served.includes("d") && four.has("d"), "a place that is not there is refused now");
NODE
node turns.cjs
