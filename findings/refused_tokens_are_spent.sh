#!/usr/bin/env bash
# limits 5.8.0 and throttled-py 3.5.0 (pip), rate-limiter-flexible 11.4.0 (npm): with a fixed window, a request that is
# refused spends its tokens all the same.
#
# For a limit of 100,000 tokens per minute one calls `hit(limit, user, cost=tokens)`. One would guess that a refused
# request takes nothing: False means that it was not let in. The fixed windows of all three libraries add first and
# compare then, and leave the sum. After 40,000 tokens a prompt of 80,000 is refused, and so are all requests of 10,000
# that come after it, until the minute is over: 40 % of the limit is used, and `remaining` is 0. With a cost of 1 each
# nobody sees this, as a counter is only past its limit when nothing is left. The moving window, the sliding window
# counter and the token buckets of the same libraries take nothing for a refusal, so that the strategies differ by more
# than bursts at the edges of windows, which is what their documentations compare.
#
# This hurts token limits for LLM gateways, where costs differ by factors of a thousand, and simulators that charge only
# what was admitted. One client whose prompts are too long for what is left, or one that retries such a prompt, shuts
# out everybody who shares the key for the rest of the minute, and the utilisation of the limit falls as the load rises.
# slowapi and Flask-Limiter use the fixed window of limits unless told otherwise. That refusals count is discussed for
# other limiters (upstash/ratelimit-js#161). Ask `test` before `hit`, or take another strategy.
#
# In windtunnel a refusal takes nothing from any limit.
#
# Output seen on 2026-11-30 (thousands of tokens of a limit of 100):
#                                      40   80   10   10   10  admitted
#   limits, fixed window              yes   no   no   no   no        40
#   throttled-py, fixed window        yes   no   no   no   no        40
#   rate-limiter-flexible             yes   no   no   no   no        40
#   limits, moving window             yes   no  yes  yes  yes        70
#   limits, sliding window counter    yes   no  yes  yes  yes        70
#   throttled-py, sliding window      yes   no  yes  yes  yes        70
#   throttled-py, token bucket        yes   no  yes  yes  yes        70
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet limits==5.8.0 throttled-py==3.5.0
npm install --silent --no-audit --no-fund --prefix "$folder" rate-limiter-flexible@11.4.0
cat >"$folder/flexible.js" <<'JS'
const { RateLimiterMemory } = require("rate-limiter-flexible");
const [limit, costs] = JSON.parse(process.argv[2]);
const limiter = new RateLimiterMemory({ points: limit, duration: 60 });
(async () => {
  const admitted = [];
  for (const cost of costs) {
    try {
      await limiter.consume("user", cost);
      admitted.push(true);
    } catch (refusal) {
      if (refusal instanceof Error) throw refusal;
      admitted.push(false);
    }
  }
  console.log(JSON.stringify(admitted));
})();
JS
"$folder/env/bin/python" - "$folder" <<'PYTHON'
import json
import subprocess
import sys
import time

from limits import RateLimitItemPerMinute, storage, strategies
from throttled import RateLimiterType, Throttled, per_min, store

LIMIT = 100
COSTS = [40, 80, 10, 10, 10]


def of_limits(strategy):
    limiter = getattr(strategies, strategy)(storage.MemoryStorage())
    return [limiter.hit(RateLimitItemPerMinute(LIMIT), "user", cost=cost) for cost in COSTS]


def of_throttled(kind):
    limiter = Throttled(key="user", using=kind.value, quota=per_min(LIMIT), store=store.MemoryStore())
    return [not limiter.limit("user", cost=cost).limited for cost in COSTS]


def of_flexible():
    command = ["node", "flexible.js", json.dumps([LIMIT, COSTS])]
    return json.loads(subprocess.run(command, cwd=sys.argv[1], text=True, stdout=subprocess.PIPE, check=True).stdout)


if time.time() % 60 > 50:
    time.sleep(61 - time.time() % 60)  # so that no window ends in between
spending = {
    "limits, fixed window": of_limits("FixedWindowRateLimiter"),
    "throttled-py, fixed window": of_throttled(RateLimiterType.FIXED_WINDOW),
    "rate-limiter-flexible": of_flexible(),
}
sparing = {
    "limits, moving window": of_limits("MovingWindowRateLimiter"),
    "limits, sliding window counter": of_limits("SlidingWindowCounterRateLimiter"),
    "throttled-py, sliding window": of_throttled(RateLimiterType.SLIDING_WINDOW),
    "throttled-py, token bucket": of_throttled(RateLimiterType.TOKEN_BUCKET),
}
print(f"{'':32}" + "".join(f"{cost:>5}" for cost in COSTS) + "  admitted")
for name, admitted in (spending | sparing).items():
    total = sum(cost for cost, let in zip(COSTS, admitted) if let)
    print(f"{name:32}" + "".join(f"{'yes' if let else 'no':>5}" for let in admitted) + f"{total:10}")
assert all(found == [True, False, False, False, False] for found in spending.values()), "refusals are free now"
assert all(found == [True, False, True, True, True] for found in sparing.values()), "refusals are spent elsewhere, too"
PYTHON
