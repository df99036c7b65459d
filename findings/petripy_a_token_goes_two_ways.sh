#!/usr/bin/env bash
# PetriPy 0.3.2 (pip): two transitions that share one token both fire, and one that needs one of five tokens takes all.
#
# In a Petri net a transition takes one token from each place before it and puts one into each place after it, and of
# two transitions that need the same token one can fire. That is how the net models a resource. In this package of
# timed nets, a transition looks at its places once, before it waits (15 steps by default), and not when it fires. Two
# that wait for the same token both fire: one request is served by two nodes. When one fires, the tokens of the places
# before it are set to 0, whatever they were, and 1 is added after it: of five queued requests, one is served and the
# four others are gone.
#
# So the number of tokens is kept only in nets with at most one token a place and no choice, like the demo network of
# the package. No error tells. `required_marks` (1 by default) says how many tokens a place must have, not how many are
# taken.
#
# Source: `Network.nextStep` in PetriPy/Petri.py (`pre.marks = 0`; a comment there plans multiple marks).
#
# Output seen on 2026-12-01:
#   requests  nodes   still queued   served   by the rule of Petri nets
#          1      1              0        1          1
#          1      2              0        2          1
#          1     10              0       10          1
#          5      1              0        1          5
#          5      2              0        2          5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6
venv/bin/pip install --quiet --disable-pip-version-check --no-deps PetriPy==0.3.2
cat > net.py <<'PY'
import contextlib
import io

from PetriPy import Network, generatePlaces, generateTransitions


def played(requests: int, nodes: int):
    """A queue of requests and one transition a node, which puts what it takes into a place of its own."""
    places = generatePlaces(range(1 + nodes))
    transitions = generateTransitions(range(nodes))
    for node, transition in enumerate(transitions, 1):
        transition.wait_time = 2
        places[0].addNext(transition)
        transition.addNext(places[node])
    net = Network(places, transitions, [requests] + [0] * nodes)
    with contextlib.redirect_stdout(io.StringIO()):  # It prints each firing.
        net.fastForward(100)
    return places[0].marks, sum(place.marks for place in places[1:])


print("requests  nodes   still queued   served   by the rule of Petri nets")
found = {}
for requests, nodes in [(1, 1), (1, 2), (1, 10), (5, 1), (5, 2)]:
    queued, served = found[requests, nodes] = played(requests, nodes)
    print(f"{requests:8} {nodes:6} {queued:14} {served:8} {requests:10}")
assert found[1, 1] == (0, 1)
assert found[1, 2][1] == 2, "one of the two fires now"
assert found[5, 1] == (0, 1), "one token is taken now"
PY
venv/bin/python net.py
