#!/usr/bin/env bash
# Executes the notebook from start to end in an environment of its own; makes a quickstart run first if there is none.
# usage: bash notebooks/run.sh [FOLDER OF A RUN]   (pictures and the executed page land in target/notebooks/)
set -euo pipefail
cd "$(dirname "$0")/.."
out=target/notebooks
mkdir -p "$out"
if [ $# -gt 0 ]; then
  WINDTUNNEL_RUN=$(cd "$1" && pwd)
  export WINDTUNNEL_RUN
elif ! ls output/quickstart-*/manifest.json >/dev/null 2>&1; then
  cargo run --release -- run scenarios/quickstart.toml --quiet
fi
[ -x "$out/venv/bin/python" ] || python3 -m venv "$out/venv"
"$out/venv/bin/python" -m pip install --quiet --disable-pip-version-check -r notebooks/requirements.txt
WINDTUNNEL_PICTURES=$PWD/$out "$out/venv/bin/python" -m nbconvert --to html --execute notebooks/first_look.ipynb \
  --output-dir "$out" --output first_look.html --log-level WARN
echo "executed from start to end: $out/first_look.html, $out/nodes.png, $out/latencies.png"
