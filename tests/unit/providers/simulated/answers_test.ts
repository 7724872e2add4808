import assert from "node:assert/strict";
import { answerPrompt } from "../../../../providers/simulated/answers.ts";
import { evaluate } from "../../../../providers/simulated/arithmetic.ts";
import { parseNumberWords } from "../../../../providers/simulated/number_words.ts";

for (
  const [words, value] of [
    ["zero", 0],
    ["seven", 7],
    ["nineteen", 19],
    ["forty-two", 42],
    ["one hundred", 100],
    ["four thousand two hundred and seven", 4207],
    ["nine hundred ninety-nine thousand, nine hundred and ninety-nine", 999_999],
    ["three million and five", 3_000_005],
    ["minus twelve", -12],
    ["Twelve Thousand", 12_000],
  ] as const
) {
  Deno.test(`parseNumberWords() reads "${words}"`, () => {
    assert.equal(parseNumberWords(words), value);
  });
}

Deno.test("parseNumberWords() is null for what is no number", () => {
  assert.equal(parseNumberWords("four apples"), null);
  assert.equal(parseNumberWords(""), null);
});

for (
  const [expression, value] of [
    ["417 + 38 * 6", 645],
    ["(417 + 38) * 6", 2730],
    ["10 - 4 - 3", 3],
    ["2 * -3", -6],
    ["7", 7],
    ["0 * -5", 0],
  ] as const
) {
  Deno.test(`evaluate() works out ${expression}`, () => assert.equal(evaluate(expression), value));
}

Deno.test("evaluate() is null for what is no expression", () => {
  for (const text of ["", "1 +", "1 / 2", "(1", "1)", "a"]) {
    assert.equal(evaluate(text), null, text);
  }
});

Deno.test("answerPrompt() answers each sort of question, also behind other text", () => {
  const ask = (prompt: string) => answerPrompt(`nonce 8c1f.\n${prompt}`)?.right;
  assert.equal(
    ask(
      "Convert these words into a number. Print the number in digits first.\nWords: four thousand two hundred and seven",
    ),
    "4207",
  );
  assert.equal(
    ask("Work out the result. Print it in digits first.\nExpression: 417 + 38 * 6"),
    "645",
  );
  assert.equal(
    ask(
      "Copy the text between the angle brackets exactly, and print nothing else.\nText: <a <b>, c>",
    ),
    "a <b>, c",
  );
  assert.equal(
    ask(
      "Answer with one JSON object and nothing else, with these fields:\nname (string): Mira Holt\ncount (integer): 42\ntags (array of strings): red, green",
    ),
    '{"name":"Mira Holt","count":42,"tags":["red","green"]}',
  );
});

Deno.test("answerPrompt() puts a wrong number first and the right one behind it", () => {
  const answers = answerPrompt(
    "Work out the result. Print it in digits first.\nExpression: 20 + 1",
  );
  assert.equal(answers?.wrong, "22, or perhaps 21");
});

Deno.test("answerPrompt() is null for an ordinary prompt", () => {
  assert.equal(answerPrompt("Write a poem about numbers: one, two, three."), null);
});
