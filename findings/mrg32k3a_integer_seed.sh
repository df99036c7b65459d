#!/usr/bin/env bash
# mrg32k3a 2.0.2 (pip, Python >= 3.11): `seed(42)` seeds a generator that is never asked.
#
# `MRG32k3a`, the generator of the simulation-optimisation library SimOpt, is a subclass of `random.Random` with
# L'Ecuyer's long streams. Its `seed` takes integers, floats and texts, as the type hints say. One would guess that it
# then starts from there, as any `random.Random` does: other seeds, other numbers, and the same seed again, the same
# numbers again. A seed that is no tuple of six goes to the Mersenne Twister of the parent class. `random()` and with it
# every distribution, `choice`, `shuffle` and `sample` go on in the stream where they were: replications with the seeds
# 1, 2 and 3 are one and the same, and a second `seed(3)` in the middle of a run repeats nothing. Only `getrandbits`,
# which is not overridden, obeys; it in turn knows nothing of streams, and without a seed every number of it is 0.
#
# This hurts whoever gives each replication its number as seed: 20 runs have a variance of 0 or, with one generator
# for all, cannot be repeated one by one, and no error says so. Streams are set with `s_ss_sss_index=[stream, 0, 0]`. No
# report of it was found.
#
# Output seen on 2026-11-30:
#                              expovariate, random, randrange, sample, getrandbits
#   seed(1)                    0.1358 0.3185  967 [83, 45, 3]     8805
#   seed(2)                    0.1358 0.3185  967 [83, 45, 3]    62654
#   seed(3)                    0.1358 0.3185  967 [83, 45, 3]    15595
#   seed(3) once more          0.6554 0.3556  724 [66, 18, 52]   15595
#   s_ss_sss_index=[1, 0, 0]   0.4336 0.7665  480 [1, 66, 96]        0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet mrg32k3a==2.0.2 numpy==2.3.5
"$folder/env/bin/python" - <<'PYTHON'
from mrg32k3a.mrg32k3a import MRG32k3a


def draw(generator):
    return (
        round(generator.expovariate(1), 4),
        round(generator.random(), 4),
        generator.randrange(1000),
        generator.sample(range(100), 3),
    )


def show(name, generator):
    drawn, bits = draw(generator), generator.getrandbits(16)
    print(f"{name:26} {drawn[0]:.4f} {drawn[1]:.4f} {drawn[2]:4} {str(drawn[3]):13} {bits:6}")
    return drawn, bits


print(" " * 27 + "expovariate, random, randrange, sample, getrandbits")
seen = []
for seed in (1, 2, 3):
    generator = MRG32k3a()
    generator.seed(seed)
    seen.append(show(f"seed({seed})", generator))
generator.seed(3)
again = show("seed(3) once more", generator)
stream = show("s_ss_sss_index=[1, 0, 0]", MRG32k3a(s_ss_sss_index=[1, 0, 0]))
assert seen[0][0] == seen[1][0] == seen[2][0], "an integer seeds the stream now"
assert again[0] != seen[2][0], "an integer seeds the stream now"
assert len({bits for _, bits in seen}) == 3 and again[1] == seen[2][1], "getrandbits draws from the stream now"
assert stream[0] != seen[0][0]
PYTHON
