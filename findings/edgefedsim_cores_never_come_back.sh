#!/usr/bin/env bash
# edgefedsim 0.1.0 (pip): a task that has ended keeps its cores and memory for ever; with more load less is done.
#
# EdgeFedSim simulates schedulers of workflows over clusters at the edge and in a cloud, on SimPy. A task takes its
# cores and memory from two `simpy.Container`s, runs, and releases them; a comment says "Resource release" there. One
# would guess that a node is free again after its tasks.
#
# The amounts are taken with `with node.cpu.get(...)`, as one would with a `simpy.Resource`. For a container the end of
# the block only withdraws a request that still waits; what was taken has to be put back, and nothing does. Each node
# runs tasks until its cores have been used once, and the next task waits for ever. With the package's own setup of
# 1,000 cores and its own workloads 3 of 5 workflows end, 4 of 10, 3 of 20 and none of 40, although all would fit in
# the 10,000 seconds; the means are over those that end. The message is that the time was up.
#
# This hurts every comparison of schedulers with it: the result is how many workflows were through before the cores
# were gone. The same mistake is easy in any SimPy model that has a container for memory or tokens.
#
# Output seen on 2026-11-30 (its network-aware scheduler, seed 1, after 10,000 seconds):
#           5 workflows: 3 ended,  225 of  271 tasks;  285 of 1000 cores taken,  282 of these by ended tasks
#          10 workflows: 4 ended,  392 of  534 tasks;  486 of 1000 cores taken,  486 of these by ended tasks
#          20 workflows: 3 ended,  543 of 1077 tasks;  699 of 1000 cores taken,  674 of these by ended tasks
#          40 workflows: 0 ended,  675 of 2144 tasks;  844 of 1000 cores taken,  830 of these by ended tasks
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps edgefedsim==0.1.0 simpy==4.1.1 networkx==3.4.2 python-louvain==0.16 \
    PyYAML==6.0.3
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6
"$folder/env/bin/python" - <<'PYTHON'
import contextlib
import io

import edgefedsim.simulation
import numpy
import simpy
from edgefedsim.scheduler import NetworkAwareHeuristicScheduler


def simulate(workflows):
    numpy.random.seed(1)
    edgefedsim.simulation.NUM_WORKFLOWS = workflows
    env = simpy.Environment()
    world = edgefedsim.simulation.Simulation(env, NetworkAwareHeuristicScheduler)
    with contextlib.redirect_stdout(io.StringIO()):
        env.run(until=env.process(world.run()))
    nodes = world.federation.get_all_nodes()
    done = [task for workflow in world.workflows_to_run for task in workflow.tasks.values() if task.end_time >= 0]
    tasks = sum(len(workflow.tasks) for workflow in world.workflows_to_run)
    taken = sum(node.cpu_capacity - node.cpu.level for node in nodes)
    wanted = sum(task.cpu_req for task in done)
    ended, cores = len(world.completed_workflows), sum(node.cpu_capacity for node in nodes)
    print(f"{workflows:9} workflows: {ended} ended, {len(done):4} of {tasks:4} tasks; ", end="")
    print(f"{taken:4.0f} of {cores} cores taken, {wanted:4.0f} of these by ended tasks")
    assert 0 < 0.9 * taken < wanted < taken + 1e-6, "ended tasks give their cores back now"
    return ended


counts = [simulate(workflows) for workflows in (5, 10, 20, 40)]
assert counts[3] < counts[1]
PYTHON
