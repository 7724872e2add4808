import assert from "node:assert/strict";
import { createWorkload, findWorkload, tokenizer } from "../../../../jobs/workloads/mod.ts";
import type { PlannedRequest, Workload } from "../../../../jobs/workloads/mod.ts";

const create = (id: string, seed = 7) => createWorkload(findWorkload(id), { seed });

function take(workload: Workload, count: number): PlannedRequest[] {
  return Array.from({ length: count }, (_, index) => workload.request(index));
}

function sharedStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

Deno.test("a cold workload's prompts share no beginning, within a run and between runs", async () => {
  const requests = [
    ...take(await create("chat"), 300),
    ...take(await create("chat", 8), 300),
    ...take(await create("lognormal-550-150"), 300),
  ];
  assert.equal(new Set(requests.map(({ prompt }) => prompt.slice(0, 12))).size, 900);
});

Deno.test("a request is a function of seed and index alone, in whatever order it is made", async () => {
  for (const id of ["chat", "chat-550-150-shared-prefix", "chat-550-150-warm"]) {
    const [a, b] = [await create(id), await create(id)];
    const forward = [0, 1, 2, 3].map((index) => a.request(index));
    const backward = [3, 2, 1, 0].map((index) => b.request(index)).reverse();
    assert.deepEqual(forward, backward);
    const other = (await create(id, 8)).request(0);
    assert.notEqual(other.prompt, forward[0]!.prompt);
  }
});

Deno.test("the requests of a seed stay what they are, or every stored seed would lie", async () => {
  const seen: Record<string, string> = {};
  for (const id of ["chat", "code_generation", "chat-550-150-shared-prefix", "chat-550-150-warm"]) {
    const { messages, maxTokens } = (await create(id, 1)).request(2);
    const text = new TextEncoder().encode(JSON.stringify([messages, maxTokens]));
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", text));
    seen[id] = digest.toHex().slice(0, 12);
  }
  assert.deepEqual(seen, {
    chat: "1cba70374c6d",
    code_generation: "003e88cd92f9",
    "chat-550-150-shared-prefix": "73c18fe37ff0",
    "chat-550-150-warm": "ac849699e69e",
  });
});

Deno.test("a shared prefix is the same bytes in the share of requests stated, exact to the token", async () => {
  const requests = take(await create("chat-550-150-shared-prefix"), 600);
  const groups = Map.groupBy(requests, ({ prompt }) => prompt.slice(0, 12));
  const [sharing, ...alone] = [...groups.values()].sort((a, b) => b.length - a.length);
  assert.ok(Math.abs(sharing!.length / 600 - 0.9) < 0.06, `${sharing!.length} of 600 share`);
  assert.ok(alone.every(({ length }) => length === 1));
  const prefixChars = Math.min(
    ...sharing!.slice(1).map(({ prompt }) => sharedStart(prompt, sharing![0]!.prompt)),
  );
  const prefix = sharing![0]!.prompt.slice(0, prefixChars);
  assert.equal(tokenizer.count(prefix.slice(0, prefix.lastIndexOf("\n") + 1)), 1000);
  for (const { prompt, inputTokens } of requests) {
    assert.equal(tokenizer.count(prompt), inputTokens);
    assert.ok(inputTokens >= 1064);
  }
});

Deno.test("a prefix is another in each run, so that no earlier run has cached it", async () => {
  const [a, b] = [
    await create("conversational_medium", 1),
    await create("conversational_medium", 2),
  ];
  assert.ok(sharedStart(a.request(0).prompt, b.request(0).prompt) < 12);
});

Deno.test("a warm workload sends the prompts of its warm-up over and over", async () => {
  const workload = await create("chat-550-150-warm");
  assert.equal(workload.warmupRequests, 16);
  const requests = take(workload, 64);
  const warmed = new Set(requests.slice(0, 16).map(({ prompt }) => prompt));
  assert.equal(warmed.size, 16);
  assert.ok(requests.every(({ prompt }) => warmed.has(prompt)));
  assert.deepEqual({ ...requests[37]!, index: 5 }, requests[5]);
});

Deno.test("every workload of ours has exact prompts of its lengths and says what defines it", async () => {
  const expected: Record<string, [input: number, output: number]> = {
    conversational_short: [100, 100],
    conversational_medium: [3000, 100],
    conversational_long: [12_000, 100],
    summarization_arena: [12_000, 100],
    write_essay: [100, 3000],
    rewrite_essay: [12_000, 3000],
    "engines-1000-2000": [1000, 2000],
    "engines-5000-1000": [5000, 1000],
    "engines-10000-500": [10_000, 500],
    "engines-30000-100": [30_000, 100],
    "fixed-550-150": [550, 150],
  };
  for (const [id, lengths] of Object.entries(expected)) {
    const workload = await create(id);
    const { prompt, messages, inputTokens, maxTokens } = workload.request(3);
    assert.equal(workload.id, id);
    assert.deepEqual([tokenizer.count(prompt), maxTokens], lengths, id);
    assert.equal(inputTokens, lengths[0]);
    assert.deepEqual(messages, [{ role: "user", content: prompt }]);
    assert.equal(workload.description["tokenizer"], "o200k_base");
  }
});

Deno.test("the four clipped log-normal workloads keep within their limits", async () => {
  const limits: Record<string, number[]> = {
    chat: [50, 4000, 10, 2000],
    code_generation: [200, 8000, 50, 4000],
    long_context_qa: [2000, 128_000, 20, 2000],
    summarization: [500, 32_000, 50, 500],
  };
  for (const [id, [minIn, maxIn, minOut, maxOut]] of Object.entries(limits)) {
    const spec = findWorkload(id);
    assert.ok(spec.kind === "synthetic");
    assert.deepEqual(
      [spec.input, spec.output].map((lengths) => {
        assert.ok(lengths.distribution === "lognormal");
        return [lengths.min_tokens, lengths.max_tokens, lengths.sigma];
      }),
      [[minIn, maxIn, 0.8], [minOut, maxOut, 0.8]],
    );
    for (const { inputTokens, maxTokens } of take(await create(id), 150)) {
      assert.ok(inputTokens >= minIn! && inputTokens <= maxIn!, id);
      assert.ok(maxTokens >= minOut! && maxTokens <= maxOut!, id);
    }
  }
});

Deno.test("the Arena's workloads suggest its rates and counts", async () => {
  const suggested = async (id: string) => {
    const { requestRatePerS, requests } = (await create(id)).suggestedLoad!;
    return [requestRatePerS, requests];
  };
  assert.deepEqual(await suggested("conversational_short"), [10, 1000]);
  assert.deepEqual(await suggested("conversational_medium"), [5, 500]);
  for (const id of ["conversational_long", "summarization_arena", "write_essay", "rewrite_essay"]) {
    assert.deepEqual(await suggested(id), [2, 200]);
  }
  assert.deepEqual((await create("conversational_short")).notes, [
    "its source sends 1000 requests at 10 a second: --request-rate 10 " +
    "--max-num-completed-requests 1000 does the same",
  ]);
  assert.deepEqual((await create("chat")).notes, []);
});

Deno.test("code_generation's prompts are code and ask for code", async () => {
  const { prompt } = (await create("code_generation")).request(0);
  assert.match(prompt, /Python functions/);
  assert.match(prompt, /\ndef \w+\(/);
});

Deno.test("what is no index or seed is refused", async () => {
  const workload = await create("chat");
  assert.throws(() => workload.request(-1), /index must be a whole number of at least 0: got -1/);
  await assert.rejects(create("chat", 1.5), /seed must be a whole number: got 1.5/);
  await assert.rejects(create("chat-550-150", 1.5), /seed must be a whole number: got 1.5/);
});
