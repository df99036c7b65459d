#!/usr/bin/env bash
# petri-net-core 0.3.7 (pip): with law="mass_action", a transition that needs two tokens is as likely as one that needs
# one, however many tokens there are.
#
# By the law of mass action a transition fires at a rate proportional to the PRODUCT of its input tokens: ten times as
# many nodes and ten times as many requests meet a hundred times as often. The package weights each transition with the
# geometric MEAN of its input tokens, so that with 1000 tokens in each place a pairing and a departure of single nodes
# are chosen equally often; by mass action the pairing is chosen 999 times of 1000. The numbers of an arc do not count
# either: a transition that consumes 3 tokens of a place weighs the same as one that consumes 1. There are no rate
# constants to correct this, and no documentation besides the name.
#
# Whoever takes a model of matching, gossip or infection over from a stochastic Petri net gets one in which the density
# has no effect on the choice. Below, pairings and departures give back what they take, so that the marking stays.
#
# Source: `check_fireability` in petri_net_core/petrinet/pnet.py (`mass**(1/counter)`).
#
# Output seen on 2026-12-01:
#   nodes  requests  arc   pairings of all firings   by the product   by the geometric mean
#      10        10    1                     0.494            0.909                   0.500
#     100       100    1                     0.494            0.990                   0.500
#    1000      1000    1                     0.494            0.999                   0.500
#      10      1000    1                     0.911            0.999                   0.909
#      10        10    3                     0.494                -                   0.500
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check numpy==2.4.6 jsonschema==4.26.0
venv/bin/pip install --quiet --disable-pip-version-check --no-deps petri-net-core==0.3.7
cat > net.py <<'PY'
import numpy as np
from petri_net_core.petrinet.pnet import PNet


def share(nodes: int, requests: int, arcs: int = 1) -> float:
    """How often a pairing is chosen and not a departure; each gives back what it took, so the marking stays."""
    pair = {"p_nodes": arcs, "p_requests": arcs}
    net = PNet({
        "places": {"p_nodes": nodes, "p_requests": requests},
        "transitions": {
            "t_pair": {"consume": pair, "produce": pair},
            "t_leave": {"consume": {"p_nodes": 1}, "produce": {"p_nodes": 1}},
        },
    })
    np.random.seed(1)
    net.simulate_petrinet(20_000, law="mass_action")
    return net.transition_count["t_pair"] / 20_000


print("nodes  requests  arc   pairings of all firings   by the product   by the geometric mean")
for nodes, requests, arcs in [(10, 10, 1), (100, 100, 1), (1000, 1000, 1), (10, 1000, 1), (10, 10, 3)]:
    seen = share(nodes, requests, arcs)
    product = nodes * requests / (nodes * requests + nodes)
    mean = (nodes * requests) ** 0.5 / ((nodes * requests) ** 0.5 + nodes)
    note = f"{product:16.3f}" if arcs == 1 else " " * 15 + "-"
    print(f"{nodes:5} {requests:9} {arcs:4} {seen:25.3f} {note} {mean:23.3f}")
    assert abs(seen - mean) < 0.015, "the weight is not the geometric mean now"
PY
venv/bin/python net.py
