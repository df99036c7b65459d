#!/usr/bin/env bash
# spar 0.0.7 (pip): to scale a cluster trace to smaller machines shortens its tasks, and leaves their memory as it was.
#
# `spar --machine-conf 24 50` takes the trace of a cluster whose machines have 96 cores and 100 units of memory, and
# says that it rescales what the jobs request and use. One would guess that tasks request a quarter of the CPU and half
# of the memory, and run as long as before. In the file of tasks the columns are counted one off: the DURATION is cut to
# a quarter, CPU to a half, and memory is untouched. In the file of instances, the parts of the same tasks, the columns
# are right, so that both files contradict each other. `--heter-factor`, which moves values away from their average,
# does so too: durations are spread around the average of CPU, and all CPU requests are above the average of memory,
# 1.002, so that each is multiplied.
#
# This hurts whoever simulates a scheduler on such a trace, for which the tool was made: the work in the trace is an
# eighth where a quarter was asked for, queues vanish, and a more "heterogeneous" trace has 1.5 times the CPU of all
# tasks, thus more load, and no other memory. Scale the columns yourself. No report of it was found. windtunnel does not
# read traces of this kind.
#
# Output seen on 2026-11-30 (the trace that comes with it; means; CPU in hundredths of a core):
#                        tasks: seconds     CPU  memory   instances: seconds     CPU  memory
#   as it is                       63.8    76.0   0.329                 53.0    58.0   0.144
#   --machine-conf 24 50           15.9    38.0   0.329                 53.0    14.5   0.072
#   --heter-factor 1.5             85.7   114.0   0.329                 69.0    71.8   0.123
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
# It works without scipy, which it needs only to add jobs to the trace.
"$folder/env/bin/pip" install --quiet --no-deps spar==0.0.7
"$folder/env/bin/pip" install --quiet --no-warn-conflicts click==8.3.1 crayons==0.4.0 numpy==2.4.6
cat > "$folder/means.py" <<'PYTHON'
import subprocess
import sys
from math import isclose
from pathlib import Path

SPAR, FOLDER = sys.argv[1], Path(sys.argv[2])


def means(options):
    """The means of duration, CPU and memory, of tasks and of instances."""
    subprocess.run([SPAR, FOLDER, *options.split()], check=True, stderr=subprocess.DEVNULL)
    found = []
    for name, first in (("batch_task.csv", 3), ("batch_instace.csv", 4)):
        sums, rows = [0.0, 0.0, 0.0], 0
        with open(FOLDER / name) as lines:
            for line in lines:
                rows += 1
                for place, value in enumerate(line.split(",")[first : first + 3]):
                    sums[place] += float(value)
        found.append([total / rows for total in sums])
    told = "".join(f"{seconds:20.1f}{cpu:8.1f}{memory:8.3f} " for seconds, cpu, memory in found)
    print(f"{options or 'as it is':20}{told[6:].rstrip()}")
    return found


print(f"{'':20} tasks: seconds     CPU  memory   instances: seconds     CPU  memory")
tasks, instances = means("")
small_tasks, small_instances = means("--machine-conf 24 50")
spread_tasks, _ = means("--heter-factor 1.5")


def scaled(values, by, factors):
    return all(isclose(new, old * factor, rel_tol=1e-6) for new, old, factor in zip(values, by, factors))


assert scaled(small_instances, instances, (1, 1 / 4, 1 / 2)), "the instances are not scaled as one would guess"
assert scaled(small_tasks, tasks, (1 / 4, 1 / 2, 1)), "the tasks are scaled in another way now"
assert scaled(spread_tasks[1:], tasks[1:], (1.5, 1)), "the tasks are spread in another way now"
PYTHON
"$folder/env/bin/python" "$folder/means.py" "$folder/env/bin/spar" "$folder"
