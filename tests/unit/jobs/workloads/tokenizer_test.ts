import assert from "node:assert/strict";
import fc from "fast-check";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { tokenizer } from "../../../../jobs/workloads/mod.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 })
    .map((units) => String.fromCharCode(...units)),
  fc.array(
    fc.constantFrom("🧿", "é", "漢字", " the", "\n\n", "<|endoftext|>", "ﷺ", "1234", "\ufeff"),
  )
    .map((parts) => parts.join("")),
);

Deno.test("decoding what was encoded gives the text back, lone surrogates as U+FFFD", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      assert.equal(tokenizer.decode(tokenizer.encode(text)), text.toWellFormed());
    }),
    { numRuns: 500 },
  );
});

Deno.test("counting agrees with encoding", () => {
  fc.assert(fc.property(anyText, (text) => {
    assert.equal(tokenizer.count(text), tokenizer.encode(text).length);
  }));
});

Deno.test("known texts have the token counts of the published vocabulary", () => {
  assert.deepEqual(tokenizer.encode("hello world"), [24912, 2375]);
  assert.equal(tokenizer.count(""), 0);
  assert.equal(tokenizer.count("antidisestablishmentarianism"), 6);
});

Deno.test("special tokens in a text are plain text, not errors", () => {
  for (const text of ["<|endoftext|>", "a <|im_start|> b", "<|endofprompt|>"]) {
    assert.ok(tokenizer.count(text) > 1);
    assert.equal(tokenizer.decode(tokenizer.encode(text)), text);
  }
});

Deno.test("token ends ascend, never split a character, and the last is the text's length", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const ends = tokenizer.tokenEnds(text);
      assert.equal(ends.length, tokenizer.count(text));
      assert.equal(ends.at(-1) ?? 0, text.length);
      let previous = 0;
      for (const end of ends) {
        assert.ok(end >= previous);
        // Well-formed text cut between the halves of a pair would not stay well formed.
        if (text.isWellFormed()) assert.ok(text.slice(0, end).isWellFormed());
        previous = end;
      }
    }),
    { numRuns: 500 },
  );
});

Deno.test("each token's text lies between its neighbours' ends", () => {
  const text = "The café 🧿 costs 1,234.50 €\n";
  const ends = tokenizer.tokenEnds(text);
  const tokens = tokenizer.encode(text);
  tokens.forEach((token, index) => {
    const decoded = tokenizer.decode([token]);
    if (decoded.includes("\ufffd")) return;
    assert.equal(text.slice(index === 0 ? 0 : ends[index - 1], ends[index]), decoded);
  });
});

Deno.test("a token that ends inside a character is counted as ending where the character ends", () => {
  // U+1F9FF takes three tokens in this vocabulary, and two UTF-16 units.
  assert.deepEqual([...tokenizer.tokenEnds("a🧿b")], [1, 3, 3, 3, 4]);
});

Deno.test("runs without a word boundary take time in proportion to their length", () => {
  const runs = ["a", "A", " ", "\n", "!", "漢", "🧿", "aB", "\u0301", "é"];
  for (const run of runs) {
    const text = run.repeat(100_000 / run.length);
    const started = Date.now();
    const tokens = tokenizer.encode(text);
    // Without the cut one of these takes a minute.
    assert.ok(Date.now() - started < 10_000, `${JSON.stringify(run)} is slow`);
    assert.equal(tokenizer.decode(tokens), text);
    assert.equal(tokenizer.count(text), tokens.length);
    assert.equal(tokenizer.tokenEnds(text).at(-1), text.length);
  }
});

Deno.test("text with long runs but no piece over the cut is encoded as the library does", () => {
  const text = "word ".repeat(200) + "x".repeat(250) + " end\n" + "https://example.com/".repeat(50);
  assert.deepEqual(tokenizer.encode(text), encode(text));
});

Deno.test("decode() refuses numbers that are no tokens", () => {
  for (const token of [-1, 1.5, 300_000, NaN]) {
    assert.throws(() => tokenizer.decode([token]), RangeError);
  }
});
