#!/usr/bin/env bash
# bittensor 11.3.0 (pip, Python >= 3.10): half a TAO is more than 1, since an int is 1e-9 TAO.
#
# The Balance of the SDK prints "τ0.500000000", its units are "explicit at every edge", and mixing currencies raises
# an error. Who would guess that `balance >= 1` asks for one TAO, or is refused as `balance >= 1.0` is, is wrong: an
# int is silently taken as rao, in comparisons and in sums. A minimum stake of 1,000 lets 0.000001 TAO pass; `tao(2) -
# 1` is 1.999999999 TAO. With `==` an int is neither TAO nor rao: the same balance is at least and at most
# 1,000,000,000, and not equal to it, so that a check for an exact deposit never succeeds. Only the type hints of the
# operators say it.
#
# This hurts whoever writes thresholds of stake, fees or deposits, which are whole numbers of TAO in every document of
# the network: they are off by a factor of 1e9, in the direction that lets everybody pass, and no test with a large
# balance shows it. Comparisons with other types were reported of an older version (RaoFoundation/bittensor#1773,
# closed); that ints are rao is not the subject there. In windtunnel amounts of different units are of different types.
#
# Output seen on 2026-11-30:
#   tao(0.5) >= 1                       True
#   tao("0.000001") >= 1000             True
#   tao(2) - 1                          τ1.999999999
#   tao(1) >= 10**9, <= 10**9, == 10**9 True, True, False
#   tao(0.5) >= 1.0                     TypeError
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet bittensor==11.3.0
PYTHONIOENCODING=utf-8 "$folder/env/bin/python" - <<'PYTHON'
from bittensor import tao

half, little, two, one = tao(0.5), tao("0.000001"), tao(2), tao(1)
print(f"tao(0.5) >= 1                       {half >= 1}")
print(f'tao("0.000001") >= 1000             {little >= 1000}')
print(f"tao(2) - 1                          {two - 1}")
same = one >= 10**9, one <= 10**9, one == 10**9
print(f"tao(1) >= 10**9, <= 10**9, == 10**9 {', '.join(map(str, same))}")
assert half >= 1 and little >= 1000 and (two - 1).rao == 1_999_999_999, "an int is not in rao now"
assert same == (True, True, False), "equality is like the order now"
try:
    half >= 1.0
except TypeError as error:
    print(f"tao(0.5) >= 1.0                     {type(error).__name__}")
else:
    raise AssertionError("a float is not refused now")
PYTHON
