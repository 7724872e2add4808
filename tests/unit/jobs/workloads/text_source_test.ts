import assert from "node:assert/strict";
import { randomStream, tokenizer } from "../../../../jobs/workloads/mod.ts";
import { createTextSource } from "../../../../jobs/workloads/text_source.ts";
import { FUNCTIONS } from "../../../../jobs/workloads/text/functions.ts";
import { SONNETS } from "../../../../jobs/workloads/text/sonnets.ts";
import { TEXT_NAMES, textOf } from "../../../../jobs/workloads/texts.ts";

const LINES = SONNETS.split("\n").filter((line) => line !== "");
const PIECES = {
  verse: LINES.map((line) => `${line}\n`),
  code: FUNCTIONS.trim().split(/\n(?=\S)/).map((piece) => `${piece}\n`),
};

Deno.test("the verse is forty sonnets of fourteen plain lines, none twice", () => {
  const sonnets = SONNETS.trim().split("\n\n").map((sonnet) => sonnet.split("\n").length);
  assert.deepEqual(sonnets, new Array(40).fill(14));
  assert.equal(new Set(LINES).size, 560);
  for (const line of LINES) assert.match(line, /^['A-Z][A-Za-z'.,;:?!-]*( [A-Za-z'.,;:?!-]+)+$/);
});

Deno.test("the code is functions that start with a letter and have no empty line, none twice", () => {
  assert.equal(new Set(PIECES.code).size, PIECES.code.length);
  for (const piece of PIECES.code) assert.match(piece, /^[A-Za-z][^\n]*\n( {4}[^\n]*\S\n)*$/);
});

for (const name of TEXT_NAMES) {
  const { source } = textOf(name);

  Deno.test(`every piece of ${name} can be cut after any token without changing those before`, () => {
    for (const piece of PIECES[name]) {
      tokenizer.tokenEnds(piece).forEach((end, index) => {
        assert.equal(tokenizer.count(piece.slice(0, end)), index + 1, piece.slice(0, end));
      });
    }
  });

  Deno.test(`any two pieces of ${name} after each other have the sum of their tokens`, () => {
    const random = randomStream(1, 0, "pairs");
    const any = () => PIECES[name][random.below(PIECES[name].length)]!;
    for (let pair = 0; pair < 2000; pair++) {
      const [a, b] = [any(), any()];
      assert.equal(tokenizer.count(a + b), tokenizer.count(a) + tokenizer.count(b), a + b);
    }
  });

  Deno.test(`cut() has exactly the tokens asked for, from none to thousands, of ${name}`, () => {
    for (const count of [0, 1, 2, 3, 10, 11, 12, 13, 100, 5000]) {
      assert.equal(tokenizer.count(source.cut(count, randomStream(2, count, ""))), count);
    }
  });

  Deno.test(`whole() has exactly the tokens asked for and whole pieces only, of ${name}`, () => {
    const counts = [source.minWholeTokens, ...Array.from({ length: 150 }, (_, i) => 40 + i), 5000];
    for (const count of counts) {
      const text = source.whole(count, randomStream(3, count, ""));
      assert.equal(tokenizer.count(text), count);
      assert.ok(text.endsWith("\n"));
      // Letters or digits that follow neither join its last token nor change it.
      for (const next of ["f00d-1", "7f", "The end"]) {
        assert.equal(tokenizer.count(text + next), count + tokenizer.count(next));
      }
    }
  });

  Deno.test(`the same random numbers pick the same pieces of ${name}, others pick others`, () => {
    const pick = (seed: number) => source.cut(300, randomStream(seed, 0, ""));
    assert.equal(pick(1), pick(1));
    assert.notEqual(pick(1), pick(2));
  });
}

Deno.test("cut() is whole lines of the verse, but for the last", () => {
  const known = new Set(LINES);
  const lines = textOf("verse").source.cut(500, randomStream(3, 0, "")).split("\n");
  assert.ok(lines.slice(0, -1).every((line) => known.has(line)));
  assert.ok(new Set(lines).size > 20);
});

Deno.test("whole() refuses fewer tokens than whole pieces can make up", () => {
  const { source } = textOf("verse");
  const least = source.minWholeTokens;
  assert.throws(() => source.whole(least - 1, randomStream(1, 0, "")), {
    name: "RangeError",
    message: `tokens must be at least ${least}: got ${least - 1}`,
  });
});

Deno.test("createTextSource() refuses pieces that cannot make up every number of tokens", () => {
  // Both have two tokens: no odd number can come of them.
  assert.throws(() => createTextSource("even", ["hello\n", "world\n"]), /cannot make up/);
});
