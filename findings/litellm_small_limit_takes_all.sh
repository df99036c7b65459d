#!/usr/bin/env bash
# litellm 1.110.2 (pip, Python >= 3.10): the deployment with `rpm: 10` gets every request, the one without a limit none.
#
# Two deployments serve one model; one is small and has a limit of 10 requests per minute, the other has no limit. One
# would guess that `Router` sends up to 10 requests a minute to the first and the others to the second, or half to each
# until the limit. In the default strategy, `simple-shuffle`, the number is not a limit but a weight, and a deployment
# without it has the weight 0: of 100 requests within seconds all 100 go to the small one, and the other idles. If one
# has `rpm` and the other `tpm`, all go to the one with `rpm`, and if both have both, `tpm` counts for nothing.
#
# This hurts whoever reproduces a gateway's configuration in a simulator, where a limit is a limit, and whoever adds a
# limit to protect a node: it draws the whole traffic there. `usage-based-routing-v2` takes the number as a limit. That
# missing weights are 0 is known (BerriAI/litellm#33329 is about the order of the list, which mattered, too, in older
# versions and does not here).
#
# Output seen on 2026-11-30 (100 requests in a few seconds, with answers made up by litellm; the halves vary):
#   default: no limit              47   no limit              53
#   default: rpm 10               100   no limit               0
#   default: no limit               0   rpm 10               100
#   default: tpm 1000000            0   rpm 10               100
#   default: rpm 10, tpm 9000       7   rpm 90, tpm 1000      93
#   usage-based-routing-v2: rpm 10                 9   no limit              41 (of 50)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-compile litellm==1.110.2
export LITELLM_LOCAL_MODEL_COST_MAP=True
"$folder/env/bin/python" - 2>"$folder/log" <<'PYTHON' || { cat "$folder/log" && exit 1; }
import asyncio
import collections

from litellm import Router

MESSAGES = [{"role": "user", "content": "What is a queue?"}]


async def split(first, second, requests=100, **settings):
    common = {"model": "openai/model", "api_key": "key", "mock_response": "A line."}
    deployments = [
        {"model_name": "model", "litellm_params": common | own, "model_info": {"id": name}}
        for name, own in (("first", first), ("second", second))
    ]
    router = Router(model_list=deployments, num_retries=0, **settings)
    answers = [await router.acompletion(model="model", messages=MESSAGES) for _ in range(requests)]
    counts = collections.Counter(answer._hidden_params["model_id"] for answer in answers)
    told = [", ".join(f"{key} {value}" for key, value in own.items()) or "no limit" for own in (first, second)]
    strategy = settings.get("routing_strategy", "default")
    print(f"{strategy}: {told[0]:20} {counts['first']:3}   {told[1]:20} {counts['second']:3}")
    return counts["first"], counts["second"]


async def main():
    few, many = {"rpm": 10}, {"rpm": 90}
    even = await split({}, {})
    assert 25 < even[0] < 75
    assert await split(few, {}) == (100, 0), "a deployment without a limit gets requests now"
    assert await split({}, few) == (0, 100), "the order matters"
    assert await split({"tpm": 1_000_000}, few) == (0, 100), "rpm and tpm are combined now"
    assert (await split(few | {"tpm": 9000}, many | {"tpm": 1000}))[1] > 70, "tpm counts beside rpm now"
    used = await split(few, {}, requests=50, routing_strategy="usage-based-routing-v2")
    assert used[0] <= 20, "even the strategy by usage has no limit"


asyncio.run(main())
PYTHON
