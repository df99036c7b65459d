#!/usr/bin/env bash
# do-i-have-the-vram 0.1.0 (pip): a batch of 64 sequences has the cache of keys and values of one sequence.
#
# The tool estimates the memory of a model from its config, for `--batch` sequences of `--seq-len` tokens. Each sequence
# in a batch has keys and values of its own, and one would guess that their memory grows with the batch. It is what
# limits a batch: for long contexts it is the largest part.
#
# The batch size is not passed to `calculate_kv_cache_bytes`; only the "activations" grow with it. On the other hand
# the cache counts all attention heads, not the heads of keys and values: with grouped queries it is 8 times too large
# for one sequence of a model like Llama 3 70B. The two errors cancel at a batch of 8, which makes a check by hand look
# good; at 64 the cache is an eighth of what it is, and 140 GiB are missing here. With --dtype int4 the cache has four
# bits, too, which few servers do.
#
# This hurts capacity planning: a node seems to hold some hundreds of sequences. No report of it was found.
#
# Output seen on 2026-11-30 (80 layers, 64 heads of 128, of which 8 of keys and values; 8,192 tokens, FP16, in GiB):
#   batch    cache   true cache   activations    total
#       1     20.0          2.5           0.5    150.9
#       8     20.0         20.0           4.0    154.4
#      64     20.0        160.0          32.0    182.4
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps do-i-have-the-vram==0.1.0
"$folder/env/bin/python" - <<'PYTHON'
from do_i_have_the_vram.memory_model import estimate_vram_usage

CONFIG = {
    "num_hidden_layers": 80,
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "hidden_size": 8192,
    "head_dim": 128,
}
TOKENS, GIB = 8192, 2**30
print("batch    cache   true cache   activations    total")
for batch in (1, 8, 64):
    found = estimate_vram_usage(140e9, CONFIG, batch, TOKENS, dtype_size=2)
    true = 2 * 80 * 8 * 128 * TOKENS * 2 * batch / GIB
    cache = found["kv_cache"] / GIB
    print(f"{batch:5}{cache:9.1f}{true:13.1f}{found['activations'] / GIB:14.1f}{found['total'] / GIB:9.1f}")
    assert cache == 20, "the batch, or the heads of keys and values, count now"
    assert abs(cache / true - 8 / batch) < 1e-9
PYTHON
