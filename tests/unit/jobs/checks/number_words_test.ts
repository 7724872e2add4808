import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_NUMBER_IN_WORDS, numberToWords } from "../../../../jobs/checks/number_words.ts";

const VALUES = new Map<string, number>();
"zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
  .split(" ").forEach((word, value) => VALUES.set(word, value));
"twenty thirty forty fifty sixty seventy eighty ninety"
  .split(" ").forEach((word, tens) => VALUES.set(word, 20 + 10 * tens));

/** Reads number words back, by another road than they were written: adding up from the left. */
function readWords(words: string): number {
  let total = 0;
  let group = 0;
  for (const word of words.split(/[ -]/)) {
    if (word === "and") continue;
    if (word === "hundred") group *= 100;
    else if (word === "thousand" || word === "million") {
      total += group * (word === "million" ? 1_000_000 : 1000);
      group = 0;
    } else {
      const value = VALUES.get(word);
      assert.ok(value !== undefined, `${word} is no number word`);
      group += value;
    }
  }
  return total + group;
}

Deno.test("numberToWords() writes numbers as people say them", () => {
  const known = [
    [0, "zero"],
    [13, "thirteen"],
    [40, "forty"],
    [42, "forty-two"],
    [100, "one hundred"],
    [342, "three hundred and forty-two"],
    [1000, "one thousand"],
    [1005, "one thousand and five"],
    [4207, "four thousand two hundred and seven"],
    [1_000_005, "one million and five"],
    [20_300_000, "twenty million three hundred thousand"],
    [999_000_021, "nine hundred and ninety-nine million and twenty-one"],
  ] as const;
  for (const [number, words] of known) assert.equal(numberToWords(number), words);
});

Deno.test("every number up to 999,999,999 can be read back from its words", () => {
  const shorter = fc.nat(9).chain((digits) => fc.nat(10 ** digits - 1));
  fc.assert(
    fc.property(fc.oneof(shorter, fc.nat(MAX_NUMBER_IN_WORDS)), (number) => {
      assert.equal(readWords(numberToWords(number)), number);
    }),
    { numRuns: 2000 },
  );
  for (let number = 0; number < 10_000; number++) {
    assert.equal(readWords(numberToWords(number)), number);
  }
  assert.equal(readWords(numberToWords(MAX_NUMBER_IN_WORDS)), MAX_NUMBER_IN_WORDS);
});

Deno.test("numberToWords() refuses what it cannot write", () => {
  for (const number of [-1, 0.5, NaN, MAX_NUMBER_IN_WORDS + 1]) {
    assert.throws(() => numberToWords(number), RangeError);
  }
});
