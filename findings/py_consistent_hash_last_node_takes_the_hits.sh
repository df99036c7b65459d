#!/usr/bin/env bash
# py-consistent-hash 1.0.1 (pip): of 100 nodes one gets 11 % of the keys, ten get none; of 1000 nodes 335 are not in the
# ring.
#
# The page describes the usual ring: a node is responsible for the arc in front of it. One expects shares of about
# 1/n, and adds nodes to even them out. Here more nodes make it worse, for three reasons:
#   - The ring has 1024 places. Two nodes at the same place are one: the later replaces the earlier without an error.
#     (The check for a node that is already present compares its name with the places, so it is never true.)
#   - A key whose place is that of a node belongs to no arc (both comparisons are strict) and goes to the LAST node of
#     the ring. With n nodes that is a share of n/1024. A node one place behind another gets nothing.
#   - The ring is not closed: keys behind the last node go to it, instead of to the first.
# The size of the ring is an argument, `max_hash`, with the default 2**10.
#
# A simulated router that uses it for sticky sessions or for a cache by prefix has one hot node, and the heat grows with
# the network. Source: `add_node` and `get_node_for_data` in impl/consistent_hashing.py.
#
# Output seen on 2026-12-01 (50,000 keys):
#   nodes  in the ring  with keys  share of the last node  1/n      last, max_hash = 2**64
#      10           10         10                   0.169  0.100                     0.126
#     100           99         90                   0.113  0.010                     0.014
#     300          268        196                   0.270  0.003                     0.002
#    1000          665        227                   0.650  0.001                     0.002
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps py-consistent-hash==1.0.1
cat > ring.py <<'PY'
import logging
from collections import Counter

logging.disable(logging.CRITICAL)  # It logs each key.
from impl.consistent_hashing import ConsistentHashingImpl

KEYS = 50_000


def spread(nodes: int, **size):
    """How many nodes are in the ring, how many have keys, and the share of the last one."""
    ring = ConsistentHashingImpl(**size)
    for node in range(nodes):
        ring.add_node(f"node{node}")
    keys = Counter(ring.get_node_for_data(f"key{key}") for key in range(KEYS))
    last = ring.node_hash_map[max(ring.node_hash_map)]
    return len(ring.node_hash_map), len(keys), keys[last] / KEYS


print("nodes  in the ring  with keys  share of the last node  1/n      last, max_hash = 2**64")
found = {}
for nodes in (10, 100, 300, 1000):
    present, used, share = found[nodes] = spread(nodes)
    wide = spread(nodes, max_hash=2**64)
    print(f"{nodes:5} {present:12} {used:10} {share:23.3f}  {1 / nodes:.3f} {wide[2]:25.3f}")
    assert wide[0] == nodes
assert found[1000][0] < 700, "nodes at the same place are kept now"
assert found[100][1] < 100, "all nodes have keys now"
assert found[1000][2] > 0.6, "keys at the place of a node go to that node now"
PY
venv/bin/python ring.py
