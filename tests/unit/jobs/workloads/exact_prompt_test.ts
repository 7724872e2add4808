import assert from "node:assert/strict";
import fc from "fast-check";
import {
  exactBlock,
  exactPrompt,
  MIN_BLOCK_TOKENS,
  nonce,
} from "../../../../jobs/workloads/exact_prompt.ts";
import { tokenizer } from "../../../../jobs/workloads/mod.ts";
import { TEXT_NAMES } from "../../../../jobs/workloads/texts.ts";

const anyText = fc.constantFrom(...TEXT_NAMES);

Deno.test("a prompt has exactly the tokens asked for, from one to thousands, whatever else", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.oneof(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 3000 })),
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.maxSafeInteger(),
      fc.maxSafeNat(),
      (text, tokens, maxTokens, seed, number) => {
        const prompt = exactPrompt({ text, tokens, maxTokens, seed, number, label: "a" });
        assert.equal(tokenizer.count(prompt), tokens);
      },
    ),
    { numRuns: 300 },
  );
});

Deno.test("a prompt of 128,000 tokens is exact, and made in time linear in its length", () => {
  for (const text of TEXT_NAMES) {
    const started = Date.now();
    const prompt = exactPrompt({
      text,
      tokens: 128_000,
      maxTokens: 100,
      seed: 1,
      number: 2,
      label: "a",
    });
    // It takes some 5 ms. Counting the whole anew for each line would take minutes.
    assert.ok(Date.now() - started < 2000);
    assert.equal(tokenizer.count(prompt), 128_000);
  }
});

Deno.test("a block has exactly its tokens, and those of a prompt behind it are added to them", () => {
  fc.assert(
    fc.property(
      anyText,
      fc.integer({ min: MIN_BLOCK_TOKENS, max: 1500 }),
      fc.integer({ min: 1, max: 200 }),
      fc.maxSafeInteger(),
      fc.maxSafeNat(),
      (text, blockTokens, tokens, seed, number) => {
        const block = exactBlock({ text, tokens: blockTokens, seed, number, label: "b" });
        const next = exactBlock({ text, tokens: MIN_BLOCK_TOKENS, seed, number, label: "c" });
        const prompt = exactPrompt({ text, tokens, maxTokens: 5, seed, number, label: "a" });
        assert.equal(tokenizer.count(block), blockTokens);
        assert.equal(tokenizer.count(block + next), blockTokens + MIN_BLOCK_TOKENS);
        assert.equal(tokenizer.count(block + prompt), blockTokens + tokens);
      },
    ),
    { numRuns: 150 },
  );
});

Deno.test("a nonce is unlike that of any other number, seed, use or side", () => {
  const nonces = [
    nonce(1, 0, "a"),
    nonce(2, 0, "a"),
    nonce(1, 1, "a"),
    nonce(1, 0, "b"),
    nonce(1, 0, "a", "b"),
  ];
  for (const [at, one] of nonces.entries()) {
    assert.match(one, at === 2 ? /^[0-9a-f]{12}-1$/ : /-0$/);
  }
  assert.equal(new Set(nonces.map((one) => one.slice(0, 12))).size, 5);
});
