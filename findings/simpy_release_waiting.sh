#!/usr/bin/env bash
# SimPy 4.1.2 (pip): `release` of a request that still waits does nothing, and its slot is lost when it is granted later.
#
# Who would guess that a client which gives up can hand its request back with `resource.release(request)`, as it does
# after service (the maintainers of SimSharp, SimPy's port to .NET, advise just that: heal-research/SimSharp#45), or
# that SimPy refuses it, is wrong. Release looks for the request among the users, does not find it, and succeeds all
# the same. The request keeps its place in the queue, is granted to nobody, and holds its slot to the end of the run. A
# server of four slots with impatient clients serves about a hundred of them in the first hour and none after it: it looks
# like overload or instability, with the same load that it carries easily. `request.cancel()`, or `with`, takes the
# request out.
#
# Output seen on 2026-11-30 (answers in each of six hours; who gave up; slots and queue at the end):
#   release: 106 0 0 0 0 0; 4243; 4 slots in use, 4245 waiting
#   cancel: 702 694 707 707 718 715; 75; 3 slots in use, 0 waiting
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet simpy==4.1.2
"$folder/env/bin/python" - <<'PYTHON'
import random

import simpy

HOURS = 6


def play(give_up):
    """Four slots, an arrival every 5 s, 10 s of service, patience of 30 s on average."""
    draw = random.Random(1)
    env = simpy.Environment()
    server = simpy.Resource(env, capacity=4)
    answered, left = [0] * HOURS, [0]

    def client():
        request = server.request()
        yield request | env.timeout(draw.expovariate(1 / 30))
        if request.triggered:
            yield env.timeout(draw.expovariate(1 / 10))
            server.release(request)
            answered[int(env.now // 3600)] += 1
        else:
            left[0] += 1
            give_up(server, request)

    def arrivals():
        while True:
            yield env.timeout(draw.expovariate(1 / 5))
            env.process(client())

    env.process(arrivals())
    env.run(until=HOURS * 3600)
    return answered, left[0], server.count, len(server.queue)


def shown(name, found):
    answered, left, count, waiting = found
    print(f"{name}: {' '.join(map(str, answered))}; {left}; {count} slots in use, {waiting} waiting")


released = play(lambda server, request: server.release(request))
shown("release", released)
cancelled = play(lambda server, request: request.cancel())
shown("cancel", cancelled)
assert sum(released[0][1:]) == 0 and released[2] == 4, f"a waiting request can be released now: {released}"
assert min(cancelled[0]) > 600 and cancelled[3] < 20, f"cancelled requests cost slots too: {cancelled}"
PYTHON
