#!/usr/bin/env bash
# uhashring 2.5 (pip): in its ketama mode, a new node also moves keys between the OLD nodes as soon as weights differ.
#
# Consistent hashing promises that a new node only takes keys: no key moves from one old node to another. With
# hash_fn="ketama" a node's number of points is its weight times the number of nodes over the sum of all weights, so
# that any node that does not have the mean weight changes the points of all others. With equal weights the promise
# holds, which is what one tests. The ring without ketama (the default) keeps it with weights too.
#
# This hurts studies of cache affinity on unequal nodes (a GPU with twice the memory, weight 2), and routers that use
# such a ring for prefix caches: at each join or leave old nodes exchange keys whose prefixes they had cached, on top of
# the ones that must move, and the loss of cache hits is put down to churn: with weights 1, 2 and 4 and a new node of
# weight 1, half as many again move for nothing.
#
# Output seen on 2026-11-30 (20,000 keys on three nodes, then a fourth joins):
#   weights (1, 1, 1) + 1: ketama 5378 to the new node, 0 between old ones; default 5201 and 0
#   weights (1, 2, 4) + 1: ketama 2534 to the new node, 1382 between old ones; default 2422 and 0
#   weights (1, 2, 4) + 8: ketama 11101 to the new node, 1208 between old ones; default 10513 and 0
#   weights (1, 1, 1) + 8: ketama 15362 to the new node, 881 between old ones; default 14558 and 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet uhashring==2.5
"$folder/env/bin/python" - <<'PYTHON'
from uhashring import HashRing

KEYS = [f"prefix {number}" for number in range(20_000)]


def moved(weights, joining, **mode):
    """Keys that the new node takes, and keys that go from an old node to another."""
    ring = HashRing({name: {"weight": weight} for name, weight in weights.items()}, **mode)
    before = [ring.get_node(key) for key in KEYS]
    ring.add_node("new", {"weight": joining})
    after = [ring.get_node(key) for key in KEYS]
    changed = [now for was, now in zip(before, after) if was != now]
    taken = changed.count("new")
    return taken, len(changed) - taken


for weights, joining in (((1, 1, 1), 1), ((1, 2, 4), 1), ((1, 2, 4), 8), ((1, 1, 1), 8)):
    named = dict(zip("abc", weights))
    taken, between = moved(named, joining, hash_fn="ketama")
    plain, plain_between = moved(named, joining)
    print(
        f"weights {weights} + {joining}: ketama {taken} to the new node, {between} between old ones; "
        f"default {plain} and {plain_between}"
    )
    assert plain_between == 0, "the default ring breaks the promise too"
    equal = len({*weights, joining}) == 1
    assert (between == 0) if equal else (between > 100), "ketama keeps its points now"
PYTHON
