#!/usr/bin/env bash
# echoswift 1.1.3 (pip): of several output lengths there is one mean over all of them, under the name of the first.
#
# The benchmark of an inference server goes through numbers of users, of input tokens and of output tokens, and writes
# a file of means with a line for each number of output tokens. One would guess that `output_tokens=[32, 512]` gives a
# line for 32 and one for 512.
#
# There is one line, for 32, and its numbers are means over the requests of both lengths. All requests go into one file,
# and the script that takes the means (`avg_locust_results.py`) looks for empty lines between the lengths, which nothing
# writes. The latency of an answer of 32 tokens is 3 s where it is 0.7 s. It gets worse with each length that is added,
# and the plots are of these numbers. Nothing warns.
#
# This hurts whoever fits a model of latency to such a sweep: the dependence on the length is gone. Run one length at a
# time, in folders of their own. No report of it was found.
#
# Output seen on 2026-11-30 (20 requests of each length, 200 ms to the first token and 10 ms for each other one):
#   output_tokens=[32]            latencies (ms) {32: 510.0}, true {32: 510.0}
#   output_tokens=[512]           latencies (ms) {512: 5310.0}, true {512: 5310.0}
#   output_tokens=[32, 512]       latencies (ms) {32: 2910.0}, true {32: 510.0, 512: 5310.0}
#   output_tokens=[32, 128, 512]  latencies (ms) {32: 2430.0}, true {32: 510.0, 128: 1470.0, 512: 5310.0}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-deps echoswift==1.1.3 setuptools==80.9.0 tqdm==4.67.3
cd "$folder"
PATH="$folder/env/bin:$PATH" "$folder/env/bin/python" -W ignore - 2>log <<'PYTHON'
import csv

from echoswift.llm_inference_benchmark import EchoSwift

FIRST, EACH, REQUESTS = 200.0, 10.0, 20


class Benchmark(EchoSwift):
    """Locust and a server are not needed here: the same file is written, with latencies that are known."""

    def _run_locust(self, users, input_tokens, output_tokens, output_file, logs_dir):
        latency = FIRST + EACH * (output_tokens - 1)
        with open(output_file, "a", newline="") as file:
            row = {"request": 1, "start_time": "10:00:00.0", "end_time": "10:00:01.0", "input_tokens": input_tokens}
            row |= {"output_tokens": output_tokens, "latency(ms)": f"{latency:.3f}"}
            row |= {"throughput(tokens/second)": f"{1000 / EACH:.3f}", "latency_per_token(ms/token)": f"{EACH:.3f}"}
            row |= {"TTFT(ms)": f"{FIRST:.3f}"}
            writer = csv.DictWriter(file, row)
            if file.tell() == 0:
                writer.writeheader()
            writer.writerows([row] * REQUESTS)


def means(name, lengths):
    Benchmark(name, "http://localhost", "TGI", input_tokens=[64], output_tokens=lengths).run_benchmark()
    with open(f"{name}/1_User/avg_64_input_tokens.csv", newline="") as file:
        return {int(row["output tokens"]): float(row["latency(ms)"]) for row in csv.DictReader(file)}


for lengths in ([32], [512], [32, 512], [32, 128, 512]):
    found = means("_".join(map(str, lengths)), lengths)
    true = {length: FIRST + EACH * (length - 1) for length in lengths}
    print(f"output_tokens={str(lengths):15} latencies (ms) {found}, true {true}")
    if len(lengths) == 1:
        assert found == true
    else:
        mean = sum(true.values()) / len(true)
        assert list(found) == [32] and abs(found[32] - mean) < 1, "each length has a line now"
PYTHON
