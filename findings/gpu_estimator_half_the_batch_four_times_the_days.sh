#!/usr/bin/env bash
# gpu-estimator 0.2.0 (PyPI): half the batch takes four times as long; a longer text costs nothing below 2,048 tokens.
#
# `estimate` gives hours and dollars of training. Steps are samples / batch. One would guess that a step of half the
# batch takes at most as long as a step of the whole (half the work), so an epoch of half the batch takes at most twice
# as long. The estimate of steps per SECOND is multiplied by batch / 8 below a batch of 8: a step of one sample takes 8
# times longer than a step of 8 samples. Twice as many steps, each twice as long: the time goes with 1 / batch^2, and
# from 8 down to 1 by 64. Above 8 it is as odd the other way: a step of 512 samples takes as long as one of 8, so each
# doubling of the batch halves the time and the cost, without end.
#
# The length of the text counts only above 2,048 tokens. 128 tokens take as long as 2,048, which are 16 times the work.
#
# Who searches for a cheap plan by this estimate is sent to the largest batch, for a reason that is not in the hardware.
# Two plans of the same work (tokens, samples) differ by a factor of 4,096 in cost.
#
# Source: `_estimate_throughput` and `estimate` in estimator.py ("smaller batches = lower efficiency").
#
# Output seen on 2026-11-30:
#   batch  tokens  GPU hours  dollars  a step [ms]
#       1    1024     22.222    88.89          800
#       2    1024      5.556    22.22          400
#       4    1024      1.389     5.56          200
#       8    1024      0.347     1.39          100
#      64    1024      0.043     0.17          100
#     512    1024      0.005     0.02          100
#       8     128      0.347     1.39          100
#       8    2048      0.347     1.39          100
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps gpu-estimator==0.2.0
cat > hours.py <<'PY'
from gpu_estimator import GPUEstimator

SAMPLES = 100_000
estimator = GPUEstimator()


def planned(batch: int, tokens: int) -> tuple[float, float, int]:
    """GPU hours, dollars and milliseconds of a step, of an epoch of a model of 0.5 billion parameters."""
    asked = {"batch_size": batch, "sequence_length": tokens, "dataset_size": SAMPLES, "epochs": 1}
    # A card so large that one is enough, so that only the time is compared.
    plan = estimator.estimate(model_params=5e8, gpu_memory_gb=1e6, parallelism_efficiency=1.0, **asked)
    assert plan.num_gpus == 1
    hours = plan.estimated_training_hours
    return hours, estimator.estimate_cost(plan, hourly_rate=4.0), 3.6e6 * hours / plan.total_steps


print("batch  tokens  GPU hours  dollars  a step [ms]")
found = {}
for batch, tokens in [(1, 1024), (2, 1024), (4, 1024), (8, 1024), (64, 1024), (512, 1024), (8, 128), (8, 2048)]:
    found[batch, tokens] = hours, dollars, step = planned(batch, tokens)
    print(f"{batch:5}{tokens:8}{hours:11.3f}{dollars:9.2f}{step:13.0f}")
hours = {asked: plan[0] for asked, plan in found.items()}
assert abs(hours[1, 1024] / hours[8, 1024] - 64) < 0.1, "half the batch takes twice as long now"
assert abs(hours[8, 1024] / hours[512, 1024] - 64) < 0.5, "a step of more samples takes longer now"
assert hours[8, 128] == hours[8, 2048], "the length of the text counts now"
PY
venv/bin/python -W ignore hours.py
