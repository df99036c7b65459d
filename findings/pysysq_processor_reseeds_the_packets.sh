#!/usr/bin/env bash
# PySysQ 0.2.0 (pip): with the default helper, packets come round in a loop of 22, and a packet of 9 ticks takes one.
#
# The default helper draws the sizes of packets from a normal distribution, and their processing time from 1 to 9 ticks.
# One expects as many different packets as one waits for, and service of 5 ticks on average. Neither happens:
#   - `get_processing_cycles` seeds the GLOBAL random generator of numpy with the size of the packet, so that a packet
#     always gets the same time. The packet generator draws from the same one. So the size of a packet decides the next
#     sizes, and as soon as one comes for the second time the run goes round in a circle. A seed given at the start only
#     decides how long that takes. Without a processor all is well.
#   - `process_packet` counts ticks up to the time of the packet and does not set the count back. The ticks of earlier
#     packets count for later ones: after the first packets each takes one tick, whatever it should take.
#   - `load` is the sum of the times that packets should have taken over all ticks: 45 % for a processor that works in
#     10 % of the ticks, and more than 100 % if packets come every 4 ticks.
#
# A queue simulated with the default helper hardly ever waits. A generator of one's own that draws from `numpy.random`
# has the loops, too, if the processor keeps its helper.
#
# The page names the helpers' methods, not these values. (`--no-deps`: the package asks for PySide2, which is not
# imported.) Source: sq_base/sq_plugin/default/sq_default_plugin.py.
#
# Output seen on 2026-12-01:
#   1000 packets, one every 10 ticks
#   seed  processor   different sizes   loop of   ticks planned   ticks taken, first 6 and last 6
#      1  no                      878      none
#      1  yes                      34        22             4.5   8 1 1 1 1 1 ... 1 1 1 1 1 1
#      2  yes                      66        22             4.5   7 1 1 1 1 3 ... 1 1 1 1 1 1
#      3  yes                      44        22             4.5   9 1 1 1 1 1 ... 1 1 1 1 1 1
#   load that is reported, share of ticks in which it works (seed 1)
#   one packet every 10 ticks       45 %       10 %
#   one packet every  4 ticks      111 %       25 %
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 pandas==3.1.1 matplotlib==3.11.2 Jinja2==3.1.6
venv/bin/pip install --quiet --disable-pip-version-check --no-deps pysysq==0.2.0
cat > simulate.py <<'PY'
import logging

import numpy as np
from pysysq.sq_base import SQFactory, SQTimeBase

logging.disable(logging.CRITICAL)


def run(seed: int, gap: int, packets: int, processor: bool):
    """The sizes of the packets; the ticks that each was to take and took; the load that is reported."""
    factory = SQFactory()
    clock = factory.create("SQClock", {"name": "clock", "clk_divider": 1})
    slow = factory.create("SQClock", {"name": "slow", "clk_divider": gap})
    queue = factory.create("SQQueue", {"name": "queue", "capacity": 10**6})
    out = factory.create("SQQueue", {"name": "out", "capacity": 10**6})
    source = factory.create("SQPacketGenerator", {"name": "source", "clk": slow, "output_q": queue})
    parts = [clock, slow, queue, out, source]
    work = factory.create("SQPktProcessor", {"name": "work", "clk": clock, "input_q": queue, "output_q": out})
    if processor:
        parts.append(work)
    else:
        clock.disconnect_control_flow(work)
    simulator = {"name": "simulator", "max_sim_time": gap * packets, "time_step": 0.0, "children": parts}
    simulator = factory.create("SQSimulator", simulator)
    sizes, planned, taken, started = [], [], [], []
    push, pop, finish = queue.push, queue.pop, out.push

    def pushed(packet):
        sizes.append(packet.size)
        push(packet)

    def popped():
        packet = pop()
        if packet is not None:
            started.append(SQTimeBase.get_current_sim_time())
        return packet

    def finished(packet):
        planned.append(work.processing_time)
        taken.append(SQTimeBase.get_current_sim_time() - started[-1])
        finish(packet)

    queue.push, queue.pop, out.push = pushed, popped, finished
    np.random.seed(seed)
    simulator.init()
    simulator.start()
    return sizes, planned, taken, work.load


def loop(sizes: list[int]) -> str:
    """The shortest distance at which the second half repeats itself."""
    half = sizes[len(sizes) // 2 :]
    distances = [d for d in range(1, len(half) // 2) if half[d:] == half[:-d]]
    return str(distances[0]) if distances else "none"


print("1000 packets, one every 10 ticks")
print("seed  processor   different sizes   loop of   ticks planned   ticks taken, first 6 and last 6")
found = {}
for seed, processor in [(1, False), (1, True), (2, True), (3, True)]:
    sizes, planned, taken, load = run(seed, 10, 1000, processor)
    found[seed, processor] = len(set(sizes)), loop(sizes), taken
    ends = " ... ".join(" ".join(map(str, part)) for part in (taken[:6], taken[-6:]))
    shown = f"   {np.mean(planned):13.1f}   {ends}" if taken else ""
    print(f"{seed:4}  {'yes' if processor else 'no':9} {len(set(sizes)):17} {loop(sizes):>9}{shown}")
print("load that is reported, share of ticks in which it works (seed 1)")
loads = {}
for gap in (10, 4):
    _, planned, taken, load = run(1, gap, 1000, True)
    busy = 100 * sum(taken) / (gap * 1000)
    loads[gap] = load
    print(f"one packet every {gap:2} ticks {load:8.0f} % {busy:8.0f} %")
assert found[1, False][0] > 500 and found[1, False][1] == "none"
assert found[1, True][0] < 100 and found[1, True][1] != "none", "the packets do not come round now"
assert set(found[1, True][2][20:]) <= {1, 2}, "the count is set back now"
assert loads[4] > 100
PY
venv/bin/python simulate.py
