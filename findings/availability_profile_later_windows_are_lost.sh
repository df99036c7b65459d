#!/usr/bin/env bash
# availability-profile 0.0.1 (pip): a cluster that will be free for hours has no window for a job, if two jobs have been
# before.
#
# The package keeps which resources are free when, for simulated schedulers. `scheduling_options(start, end, duration)`
# is to give the windows within a period in which a job can run. From time 0 it does. For a later start the entries of
# the profile before it are left out, but the others are counted from 0 again, so that a window is compared with entries
# BEFORE it: where those had less free, it is cut down or dropped. With a full job of half an hour each hour, who asks
# in the second hour gets no window at all, not even the one after the last job. No error tells, and no window is
# offered that is not free.
#
# `free_time_slots` of the same profile has them (and starts its first before the period, if that is free).
#
# A backfilling scheduler that plans with this holds jobs back although nodes are idle, and the more so the longer the
# simulation runs. Source: `scheduling_options` in availability/profile.py (`enumerate(self._avail[index:])`).
#
# Output seen on 2026-12-01:
#   8 nodes; windows of 10 or more until 300, as begin-end: free nodes
#   8 nodes busy for 30 of each 60
#     from   0  scheduling_options  30-60: 8, 90-120: 8, 150-180: 8, 210-300: 8
#               by hand             30-60: 8, 90-120: 8, 150-180: 8, 210-300: 8
#     from  40  scheduling_options  40-60: 8, 90-120: 8, 150-180: 8, 210-300: 8
#               by hand             40-60: 8, 90-120: 8, 150-180: 8, 210-300: 8
#     from 100  scheduling_options  none
#               by hand             100-120: 8, 150-180: 8, 210-300: 8
#     from 220  scheduling_options  none
#               by hand             220-300: 8
#   4 nodes busy 0-30 and 60-90
#     from   0  scheduling_options  0-300: 4, 30-60: 8, 30-300: 4, 60-300: 4, 90-300: 8
#               by hand             0-300: 4, 30-60: 8, 30-300: 4, 60-300: 4, 90-300: 8
#     from  65  scheduling_options  65-300: 4, 90-300: 4
#               by hand             65-300: 4, 90-300: 8
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check Spans==1.1.1 sortedcontainers==2.4.0
venv/bin/pip install --quiet --disable-pip-version-check --no-deps availability-profile==0.0.1
cat > windows.py <<'PY'
from availability.profile import DiscreteProfile
from availability.sets import DiscreteRange, DiscreteSet

END, DURATION = 300, 10


def windows(jobs, start):
    profile = DiscreteProfile(max_capacity=8)
    for nodes, begin, end in jobs:
        profile.allocate_resources(DiscreteSet([DiscreteRange(0, nodes)]), begin, end)
    options = profile.scheduling_options(start, END, DURATION)
    return [(slot.period.lower, slot.period.upper, slot.resources.quantity) for slot in options]


def by_hand(jobs, start):
    """Maximal windows with what is free all the time in them."""
    edges = sorted({start, END} | {time for _, *span in jobs for time in span if start < time < END})
    free = [8 - max([n for n, begin, end in jobs if begin <= time < end], default=0) for time in edges[:-1]]
    found = []
    for first in range(len(free)):
        low = free[first]
        for last in range(first, len(free)):
            if free[last] < low:
                found.append((edges[first], edges[last], low))
                low = free[last]
            if low == 0:
                break
        else:
            found.append((edges[first], END, low))
    return [slot for slot in found if slot[1] - slot[0] >= DURATION and slot[2] > 0]


def shown(slots):
    return ", ".join(f"{begin}-{end}: {nodes}" for begin, end, nodes in slots) or "none"


full = [(8, begin, begin + 30) for begin in range(0, 240, 60)]
half = [(4, begin, begin + 30) for begin in range(0, 120, 60)]
print("8 nodes; windows of 10 or more until 300, as begin-end: free nodes")
found = {}
for name, jobs, start in [
    ("8 nodes busy for 30 of each 60", full, 0),
    ("", full, 40),
    ("", full, 100),
    ("", full, 220),
    ("4 nodes busy 0-30 and 60-90", half, 0),
    ("", half, 65),
]:
    found[jobs[0][0], start] = slots = windows(jobs, start)
    if name:
        print(name)
    print(f"  from {start:3}  scheduling_options  {shown(slots)}")
    print(f"            by hand             {shown(by_hand(jobs, start))}")
assert found[8, 0] == by_hand(full, 0)
assert found[8, 100] == [] and by_hand(full, 100), "later windows are found now"
PY
venv/bin/python windows.py
