#!/usr/bin/env bash
# flodeck 0.1.0 (PyPI): a job that is held because the queue is full gets in only when a job of its own flow leaves; a
# flow with none in the queue waits for ever, beside idle nodes, and no count shows it.
#
# With `hold_overflow=True` and a `backlog_limit` jobs that find the queue full are held, and "promoted back when a slot
# frees up". One would guess the longest held one. When a job leaves the queue, only jobs of the SAME flow are looked
# at. The limit is of all flows, though. So a flow whose jobs came when others had filled the queue has none in it, and
# none that could leave and call for the next. Its jobs are held until the end of the run. The nodes fall idle, the run
# ends, and the held jobs are in neither `completed` nor `dropped_count`. They do stand in `mean_job_count`, so the
# number in the system does not fit rate x time any more.
#
# A flow that has one job in the queue fares well: its jobs pass those of others that were held before (the last row).
# A single flow, or a limit per flow, shows nothing of this.
#
# Unfairness between classes, or losses, that such a model shows are of the holding buffer. Source: `_after_take` of
# `Backlog` in backlog.py; "Admission control" of the page.
#
# Output seen on 2026-11-30:
#   one node, room for 4 in the queue; 5 jobs of 1 s, 20 more of 1 s, then 100 s of rest
#   the 20 are                          completed                     dropped  busy  mean jobs in the system
#   of the same flow                    {'a': 25}                           0   26%                     3.19
#   of another                          {'a': 5, 'b': 0}                    0    6%                    20.12
#   of b and c, b has one in the queue  {'a': 4, 'b': 11, 'c': 0}           0   16%                    11.16
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps flodeck==0.1.0
cat > held.py <<'PY'
from flodeck import FloDeck
from flodeck.job import Job

LIMIT = 4


def jobs(flow: str, times: list[float]):
    """Jobs of 1 s on one node that come at these times."""
    return iter([Job(runtime=1.0, span=1, flow=flow, arrived_at=at) for at in times])


def run(*flows: tuple[str, list[float]], last: float):
    deck = FloDeck(num_nodes=1, backlog_limit=LIMIT, hold_overflow=True)
    # The clock job comes long after all others, when the node is idle.
    deck.run([jobs(*flow) for flow in flows] + [jobs("clock", [last])])
    done = {name: sum(job.flow == name for job in deck.completed) for name, _ in flows}
    return done, deck.dropped_count, deck.utilization(), deck.mean_job_count()


first = [0.01 * i for i in range(LIMIT + 1)]  # One is served, the others fill the queue.
later = [0.1 + 0.01 * i for i in range(20)]
print(f"one node, room for {LIMIT} in the queue; 5 jobs of 1 s, 20 more of 1 s, then 100 s of rest")
print("the 20 are                          completed                     dropped  busy  mean jobs in the system")
found = {}
for name, flows in [
    ("of the same flow", [("a", first + later)]),
    ("of another", [("a", first), ("b", later)]),
    ("of b and c, b has one in the queue", [("a", first[:-1]), ("b", [0.04, *later[10:]]), ("c", later[:10])]),
]:
    done, dropped, busy, jobs_in = run(*flows, last=100.0)
    found[name] = sum(done.values())
    print(f"{name:36}{str(done):30}{dropped:7}{busy:6.0%}{jobs_in:25.2f}")
assert found["of the same flow"] == len(first) + len(later)
assert found["of another"] == len(first), "held jobs of all flows are looked at now"
PY
venv/bin/python held.py
