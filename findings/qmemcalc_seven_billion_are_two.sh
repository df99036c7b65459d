#!/usr/bin/env bash
# qmemcalc 0.1.1 (PyPI): a model of 7 billion parameters has 2 billion; full fine-tuning needs no gradients; the batch
# that it suggests does not fit.
#
# `estimate_memory` reads the number of parameters from the configuration of the model (`num_parameters`). But
# configurations of the transformers library have no such field: it is a method of the loaded model. So the fallback
# counts: 4 h^2 per layer, the attention alone. The two or three matrices of the feed-forward part (8 h^2 and more) and
# the embeddings are missing. Llama 2 7B has 2.1 billion, a third of its weights.
#
# The page names full fine-tuning. Gradients and the state of the optimiser are counted for the parameters of LoRA
# only. Without LoRA they are 0. By the package's own rates they are 10 bytes per parameter, 5 times the weights.
#
# `suggested_max_batch_for_vram` scales the batch by memory / total, as if the weights grew with the batch. If the
# total is less than the memory, it is too small; if more, too large for the card, by the package's own total.
#
# Who sends training to nodes by these numbers overloads them by a factor of 3 and more.
#
# `AutoConfig` is replaced by the fields that the library gives for Llama 2 7B (hidden size 4096, 32 layers). Source:
# `estimate_memory` in memory.py; "Full Fine-Tuning" of the page.
#
# Output seen on 2026-11-30:
#   parameters: 2.15 billion (true: 6.74)
#   full fine-tuning with AdamW: gradients 0.001 MB, optimiser 0.0 MB
#     (true: 13477 MB and 53907 MB); total 4.91 GB
#   memory [MB]  batch asked  suggested  total with that batch [MB]
#          8000            1          1                        5025
#          8000           64         21                       10931
#         24000            1          4                        5911
#         24000          128         72                       25990
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps qmemcalc==0.1.1
cat > memory.py <<'PY'
import sys
from types import SimpleNamespace
from unittest import mock

HIDDEN, LAYERS, INNER, WORDS = 4096, 32, 11008, 32000
TRUE = LAYERS * (4 * HIDDEN**2 + 3 * HIDDEN * INNER + 2 * HIDDEN) + 2 * WORDS * HIDDEN + HIDDEN

fields = {"hidden_size": HIDDEN, "num_hidden_layers": LAYERS, "intermediate_size": INNER, "vocab_size": WORDS}
library = mock.MagicMock()
library.AutoConfig.from_pretrained = lambda _name: SimpleNamespace(**fields)
sys.modules["transformers"] = library

from qmemcalc import estimate_memory

asked = {"model_name": "llama-2-7b", "seq_len": 1024, "precision": "fp16"}
full = estimate_memory(batch_size=1, **asked)
weights = full["base_weights_MB"] - 5  # 5 MB are of its metadata
print(f"parameters: {weights / 2 * 1e6 / 1e9:.2f} billion (true: {TRUE / 1e9:.2f})")
print(f"full fine-tuning with AdamW: gradients {full['gradients_MB']} MB, optimiser {full['optimizer_MB']} MB")
print(f"  (true: {2 * TRUE / 1e6:.0f} MB and {8 * TRUE / 1e6:.0f} MB); total {full['total_GB']} GB")
assert weights < 0.35 * 2 * TRUE / 1e6, "the feed-forward part counts now"
assert full["gradients_MB"] < 1 and full["optimizer_MB"] == 0, "full fine-tuning has gradients now"

print("memory [MB]  batch asked  suggested  total with that batch [MB]")
wrong = 0
for memory, batch in [(8_000, 1), (8_000, 64), (24_000, 1), (24_000, 128)]:
    best = estimate_memory(batch_size=batch, gpu_vram_MB=memory, **asked)["suggested_max_batch_for_vram"]
    total = estimate_memory(batch_size=best, **asked)["total_MB"]
    wrong += total > memory
    print(f"{memory:11}{batch:13}{best:11}{total:28.0f}")
assert wrong > 0, "the suggested batch fits now"
PY
venv/bin/python memory.py
