#!/usr/bin/env bash
# hf-vram-calc 1.0.9 (pip): the KV cache of a model in mxfp4, nvfp4 or awq_int4 has 0.00 GiB, and the memory for
# inference never includes the cache.
#
# The README says that the cache is in 16 bits for quantised models, and that the memory for inference includes it. One
# would guess that a model in four bits has the cache of one in int4, and that 32 users with long contexts need more
# memory for inference than one. The size of an element of the cache is the size of a weight cut to whole bytes, except
# for `int4` and `int8`, where it is two; half a byte is cut to nothing. The memory for inference, from which the
# command takes its tables of parallel strategies and of fitting GPUs, is 1.2 times the weights for any batch and any
# context.
#
# This hurts whoever picks nodes with it: the cache is what limits how many users a GPU serves. In the table below the
# cache alone does not fit where "inference" does, and for the formats of new GPUs the one column that would show it is
# zero, as if the cache were free; `fp8` has half the cache of `int8`. With a batch of 1 and short contexts all of it
# looks right, as the cache is small then.
#
# Output seen on 2026-11-30 (8.03 B parameters, 32 layers, 8 heads of 128 for keys and values, GiB):
#               weights  cache, 1 x 2,048  cache, 32 x 8,192  inference, both
#   bf16          14.96              0.25              32.00            17.95
#   fp8            7.48              0.12              16.00             8.97
#   int8           7.48              0.25              32.00             8.97
#   int4           3.74              0.25              32.00             4.49
#   mxfp4          3.74              0.00               0.00             4.49
#   nvfp4          3.74              0.00               0.00             4.49
#   awq_int4       3.74              0.00               0.00             4.49
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps hf-vram-calc==1.0.9
"$folder/env/bin/pip" install --quiet --no-warn-conflicts rich==14.0.0 requests==2.32.3
"$folder/env/bin/python" - <<'PYTHON'
import sys
import types

# Three packages of several GB count the parameters of a model that is loaded from the hub, which is not needed here:
# empty ones stand in for them.
for name, wanted in (
    ("torch", ["bfloat16"]),
    ("accelerate", ["init_empty_weights"]),
    ("transformers", ["AutoConfig", "AutoModel", "AutoModelForCausalLM"]),
):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(dict.fromkeys(wanted))

from hf_vram_calc import ConfigManager, ModelConfig, VRAMCalculator
from hf_vram_calc.calculator import LlmodelMemoryResult

MODEL = ModelConfig(
    model_name="grouped",
    vocab_size=128_256,
    hidden_size=4096,
    num_layers=32,
    num_attention_heads=32,
    num_key_value_heads=8,
)
calculator = VRAMCalculator(ConfigManager())


def memory(dtype, batch, context):
    result = LlmodelMemoryResult(dtype, batch_size=batch, sequence_length=context)
    result.calculate_all(MODEL, 8_030_000_000, calculator)
    return result


print(f"{'':10}{'weights':>9}  cache, 1 x 2,048  cache, 32 x 8,192  inference, both")
for dtype in ("bf16", "fp8", "int8", "int4", "mxfp4", "nvfp4", "awq_int4"):
    one, many = memory(dtype, 1, 2048), memory(dtype, 32, 8192)
    print(
        f"{dtype:10}{one.base_memory:9.2f}{one.kv_cache_memory:18.2f}{many.kv_cache_memory:19.2f}"
        f"{many.inference_memory:17.2f}"
    )
    assert one.inference_memory == many.inference_memory, "the memory for inference depends on the cache now"
    if dtype in ("mxfp4", "nvfp4", "awq_int4"):
        assert many.kv_cache_memory == 0, f"the cache has a size in {dtype} now"
    else:
        assert many.kv_cache_memory == (16 if dtype == "fp8" else 32), f"the cache in {dtype} has another size"
PYTHON
