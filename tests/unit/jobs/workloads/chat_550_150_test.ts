import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type ChatWorkloadOptions,
  createChatWorkload,
  MIN_INPUT_TOKENS,
  tokenizer,
} from "../../../../jobs/workloads/mod.ts";

function create(options: Partial<ChatWorkloadOptions> = {}) {
  return createChatWorkload({ seed: 7, cachePolicy: "cold", ...options });
}

Deno.test("a prompt has exactly the planned tokens, counted whole, whatever seed and length", () => {
  const inputTokens = fc.oneof(
    fc.integer({ min: MIN_INPUT_TOKENS, max: MIN_INPUT_TOKENS + 20 }),
    fc.integer({ min: MIN_INPUT_TOKENS, max: 3000 }),
  );
  fc.assert(
    fc.property(
      fc.maxSafeInteger(),
      fc.maxSafeNat(),
      inputTokens,
      fc.integer({ min: 1, max: 1_000_000 }),
      (seed, index, meanInputTokens, meanOutputTokens) => {
        const exact = { stddevInputTokens: 0, stddevOutputTokens: 0 };
        const planned = create({ seed, meanInputTokens, meanOutputTokens, ...exact }).request(
          index,
        );
        assert.equal(planned.inputTokens, meanInputTokens);
        assert.equal(planned.maxTokens, meanOutputTokens);
        assert.equal(tokenizer.count(planned.prompt), meanInputTokens);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("prompts of 10,000 and 32,000 tokens are exact as well", () => {
  for (const meanInputTokens of [10_000, 32_000]) {
    const { prompt } = create({ meanInputTokens, stddevInputTokens: 0 }).request(3);
    assert.equal(tokenizer.count(prompt), meanInputTokens);
  }
});

Deno.test("the headline workload draws LLMPerf's lengths", () => {
  const workload = create();
  const planned = Array.from({ length: 2000 }, (_, index) => workload.request(index));
  const meanOf = (numbers: number[]) => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const spreadOf = (numbers: number[]) => {
    const mean = meanOf(numbers);
    return Math.sqrt(meanOf(numbers.map((number) => (number - mean) ** 2)));
  };
  const inputs = planned.map(({ inputTokens }) => inputTokens);
  const outputs = planned.map(({ maxTokens }) => maxTokens);
  assert.ok(Math.abs(meanOf(inputs) - 550) < 17, `mean input ${meanOf(inputs)}`);
  assert.ok(Math.abs(spreadOf(inputs) - 150) < 12, `spread of input ${spreadOf(inputs)}`);
  assert.ok(Math.abs(meanOf(outputs) - 150) < 1.6, `mean output ${meanOf(outputs)}`);
  assert.ok(Math.abs(spreadOf(outputs) - 10) < 0.8, `spread of output ${spreadOf(outputs)}`);
  for (const { prompt, inputTokens } of planned.slice(0, 200)) {
    assert.equal(tokenizer.count(prompt), inputTokens);
  }
});

Deno.test("a request is a function of seed and index alone, in whatever order it is made", () => {
  const [a, b] = [create(), create()];
  const forward = [0, 1, 2, 3].map((index) => a.request(index));
  const backward = [3, 2, 1, 0].map((index) => b.request(index)).reverse();
  assert.deepEqual(forward, backward);
  assert.notEqual(create({ seed: 8 }).request(0).prompt, forward[0]!.prompt);
});

Deno.test("no two prompts begin alike, so that no prefix cache serves them", () => {
  const beginnings = new Set<string>();
  for (const seed of [7, 8]) {
    const workload = create({ seed });
    for (let index = 0; index < 500; index++) {
      const { prompt } = workload.request(index);
      assert.ok(prompt.split("\n")[0]!.endsWith(`-${index}`));
      beginnings.add(prompt.slice(0, 8));
    }
  }
  assert.equal(beginnings.size, 1000);
});

Deno.test("the instruction names the output length and the verse follows it", () => {
  const { prompt, maxTokens } = create().request(0);
  const [nonce, instruction, text] = prompt.split("\n\n");
  assert.match(nonce!, /^[0-9a-f]{12}-0$/);
  assert.ok(instruction!.includes(`about ${maxTokens} tokens`));
  assert.ok(text!.length > 100);
});

Deno.test("lengths too small for a prompt are drawn again", () => {
  const workload = create({
    meanInputTokens: MIN_INPUT_TOKENS,
    stddevInputTokens: 500,
    meanOutputTokens: 1,
    stddevOutputTokens: 50,
  });
  for (let index = 0; index < 200; index++) {
    const { prompt, inputTokens, maxTokens } = workload.request(index);
    assert.ok(inputTokens >= MIN_INPUT_TOKENS && maxTokens >= 1);
    assert.equal(tokenizer.count(prompt), inputTokens);
  }
});

Deno.test("only the headline lengths carry the headline name", () => {
  assert.equal(create().id, "chat-550-150");
  assert.equal(create({ meanInputTokens: 550, stddevOutputTokens: 10 }).id, "chat-550-150");
  assert.equal(create({ stddevInputTokens: 0 }).id, "chat-550sd0-150sd10");
  assert.equal(create({ meanOutputTokens: 20 }).id, "chat-550sd150-20sd10");
});

Deno.test("the description holds all that defines the workload", () => {
  assert.deepEqual(create({ meanOutputTokens: 20 }).description, {
    mean_input_tokens: 550,
    stddev_input_tokens: 150,
    mean_output_tokens: 20,
    stddev_output_tokens: 10,
    min_input_tokens: 64,
    cache_policy: "cold",
    tokenizer: "o200k_base",
    text: "shakespeare-sonnets-40",
  });
});

Deno.test("lengths that cannot be used are refused by name, value and what is allowed", () => {
  assert.throws(() => create({ meanInputTokens: 63 }), {
    name: "RangeError",
    message: "meanInputTokens must be a whole number from 64 to 1000000: got 63",
  });
  assert.throws(() => create({ meanOutputTokens: 0 }), /meanOutputTokens must be .* got 0/);
  assert.throws(() => create({ stddevInputTokens: -1 }), /stddevInputTokens must be/);
  assert.throws(() => create({ stddevOutputTokens: NaN }), /stddevOutputTokens must be/);
  assert.throws(() => create({ seed: 1.5 }), /seed must be a whole number: got 1.5/);
  assert.throws(() => create().request(-1), /index must be a whole number of at least 0: got -1/);
});

Deno.test("the prompts of a seed stay what they are, or every stored seed would lie", async () => {
  const { prompt, inputTokens, maxTokens } = create({ seed: 1 }).request(2);
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(prompt));
  assert.deepEqual([inputTokens, maxTokens, new Uint8Array(bytes).toHex().slice(0, 16)], [
    533,
    158,
    "51838d38c2194459",
  ]);
});
