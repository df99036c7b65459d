#!/usr/bin/env bash
# cloudy-research 0.0.1 (pip): tasks that were scheduled once wait less than no time in the next schedule.
#
# The package is "for simulating and benchmarking cloud computing algorithms". A scheduler takes a list of tasks and
# fills in when each one is complete and how long it waited. One would guess that one can give the same list to two
# schedulers, or to one with two quanta, and compare.
#
# A task remembers what is left of it (`remaining_time`), and the first schedule leaves nothing. In the second one each
# task is complete at time 0, and its wait, which is the completion less the burst, is minus the burst. The mean wait of
# whatever comes second is negative and the best; the objects of the first result are the same ones, so its numbers are
# gone, too. `RoundRobin.schedule` is described as taking tasks and returning them; nothing warns.
#
# This hurts a benchmark of schedulers, which is the one thing that the package is for. Make new tasks for each one.
#
# Output seen on 2026-11-30 (bursts of 5, 3 and 8):
#   quantum 1                          complete at b 8 a 12 c 16  mean wait 6.67
#   quantum 4, with new tasks          complete at b 7 a 12 c 16  mean wait 6.33
#   quantum 4, with the same tasks     complete at a 0 b 0 c 0  mean wait -5.33
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps cloudy-research==0.0.1
"$folder/env/bin/python" - <<'PYTHON'
from cloudy.algorithms import RoundRobin
from cloudy.core import Task


def tasks():
    return [Task("a", 5), Task("b", 3), Task("c", 8)]


def schedule(text, quantum, given):
    done = RoundRobin(quantum).schedule(given)
    waits = {task.name: task.waiting_time for task in done}
    mean = sum(waits.values()) / len(waits)
    print(f"{text:34} complete at", *(f"{task.name} {task.completion_time}" for task in done), f" mean wait {mean:.2f}")
    return mean


same = tasks()
first = schedule("quantum 1", 1, same)
fresh = schedule("quantum 4, with new tasks", 4, tasks())
second = schedule("quantum 4, with the same tasks", 4, same)
assert first > 0 and fresh > 0
assert second == -(5 + 3 + 8) / 3, "a second schedule starts with whole tasks now"
PYTHON
