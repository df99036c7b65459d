#!/usr/bin/env bash
# discrete-event-simulation 0.1.2 (PyPI): each state of the past is overwritten by the event after it; a server that is
# busy 10 % of the time was busy 90 % by the timeline.
#
# An event gets the state, changes it and returns it; the timeline keeps a state for each time (`timeline.states`). One
# would guess that the state at 9 s is what it was at 9 s. The event is handed the stored state itself, and the copy is
# made after it. So the event changes the state of the time BEFORE it, and a copy of that is the state of its own time.
# In the end each time has the state that came with the next event, also time 0, where nothing has happened yet. Only
# the last state is right, which is what `run` gives back, so the end result shows nothing of it.
#
# Each average over time is of a shifted history: an interval has the value of the one after it. For a server that works
# 1 s of 10 s, work and rest change places. The mean of a queue that grows is too large, of one that drains too small.
#
# The events here follow the form of the package (`state.set` returns the state). An event that copies the state first
# gives the true history, which the second line shows. Source: `DiscreteSimulation.run` in simulation/framework.py.
#
# Output seen on 2026-11-30:
#   events as they are          busy  89% of the time; states 0: 1, 8: 0, 9: 1, 18: 0, 19: 1 ...
#   events that copy the state  busy  10% of the time; states 0: 0, 8: 1, 9: 0, 18: 1, 19: 0 ...
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps discrete-event-simulation==0.1.2 loguru==0.7.3
cat > states.py <<'PY'
from copy import deepcopy

from loguru import logger

from simulation import framework

logger.remove()
END = 100


class Turns(framework.Event):
    """The server begins to work or stops."""

    def __init__(self, busy: int, copies: bool):
        super().__init__()
        self.busy, self.copies = busy, copies

    def hook(self, state, *_args, **_named):
        if self.copies:
            state = deepcopy(state)
        return state.set("busy", self.busy)


class Day(framework.Action):
    """Work from 8 to 9, from 18 to 19 and so on."""

    def ready_to_start(self, timeline, *_args, **_named):
        return not timeline.actions


def history(copies: bool) -> dict[float, int]:
    begins = [(begin, Turns(1, copies)) for begin in range(8, END, 10)]
    ends = [(begin + 1, Turns(0, copies)) for begin in range(8, END, 10)]
    day = Day(events=begins + ends)
    simulation = framework.DiscreteSimulation(max_duration=END, available_actions=[day], initial_values={"busy": 0})
    simulation.run()
    return {time: state.values["busy"] for time, state in simulation.timeline.states.items()}


found = {}
for name, copies in [("as they are", False), ("that copy the state", True)]:
    states = history(copies)
    times = [*states, END]
    share = sum(busy * (until - since) for (since, busy), until in zip(states.items(), times[1:])) / END
    found[copies] = share, states
    shown = ", ".join(f"{time}: {busy}" for time, busy in list(states.items())[:5])
    print(f"events {name:20} busy {share:4.0%} of the time; states {shown} ...")
assert found[True][0] == 0.1 and found[True][1][0] == 0
assert found[False][0] > 0.8 and found[False][1][0] == 1, "the past stays as it was now"
PY
venv/bin/python states.py
