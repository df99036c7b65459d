#!/usr/bin/env bash
# greensim 2.3.1 (pip): releasing several places of a resource wakes one waiting process; the other places stay empty
# while processes wait.
#
# A process that has taken two places of a `Resource` releases both, and two processes wait for one place each. One
# would guess that both go on. `release` looks at the top of the queue, wakes it if there is room, and returns: the
# second process waits until somebody else releases. With a request for several places at the top, it is the same when
# many small ones follow it. If the process at the top gives up by its timeout, nobody looks whether the next one would
# fit.
#
# This hurts models in which work has sizes: a batch that holds eight slots of a GPU ends, one of eight waiting requests
# starts, and its end starts the next: the server works as if it had one slot until the queue is empty. Nothing waits
# for ever, so that totals agree; throughput and latency are those of a smaller machine. Release one by one: `for _ in
# range(n): resource.release(1)`. No report of it was found.
#
# Output seen on 2026-11-30 (8 slots; a batch takes all for 10 s, 16 requests of 1 s each wait for one slot):
#   release(8):              last request ends   16 s after the batch, on average 8.5 s
#   release(1), 8 times:     last request ends    2 s after the batch, on average 1.5 s
#   by hand: 2 s, on average 1.5 s
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps greensim==2.3.1 greenlet==3.2.4
"$folder/env/bin/python" - <<'PYTHON'
from greensim import Simulator, add, advance, now
from greensim import Resource

SLOTS, BATCH, REQUESTS, SERVICE = 8, 10.0, 16, 1.0


def play(one_by_one):
    simulator, done = Simulator(), []
    slots = Resource(SLOTS, name="slots")

    def batch():
        slots.take(SLOTS)
        advance(BATCH)
        if one_by_one:
            for _ in range(SLOTS):
                slots.release(1)
        else:
            slots.release(SLOTS)

    def request():
        advance(1.0)
        slots.take(1)
        advance(SERVICE)
        slots.release(1)
        done.append(now())

    simulator.add(batch)
    for _ in range(REQUESTS):
        simulator.add(request)
    simulator.run()
    return done


def show(what, ends):
    mean = sum(ends) / len(ends) - BATCH
    print(f"{what:24} last request ends {ends[-1] - BATCH:4.0f} s after the batch, on average {mean:.1f} s")
    return ends[-1] - BATCH


found = show("release(8):", play(one_by_one=False))
other = show("release(1), 8 times:", play(one_by_one=True))
true = REQUESTS / SLOTS * SERVICE
print(f"by hand: {true:.0f} s, on average {(1 + true) / 2:.1f} s")
assert other == true, "single releases do not wake all"
assert found == REQUESTS * SERVICE, "several places wake several processes now"
PYTHON
