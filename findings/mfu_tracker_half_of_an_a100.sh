#!/usr/bin/env bash
# mfu-tracker 0.3.0 (pip): the peak of an A100 is half, that of an Ada card twice what its maker says.
#
# Model FLOPs utilization is what a run computes over what the GPU could. The package derives the peak from the number
# of multiprocessors, the clock and a table of "dense tensor-core FLOPs", "validated against NVIDIA spec-sheet peaks".
# One would guess 312 TFLOP/s for an A100 and 362 for an L40S, the dense FP16 peaks of their data sheets.
#
# The A100 has 156, which is its peak for TF32; the table counts a multiply-add as one operation there. The L40S and the
# RTX 4090 have 733 and 660, which are the peaks with sparsity. V100, T4 and H100 are right. A run that uses 60 % of an
# A100 is said to use 120 %, one that uses 60 % of an L40S 30 %: between the two kinds the error is a factor of four.
#
# This hurts comparisons of hardware, and profiles of nodes made from measured utilization: the A100 seems to be used
# better than any, and an Ada card to be hard to use. No report of it was found.
#
# Output seen on 2026-11-30 (FP16, TFLOP/s; the sheets' dense peaks with FP32 accumulation, for the 4090 with FP16):
#                 found  sheet  ratio   60 % of the sheet's peak are
#   V100 SXM2       125    125   1.00                            60%
#   T4               65     65   1.00                            60%
#   A100 SXM4       156    312   0.50                           120%
#   RTX 4090        661    330   2.00                            30%
#   L40S            733    362   2.02                            30%
#   H100 SXM5      1004    989   1.01                            59%
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps mfu-tracker==0.3.0
"$folder/env/bin/python" - <<'PYTHON'
import sys
import types
from unittest import mock

# PyTorch would only tell the properties of a GPU, which this machine does not have.
torch = mock.MagicMock()
for name in ("torch", "torch.nn", "torch.utils", "torch.utils.flop_counter"):
    sys.modules[name] = torch

from mfu_tracker import get_gpu_spec

# Name, compute capability, multiprocessors, boost clock in MHz, and dense FP16 TFLOP/s, all of NVIDIA's data sheets.
CARDS = [
    ("V100 SXM2", (7, 0), 80, 1530, 125),
    ("T4", (7, 5), 40, 1590, 65),
    ("A100 SXM4", (8, 0), 108, 1410, 312),
    ("RTX 4090", (8, 9), 128, 2520, 330),
    ("L40S", (8, 9), 142, 2520, 362),
    ("H100 SXM5", (9, 0), 132, 1980, 989),
]
print(f"{'':12}{'found':>7}{'sheet':>7}{'ratio':>7}   60 % of the sheet's peak are")
ratios = {}
for name, (major, minor), processors, clock, sheet in CARDS:
    torch.cuda.get_device_properties.return_value = types.SimpleNamespace(
        name=name,
        major=major,
        minor=minor,
        multi_processor_count=processors,
        clock_rate=clock * 1000,
        memory_clock_rate=1_000_000,
        memory_bus_width=4096,
    )
    found = get_gpu_spec().peak_tflops("fp16")
    ratios[name] = found / sheet
    print(f"{name:12}{found:7.0f}{sheet:7}{found / sheet:7.2f}{0.6 * sheet / found:31.0%}")
assert all(abs(ratios[name] - 1) < 0.05 for name in ("V100 SXM2", "T4", "H100 SXM5"))
assert abs(ratios["A100 SXM4"] - 0.5) < 0.02, "the A100 has its peak now"
assert all(abs(ratios[name] - 2) < 0.05 for name in ("RTX 4090", "L40S")), "Ada cards have their dense peak now"
PYTHON
