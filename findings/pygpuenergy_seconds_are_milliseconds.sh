#!/usr/bin/env bash
# PyGPUEnergy 0.1.1 (pip): calls have no energy, or a thousandth of it, from the wrong time: seconds meet milliseconds.
#
# A decorator notes when a function starts and ends, `nvidia-smi` writes the power of the GPU each 50 ms, and
# `get_metrics()` integrates the power over each call. One would guess that ten seconds at 300 W are 3,000 J.
#
# The calls are noted in seconds since the start (`record_function_call`), the power in milliseconds, and the two are
# compared as they are (`calculate_energy_consumption`). A call between the 20th and the 30th second gets the samples
# between the 20th and the 30th millisecond: there are none, and the call is left out without a word. A longer one,
# from 100 s to 700 s, gets what the GPU drew between 0.1 s and 0.7 s, before the work began: here 0.1 % of its energy.
# Its mean power is divided by milliseconds again, so that it looks like the power of a GPU, of an idle one. (Where
# there is such a call `get_metrics` then stops with a KeyError, at a name of its own; without one it has no energies.)
#
# This hurts studies of energy for each token or each task: short calls are missing, and long ones cost next to
# nothing. No report of it was found.
#
# Output seen on 2026-11-30 (a GPU that idles at 50 W, and draws 300 W during calls):
#   call           true J  found J  true W  found W
#   ten seconds      3000     none     300     none
#   ten minutes    180000       30     300       50
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps PyGPUEnergy==0.1.1
"$folder/env/bin/pip" install --quiet --no-warn-conflicts numpy==2.4.6 pandas==2.3.3
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import sys
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

# Only plots need Matplotlib.
sys.modules["matplotlib"] = sys.modules["matplotlib.pyplot"] = mock.MagicMock()

from PyGPUEnergy.monitor import GPUMonitor
from PyGPUEnergy.utils import calculate_energy_consumption

START = datetime(2026, 1, 1)
CALLS = {"ten seconds": (20.0, 30.0), "ten minutes": (100.0, 700.0)}


def power(second):
    return 300.0 if any(start <= second <= end for start, end in CALLS.values()) else 50.0


# This machine has no GPU: the log is written as nvidia-smi writes it, and the monitor is made without its checks.
log = Path("gpu_metrics.csv")
names = ["timestamp", *(f"column {number}" for number in range(6))]
lines = [",".join(names)]
for sample in range(0, 800_000, 50):
    time = (START + timedelta(milliseconds=sample)).strftime("%Y/%m/%d %H:%M:%S.%f")[:-3]
    lines.append(f"{time},99,P0,50,1500,{power(sample / 1000)},{power(sample / 1000)}")
log.write_text("\n".join(lines) + "\n")
monitor = object.__new__(GPUMonitor)
monitor.records, monitor.log_file, monitor.t0, monitor.is_recording = [], log, START.timestamp(), False
metrics = monitor.get_metrics()
for name, (start, end) in CALLS.items():
    monitor.record_function_call(name, monitor.t0 + start, monitor.t0 + end)
energies = {record["name"]: record for record in calculate_energy_consumption(metrics, monitor.records)}
print(f"{'call':12}{'true J':>9}{'found J':>9}{'true W':>8}{'found W':>9}")
for name, (start, end) in CALLS.items():
    found = energies.get(name)
    texts = [f"{found[key]:.0f}" if found else "none" for key in ("energy_joules", "avg_power_watts")]
    print(f"{name:12}{300 * (end - start):9.0f}{texts[0]:>9}{300:8}{texts[1]:>9}")
assert "ten seconds" not in energies, "seconds are seconds now"
assert energies["ten minutes"]["energy_joules"] < 0.001 * 300 * 600, "seconds are seconds now"
assert energies["ten minutes"]["avg_power_watts"] < 60
PYTHON
