#!/usr/bin/env bash
# recovery 0.2.6 (npm): the first try, and every try at the maximum, is at the same moment for all clients.
#
# The package reconnects "with randomized exponential back off", "so we don't DDOS our server when it goes down under
# pressure". One would guess that clients which lost the same server come back spread over time.
#
# The first pause is exactly `min`, 500 ms, without a random part, for everybody: the server that has just come back
# meets all its clients in one instant. The later pauses are drawn from once to twice the exponential value and then cut
# at `max`, so that with a maximum of 4 s most of the fourth and all further tries have no random part either.
#
# This hurts a fleet of nodes behind one gateway or relay: the try that matters most is the one that is not spread. The
# first try was asked about in 2015 (unshiftio/recovery#3) and is meant to be so, for connections that were lost by
# accident; no report of the tries at the maximum was found.
#
# Output seen on 2026-11-30 (1,000 clients, min 500 ms, max 4,000 ms):
#   try 1: 1000 of 1000 after 500 ms
#   try 2: 5 of 1000 after 1004 ms
#   try 3: 4 of 1000 after 2110 ms
#   try 4: 1000 of 1000 after 4000 ms
#   try 5: 1000 of 1000 after 4000 ms
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts recovery@0.2.6 millisecond@0.1.2 demolish@1.0.2 \
	tick-tock@1.0.0 one-time@0.0.4 eventemitter3@1.1.1
cat >tries.js <<'NODE'
const assert = require("node:assert");
const Recovery = require("recovery");

const shares = [];
for (let attempt = 1; attempt <= 5; attempt++) {
  const pauses = [];
  for (let client = 0; client < 1000; client++) {
    const recovery = new Recovery({ min: 500, max: 4000 });
    const options = { attempt: attempt - 1 };
    recovery.backoff(() => {}, options);
    pauses.push(options.scheduled);
    recovery.reset();
  }
  const counts = new Map();
  for (const pause of pauses) counts.set(pause, (counts.get(pause) ?? 0) + 1);
  const [pause, most] = [...counts].sort((one, other) => other[1] - one[1])[0];
  shares.push(most / 1000);
  console.log(`try ${attempt}: ${most} of 1000 after ${pause} ms`);
}
// A pause of the try n is even over 1 to 2 times 500 * 2^(n - 1), cut at 4,000.
assert.equal(shares[0], 1, "the first try is spread now");
assert(shares[1] < 0.02 && shares[2] < 0.02);
assert.equal(shares[3], 1, "tries at the maximum are spread now");
assert.equal(shares[4], 1);
NODE
node tries.js
