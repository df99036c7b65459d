#!/usr/bin/env bash
# mini-des 0.1.0 (pip): of ten events at the same time the second to happen is the third, and the last is the fourth.
#
# Events are kept in a binary heap and compared by `end_time` alone. One expects that events at the same time happen in
# the order in which they were scheduled, as in SimPy, or at least in the reverse of it. A heap does not keep the order
# of equals. What comes out is fixed (the same in each run), but it is no order that one would write down: it changes
# with the number of events that are waiting. Adding an unrelated event swaps two others.
#
# Ties are no exception in simulations with epochs, slots or heartbeats. Below, ten requests arrive at one node in the
# same slot, and the node takes them first come, first served. An extra timer that does nothing, much later, changes who
# is served when. Two scenarios that should differ in one setting only then differ in the order of their ties, too, and
# common random numbers no longer belong to the same requests.
#
# Nothing in the documentation of the package tells the order of ties. Source: `SimulationEvent.__lt__` in
# minides/core/simulation_engine.py.
#
# Output seen on 2026-12-01:
#   requests  timers  order in which requests of the same time are served
#          3       0  1 2 3
#          5       0  1 3 5 2 4
#         10       0  1 3 7 10 9 6 8 5 2 4
#         10       1  1 2 6 10 9 8 5 3 7 4
#         10       2  1 4 5 10 9 8 7 2 3 6
#         10       3  1 3 4 10 9 8 6 2 7 5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps mini-des==0.1.0
cat > ties.py <<'PY'
from minides import SimulationEngine, SimulationEntity


class Node(SimulationEntity):
    def handle_event(self, event):
        self.data.append(event.data)


def served(requests: int, timers: int) -> list[int]:
    engine = SimulationEngine()
    node = Node("node", [], engine)
    Node("clock", [], engine)
    for timer in range(timers):
        engine.get_entity("clock").schedule_event("timer", 1000.0 + timer, timer)
    for request in range(1, requests + 1):
        node.schedule_event("arrival", 5.0, request)
    engine.step_to(10.0)
    return node.data


print("requests  timers  order in which requests of the same time are served")
found = {}
for requests, timers in [(3, 0), (5, 0), (10, 0), (10, 1), (10, 2), (10, 3)]:
    found[requests, timers] = served(requests, timers)
    print(f"{requests:8} {timers:7}  {' '.join(map(str, found[requests, timers]))}")
    assert sorted(found[requests, timers]) == list(range(1, requests + 1))
assert found[3, 0] == [1, 2, 3]
assert found[10, 0] not in (list(range(1, 11)), list(range(10, 0, -1))), "ties are in order now"
assert found[10, 0] != found[10, 1], "an unrelated timer changes nothing now"
PY
venv/bin/python ties.py
