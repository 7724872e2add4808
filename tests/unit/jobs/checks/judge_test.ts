import assert from "node:assert/strict";
import fc from "fast-check";
import { generateCheckItems, judge } from "../../../../jobs/checks/mod.ts";

const ITEMS = generateCheckItems(11, 400);
const anyItem = fc.constantFrom(...ITEMS);
const numberItem = fc.constantFrom(
  ...ITEMS.filter(({ kind }) => kind === "number_words" || kind === "arithmetic"),
);

function number(expected: number, answer: string): boolean {
  return judge({ kind: "number_words", expected: String(expected) }, answer);
}

function copy(expected: string, answer: string): boolean {
  return judge({ kind: "exact_copy", expected }, answer);
}

const JSON_EXPECTED = '{"name":"Mira Holt","count":42,"tags":["red","green"]}';
function json(answer: string): boolean {
  return judge({ kind: "json_shape", expected: JSON_EXPECTED }, answer);
}

Deno.test("the expected answer always passes, with whitespace or a think block around it", () => {
  fc.assert(fc.property(anyItem, fc.constantFrom("", "\n", "  \r\n"), (item, space) => {
    assert.ok(judge(item, item.expected));
    assert.ok(judge(item, space + item.expected + space));
    assert.ok(judge(item, `\n<think>first 1, then 2</think>\n\n${item.expected}`));
  }));
});

Deno.test("a wrong first number always fails, even when the right one follows", () => {
  const between = fc.constantFrom(", or perhaps ", "\n", " = ", " -> ", " is wrong: ", " and ");
  fc.assert(
    fc.property(numberItem, fc.maxSafeInteger(), between, (item, wrong, text) => {
      fc.pre(String(wrong) !== item.expected && wrong !== 0);
      assert.equal(judge(item, `${wrong}${text}${item.expected}`), false);
      assert.equal(judge(item, `The answer: ${wrong}${text}${item.expected}.`), false);
    }),
    { numRuns: 500 },
  );
});

Deno.test("the right first number passes whatever follows it", () => {
  const after = fc.tuple(fc.constantFrom(" ", "\n", ". ", "** "), fc.string());
  fc.assert(fc.property(numberItem, after, (item, [gap, rest]) => {
    assert.ok(judge(item, `**${item.expected}${gap}${rest}`));
  }));
});

Deno.test("a number may be grouped, bold, in LaTeX, or have a fraction of nothing", () => {
  const right = [
    "4207",
    "4,207",
    "**4,207** is the number.",
    "The number is 4207.",
    "$4{,}207$",
    "\\boxed{4207}",
    "`4207`",
    "4\u00a0207",
    "4\u202f207",
    "+4207",
    "4207.0",
    "04207",
    "- 4207",
    "4207th",
  ];
  for (const answer of right) assert.ok(number(4207, answer), answer);
  assert.ok(number(999_999_999, "999,999,999"));
});

Deno.test("a number written otherwise, or with two readings, does not pass", () => {
  const wrong = [
    "4.207",
    "42.07",
    "4 207",
    "4,2071",
    "42,07",
    "4.207.000",
    "-4207",
    "",
    "four",
    "4e3",
  ];
  for (const answer of wrong) assert.equal(number(4207, answer), false, answer);
  assert.equal(number(42, "42,43"), false);
  assert.equal(number(42, "42.5"), false);
  assert.equal(number(4, "4,207"), false);
  assert.equal(number(4, "GPT4 says nothing"), false);
  assert.equal(number(0, "none"), false);
});

Deno.test("a negative result needs its minus, hyphen or U+2212, touching the digits", () => {
  for (const answer of ["-42", "\u221242", "**-42**", "= -42", "(-42)", "-42.0"]) {
    assert.ok(number(-42, answer), answer);
  }
  for (const answer of ["42", "- 42", "x-42", "minus 42"]) {
    assert.equal(number(-42, answer), false, answer);
  }
  assert.ok(number(0, "-0"));
});

Deno.test("a copy must be exact but for whitespace around it", () => {
  const text = "half  café, 東京 (north)";
  assert.ok(copy(text, `\n ${text}\n`));
  const wrong = [
    text.replace("  ", " "),
    text.replace("é", "e"),
    text.normalize("NFD"),
    `<${text}>`,
    `"${text}"`,
    `\`\`\`\n${text}\n\`\`\``,
    `The text is: ${text}`,
    `${text}.`,
    text.toUpperCase(),
    "",
  ];
  for (const answer of wrong) assert.equal(copy(text, answer), false, answer);
});

Deno.test("JSON passes in any layout and order, bare or in one code fence", () => {
  const right = [
    JSON_EXPECTED,
    JSON.stringify(JSON.parse(JSON_EXPECTED), null, 2),
    `\`\`\`json\n${JSON_EXPECTED}\n\`\`\``,
    `\`\`\`\n${JSON_EXPECTED}\n\`\`\`\n`,
    '{"tags": ["red", "green"], "count": 42, "name": "Mira Holt"}',
  ];
  for (const answer of right) assert.ok(json(answer), answer);
});

Deno.test("JSON with another key, type, value, order of tags, or anything beside it fails", () => {
  const wrong = [
    '{"name":"Mira Holt","count":"42","tags":["red","green"]}',
    '{"name":"Mira Holt","count":42.5,"tags":["red","green"]}',
    '{"name":"Mira Holt","count":42,"tags":["green","red"]}',
    '{"name":"Mira Holt","count":42,"tags":"red, green"}',
    '{"name":"Mira Holt","count":42,"tags":["red","green"],"note":1}',
    '{"name":"Mira Holt","count":42}',
    '{"Name":"Mira Holt","count":42,"tags":["red","green"]}',
    `[${JSON_EXPECTED}]`,
    `Here it is: ${JSON_EXPECTED}`,
    `\`\`\`js\n${JSON_EXPECTED}\n\`\`\``,
    JSON_EXPECTED.slice(0, -1),
    "```",
    "``````",
    "null",
    "",
    '{"__proto__":{"name":"Mira Holt"},"count":42,"tags":["red","green"]}',
  ];
  for (const answer of wrong) assert.equal(json(answer), false, answer);
});

Deno.test("no answer whatever makes it throw, and a huge one is judged at once", () => {
  fc.assert(fc.property(anyItem, fc.string({ unit: "binary" }), (item, answer) => {
    assert.equal(typeof judge(item, answer), "boolean");
  }));
  const huge = [
    "9",
    ",999",
    "`",
    "```\n",
    "\n",
    " ",
    "<think>",
    "[",
    '{"a":',
    "-",
    "1e",
    "\u2212.",
  ];
  for (const piece of huge) {
    const started = Date.now();
    for (const item of ITEMS.slice(0, 4)) judge(item, piece.repeat(100_000));
    assert.ok(Date.now() - started < 5000, piece);
  }
});
