#!/usr/bin/env bash
# prom-client 15.1.3 (npm; its Summary uses tdigest 0.1.3), tdigest 0.5.2.2 and pytdigest 0.1.4 (pip): quantiles of
# values that repeat are wrong far inside the range, not only in the tail.
#
# A t-digest is known to be accurate to a fraction of a per cent of rank, so one would guess that the median of
# latencies of which 70 % are exactly 5 ms is 5 ms. These ports merge equal values into one centroid and then
# interpolate from its middle to the next centroid, as if half of the 5 ms answers lay between 5 and 600 ms: the median
# is 260 to 310 ms, and the 60th percentile 430 to 510 ms. The Python tdigest extends the line downwards too, and
# answers -165 ms for a quarter of latencies that are all positive. fastdigest 0.12.0 and crick 0.0.8 are right
# here.
#
# This hurts because measurements of LLM serving repeat: cache hits in whole milliseconds, answers cut at the maximum
# number of tokens, batch sizes. A gateway whose cache answers 70 % of the requests at once shows the median of a slow
# service in its own Prometheus metrics; a model fitted to it has no cache. The error is known for the Python tdigest
# (CamDavidsonPilon/tdigest#60, open).
#
# windtunnel's quantiles come from histograms whose buckets are at most 1/128 of the value wide.
#
# Output seen on 2026-11-30 (of 5,000 latencies 70 % are 5 ms, the others 600 to 2,000 ms):
#                  p25     p50     p60     p90
#   exact            5       5       5    1531
#   prom-client      5     263     435    1531
#   tdigest       -165     260     430    1529
#   pytdigest        5     310     513    1527
#   crick            5       5       5    1529
#   fastdigest       5       5       5    1531
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet tdigest==0.5.2.2 pytdigest==0.1.4 crick==0.0.8 fastdigest==0.12.0 numpy==2.4.6 \
    pandas==3.1.1
npm install --silent --no-audit --no-fund --prefix "$folder" prom-client@15.1.3 tdigest@0.1.3
cat >"$folder/summary.js" <<'JS'
const { Summary } = require("prom-client");
const latencies = JSON.parse(require("fs").readFileSync(0));
const shares = process.argv.slice(2).map(Number);
const summary = new Summary({ name: "latency", help: "Latency in ms", percentiles: shares });
for (const latency of latencies) summary.observe(latency);
summary.get().then(({ values }) => {
  const found = values.filter(({ labels }) => "quantile" in labels);
  console.log(JSON.stringify(shares.map((share) => found.find(({ labels }) => labels.quantile === share).value)));
});
JS
"$folder/env/bin/python" - "$folder" <<'PYTHON'
import json
import subprocess
import sys

import crick
import fastdigest
import numpy as np
import pytdigest
from tdigest import TDigest

SHARES = [0.25, 0.5, 0.6, 0.9]
latencies = np.array([5.0 if i % 10 < 7 else 600.0 + i * 7919 % 1400 for i in range(5000)])

ported = TDigest()
ported.batch_update(latencies.tolist())
compiled = pytdigest.TDigest()
compiled.update(latencies)
cython = crick.TDigest()
cython.update(latencies)
rust = fastdigest.TDigest.from_values(latencies)
command = ["node", "summary.js", *map(str, SHARES)]
told = json.dumps(latencies.tolist())
node = subprocess.run(command, cwd=sys.argv[1], input=told, text=True, stdout=subprocess.PIPE, check=True)

found = {
    "exact": [float(np.quantile(latencies, share)) for share in SHARES],
    "prom-client": json.loads(node.stdout),
    "tdigest": [ported.percentile(100 * share) for share in SHARES],
    "pytdigest": [float(compiled.inverse_cdf([share])[0]) for share in SHARES],
    "crick": [float(cython.quantile(share)) for share in SHARES],
    "fastdigest": [rust.quantile(share) for share in SHARES],
}
print(f"{'':12}" + "".join(f"{f'p{100 * share:.0f}':>8}" for share in SHARES))
for name, values in found.items():
    print(f"{name:12}" + "".join(f"{value:8.0f}" for value in values))
assert latencies.min() == 5
assert all(found[name][1] > 200 for name in ("prom-client", "tdigest", "pytdigest")), "the median is right now"
assert found["tdigest"][0] < 0, "no quantile is below the least value now"
assert all(abs(found[name][1] - 5) < 1 for name in ("crick", "fastdigest")), "the good ones are wrong too"
PYTHON
