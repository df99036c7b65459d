#!/usr/bin/env bash
# evalscope 1.14.1 (pip, ModelScope): with one draft token per step a perfect drafter has a "Spec. Accept Rate" of 50 %.
#
# `evalscope perf` measures a server through its stream: the tokens over the chunks are those decoded per step, and
# from them it reports the acceptance rate of speculative decoding, "per-position draft-token acceptance probability".
# One would guess that this is the share of the draft tokens that were accepted, as vLLM counts, or the
# probability with which each position is, as its description says. The formula is p = 1 - 1 / L for L tokens per step,
# which holds for drafts of unlimited length. A step with k draft tokens yields at most k + 1, so that no server can
# show more than k / (k + 1): 50 % for one token (the usual setting of models with multi-token prediction), 75 % for
# three. The report does not know k, and does not say that it matters. Tokens per step, beside it, are right.
#
# This hurts a comparison of draft lengths or of drafters: the same drafter looks much better with longer drafts, and
# one with a single token as if it failed every second time. A simulator that is given the rate as its parameter decodes
# 1.44 tokens per step where the server has 1.80, and its nodes are a fifth too slow. For one token take L - 1; for k
# solve L = (1 - p^(k+1)) / (1 - p). No report of it was found.
#
# Output seen on 2026-11-30 (500 streams of about 200 tokens, each draft token accepted with the probability given, if
# those before it were):
#   drafts   probability   accepted / drafted   tokens per step   Spec. Accept Rate
#        1          0.80                 0.80              1.80                0.44
#        1          1.00                 1.00              2.00                0.50
#        3          0.80                 0.65              2.95                0.66
#        8          0.80                 0.41              4.35                0.77
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-compile --no-deps evalscope==1.14.1
"$folder/env/bin/pip" install --quiet --no-warn-conflicts colorlog==6.10.1
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import pathlib
import random
import sys
import sysconfig
import types

# Importing the package as such loads all of its benchmarks, with dozens of large dependencies: only the folders are
# made known.
folder = pathlib.Path(sysconfig.get_paths()["purelib"])
for name in ("evalscope", "evalscope.utils", "evalscope.perf", "evalscope.perf.utils"):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = [str(folder.joinpath(*name.split(".")))]

from evalscope.perf.utils.benchmark_util import BenchmarkData, MetricsAccumulator

STREAMS = 500


def measured(drafts, probability):
    """What the report says of streams whose server drafts so many tokens per step, and the share that it accepts."""
    draw = random.Random(1)
    accumulator = MetricsAccumulator()
    drafted = accepted = 0
    for _ in range(STREAMS):
        tokens, times = 1, [0.1]  # the first token is that of the prompt
        while tokens < 200:
            taken = 0
            while taken < drafts and draw.random() < probability:
                taken += 1
            drafted, accepted = drafted + drafts, accepted + taken
            tokens += taken + 1
            times.append(times[-1] + 0.02)
        data = BenchmarkData(start_time=1.0, completed_time=1.0 + times[-1], chunk_times=times, success=True)
        data.is_stream, data.prompt_tokens, data.completion_tokens = True, 100, tokens
        data.query_latency, data.first_chunk_latency = times[-1], times[0]
        accumulator.update(data, None)
    report = accumulator.to_result().create_message()
    return accepted / drafted, report["Avg Decoded Tok/Iter"], report["Spec. Accept Rate"]


print("drafts   probability   accepted / drafted   tokens per step   Spec. Accept Rate")
for drafts, probability in ((1, 0.8), (1, 1.0), (3, 0.8), (8, 0.8)):
    share, length, rate = measured(drafts, probability)
    print(f"{drafts:6}{probability:14.2f}{share:21.2f}{length:18.2f}{rate:20.2f}")
    right = drafts + 1 if probability == 1 else (1 - probability ** (drafts + 1)) / (1 - probability)
    assert abs(length / right - 1) < 0.02, "the tokens per step are wrong, too"
    assert abs(rate - (1 - 1 / length)) < 0.001, "the acceptance rate has another formula now"
PYTHON
