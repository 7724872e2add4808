import assert from "node:assert/strict";
import { randomStream, tokenizer } from "../../../../jobs/workloads/mod.ts";
import { SONNETS } from "../../../../jobs/workloads/text/sonnets.ts";
import { verse } from "../../../../jobs/workloads/verse.ts";

const LINES = SONNETS.split("\n").filter((line) => line !== "");

Deno.test("the text is forty sonnets of fourteen plain lines, none twice", () => {
  const sonnets = SONNETS.trim().split("\n\n").map((sonnet) => sonnet.split("\n").length);
  assert.deepEqual(sonnets, new Array(40).fill(14));
  assert.equal(new Set(LINES).size, 560);
  for (const line of LINES) assert.match(line, /^['A-Z][A-Za-z'.,;:?!-]*( [A-Za-z'.,;:?!-]+)+$/);
});

Deno.test("every line can be cut after any of its tokens without changing the tokens before", () => {
  for (const line of LINES) {
    const text = `${line}\n`;
    tokenizer.tokenEnds(text).forEach((end, index) => {
      assert.equal(tokenizer.count(text.slice(0, end)), index + 1, text.slice(0, end));
    });
  }
});

Deno.test("any two lines after each other have the sum of their tokens", () => {
  const random = randomStream(1, 0, "pairs");
  for (let pair = 0; pair < 2000; pair++) {
    const [a, b] = [LINES[random.below(560)]!, LINES[random.below(560)]!];
    const sum = tokenizer.count(`${a}\n`) + tokenizer.count(`${b}\n`);
    assert.equal(tokenizer.count(`${a}\n${b}\n`), sum);
  }
});

Deno.test("verse() has exactly the tokens asked for, from none to thousands", () => {
  for (const count of [0, 1, 2, 3, 10, 11, 12, 13, 100, 5000]) {
    assert.equal(tokenizer.count(verse(count, randomStream(2, count, "verse"))), count);
  }
});

Deno.test("verse() is whole lines of the text, but for the last", () => {
  const known = new Set(LINES);
  const lines = verse(500, randomStream(3, 0, "verse")).split("\n");
  assert.ok(lines.slice(0, -1).every((line) => known.has(line)));
  assert.ok(new Set(lines).size > 20);
});
