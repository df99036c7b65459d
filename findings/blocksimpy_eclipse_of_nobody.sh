#!/usr/bin/env bash
# blocksimpy 1.5.0 (pip): `--attack eclipse` changes nothing, even if all nodes are victims.
#
# The README and the help name three attacks that are simulated. One would guess that with `--attack eclipse
# --victim-nodes 2` two nodes no longer get the blocks of the others, that less is sent, and that the results say how
# many blocks were withheld. "Attack mode: eclipse (2 victim nodes)" is printed, and an object that could answer which
# node may get a block is made and stored, but nothing ever asks it: the results are those of a run without an attack to
# the last digit, and no section on the attack follows. Twenty victims of ten nodes are accepted, too. The selfish and
# the double-spend attacks do have their results.
#
# This hurts because the absence of an effect is a result: "the network is robust against isolated nodes" is just what
# such a table would show, and sweeps over the number of victims give the same row each time. Propagation takes no time
# in this simulator either, so that blocks never meet and `--neighbors` acts only on the traffic. No report of it was
# found.
#
# Output seen on 2026-11-30 (preset of Bitcoin, 300 blocks, the same seed, 10 nodes):
#   no attack:      sent 20.48 MB in 15,000 requests, 176,447.86 seconds, results of the attack: no
#   2 eclipsed:     sent 20.48 MB in 15,000 requests, 176,447.86 seconds, results of the attack: no
#   10 eclipsed:    sent 20.48 MB in 15,000 requests, 176,447.86 seconds, results of the attack: no
#   selfish miner:  sent 20.48 MB in 15,000 requests, 181,964.82 seconds, results of the attack: yes
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet blocksimpy==1.5.0 simpy==4.1.2
cd "$folder"
cat > run.py <<'PYTHON'
import contextlib
import io
import random
import re
import sys

from blocksimpy.app import main


def run(name, *options):
    random.seed(1)
    sys.argv = ["blocksimpy", "--chain", "btc", "--blocks", "300", *options]
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        main()
    told = told.getvalue()
    patterns = (r"Network data: (.*)", r"I/O requests: (.*)", r"Simulated time: (\S+ \w+)")
    data, requests, time = (re.search(pattern, told)[1] for pattern in patterns)
    results = "yes" if "ATTACK RESULTS" in told else "no"
    print(f"{name:15} sent {data} in {requests} requests, {time}, results of the attack: {results}")
    lines = told.splitlines()
    timed = ("Attack mode", "  Actual time", "  Speed")
    return [line for line in lines if not line.startswith(timed)], results


plain, _ = run("no attack:")
for victims in ("2", "10"):
    eclipsed, results = run(f"{victims} eclipsed:", "--attack", "eclipse", "--victim-nodes", victims)
    assert eclipsed == plain and results == "no", "an eclipse has an effect now"
selfish, results = run("selfish miner:", "--attack", "selfish")
assert selfish != plain and results == "yes", "a selfish miner has no effect, either"
PYTHON
env/bin/python run.py
