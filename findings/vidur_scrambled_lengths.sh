#!/usr/bin/env bash
# vidur 0.0.26 (pip, Python >= 3.10): with `scramble`, the seeded lengths of requests are others in each process.
#
# The Zipf generator of prompt lengths makes the shortest prompts the most frequent; with `scramble=True` the frequent
# lengths lie anywhere in the range. It has a seed, and so has the workload. One would guess that equal seeds give
# equal lengths, as they give equal arrivals, and as all other generators do. The scrambling hashes a text with
# Python's `hash`, whose salt is drawn anew when the interpreter starts. Vidur sets PYTHONHASHSEED along with its other
# seeds, but in its own process, where it has been read long before.
#
# This hurts comparisons of schedulers or deployments, which are separate processes: with common seeds one expects that
# all see the same requests, and finds the same number of them at the same instants. The lengths, and with them the
# load and the most frequent prompt, differ from run to run, so that the difference of the two schedulers is noise to
# that extent, and a result cannot be reproduced. Within one process (two schedulers in one script, a test that runs a
# simulation twice) all is equal. Set PYTHONHASHSEED before the start, not in the script.
#
# Output seen on 2026-11-30 (2,000 requests, seed 1; each line is a process of its own; the scrambled lengths vary):
#   plain          last arrival 191.18 s   first lengths  1414  2425  1023  1212   most frequent  1023
#   scrambled      last arrival 191.18 s   first lengths  3932  1970  2142  1177   most frequent  2142
#   scrambled      last arrival 191.18 s   first lengths  2298  2753  3993  3807   most frequent  3993
#   PYTHONHASHSEED last arrival 191.18 s   first lengths  3245  2237  2648  4059   most frequent  2648
#   PYTHONHASHSEED last arrival 191.18 s   first lengths  3245  2237  2648  4059   most frequent  2648
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-compile --no-deps vidur==0.0.26
"$folder/env/bin/pip" install --quiet --no-warn-conflicts --no-compile numpy==2.4.6
cat > "$folder/workload.py" <<'PYTHON'
import collections
import hashlib
import sys
import types

# Vidur reads traces and draws gamma gaps with these, which is not needed here: empty ones stand in for them.
for name in ("pandas", "scipy", "scipy.stats"):
    sys.modules[name] = types.ModuleType(name)
sys.modules["scipy.stats"].gamma = None

from vidur.config import (
    PoissonRequestIntervalGeneratorConfig,
    SyntheticRequestGeneratorConfig,
    ZipfRequestLengthGeneratorConfig,
)
from vidur.request_generator.synthetic_request_generator import SyntheticRequestGenerator

name = sys.argv[1]
config = SyntheticRequestGeneratorConfig(
    seed=1,
    num_requests=2000,
    length_generator_config=ZipfRequestLengthGeneratorConfig(seed=1, scramble=name != "plain"),
    interval_generator_config=PoissonRequestIntervalGeneratorConfig(seed=1, qps=10),
)
requests = SyntheticRequestGenerator(config).generate_requests()
lengths = [request.total_tokens for request in requests]
frequent = collections.Counter(lengths).most_common(1)[0][0]
first = " ".join(f"{length:5}" for length in lengths[:4])
last = requests[-1].arrived_at
print(f"{name:14} last arrival {last:.2f} s   first lengths {first}   most frequent {frequent:5}", file=sys.stderr)
print(repr(last), hashlib.sha256(repr(lengths).encode()).hexdigest())
PYTHON
function workload {
    "$folder/env/bin/python" "$folder/workload.py" "$1"
}
unset PYTHONHASHSEED
plain=$(workload plain)
first=$(workload scrambled)
second=$(workload scrambled)
if [[ ${plain% *} != "${first% *}" || ${first% *} != "${second% *}" ]]; then
    echo "the arrivals differ, too"
    exit 1
fi
if [[ $first == "$second" ]]; then
    echo "equal seeds give equal scrambled lengths now"
    exit 1
fi
export PYTHONHASHSEED=1
if [[ $(workload PYTHONHASHSEED) != "$(workload PYTHONHASHSEED)" ]]; then
    echo "PYTHONHASHSEED does not help"
    exit 1
fi
