#!/usr/bin/env bash
# akatosh 3.1.7 (PyPI): the SIMULATED clock goes on while the code of an event runs; an event of every second acts once
# in five; and an event whose code takes more real seconds than its step is cancelled.
#
# The page says that what an event does is a regular Python function. The simulation is not in real time unless one
# calls `enable_realtime`. So one would guess that an event that is to act at 0, 1, 2 ... 5 s does so, however long its
# code takes. But a regular function is run in a thread, and the loop that moves the clock does not wait for it. While
# the function starts, the clock has gone on by several steps, here to the end. All acts in between are missing, without
# a word. How many depends on the machine: with steps of a millisecond a run had 102 of 1,001 acts, at times such as
# 0.496 and 0.501 s.
#
# As a coroutine (`async def`, without any await in it) the same function is run in place, and acts 6 times. Then the
# second trap: each act is timed with the clock of the machine, in simulated time too, and if that is longer than the
# `step` of the event, the event is cancelled for good. Code of 1.2 s and a step of 1 simulated second: one act.
#
# Two runs of the same seed differ, and a slower machine has fewer arrivals. A model is to be trusted only if all of its
# events are coroutines without a step.
#
# Source: `__call__` of `Event` in Akatosh/event.py (`to_thread`; the check of deadlines is outside of the branch for
# real time), `simulate` in Akatosh/universe.py.
#
# Output seen on 2026-11-30:
#   code      takes [s]  step [s]   acts at [s]
#   function       0.2      none   [0]                  cancelled: False
#   coroutine      0.2      none   [0, 1, 2, 3, 4, 5]   cancelled: False
#   coroutine      0.0         1   [0, 1, 2, 3, 4, 5]   cancelled: False
#   coroutine      1.2         1   [0]                  cancelled: True
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps akatosh==3.1.7 colorlog==6.10.1
cat > acts.py <<'PY'
import asyncio
import logging
import sys
import time

from Akatosh.event import Event
from Akatosh.universe import Mundus

kind, work, step = sys.argv[1], float(sys.argv[2]), sys.argv[3]
Mundus.set_logging_level(logging.CRITICAL)
Mundus.time_resolution = 0  # Steps of a second.
acts = []


def act():
    acts.append(round(Mundus.time))
    time.sleep(work)


async def act_in_place():
    act()


action = act if kind == "function" else act_in_place
event = Event(at=0, till=5, action=action, step=None if step == "none" else float(step))
asyncio.run(Mundus.simulate(8))
assert not Mundus.realtime and Mundus.time == 8
print(f"{kind:10}{work:8.1f}{step:>10}   {str(acts):20} cancelled: {event.cancelled}")
if kind == "function":
    assert acts == [0], "the clock waits for functions now"
elif step != "none" and work > float(step):
    assert acts == [0] and event.cancelled, "the real clock does not count now"
else:
    assert acts == [0, 1, 2, 3, 4, 5] and not event.cancelled
PY
echo "code      takes [s]  step [s]   acts at [s]"
for kind in "function 0.2 none" "coroutine 0.2 none" "coroutine 0.0 1" "coroutine 1.2 1"; do
    # shellcheck disable=SC2086
    venv/bin/python acts.py $kind
done
