#!/usr/bin/env bash
# moranpycess 1.1.0 (pip): with a transition matrix ALL individuals may mutate in each step, not the newborn one.
#
# A Moran process lets one individual reproduce and one die in a step; with mutation, the offspring is of another type
# with probability u. One would guess that `TransitionMatrix` holds these probabilities. It is applied to each member of
# the population after each single birth: a rate of u is one of N u per birth. The table calls such a step a
# "generation", of which a Moran process has one per N births.
#
# This hurts whoever takes u from a paper: with 20 nodes that copy each other's strategy and explore with 1 %, the
# population is as mixed as with 20 %, and what selection does to rare strategies (whether cheaters can invade, whether
# honest nodes fixate) is buried under mutation. Fixation, of which the time is asked, does not happen at all. Divide u
# by N for a first approximation. windtunnel's populations of strategies are not Moran processes. No report of it was
# found.
#
# Output seen on 2026-11-30 (20 individuals, no selection, u = 0.01 both ways; chance that two of them differ):
#   moranpycess                          0.445
#   theory: the newborn mutates          0.145
#   theory: everybody mutates each step  0.446
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet moranpycess==1.1.0 numpy==2.4.6 pandas==2.3.3 scipy==1.17.1
"$folder/env/bin/python" - <<'PYTHON'
import random

import numpy as np
from moranpycess import MoranProcess
from scipy.stats import binom

N, MUTATION, STEPS = 20, 0.01, 20_000
COUNTS = np.arange(N + 1)


def mixed(counts):
    counts = np.asarray(counts, dtype=float)
    return 2 * counts * (N - counts) / (N * (N - 1))


def stationary(matrix):
    values, vectors = np.linalg.eig(matrix.T)
    vector = np.real(vectors[:, np.argmax(np.real(values))])
    return vector / vector.sum()


def birth_and_death(u):
    """The chain of the number of A: one is born, another type with probability u, one dies."""
    matrix = np.zeros((N + 1, N + 1))
    for a in COUNTS:
        born = a / N * (1 - u) + (N - a) / N * u
        up, down = born * (N - a) / N, (1 - born) * a / N
        matrix[a, min(a + 1, N)] += up
        matrix[a, max(a - 1, 0)] += down
        matrix[a, a] += 1 - up - down
    return matrix


# All of them mutate: those of A that stay, and those of B that come.
all_mutate = np.zeros((N + 1, N + 1))
for a in COUNTS:
    all_mutate[a] = np.convolve(binom.pmf(range(a + 1), a, 1 - MUTATION), binom.pmf(range(N - a + 1), N - a, MUTATION))

newborn = stationary(birth_and_death(MUTATION)) @ mixed(COUNTS)
everybody = stationary(birth_and_death(0) @ all_mutate) @ mixed(COUNTS)

random.seed(1)
np.random.seed(1)
equal = np.ones((2, 2))
moves = np.array([[1 - MUTATION, MUTATION], [MUTATION, 1 - MUTATION]])
process = MoranProcess([N // 2, N // 2], ["A", "B"], equal, equal, moves)
history = process.simulate(STEPS)["A__size"].to_numpy(dtype=float)
seen = mixed(history).mean()
fixed = np.isin(history, (0, N)).mean()
print(f"moranpycess                          {seen:.3f}")
print(f"theory: the newborn mutates          {newborn:.3f}")
print(f"theory: everybody mutates each step  {everybody:.3f}")
assert abs(seen - everybody) < 0.02 and newborn < 0.75 * everybody, "not everybody mutates in each step now"
PYTHON
