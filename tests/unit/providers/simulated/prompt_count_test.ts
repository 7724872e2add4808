import assert from "node:assert/strict";
import fc from "fast-check";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { PromptCount } from "../../../../providers/simulated/prompt_count.ts";
import { loadTokenizer } from "../../../../providers/simulated/tokenizer.ts";

const tokenizer = await loadTokenizer();

const piece = fc.oneof(
  fc.constantFrom("the", "Verse", "l'été", "don't", "naïve", "世界", "42", "3.14", "--", "\n", " "),
  fc.string({ unit: "grapheme", maxLength: 12 }),
);

Deno.test("PromptCount counts in steps what the tokenizer counts at once, for any text", () => {
  fc.assert(fc.property(
    fc.array(piece, { minLength: 60, maxLength: 250 }),
    fc.constantFrom(" ", "  ", ""),
    (pieces, separator) => {
      const text = pieces.join(separator);
      const count = new PromptCount([text], tokenizer);
      assert.equal(count.total(), countTokens(text, { allowedSpecial: "all" }));
    },
  ));
});

Deno.test("PromptCount takes many small steps for a long prompt, and says when it is done", () => {
  const text = "and the word was with them ".repeat(80);
  const count = new PromptCount([text, "one more"], tokenizer);
  let steps = 1;
  while (!count.step()) steps++;
  assert.ok(steps >= 8, String(steps));
  assert.equal(count.step(), true);
  assert.equal(count.total(), countTokens(text) + countTokens("one more"));
});

Deno.test("PromptCount of no texts is zero", () => {
  assert.equal(new PromptCount([], tokenizer).total(), 0);
});
