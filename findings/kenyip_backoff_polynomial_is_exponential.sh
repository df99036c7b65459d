#!/usr/bin/env bash
# @kenyip/backoff-strategies 1.0.4 (npm): a `scaleFactor` of 0.5 or 1.5 is not applied; "polynomial" is exponential; the
# delays of the page do not come.
#
# `scaleFactor` is documented as a factor of the delay, to make delays that grow fast smaller ("or larger"). To make
# them smaller it must be below 1. The code multiplies only by whole numbers: 0.5, 0.1 and 1.5 are passed over without a
# word, and the only whole number below 1 is 0. So no delay can be made smaller, which is what the option is for.
#
# "polynomial" takes attempts to a power in any book: 1, 4, 9, 16 (the exponent is 2). Here the exponent is the BASE:
# 2^n - 1 = 1, 3, 7, 15, to the digit the "exponential" of the package. After 20 attempts of 1 s one waits 12 days where
# a polynomial waits 7 minutes. The exponent cannot be set either, as the options have no name for it.
#
# The page says of "fibonacci": 1000, 1000, 1000, 3000 ms for attempts 1 to 4. The third is 2000.
#
# Jitter is 0 to 1 s whatever the delay (the page says so), and `scaleFactor` multiplies it, too.
#
# Retries of a simulated client with these options are as far apart as the options do not say. Source: lib/backoff.js
# (`Number.isSafeInteger`), lib/strategies.js; "scaleFactor" and "Usage" of the page.
#
# Output seen on 2026-11-30:
#   delay [s] after attempt               1        2        3        4       10       20
#   linear                                1        2        3        4       10       20
#   polynomial                            1        3        7       15     1023  1048575
#   exponential                           1        3        7       15     1023  1048575
#   fibonacci                             1        1        2        3       55     6765
#   n to the power of 2                   1        4        9       16      100      400
#   linear, scaleFactor 0.1               1        2        3        4       10       20
#   linear, scaleFactor 0.5               1        2        3        4       10       20
#   linear, scaleFactor 1.5               1        2        3        4       10       20
#   linear, scaleFactor 2                 2        4        6        8       20       40
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @kenyip/backoff-strategies@1.0.4
cat > delays.cjs <<'NODE'
const assert = require("node:assert");
const strategies = require("@kenyip/backoff-strategies");

const attempts = [1, 2, 3, 4, 10, 20];
const delays = (options) => attempts.map((attempt) => strategies({ delay: 1000, ...options })(attempt) / 1000);
const row = (name, values) => console.log(name.padEnd(30) + values.map((value) => String(value).padStart(9)).join(""));
row("delay [s] after attempt", attempts);
const found = {};
for (const strategy of ["linear", "polynomial", "exponential", "fibonacci"]) {
  found[strategy] = delays({ strategy });
  row(strategy, found[strategy]);
}
row("n to the power of 2", attempts.map((attempt) => attempt ** 2));
assert.deepEqual(found.polynomial, found.exponential, "a polynomial is one now");
assert.equal(found.fibonacci[2], 2);
for (const scaleFactor of [0.1, 0.5, 1.5, 2]) {
  const scaled = delays({ strategy: "linear", scaleFactor });
  row(`linear, scaleFactor ${scaleFactor}`, scaled);
  const expected = Number.isInteger(scaleFactor) ? attempts.map((attempt) => scaleFactor * attempt) : attempts;
  assert.deepEqual(scaled, expected, "factors that are not whole count now");
}
NODE
node delays.cjs
