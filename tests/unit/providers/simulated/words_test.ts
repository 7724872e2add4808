import assert from "node:assert/strict";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { seededRandom } from "../../../../providers/simulated/random.ts";
import { generateText, WORDS } from "../../../../providers/simulated/words.ts";

Deno.test("every word is exactly one o200k token", () => {
  for (const word of WORDS) assert.equal(countTokens(word), 1, word);
});

Deno.test("a text of n words is n tokens, however the words meet", () => {
  for (let seed = 0; seed < 20; seed++) {
    assert.equal(countTokens(generateText(seededRandom(seed, 0, 2), 150)), 150);
  }
});

Deno.test("the vocabulary has no word twice, so that each is equally likely", () => {
  assert.equal(new Set(WORDS).size, WORDS.length);
});
