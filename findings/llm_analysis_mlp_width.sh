#!/usr/bin/env bash
# llm-analysis 0.2.2 (pip): a model with an MLP twice as wide, or with eight active experts instead of one, has the same
# prefill time.
#
# The package derives latency and memory of LLM inference from a model, a GPU and a data type. `ModelConfig` takes
# `ffn_embed_dim` (or `expansion_ratio`), `moe_num_experts` and `moe_top_k`. One would guess that the floating-point
# operations follow from them as the parameters do: a prompt is computed with the active parameters, about two
# operations for each. Those of an MLP are 16 times the square of the hidden size for each token, whatever its width:
# right for the classic factor of 4 without experts, and for nothing else. Memory and the reading of weights do use the
# width and the number of experts, so that the summary looks as if all settings had been heard; `moe_top_k` reaches
# only a small term of the traffic of activations.
#
# This hurts whoever prices tokens or sizes nodes with it: prefill is bound by compute, so that its time, and the rate
# at which a node can take prompts, are wrong by the factor of the operations. Mistral 7B has a gated MLP 3.5 times as
# wide as the model, which is 21 instead of 16 squares; Mixtral 8x7B, with two of eight experts, 42. The README does
# not tell it, and the function that counts calls its count model-specific. No report of it was found.
#
# Output seen on 2026-11-30 (32 layers of 4,096, one A100 80 GB, 2,048 tokens):
#                              parameters  weights  prefill operations  prefill
#   4 x 4096                        6.6 B    13 GB       29.1 T          95 ms
#   2 x 4096                        4.4 B     9 GB       29.1 T          95 ms
#   8 x 4096                       10.9 B    22 GB       29.1 T          95 ms
#   4 x 4096, 1 of 8 experts       36.6 B    73 GB       29.1 T          95 ms
#   4 x 4096, 8 of 8 experts       36.6 B    73 GB       29.1 T          95 ms
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
# It works without transformers, which it needs only to look models up.
"$folder/env/bin/pip" install --quiet --no-deps llm-analysis==0.2.2
"$folder/env/bin/pip" install --quiet --no-warn-conflicts fire==0.5.0
"$folder/env/bin/python" - 2> "$folder/log" <<'PYTHON' || { cat "$folder/log" && exit 1; }
import logging

from llm_analysis.analysis import LLMAnalysis
from llm_analysis.config import ModelConfig, get_dtype_config_by_name, get_gpu_config_by_name
from llm_analysis.logger import logger

logger.setLevel(logging.ERROR)


def prefill(name, **mlp):
    """Operations and seconds for a prompt of 2,048 tokens."""
    model = ModelConfig(
        name=name, num_layers=32, n_head=32, hidden_dim=4096, vocab_size=32_000, max_seq_len=4096, **mlp
    )
    analysis = LLMAnalysis(model, get_gpu_config_by_name("a100-sxm-80gb"), get_dtype_config_by_name("w16a16e16"))
    summary = analysis.inference(batch_size_per_gpu=1, seq_len=2048, num_tokens_to_generate=32)
    weights = summary["weight_memory_per_gpu"]
    operations, seconds = summary["prefill_num_flops_fwd_total"], summary["prefill_latency"]
    print(
        f"{name:26}{weights / 2e9:9.1f} B {weights / 1e9:5.0f} GB {operations / 1e12:10.1f} T "
        f"{1000 * seconds:11.0f} ms"
    )
    return weights, operations, seconds


print(f"{'':26} parameters  weights  prefill operations  prefill")
classic = prefill("4 x 4096")
for name, mlp in (
    ("2 x 4096", {"ffn_embed_dim": 2 * 4096}),
    ("8 x 4096", {"ffn_embed_dim": 8 * 4096}),
    ("4 x 4096, 1 of 8 experts", {"moe_num_experts": 8, "moe_top_k": 1}),
    ("4 x 4096, 8 of 8 experts", {"moe_num_experts": 8, "moe_top_k": 8}),
):
    weights, operations, seconds = prefill(name, **mlp)
    assert weights != classic[0], "the memory ignores the width, too"
    assert operations == classic[1], f"the operations follow the MLP now: {name}"
    assert abs(seconds / classic[2] - 1) < 0.01, f"the time of the prefill follows the MLP now: {name}"
PYTHON
