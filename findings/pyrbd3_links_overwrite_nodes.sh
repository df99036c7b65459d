#!/usr/bin/env bash
# pyrbd3 0.1.3 (pip): if nodes are numbered from 1, an availability with links is that of another network; with
# algorithm="pyrbd" links do not count.
#
# `evaluate_availability(G, nodes, src, dst, count_link=True, edge_prob=links)` gives the probability that two nodes of
# a network are up and connected, if nodes and links can fail. The node numbers may be any, and without links they are.
# With links each link becomes a new node, numbered from len(G) on. If there is a node of that number, it becomes the
# link, with the neighbours of both: from 1 to n, the last node is also a link. No error tells. From 0 to n - 1 all is
# right, as in the example.
#
# Two more guesses miss:
#   - algorithm="pyrbd" leaves `count_link` and the links aside. ("mcs", "pathset" and "sdp" agree.)
#   - For all pairs (without src and dst) the links are among the ends: 28 pairs of 4 nodes and 4 links, instead of 6.
#     The mean of them is not that of the nodes.
#
# Availability of a network whose operators and connections fail is compared with a requirement in the third digit.
# Source: `to_link_graph` in datasets.py; `eval_single_pair` and `eval_topology` in algorithms/availability/engine.py.
#
# Output seen on 2026-12-01:
#   a ring of 4 with a chord, nodes 0.9, links 0.8; from the first node to the third
#   nodes        algorithm   without links   with links   by hand, with links
#    0 to  3           sdp          0.8019       0.6913          0.6913
#    0 to  3           mcs          0.8019       0.6913          0.6913
#    0 to  3         pyrbd          0.8019       0.8019          0.6913
#    1 to  4           sdp          0.8019       0.4744          0.6913
#    1 to  4           mcs          0.8019       0.4744          0.6913
#    4 to  7           sdp          0.8019       0.0000          0.6913
#   10 to 13           sdp          0.8019       0.6913          0.6913
#   all pairs of a ring of 4: 28, mean 0.6599; pairs of nodes: 6, mean 0.6983
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pyrbd3==0.1.3 networkx==3.6.1 pandas==3.1.1
cat > links.py <<'PY'
import itertools

import networkx as nx
from pyrbd3 import evaluate_availability

NODE, LINK = 0.9, 0.8


def by_hand(graph, source, target) -> float:
    """Over all states of nodes and links."""
    nodes, links = list(graph.nodes()), list(graph.edges())
    total = 0.0
    for state in itertools.product([True, False], repeat=len(nodes) + len(links)):
        up = {node for node, works in zip(nodes, state) if works}
        rest = nx.Graph()
        rest.add_nodes_from(up)
        rest.add_edges_from(
            (u, v) for (u, v), works in zip(links, state[len(nodes) :]) if works and u in up and v in up
        )
        chance = 1.0
        for place, works in enumerate(state):
            each = NODE if place < len(nodes) else LINK
            chance *= each if works else 1 - each
        if source in up and target in up and nx.has_path(rest, source, target):
            total += chance
    return total


def asked(graph, *ends, **options):
    nodes = {node: NODE for node in graph}
    links = {link: LINK for link in graph.edges()}
    return evaluate_availability(graph, nodes, *ends, edge_prob=links, **options)


print(f"a ring of 4 with a chord, nodes {NODE}, links {LINK}; from the first node to the third")
print("nodes        algorithm   without links   with links   by hand, with links")
ring = nx.Graph([(0, 1), (1, 2), (2, 3), (3, 0), (1, 3)])
found = {}
for first, algorithm in [(0, "sdp"), (0, "mcs"), (0, "pyrbd"), (1, "sdp"), (1, "mcs"), (4, "sdp"), (10, "sdp")]:
    graph = nx.relabel_nodes(ring, {node: node + first for node in ring})
    ends = first, first + 2
    without = asked(graph, *ends, algorithm=algorithm)[2]
    links = asked(graph, *ends, algorithm=algorithm, count_link=True)[2]
    hand = by_hand(graph, *ends)
    found[first, algorithm] = links - hand
    print(f"{first:2} to {first + 3:2} {algorithm:>13} {without:15.4f} {links:12.4f} {hand:15.4f}")
    assert abs(without - NODE**2 * (1 - (1 - NODE) ** 2)) < 1e-9
assert abs(found[0, "sdp"]) < 1e-9 and abs(found[0, "mcs"]) < 1e-9
assert abs(found[1, "sdp"]) > 0.01, "numbers from 1 are right now"
assert found[0, "pyrbd"] > 0.1, "pyrbd counts links now"

four = nx.cycle_graph(4)
pairs = asked(four, algorithm="sdp", count_link=True)
nodes = [chance for u, v, chance in pairs if u < 4 and v < 4]
every = [chance for *_, chance in pairs]
print(f"all pairs of a ring of 4: {len(every)}, mean {sum(every) / len(every):.4f}; ", end="")
print(f"pairs of nodes: {len(nodes)}, mean {sum(nodes) / len(nodes):.4f}")
assert len(every) == 28 and len(nodes) == 6, "the links are no ends now"
PY
venv/bin/python links.py
