#!/usr/bin/env bash
# @tokenlens/helpers 1.3.1 (npm): `budget/llama` costs what the first provider of the catalogue asks for `llama`; there
# need not be a `budget`.
#
# Model ids are `provider/model` or `provider:model`, and the catalogue has prices by provider, as models.dev has: the
# same open model costs 0.1 dollars at one and 3 at another. One would guess that the provider in the id decides. It is
# split off, compared, and the comparison does not count: any provider that has a model of that name is taken, in the
# order of the catalogue. So `getTokenCosts`, `getContext` and `getUsage` give the same for all providers, and a
# mistyped one has a price, too. No error and no field of these answers tells whose price it is.
#
# A catalogue with the same providers in another order gives other costs. With the catalogue of one provider, as in the
# example of the page, or with a model that one provider alone has, all is right.
#
# To compare providers, or to route by price, is what prices by provider are for; here all are equal. Source:
# `resolveModelFromCatalog` in dist/context.js (`|| providerKey.length > 0`); "Notes" of the page.
#
# Output seen on 2026-11-30:
#   USD for a million tokens in and out, and the context, by the catalogue's order
#   catalogue                premium/llama      budget/llama      budget:llama      nobody/llama
#   premium, budget           12.0, 128000      12.0, 128000      12.0, 128000      12.0, 128000
#   budget, premium              0.4, 8000         0.4, 8000         0.4, 8000         0.4, 8000
#   budget alone                 0.4, 8000         0.4, 8000         0.4, 8000         0.4, 8000
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts @tokenlens/helpers@1.3.1 @tokenlens/core@1.3.0
cat > providers.mjs <<'NODE'
import assert from "node:assert";
import { getContext, getTokenCosts } from "@tokenlens/helpers";

const offer = (id, input, output, context) => ({
  id,
  models: { llama: { id: "llama", name: "llama", cost: { input, output }, limit: { context, output: 4000 } } },
});
const dear = offer("premium", 3, 9, 128000);
const cheap = offer("budget", 0.1, 0.3, 8000);
const usage = { prompt_tokens: 1e6, completion_tokens: 1e6 };
const catalogues = {
  "premium, budget": { premium: dear, budget: cheap },
  "budget, premium": { budget: cheap, premium: dear },
  "budget alone": { budget: cheap },
};
console.log("USD for a million tokens in and out, and the context, by the catalogue's order");
const ids = ["premium/llama", "budget/llama", "budget:llama", "nobody/llama"];
console.log("catalogue".padEnd(20) + ids.map((id) => id.padStart(18)).join(""));
const found = {};
for (const [name, providers] of Object.entries(catalogues)) {
  const row = ids.map((modelId) => {
    const { totalUSD } = getTokenCosts({ modelId, usage, providers });
    return [totalUSD, getContext({ modelId, providers }).maxTotal];
  });
  found[name] = row;
  console.log(name.padEnd(20) + row.map(([usd, context]) => `${usd.toFixed(1)}, ${context}`.padStart(18)).join(""));
}
assert.equal(found["premium, budget"][1][0], 12, "the provider is read now");
assert.ok(Math.abs(found["budget, premium"][0][0] - 0.4) < 1e-9);
assert.ok(found["budget alone"][3][0] > 0, "a provider that is not there has no price now");
NODE
node providers.mjs
