#!/usr/bin/env bash
# python-erlang 0.2.2 (pip): blocking of less than 1 in 10,000 counts as none, so a stricter target adds no line.
#
# `extended_b_lines(usage, blocking)` is described as the ideal number of lines for a load in erlangs and a blocking
# rate, with blocked callers who try again. One would guess that a target of one in a million needs more lines than one
# in 10,000.
#
# The recursion of Erlang's B formula stops as soon as the result falls below 0.0001 and answers 0. So all targets below
# that give the same number of lines: for 30 erlangs 52, with which one call in 13,000 is blocked, 75 times more
# often than the one in a million that was asked for. And `extended_b` of these lines is 0, not small.
#
# This hurts whoever sizes slots for jobs that must not be refused, such as audits, or compares tails. The limit is in
# the source only. No report of it was found.
#
# Output seen on 2026-11-30 (30 erlangs):
#   target        lines: found  true    blocked with the lines found: true      found
#      1e-02                42    42                                   7.76e-03   7.75e-03
#      1e-03                47    47                                   9.71e-04   9.71e-04
#      1e-04                52    52                                   7.50e-05   0.00e+00
#      1e-05                52    56                                   7.50e-05   0.00e+00
#      1e-06                52    59                                   7.50e-05   0.00e+00
#      1e-09                52    69                                   7.50e-05   0.00e+00
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet setuptools==80.9.0 wheel==0.45.1
"$folder/env/bin/pip" install --quiet --no-deps --no-build-isolation python-erlang==0.2.2
"$folder/env/bin/python" - <<'PYTHON'
from erlang import extended_b, extended_b_lines

LOAD = 30


def blocked(offered, lines):
    chance = 1.0
    for line in range(1, lines + 1):
        chance = offered * chance / (line + offered * chance)
    return chance


def with_recalls(lines, recall=0.5):
    """Half of the blocked callers try again."""
    offered = LOAD
    for _ in range(1000):
        offered = LOAD + recall * blocked(offered, lines) * offered
    return blocked(offered, lines)


print("target        lines: found  true    blocked with the lines found: true      found")
for target in (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-9):
    lines = extended_b_lines(LOAD, target)
    true = next(number for number in range(1, 200) if with_recalls(number) <= target)
    print(f"{target:8.0e}{lines:18}{true:6}{with_recalls(lines):43.2e}{extended_b(LOAD, lines):11.2e}")
    if target >= 1e-4:
        assert abs(lines - true) <= 1
    else:
        assert lines == extended_b_lines(LOAD, 1e-5) < true and extended_b(LOAD, lines) == 0, "rare blocking counts now"
PYTHON
