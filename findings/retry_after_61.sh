#!/usr/bin/env bash
# groq 1.7.0, together 3.1.1, cohere 7.3.1, openai 3.57.0, anthropic 2.14.0 (pip), ai 6.0.326 and openai 6.49.0 (npm):
# `Retry-After: 60` is obeyed, `Retry-After: 61` brings some clients back after half a second.
#
# One would guess that a client of an LLM service which honours Retry-After waits at least as long as it is told, or at
# least as long as its own limit. groq and together obey up to 60 s; what is longer they treat as if the header were
# missing: 0.4 to 1 s, then twice that, and the call has failed. Vercel's ai does so from 60 s on (2 s, then 4 s). The
# longer the server asks for, the sooner they return. The other clients differ in each possible way: cohere waits 60 s
# in place of 61, openai obeys up to 120 s and tries no more above that, anthropic and openai for Node wait for an hour
# if told so. All tried twice more for shorter waits, which is their default.
#
# This hurts whoever models retries, sizes a gateway for overload, or sheds load. Windows of a minute give waits of up
# to 60 s, so that all looks well in tests; with an hourly or daily quota, or a cold start of 90 s, part of the clients
# send three times the requests within three seconds and none of them can succeed, while others leave a thread asleep
# for an hour. Which of these a population does depends on the mixture of clients, and changes with releases: openai
# for Python fell back to half a second, too, before openai/openai-python#3555 (merged in July or August 2026); that
# openai for Node has no limit is openai/openai-node#1840.
#
# Nothing is sent here: the clients get answers from a transport of their own, and sleeping is recorded instead.
#
# Output seen on 2026-11-30 (seconds before each retry of a call that is always refused; less than 2 s varies):
#   Retry-After            30           60           61          121         3600
#   groq                30 30        60 60      0.4 0.9      0.5 0.9      0.4 0.9
#   together            30 30        60 60      0.9 1.7      0.9 1.7      0.8 1.6
#   cohere              30 30        60 60        60 60        60 60        60 60
#   openai              30 30        60 60        61 61            -            -
#   anthropic           30 30        60 60        61 61      121 121    3600 3600
#   ai (npm)            30 30          2 4          2 4          2 4          2 4
#   openai (npm)        30 30        60 60        61 61      121 121    3600 3600
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet groq==1.7.0 together==3.1.1 cohere==7.3.1 openai==3.57.0 anthropic==2.14.0 \
    httpx==0.28.1 httpx2==2.16.2
npm install --silent --no-audit --no-fund --prefix "$folder" ai@6.0.326 @ai-sdk/openai-compatible@2.0.92 openai@6.49.0
cat >"$folder/clients.mjs" <<'JS'
import { generateText } from "ai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import OpenAI from "openai";

const TIMEOUT = 777777; // of a request, so that it is not taken for a wait
const timer = globalThis.setTimeout;
let waits;
globalThis.setTimeout = (then, delay, ...rest) => {
  if (delay === TIMEOUT) return timer(() => {}, 0);
  waits.push(delay / 1000);
  return timer(then, 0, ...rest);
};
const found = {};
for (const name of ["ai (npm)", "openai (npm)"]) {
  found[name] = [];
  for (const told of process.argv.slice(2)) {
    waits = [];
    const headers = { "content-type": "application/json", "retry-after": told };
    const fetch = async () => new Response('{"error": {"message": "slow down"}}', { status: 429, headers });
    try {
      if (name === "ai (npm)") {
        const provider = createOpenAICompatible({ name: "test", baseURL: "http://test/v1", fetch });
        await generateText({ model: provider("model"), prompt: "What is a queue?" });
      } else {
        const messages = [{ role: "user", content: "What is a queue?" }];
        const client = new OpenAI({ apiKey: "key", timeout: TIMEOUT, fetch });
        await client.chat.completions.create({ model: "model", messages });
      }
      throw new TypeError("answered");
    } catch (error) {
      if (error instanceof TypeError) throw error;
    }
    found[name].push(waits);
  }
}
console.log(JSON.stringify(found));
JS
"$folder/env/bin/python" - "$folder" <<'PYTHON'
import json
import subprocess
import sys
import time

import anthropic
import cohere
import groq
import httpx
import httpx2
import openai
import together

TOLD = ["30", "60", "61", "121", "3600"]
MESSAGES = [{"role": "user", "content": "What is a queue?"}]


def refuse(http, told):
    def handle(request):
        return http.Response(429, headers={"retry-after": told}, json={"error": {"message": "slow down"}})

    return http.Client(transport=http.MockTransport(handle))


def ask_openai(module, http):
    def ask(told):
        client = module(api_key="key", http_client=refuse(http, told))
        client.chat.completions.create(model="model", messages=MESSAGES)

    return ask


def ask_anthropic(told):
    client = anthropic.Anthropic(api_key="key", http_client=refuse(httpx2, told))
    client.messages.create(model="model", max_tokens=9, messages=MESSAGES)


def ask_cohere(told):
    cohere.ClientV2(api_key="key", httpx_client=refuse(httpx, told)).chat(model="model", messages=MESSAGES)


clients = {
    "groq": (ask_openai(groq.Groq, httpx), groq.RateLimitError),
    "together": (ask_openai(together.Together, httpx), together.RateLimitError),
    "cohere": (ask_cohere, cohere.TooManyRequestsError),
    "openai": (ask_openai(openai.OpenAI, httpx2), openai.RateLimitError),
    "anthropic": (ask_anthropic, anthropic.RateLimitError),
}
found = {name: [] for name in clients}
for name, (ask, refusal) in clients.items():
    for told in TOLD:
        waits = []
        slept, time.sleep = time.sleep, waits.append
        try:
            ask(told)
            raise SystemExit("answered")
        except refusal:
            pass
        finally:
            time.sleep = slept
        found[name].append(waits)
node = subprocess.run(["node", "clients.mjs", *TOLD], cwd=sys.argv[1], text=True, stdout=subprocess.PIPE, check=True)
found |= json.loads(node.stdout)

print(f"{'Retry-After':13}" + "".join(f"{told:>13}" for told in TOLD))
for name, cells in found.items():
    texts = [" ".join(f"{wait:.1f}".removesuffix(".0") for wait in waits) or "-" for waits in cells]
    print(f"{name:13}" + "".join(f"{text:>13}" for text in texts))
for name, cells in found.items():
    assert cells[0] == [30, 30], f"{name} does not obey 30 s now"
for name in ("groq", "together"):
    assert found[name][1] == [60, 60], f"{name} does not obey 60 s now"
    for waits in found[name][2:]:
        assert len(waits) == 2 and max(waits) <= 2, f"{name} does not come back early any more"
assert all(waits == [2, 4] for waits in found["ai (npm)"][1:]), "ai does not come back early any more"
assert all(waits == [60, 60] for waits in found["cohere"][1:]), "cohere has another limit now"
assert found["openai"][2:] == [[61, 61], [], []], "openai has another limit now"
for name in ("anthropic", "openai (npm)"):
    assert found[name][2:] == [[61, 61], [121, 121], [3600, 3600]], f"{name} has a limit now"
PYTHON
