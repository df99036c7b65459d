#!/usr/bin/env bash
# NumPy 2.4.6 (pip): `default_rng([7, 0])` is `default_rng(7)`: the stream of node 0 is the one of the whole run.
#
# A list of integers as a seed is NumPy's recipe for streams of their own, and NumPy's page on parallel generation
# calls [root_seed, worker_id] less flexible than the other order, but working. Who would guess that [7, 0] and 7 are
# different seeds, as ("run", 7, "node", 0) and ("run", 7) would be different texts, is wrong: SeedSequence fills up to
# four words of 32 bits with zeros before it mixes, so that zeros at the end count for nothing, and [5, 1] is 2^32 + 5.
# If a run draws arrivals from default_rng(7) and the work at its nodes from default_rng([7, node]), node 0, and only
# it, has work that is the gap before it times a constant. Its mean wait is a third of that of M/M/1, which the others
# show. Seeds of more than 96 bits, [node + 1, seed] with a seed above 0, and `spawn` do not collide. windtunnel hashes
# as many words for every stream.
#
# Output seen on 2026-11-30:
#   same stream: [7, 0] and 7, [7, 0, 0] and 7, [5, 1] and 2^32 + 5
#   streams of their own: [1, 7] and 7, [2^96, 0] and 2^96, spawn of 7 and 7
#   M/M/1 at load 0.8, mean wait 3.2: node 0 1.11 (correlation 1.00), node 1 3.26 (-0.00), node 2 3.13 (-0.00)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import numpy as np

CUSTOMERS = 200_000


def draws(seed):
    return np.random.default_rng(seed).random(1000)


pairs = {
    "[7, 0] and 7": ([7, 0], 7),
    "[7, 0, 0] and 7": ([7, 0, 0], 7),
    "[5, 1] and 2^32 + 5": ([5, 1], 2**32 + 5),
    "[1, 7] and 7": ([1, 7], 7),
    "[2^96, 0] and 2^96": ([2**96, 0], 2**96),
    "spawn of 7 and 7": (np.random.SeedSequence(7).spawn(1)[0], 7),
}
same = {name: bool(np.array_equal(draws(one), draws(other))) for name, (one, other) in pairs.items()}
print("same stream:", ", ".join(name for name, equal in same.items() if equal))
print("streams of their own:", ", ".join(name for name, equal in same.items() if not equal))


def queue(seed, node):
    """Mean wait of M/M/1 by Lindley's recursion, and how gaps and work are correlated."""
    gaps = np.random.default_rng(seed).exponential(1.0, CUSTOMERS)
    work = np.random.default_rng([seed, node]).exponential(0.8, CUSTOMERS)
    backlog = total = 0.0
    for gap, duration in zip(gaps, work):
        backlog = max(0.0, backlog - gap)
        total += backlog
        backlog += duration
    return total / CUSTOMERS, float(np.corrcoef(gaps, work)[0, 1])


waits = [queue(7, node) for node in range(3)]
nodes = (f"node {node} {wait:.2f} ({together:.2f})" for node, (wait, together) in enumerate(waits))
print("M/M/1 at load 0.8, mean wait 3.2:", ", ".join(nodes).replace("(", "(correlation ", 1))
assert list(same.values()) == [True] * 3 + [False] * 3, f"zeros at the end of a seed count in another way: {same}"
assert waits[0][0] < 1.3 and abs(waits[0][1] - 1) < 1e-9, f"node 0 has a stream of its own now: {waits[0]}"
assert all(2.7 < wait < 3.7 and abs(together) < 0.02 for wait, together in waits[1:]), f"the others: {waits[1:]}"
PYTHON
