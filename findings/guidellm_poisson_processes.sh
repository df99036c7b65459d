#!/usr/bin/env bash
# GuideLLM 0.8.1 (pip, Python 3.11): the `poisson` profile is not a Poisson process. Its ten worker processes draw the
# same gaps.
#
# One would guess that `--profile kind=poisson` sends requests with independent exponential gaps, and that the number of
# worker processes decides only how much load the tool can send. Each process has a generator of its own with the same
# seed (42 unless set), and adds its draws to one shared clock. The first gap is used ten times, then the second ten
# times, and so on: ten long gaps in a row, then ten short ones. The mean rate is right and the gaps, taken one by one,
# look exponential (their coefficient of variation is about 1), so that the usual check of an arrival process passes.
#
# This hurts whoever compares a simulation with Poisson arrivals, or a formula such as M/D/1, with what GuideLLM
# measured: the counts in half a second vary six to ten times as much as those of a Poisson process, and one server at
# 80 % load shows ten times the wait. The server looks worse than its model, and the model is blamed. With
# GUIDELLM__MAX_WORKER_PROCESSES=1 the arrivals are Poisson.
#
# The script runs GuideLLM's own scheduler with a backend that answers at once, and reads the start times at which the
# scheduler aims. Dispersion is variance / mean of the counts in 0.5 s (Poisson: 1). The wait is that of one server with
# a fixed service time at 80 % load, in service times (Poisson: 2).
#
# windtunnel draws all gaps of a `poisson` or `renewal` arrival process from one stream.
#
# Output seen on 2026-11-30:
#    1 processes: 719 gaps, 712 different, CV 1.1, dispersion 1.1, wait 1.8
#   10 processes: 719 gaps, 73 different, CV 1.0, dispersion 10.7, wait 25.5
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
# The scheduler needs none of the large dependencies (torch, transformers, datasets): --no-deps, and what it imports.
"$folder/env/bin/pip" install --quiet --no-deps guidellm==0.8.1 aiologic==0.17.1 annotated-types==0.8.0 \
    culsans==0.10.0 eval_type_backport==0.4.0 loguru==0.7.3 more-itertools==11.2.1 msgpack==1.2.4 numpy==2.4.6 \
    pydantic==2.14.4 pydantic-settings==2.16.3 pydantic_core==2.50.5 python-dotenv==1.2.4 PyYAML==6.0.4 sniffio==1.3.1 \
    typing-inspection==0.4.5 typing_extensions==4.16.0 uvloop==0.23.0 wrapt==2.5.2
cat >"$folder/arrivals.py" <<'PYTHON'
import asyncio

import numpy as np
from guidellm.scheduler import AsyncPoissonStrategy, NonDistributedEnvironment, Scheduler
from guidellm.scheduler.schemas.conversation_graph import GenerativeConversationGraph, GenerativeConversationNode
from guidellm.schemas.base.request import GenerationRequest
from guidellm.settings import settings

RATE = 60
REQUESTS = 720


class Instant:
    """A backend that answers at once."""

    processes_limit = None
    requests_limit = None
    info = {}

    async def process_startup(self):
        pass

    async def validate(self):
        pass

    async def process_shutdown(self):
        pass

    async def resolve(self, request, request_info, history=None):
        yield "answer", request_info


def single(number):
    request = GenerationRequest(request_id=str(number))
    node = GenerativeConversationNode(node_id="only", agent_id="user", request=request)
    return GenerativeConversationGraph.from_nodes_with_parents({"only": node}, {"only": []}, str(number))


async def arrivals():
    starts = {}
    steps = Scheduler().run(
        requests=[single(number) for number in range(REQUESTS)],
        backend=Instant(),
        strategy=AsyncPoissonStrategy(rate=RATE),
        env=NonDistributedEnvironment(),
    )
    async for _, _, info, _ in steps:
        if info.status == "completed":
            starts[info.request_id] = info.timings.targeted_start
    times = np.sort(list(starts.values()))
    # A process can draw its first gap before the shared clock is set: such a start is near 0, not near now.
    return times[times > times[-1] / 2]


def wait(gaps, service):
    now, total = 0.0, 0.0
    for gap in gaps:
        now = max(0.0, now + service - gap)
        total += now
    return total / len(gaps) / service


def main():
    dispersions = []
    for processes in (1, settings.max_worker_processes):
        settings.max_worker_processes = processes
        times = asyncio.run(arrivals())
        gaps = np.diff(times)
        counts = np.bincount(((times - times[0]) / 0.5).astype(int))[:-1]
        distinct = len(set(np.round(gaps, 6)))
        dispersions.append(counts.var() / counts.mean())
        print(
            f"{processes:2} processes: {len(gaps)} gaps, {distinct} different, CV {gaps.std() / gaps.mean():.1f}, "
            f"dispersion {dispersions[-1]:.1f}, wait {wait(gaps, 0.8 / RATE):.1f}"
        )
    assert dispersions[0] < 2 and dispersions[1] > 3, "the processes no longer share their draws"


if __name__ == "__main__":
    main()
PYTHON
"$folder/env/bin/python" -W ignore "$folder/arrivals.py" 2>"$folder/errors" || { cat "$folder/errors" >&2; exit 1; }
