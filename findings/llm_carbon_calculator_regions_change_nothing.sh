#!/usr/bin/env bash
# llm-carbon-calculator 0.2.0 (pip): tokens in several regions emit as if all of them ran in the one that is ignored.
#
# `calculate(region_intensity, regions=[...])` takes the tokens and the carbon intensity of each region; with `regions`
# the first argument "will then be ignored" for the weighted intensity. One would guess that the emissions are those
# of the regions, which is tokens times energy times the weighted intensity.
#
# The weighted intensity is reported, and used for nothing. The total and the emissions for each request are all
# tokens times `region_intensity`. The three numbers of one result contradict each other: where 90 % of the tokens are
# moved from a region with 700 g/kWh to one with 20, the intensity falls to 88, and the emissions do not change. With a
# region_intensity of 0, as it is ignored, there are none. The tokens of the regions need not add up to all tokens.
#
# This hurts just what the option is for: to see what it saves to send work to where energy is clean. Multiply the
# energy, the weighted intensity and the PUE yourself. No report of it was found.
#
# Output seen on 2026-11-30 (a million tokens):
#   all tokens in the dirty region                        700 g/kWh, emitted  44.10 g, by the intensity  44.10 g
#   90 % moved to the clean one                            88 g/kWh, emitted  44.10 g, by the intensity   5.54 g
#   the same, with an ignored region_intensity of 0        88 g/kWh, emitted   0.00 g, by the intensity   5.54 g
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps llm-carbon-calculator==0.2.0
"$folder/env/bin/python" - <<'PYTHON'
from llm_emissions import CarbonCalculator, RegionEnergyInfo

TOKENS, DIRTY, CLEAN = 1_000_000, 700.0, 20.0
calculator = CarbonCalculator(total_api_requests=1000, total_llm_tokens=TOKENS)


def show(text, given, moved):
    regions = [RegionEnergyInfo("dirty", int(TOKENS * (1 - moved)), DIRTY)]
    regions.append(RegionEnergyInfo("clean", int(TOKENS * moved), CLEAN))
    result = calculator.calculate(given, regions=regions)
    intensity, grams = result.weighted_carbon_intensity, 1000 * result.total_emissions_kg
    expected = result.total_energy_kwh * intensity * calculator.DEFAULT_PUE
    print(f"{text:50}{intensity:7.0f} g/kWh, emitted {grams:6.2f} g, by the intensity {expected:6.2f} g")
    return grams, expected


before = show("all tokens in the dirty region", DIRTY, 0.0)
after = show("90 % moved to the clean one", DIRTY, 0.9)
ignored = show("the same, with an ignored region_intensity of 0", 0.0, 0.9)
assert abs(before[0] - before[1]) < 1e-9
assert after[0] == before[0] and after[1] < 0.2 * before[1], "emissions are those of the regions now"
assert ignored[0] == 0 and ignored[1] == after[1]
PYTHON
