#!/usr/bin/env bash
# drunk 0.4 (pip): `static_picker` yields sums of weights where `choice` returns items.
#
# Its documentation: "Does the same thing" as `choice`, "but faster", because the weights are added up only once. One
# expects the items. It yields the element of the list of cumulative weights that was drawn, not of the bundle. From
# nodes "a", "b" and "c" with weights 5, 1 and 4 come 5, 6 and 10, with the right frequencies. The example in the
# documentation draws from [1, 2, 3] with equal weights, where cumulative weights and items are the same numbers. So are
# node ids from 1 to n as long as all weights are 1; with stake as weight other ids come out that may exist, too.
#
# So a test with equal weights passes, and the first weighted run gives the work to other nodes. Source: the last line
# of `static_picker` (`yield cumulative_list[i]`).
#
# Output seen on 2026-12-01:
#   items and weights            choice                              static_picker
#   1: 1, 2: 1, 3: 1, 4: 1       1 0.26, 2 0.25, 3 0.25, 4 0.25      1 0.26, 2 0.25, 3 0.25, 4 0.25
#   1: 1, 2: 2, 3: 1, 4: 1       1 0.21, 2 0.40, 3 0.20, 4 0.20      1 0.21, 3 0.40, 4 0.20, 5 0.20
#   1: 2, 2: 1, 3: 1, 4: 4       1 0.26, 2 0.12, 3 0.13, 4 0.50      2 0.26, 3 0.12, 4 0.13, 8 0.50
#   a: 5, b: 1, c: 4             a 0.50, b 0.10, c 0.40              5 0.50, 6 0.10, 10 0.40
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check setuptools==80.9.0 wheel==0.45.1
venv/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation drunk==0.4
cat > picks.py <<'PY'
import itertools
import random
from collections import Counter

import drunk

DRAWS = 10_000


def shares(picks) -> str:
    return ", ".join(f"{pick} {count / DRAWS:.2f}" for pick, count in sorted(Counter(picks).items()))


print("items and weights            choice                              static_picker")
found = {}
for stakes in [{1: 1, 2: 1, 3: 1, 4: 1}, {1: 1, 2: 2, 3: 1, 4: 1}, {1: 2, 2: 1, 3: 1, 4: 4}, {"a": 5, "b": 1, "c": 4}]:
    items = list(stakes)
    random.seed(1)
    chosen = [drunk.choice(items, stakes.get) for _ in range(DRAWS)]
    random.seed(1)
    picked = list(itertools.islice(drunk.static_picker(items, stakes.get), DRAWS))
    found[tuple(stakes.values())] = set(chosen), set(picked)
    name = ", ".join(f"{item}: {stake}" for item, stake in stakes.items())
    print(f"{name:28} {shares(chosen):35} {shares(picked)}")
assert found[1, 1, 1, 1][0] == found[1, 1, 1, 1][1]
assert found[1, 2, 1, 1] == ({1, 2, 3, 4}, {1, 3, 4, 5}), "items are yielded now"
assert found[5, 1, 4] == ({"a", "b", "c"}, {5, 6, 10}), "items are yielded now"
PY
venv/bin/python picks.py
