import assert from "node:assert/strict";
import fc from "fast-check";
import { countTokens, type TokenCounter } from "../../../../jobs/samples/token_counts.ts";
import { tokenizer } from "../../../../jobs/workloads/mod.ts";

/** A token for every started four characters. */
const FOURS: TokenCounter = {
  tokenEnds: (text) =>
    Uint32Array.from(
      { length: Math.ceil(text.length / 4) },
      (_, token) => Math.min(4 * (token + 1), text.length),
    ),
};

const answer = (...texts: string[]) => texts.map((text) => ({ text, reasoning: false }));
const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);

Deno.test("a token belongs to the piece in which it ends", () => {
  const counted = countTokens(answer("abc", "defgh", "i", "jklmnop"), FOURS);
  assert.deepEqual(Array.from(counted.perPiece), [0, 2, 0, 2]);
  assert.equal(counted.total, 4);
});

Deno.test("reasoning and answer are two texts, counted apart", () => {
  const counted = countTokens([
    { text: "think", reasoning: true },
    { text: "say", reasoning: false },
    { text: "ing", reasoning: true },
    { text: "it", reasoning: false },
  ], FOURS);
  assert.equal(counted.reasoning, 2);
  assert.equal(counted.total, 4);
  assert.deepEqual(Array.from(counted.perPiece), [1, 0, 1, 2]);
});

Deno.test("no pieces, and empty ones, have no tokens", () => {
  assert.deepEqual(countTokens([], tokenizer), {
    total: 0,
    reasoning: 0,
    perPiece: new Uint32Array(),
  });
  assert.equal(countTokens(answer("", ""), tokenizer).total, 0);
});

Deno.test("however a text is cut into pieces, its tokens are those of the whole text", () => {
  const text = fc.string({
    unit: fc.constantFrom("The", " quick", "é", "🙂", "東京", "\n\n", "123", " ", "<|endoftext|>"),
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, fc.array(fc.nat(200), { maxLength: 12 }), (whole, cuts) => {
      // In UTF-16 units, so that characters are cut in half as well.
      const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort((a, b) =>
        a - b
      );
      const pieces = at.slice(1).map((end, piece) => ({
        text: whole.slice(at[piece], end),
        reasoning: false,
      }));
      const counted = countTokens(pieces, tokenizer);
      assert.equal(counted.total, tokenizer.count(whole));
      assert.equal(sum(counted.perPiece), counted.total);
    }),
    { numRuns: 500 },
  );
});

Deno.test("any text at all can be counted", () => {
  const pieces = fc.array(fc.record({
    text: fc.string({ unit: "binary", maxLength: 20 }),
    reasoning: fc.boolean(),
  }));
  fc.assert(
    fc.property(pieces, (each) => {
      const { total, reasoning, perPiece } = countTokens(each, tokenizer);
      assert.equal(sum(perPiece), total);
      assert.ok(reasoning <= total);
    }),
    { numRuns: 500 },
  );
});
