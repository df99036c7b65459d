#!/usr/bin/env bash
# gptcache 0.1.44 (pip, Zilliz): a similarity threshold of 0.8, the default, lets a cosine of 0.6 hit, and 0.5 lets an
# unrelated prompt hit.
#
# One would guess that `similarity_threshold=0.8` of a semantic cache asks for a cosine of 0.8 between the embeddings
# of the prompts, as other caches and the papers on them count, and that 0.5 is strict enough to keep what has nothing
# in common apart. With SearchDistanceEvaluation, which `init_similar_cache` takes, the score is 1 - d / 4, where d is
# the SQUARED distance that FAISS returns, of embeddings that the cache has brought to length 1. That is (1 + cosine) /
# 2: an unrelated prompt, at a right angle, scores 0.5, and a threshold t asks for a cosine of 2 t - 1.
#
# This hurts models of a cache's hit rate: a threshold that was measured in cosines (0.8, 0.9) gives more hits here,
# and answers to other questions among them, and one that was found with this cache looks stricter than it is. The only
# sign is wrong answers. That the documentation has the direction of the threshold the wrong way round is known
# (zilliztech/GPTCache#578); the scale was found in no issue.
#
# Output seen on 2026-11-30 (one stored prompt; the least cosine, in steps of 0.01, that gets its answer):
#   threshold   least cosine that hits
#        0.50                     0.00
#        0.75                     0.50
#        0.80                     0.60
#        0.90                     0.80
#        0.95                     0.90
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --no-compile gptcache==0.1.44 faiss-cpu==1.15.1 sqlalchemy==2.1.9
cd "$folder"
"$folder/env/bin/python" - <<'PYTHON'
import math
import tempfile

import numpy
from gptcache import Cache, Config
from gptcache.adapter.api import get, init_similar_cache, put
from gptcache.embedding.base import BaseEmbedding


class Angles(BaseEmbedding):
    """A prompt is embedded by the cosine that it names: its similarity to the stored one, of cosine 1."""

    def to_embeddings(self, prompt, **_):
        cosine = float(prompt)
        return numpy.array([cosine, math.sqrt(1 - cosine**2)], dtype="float32")

    @property
    def dimension(self):
        return 2


def least_cosine(threshold):
    """That gets the stored answer; a hundredth of a hundredth is added against rounding."""
    cache = Cache()
    init_similar_cache(
        data_dir=tempfile.mkdtemp(dir="."),
        cache_obj=cache,
        embedding=Angles(),
        config=Config(similarity_threshold=threshold),
    )
    put("1.0", "the stored answer", cache_obj=cache)
    for hundredths in range(-50, 100):
        if get(str(hundredths / 100 + 1e-4), cache_obj=cache) is not None:
            return hundredths / 100
    return None


print("threshold   least cosine that hits")
for threshold in (0.5, 0.75, 0.8, 0.9, 0.95):
    found = least_cosine(threshold)
    print(f"{threshold:9.2f}{found:25.2f}")
    assert found == round(2 * threshold - 1, 2), "the threshold is no longer half of one plus the cosine"
PYTHON
