import assert from "node:assert/strict";
import fc from "fast-check";
import { CHECK_KINDS, generateCheckItems } from "../../../../jobs/checks/mod.ts";

const ITEMS = generateCheckItems(7, 2000);

Deno.test("the four kinds come in turn, numbered from 0", () => {
  ITEMS.forEach(({ index, kind }, at) => {
    assert.equal(index, at);
    assert.equal(kind, CHECK_KINDS[at % 4]);
  });
});

Deno.test("a question is a function of seed and index, not of how many are made", () => {
  assert.deepEqual(generateCheckItems(7, 40), ITEMS.slice(0, 40));
  assert.notDeepEqual(generateCheckItems(8, 40), ITEMS.slice(0, 40));
  assert.deepEqual(generateCheckItems(7, 0), []);
});

Deno.test("prompts have the agreed wording, which the simulated provider answers", () => {
  const wording = {
    number_words:
      /^Convert these words into a number\. Print the number in digits first\.\nWords: [a-z -]+$/,
    arithmetic: /^Work out the result\. Print it in digits first\.\nExpression: [-0-9+* ()]+$/,
    exact_copy:
      /^Copy the text between the angle brackets exactly, and print nothing else\.\nText: <[^<>\n]+>$/u,
    json_shape:
      /^Answer with one JSON object and nothing else, with these fields:\nname \(string\): .+\ncount \(integer\): \d+\ntags \(array of strings\): \w+(, \w+)+$/u,
  };
  for (const { kind, prompt } of ITEMS) assert.match(prompt, wording[kind]);
});

Deno.test("the expected result of every expression is what JavaScript makes of it", () => {
  let negative = 0;
  for (const { kind, prompt, expected } of ITEMS) {
    if (kind !== "arithmetic") continue;
    const expression = prompt.split("Expression: ")[1]!;
    assert.equal(expected, String(new Function(`return ${expression}`)()), expression);
    if (expected.startsWith("-")) negative++;
  }
  assert.ok(negative > 20, "some results are negative");
});

Deno.test("texts to copy hold what a careless copy changes", () => {
  for (const { kind, expected } of ITEMS) {
    if (kind !== "exact_copy") continue;
    assert.ok(expected.includes("  "), "a double space");
    assert.match(expected, /[^\x20-\x7e]/u);
    assert.equal(expected, expected.trim());
    assert.equal(expected, expected.normalize("NFC"));
  }
});

Deno.test("the expected JSON holds the values the prompt gives", () => {
  for (const { kind, prompt, expected } of ITEMS) {
    if (kind !== "json_shape") continue;
    const { name, count, tags } = JSON.parse(expected);
    assert.ok(prompt.endsWith(
      `\nname (string): ${name}\ncount (integer): ${count}\ntags (array of strings): ${
        tags.join(", ")
      }`,
    ));
    assert.equal(new Set(tags).size, tags.length);
  }
});

Deno.test("questions differ from one another", () => {
  assert.ok(new Set(ITEMS.map(({ prompt }) => prompt)).size > 1900);
});

Deno.test("any seed will do, but it and the count must be whole numbers", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (seed) => {
    assert.equal(generateCheckItems(seed, 4).length, 4);
  }));
  for (const count of [-1, 1.5, NaN]) assert.throws(() => generateCheckItems(1, count), RangeError);
  assert.throws(() => generateCheckItems(0.5, 1), RangeError);
});
