#!/usr/bin/env bash
# anrg-ncsim 1.0.0 (PyPI): data that is on its way is put off whenever another transfer begins or ends on the link;
# under a steady load nothing arrives.
#
# A transfer takes size / bandwidth + latency. Transfers at the same time share the bandwidth of a link, so when one
# begins or ends the others are planned anew. The plan is: now + what is left / rate + the WHOLE latency. As long as
# data is left that is right. If all data has been sent, and only the latency is left, the plan is now + the whole
# latency again. Each start and each end on the link puts the arrival off.
#
# With a latency of 2 s and a small transfer every second, the first should arrive after 2.01 s, the second a second
# later. The first is put off at 1 s, 2 s, 3 s ..., and so are all. None arrives before the last one has been sent; then
# each arrival puts the others off. The makespan and each wait are those of the number of transfers, not of the link.
#
# Links with a latency above the time between transfers (networks over continents, satellites, small messages) are the
# rule in a decentralised network. A look at one transfer, or at large ones, shows nothing of it.
#
# The scheduler of another package is left out, as all tasks are pinned. Source: `_recalculate_link_transfers` in
# core/execution_engine.py (1.1.0, for Python 3.12 and later, has the same lines).
#
# Output seen on 2026-11-30:
#   one transfer alone takes 2.01 s (latency 2 s)
#   transfers  one every  the first takes  the mean  the last
#           1       1 s           2.01 s    2.01 s    2.01 s
#          10       1 s          11.00 s   15.50 s   20.00 s
#         100       1 s         101.00 s  150.50 s  200.00 s
#         400       1 s         401.00 s  600.50 s  800.00 s
#         100       3 s           2.01 s    2.01 s    2.01 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps anrg-ncsim==1.0.0 PyYAML==6.0.3 networkx==3.6.1
cat > arrivals.py <<'PY'
import contextlib
import io
import json
import logging
from pathlib import Path

logging.disable(logging.CRITICAL)  # It says that the scheduler of another package is not there.

import yaml
from ncsim.main import main

LATENCY, SIZE, BANDWIDTH = 2.0, 1, 100


def arrivals(count: int, gap: float) -> list[float]:
    """How long each of so many transfers takes [s], one every so often."""
    tasks = [
        {"id": "sends", "compute_cost": 0.001, "pinned_to": "a"},
        {"id": "gets", "compute_cost": 0.001, "pinned_to": "b"},
    ]
    edges = [{"from": "sends", "to": "gets", "data_size": SIZE}]
    dags = [{"id": f"d{i}", "inject_at": gap * i, "tasks": tasks, "edges": edges} for i in range(count)]
    nodes = [{"id": name, "compute_capacity": 1000, "position": {"x": 0, "y": 0}} for name in "ab"]
    links = [{"id": "ab", "from": "a", "to": "b", "bandwidth": BANDWIDTH, "latency": LATENCY}]
    config = {"scheduler": "manual", "interference": "none", "seed": 1}
    scenario = {"name": "one link", "network": {"nodes": nodes, "links": links}, "dags": dags, "config": config}
    Path("scenario.yaml").write_text(yaml.safe_dump({"scenario": scenario}))
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["--scenario", "scenario.yaml", "--output", "out"]) == 0
    events = [json.loads(line) for line in Path("out/trace.jsonl").read_text().splitlines()]
    ended = {one["dag_id"]: one["sim_time"] for one in events if one["type"] == "transfer_complete"}
    return [ended[f"d{i}"] - gap * i for i in range(count)]


alone = LATENCY + SIZE / BANDWIDTH
print(f"one transfer alone takes {alone:.2f} s (latency {LATENCY:.0f} s)")
print("transfers  one every  the first takes  the mean  the last")
found = {}
for count, gap in [(1, 1), (10, 1), (100, 1), (400, 1), (100, 3)]:
    took = arrivals(count, gap)
    found[count, gap] = took[0]
    print(f"{count:9}{gap:8} s{took[0]:15.2f} s{sum(took) / count:8.2f} s{took[-1]:8.2f} s")
assert abs(found[1, 1] - alone) < 0.1 and abs(found[100, 3] - alone) < 0.1
assert found[100, 1] > 50 and found[400, 1] > 200, "what is on its way arrives now"
PY
venv/bin/python arrivals.py
