#!/usr/bin/env bash
# llm-analysis 0.2.2 (pip): each decoded token reads the whole KV cache AND writes it back, so that its traffic counts
# twice.
#
# A decode step reads the keys and values of all earlier tokens and appends one. One would guess that the time which
# the package adds for the cache is its size over the bandwidth; the README calls latencies at the default efficiencies
# of 1 a lower bound. The traffic is twice the size of the cache: what is read is stored again. The size is moreover
# that at the END of the generation for every token, so that a long answer pays for tokens that are not there yet.
#
# This hurts where the cache is most of the traffic, with long contexts and large batches, which is where one asks such
# a package how many users a GPU serves. With eight sequences of 32,000 tokens of a model with grouped heads a step is
# said to take 39 ms, 34 of them for the cache; the bound is 23 ms. With short contexts, where one checks such numbers,
# the error is a few per cent. Halve `kv_cache_latency` of the summary and subtract that from `decode_latency`, or give
# `kv_cache_dtype_bytes=1` for a cache in 16 bits and double the memory.
#
# windtunnel's step times read the cache once for each token, at the length that it has then.
#
# Output seen on 2026-11-30 (32 layers of 4,096, 8 heads for keys and values, one A100 80 GB with 2,039 GB/s, batches of
# 8, one token generated):
#     context   cache  cache over bandwidth  kv_cache_latency  decode_latency
#         512   0.5 GB              0.3 ms            0.5 ms          6.2 ms
#        4096   4.3 GB              2.1 ms            4.2 ms          9.9 ms
#       32768  34.4 GB             16.9 ms           33.7 ms         39.4 ms
#   1,024 generated after 1,024: 2.1 ms for each, the first included
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
LAYERS, HEADS, HEAD_SIZE, BATCH = 32, 8, 128, 8
GPU = get_gpu_config_by_name("a100-sxm-80gb")
MODEL = ModelConfig(
    name="grouped",
    num_layers=LAYERS,
    n_head=32,
    num_key_value_heads=HEADS,
    hidden_dim=32 * HEAD_SIZE,
    vocab_size=32_000,
    max_seq_len=65_536,
)


def decoding(prompt, generated):
    """The summary of a batch, and the seconds in which its cache can be read once at the end."""
    analysis = LLMAnalysis(MODEL, GPU, get_dtype_config_by_name("w16a16e16"))
    summary = analysis.inference(batch_size_per_gpu=BATCH, seq_len=prompt, num_tokens_to_generate=generated)
    cache = BATCH * (prompt + generated) * LAYERS * 2 * HEADS * HEAD_SIZE * 2
    assert summary["kv_cache_memory_per_gpu"] == cache, "the size of the cache is not what one would guess"
    return summary, cache, cache / (GPU.hbm_bandwidth_in_GB_per_sec * 1e9)


print(f"{'context':>9}{'cache':>8}  cache over bandwidth  kv_cache_latency  decode_latency")
for context in (512, 4096, 32_768):
    summary, cache, once = decoding(context, 1)
    added, whole = summary["kv_cache_latency"], summary["decode_latency"]
    print(f"{context:9}{cache / 1e9:6.1f} GB{1e3 * once:17.1f} ms{1e3 * added:15.1f} ms{1e3 * whole:13.1f} ms")
    assert abs(added / once - 2) < 0.01, "the cache is read once for each token now"
    assert whole > added, "decode_latency is without the cache"
summary, _, _ = decoding(1024, 1024)
each = summary["kv_cache_latency"]
assert each == decoding(2047, 1)[0]["kv_cache_latency"], "the tokens are decoded with the cache that they find now"
print(f"1,024 generated after 1,024: {1e3 * each:.1f} ms for each, the first included")
PYTHON
