#!/usr/bin/env bash
# mistral-common 1.13.1 (pip, Python >= 3.10): with the v2 and v3 templates the system prompt moves to the LAST user
# turn.
#
# One would guess that the tokens of a conversation grow at their end, so that the prompt of turn n + 1 begins with the
# whole prompt of turn n, and the system prompt with it. Models of prefix caches assume just that. It holds for the
# templates v1 and v7. The official encoder of v2 and v3 (by the package's own table: mistral-tiny-2312 has v2,
# open-mixtral-8x22b-2404 has v3, open-mistral-nemo-2407 and ministral-8b-2410 have "v3 tekken") puts the system prompt
# in front of the newest user message. The next turn no longer has it in that place: all
# tokens from there on differ, and the cache misses the system prompt in every later turn, while the first turns of
# different users still share it.
#
# This hurts simulations of prefix caches and of routers that prefer the node with the cache: the same conversation,
# with the same number of tokens, reuses 80 % of its prompt tokens under v7 and 15 % under v3. Prefill work of the later
# turns is off by a factor of four, with no difference in any token count.
#
# windtunnel's demand `conversation` puts the shared opening first and lets every turn extend the last one (as v1 and v7
# do).
#
# Output seen on 2026-11-30:
#   v1         7446 prompt tokens in 6 turns, 80 % in the turn before; first turns of two users share 907 of 912
#   v2         7326 prompt tokens in 6 turns, 15 % in the turn before; first turns of two users share 905 of 907
#   v3         7326 prompt tokens in 6 turns, 15 % in the turn before; first turns of two users share 905 of 907
#   v3 tekken  7320 prompt tokens in 6 turns, 15 % in the turn before; first turns of two users share 904 of 906
#   v7         7326 prompt tokens in 6 turns, 80 % in the turn before; first turns of two users share 905 of 907
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
# The vocabularies come with the package: nothing is fetched from a hub.
"$folder/env/bin/pip" install --quiet mistral-common==1.13.1 sentencepiece==0.2.3
"$folder/env/bin/python" - <<'PYTHON'
from mistral_common.protocol.instruct.messages import AssistantMessage, SystemMessage, UserMessage
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer

TEMPLATES = {
    "v1": MistralTokenizer.v1(),
    "v2": MistralTokenizer.v2(),
    "v3": MistralTokenizer.v3(),
    "v3 tekken": MistralTokenizer.v3(is_tekken=True),
    "v7": MistralTokenizer.v7(),
}
SYSTEM = SystemMessage(content="You are a careful assistant of a shop. " * 100)


def tokens(template, messages):
    return template.encode_chat_completion(ChatCompletionRequest(messages=messages)).tokens


def common(a, b):
    same = 0
    while same < min(len(a), len(b)) and a[same] == b[same]:
        same += 1
    return same


reused = {}
for name, template in TEMPLATES.items():
    messages, before, total, shared = [SYSTEM], [], 0, 0
    for turn in range(6):
        messages.append(UserMessage(content=f"Question {turn}: " + "what of that? " * 10))
        prompt = tokens(template, messages)
        total += len(prompt)
        shared += common(before, prompt)
        before = prompt
        messages.append(AssistantMessage(content="An answer of some words. " * 10))
    one, other = (tokens(template, [SYSTEM, UserMessage(content=text)]) for text in "xy")
    reused[name] = shared / total
    print(
        f"{name:10} {total} prompt tokens in 6 turns, {shared / total:.0%} in the turn before; "
        f"first turns of two users share {common(one, other)} of {len(one)}".replace("%", " %")
    )
early = reused["v2"], reused["v3"], reused["v3 tekken"]
assert max(early) < 0.2 and min(reused["v1"], reused["v7"]) > 0.75, "the system prompt is elsewhere now"
PYTHON
