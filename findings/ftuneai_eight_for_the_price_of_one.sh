#!/usr/bin/env bash
# ftuneai 0.4.1 (PyPI): of a provider that rents cards by eights, 8 cards cost as much as 1, and 15 as much as 8.
#
# The price list says that its prices are "per-GPU per-hour". Entries also tell how many cards an instance has. The
# estimate takes as many instances as cards // cards of an instance, and multiplies the price of ONE CARD by that. For
# the instance of 8 A100 of AWS the list has 4.10 USD, and a note that this is of one card. 8 cards come out at 4.10
# USD/h, as does 1 card. The true price is 8 times that. It becomes the cheapest offer for 4 cards and more, at less
# than half of the next, and `compare_all` recommends it; by its own list it is the dearest.
#
# Instances are counted by // and not rounded up. For 12 or 15 cards it is one instance of 8. The answer then says
# `gpu_count=8`, at the price of one card.
#
# Who compares a decentralised network with the cloud by such lists has a cloud at an eighth of its price.
#
# Source: `estimate_for_gpu` in core/cost.py; the head of data/pricing.yaml.
#
# Output seen on 2026-11-30:
#   aws, A100-80GB: 4.10 USD per card and hour, 8 cards in an instance
#   cards  aws: cards  USD/h  true   next offer: USD/h  recommended
#       1           8   4.10  32.80                1.25  Together AI
#       4           8   4.10  32.80                5.00  AWS
#       8           8   4.10  32.80               10.00  AWS
#      12           8   4.10  65.60               15.00  AWS
#      15           8   4.10  65.60               18.75  AWS
#      16          16   8.20  65.60               20.00  AWS
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check --no-deps ftuneai==0.4.1 PyYAML==6.0.3
cat > prices.py <<'PY'
from ftuneai.core.cost import CostEstimator, get_provider_gpus

CARD = "A100-80GB"
listed = get_provider_gpus("aws")[CARD]
print(f"aws, {CARD}: {listed['hourly_rate']:.2f} USD per card and hour, {listed['gpu_count']} cards in an instance")
print("cards  aws: cards  USD/h  true   next offer: USD/h  recommended")
found = {}
for cards in (1, 4, 8, 12, 15, 16):
    best = CostEstimator().compare_all([CARD], {CARD: 10.0}, num_gpus=cards)
    aws = next(offer for offer in best.estimates if offer.instance_type == listed["instance_type"])
    other = min((offer for offer in best.estimates if offer is not aws), key=lambda offer: offer.total_cost)
    instances = -(-cards // listed["gpu_count"])
    true = instances * listed["gpu_count"] * listed["hourly_rate"]
    found[cards] = aws, true, best.cheapest
    print(f"{cards:5}{aws.gpu_count:12}{aws.hourly_rate:7.2f}{true:7.2f}{other.hourly_rate:20.2f}  {best.cheapest}")
aws, true, _ = found[8]
assert aws.hourly_rate == listed["hourly_rate"] and true == 8 * aws.hourly_rate, "eight cards cost eight times now"
assert found[15][0].gpu_count == 8, "instances are rounded up now"
assert found[8][2] == aws.provider, "another offer is the cheapest now"
PY
venv/bin/python prices.py
