#!/usr/bin/env bash
# simcraft 1.0.1 (pip): the named random streams of one base seed are others in each process, and antithetic draws are
# ordinary ones.
#
# `StreamManager(base_seed=42).get_stream("arrivals")` promises streams "for reproducibility", whose seeds come from the
# name and the base seed. One would guess that the same script draws the same arrivals tomorrow. The seed of a stream is
# Python's `hash` of (name, base seed), and hashes of strings are salted anew in each process: every start of the script
# has other streams, unless PYTHONHASHSEED is set for it. Within one process all looks well, two managers with one base
# seed agree, so that a unit test does not show it; workers started by "spawn" differ from each other.
#
# `enable_antithetic()` is told to make the next draws U and 1 - U. It stores that it was called; nothing reads it. The
# pairs are independent, and the variance reduction that one reports is the one of twice as many draws.
#
# This hurts common random numbers most: two designs that are run as two commands are compared under different
# arrivals although both say 42. `RandomStream(name, seed=...)` with a seed of one's own has no such fault. No report of
# it was found. windtunnel addresses draws by hashes of its own, and its tests compare bytes between processes.
#
# Output seen on 2026-11-30 (the two salts stand for two starts of the script):
#   PYTHONHASHSEED=1: seed of "arrivals" 67562370, same in a second manager, explicit seed draws 0.1456692551
#   PYTHONHASHSEED=2: seed of "arrivals" 2013269190, same in a second manager, explicit seed draws 0.1456692551
#   correlation of 5,000 "antithetic" pairs: 0.00 (would be -1)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet simcraft==1.0.1 numpy==2.4.6
cat >"$folder/streams.py" <<'PYTHON'
import os

from simcraft.random.streams import RandomStream, StreamManager

seeds = [StreamManager(base_seed=42).get_stream("arrivals").seed for _ in range(2)]
same = "same" if seeds[0] == seeds[1] else "another"
explicit = RandomStream("arrivals", seed=100).uniform()
salt = os.environ["PYTHONHASHSEED"]
print(f'PYTHONHASHSEED={salt}: seed of "arrivals" {seeds[0]}, {same} in a second manager, ', end="")
print(f"explicit seed draws {explicit:.10f}")
PYTHON
for salt in 1 2; do
    PYTHONHASHSEED=$salt "$folder/env/bin/python" "$folder/streams.py" | tee -a "$folder/told"
done
"$folder/env/bin/python" - "$folder/told" <<'PYTHON'
import re
import statistics
import sys

from simcraft.random.streams import StreamManager

told = open(sys.argv[1]).read()
seeds = re.findall(r"arrivals\" (\d+)", told)
assert len(seeds) == 2 and seeds[0] != seeds[1], "streams are the same in each process now"
assert told.count("same in a second manager") == 2, "managers with one base seed differ now"
assert len(set(re.findall(r"draws (\S+)", told))) == 1, "explicit seeds differ between processes now"

manager = StreamManager(base_seed=42)
stream = manager.get_stream("arrivals")
stream.set_seed(1)
manager.enable_antithetic()
first, second = zip(*((stream.uniform(), stream.uniform()) for _ in range(5000)))
correlation = statistics.correlation(first, second)
print(f'correlation of 5,000 "antithetic" pairs: {abs(correlation):.2f} (would be -1)')
assert abs(correlation) < 0.05, "the pairs are antithetic now"
PYTHON
