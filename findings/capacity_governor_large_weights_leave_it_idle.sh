#!/usr/bin/env bash
# capacity-governor 0.2.0 (PyPI): with weights of 100 and 100 each of two consumers gets 1 of 100 places, and 98 stay
# idle; weights of 1 and 1 give 50 each.
#
# `MaxMinFair.allocate` divides a pool by weights until the demand is met or the pool is empty ("progressive filling").
# One would guess that only the ratio of the weights counts, and that nothing is left while somebody wants more. It
# hands out whole rounds, as many units to each as its weight. What is left is less than one round: the sum of weights.
# Of that each consumer gets ONE unit, and the rest nobody. If the pool is smaller than the sum of weights there is no
# whole round, so each gets one unit, whatever its weight.
#
# Weights in per cent, stakes or tokens are larger than most pools. Then weights do nothing, and the pool stands nearly
# empty beside unmet demand. `deficits` do not mend it in later rounds: they only set the order. The weights 2, 1 and 1
# on 12 places of the page come out even.
#
# A pool that is simulated with this looks short of demand, or its consumers equal. Source: `_fill` in
# capacity/policies/max_min_fair.py.
#
# Output seen on 2026-11-30:
#   means of 100 rounds, each consumer wants 10,000
#   pool  weights        due                  granted              idle
#     12  (2, 1, 1)      6.0 3.0 3.0          6.0 3.0 3.0           0.0
#    100  (1, 1)         50.0 50.0            50.0 50.0             0.0
#    100  (10, 10)       50.0 50.0            50.0 50.0             0.0
#    100  (30, 30)       50.0 50.0            31.0 31.0            38.0
#    100  (100, 100)     50.0 50.0            1.0 1.0              98.0
#     10  (10, 1)        9.1 0.9              1.0 1.0               8.0
#    100  (60, 30, 20)   54.5 27.3 18.2       1.0 1.0 1.0          97.0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps capacity-governor==0.2.0
cat > weights.py <<'PY'
from capacity import ConsumerState, MaxMinFair

ROUNDS = 100
policy = MaxMinFair()
print(f"means of {ROUNDS} rounds, each consumer wants 10,000")
print("pool  weights        due                  granted              idle")
found = {}
for pool, weights in [
    (12, (2, 1, 1)),
    (100, (1, 1)),
    (100, (10, 10)),
    (100, (30, 30)),
    (100, (100, 100)),
    (10, (10, 1)),
    (100, (60, 30, 20)),
]:
    deficits, sums = {}, [0] * len(weights)
    for _ in range(ROUNDS):
        consumers = [ConsumerState(str(at), demand=10_000, weight=weight) for at, weight in enumerate(weights)]
        answer = policy.allocate(pool, consumers, deficits)
        deficits = answer.deficits
        sums = [sum_ + answer.grants[str(at)] for at, sum_ in enumerate(sums)]
    granted = [sum_ / ROUNDS for sum_ in sums]
    due = [pool * weight / sum(weights) for weight in weights]
    found[pool, weights] = granted
    shown = [" ".join(f"{value:.1f}" for value in values) for values in (due, granted)]
    print(f"{pool:4}  {str(weights):15}{shown[0]:21}{shown[1]:18}{pool - sum(granted):7.1f}")
assert found[12, (2, 1, 1)] == [6, 3, 3] and found[100, (1, 1)] == [50, 50]
assert found[100, (100, 100)] == [1, 1], "what is left of a round is handed out now"
assert found[10, (10, 1)] == [1, 1]
PY
venv/bin/python weights.py
