import assert from "node:assert/strict";
import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import fc from "fast-check";
import { loadTokenizer } from "../../../../providers/simulated/tokenizer.ts";
import { textPieces } from "../../../../providers/simulated/text_pieces.ts";

const tokenizer = await loadTokenizer();

Deno.test("textPieces() loses no character and no token of any text", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
    const pieces = textPieces(text, tokenizer, Infinity);
    assert.equal(pieces.map((piece) => piece.text).join(""), text);
    assert.equal(pieces.reduce((sum, piece) => sum + piece.tokens, 0), countTokens(text));
  }));
});

Deno.test("textPieces() keeps a replacement character that the text really has", () => {
  const text = "odd \ufffd end \ufffd";
  const pieces = textPieces(text, tokenizer, Infinity);
  assert.equal(pieces.map((piece) => piece.text).join(""), text);
});

Deno.test("textPieces() keeps to the bound of tokens", () => {
  const pieces = textPieces("one two three four", tokenizer, 2);
  assert.deepEqual(pieces.map((piece) => piece.text), ["one", " two"]);
});

Deno.test("the tokenizer counts text that looks like a special token", () => {
  assert.ok(tokenizer.encode("<|endoftext|>").length > 0);
});
