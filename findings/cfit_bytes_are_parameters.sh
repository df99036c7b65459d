#!/usr/bin/env bash
# cfit 0.1.0.post1 (PyPI): for a model by name, the table of all precisions takes the BYTES of its files for parameters;
# a model of 7 billion needs 32 GB in 16 bits.
#
# The memory of weights is parameters times bits / 8, plus 20 %. For a name on the model hub the package looks up the
# size of the files. With `precision="auto"` it divides that by the bytes of a parameter: right. With "all", which the
# command line takes if one gives nothing, it hands the size in bytes on as the number of parameters. Weights are mostly
# of 16 bits, so all lines are twice too large; of 32 bits, 4 times; a quantized model of 4 bits gets half of its need.
#
# With an explicit precision the size is divided by the precision that one ASKS for, not by the one of the files. So 32,
# 16, 8 and 4 bits all need the same: the size of the files plus 20 %. That reading answers no question about precision.
#
# The three ways of asking contradict each other, on the page of the package too: 16.19 GB at 16 bits in one example,
# 32.37 GB in the next, and 14.5 billion parameters for a model that has 7 in its name. Who decides by it which node may
# hold which model sends models of 7 billion away from cards of 24 GB that hold them.
#
# The look-ups of the hub are replaced here: 7,241,732,096 parameters in bfloat16, 14,483,464,192 bytes, as Mistral 7B
# has them. Source: `get_model_size`, `from_hf` and `calculate_all_precisions` in core.py.
#
# Output seen on 2026-11-30:
#   Required GPU Memory[a/model, precision: 16]: 16.19 GB
#   Required GPU Memory[a/model, parameters: 14.5B]
#   bits  by name, all  by name, these bits  by parameters  weights + 20 % [GB]
#     32         64.75                16.19          32.37                32.37
#     16         32.37                16.19          16.18                16.19
#      8         16.19                16.19           8.09                 8.09
#      4          8.09                16.19           4.05                 4.05
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps cfit==0.1.0.post1
cat > sizes.py <<'PY'
import re
import sys
from types import SimpleNamespace
from unittest import mock

PARAMETERS = 7_241_732_096

hub = mock.MagicMock()
hub.get_safetensors_metadata = lambda _name: SimpleNamespace(metadata={"total_size": 2 * PARAMETERS})
errors = mock.MagicMock(NotASafetensorsRepoError=type("NotASafetensorsRepoError", (Exception,), {}))
web = mock.MagicMock()
web.get.return_value = SimpleNamespace(status_code=200, json=lambda: {"torch_dtype": "bfloat16"})
sys.modules.update({"huggingface_hub": hub, "huggingface_hub.errors": errors, "requests": web})

import cfit


def gigabytes(text: str) -> dict[str, float]:
    """Of each line with a precision, the memory."""
    return {bits: float(size) for bits, size in re.findall(r"(\d+)bit: ([\d.]+) GB", text)}


true = {bits: PARAMETERS * int(bits) / 8 * 1.2 / 2**30 for bits in ("32", "16", "8", "4")}
auto = cfit.from_hf("a/model", "auto")
table = cfit.from_hf("a/model", "all")
named = {bits: float(re.search(r"([\d.]+) GB", cfit.from_hf("a/model", int(bits))).group(1)) for bits in true}
count = gigabytes(cfit.from_params(str(round(PARAMETERS / 1e9, 2)) + "B", "all"))
found = gigabytes(table)
print(auto)
print(table.splitlines()[0])
print("bits  by name, all  by name, these bits  by parameters  weights + 20 % [GB]")
for bits, size in true.items():
    print(f"{bits:>4}{found[bits]:14.2f}{named[bits]:21.2f}{count[bits]:15.2f}{size:21.2f}")
assert "parameters: 14.5B" in table and abs(found["16"] / true["16"] - 2) < 0.01, "bytes are no parameters now"
assert len(set(named.values())) == 1, "the precision that one asks for counts now"
assert abs(count["16"] / true["16"] - 1) < 0.01
PY
venv/bin/python sizes.py
