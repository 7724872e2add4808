import assert from "node:assert/strict";
import fc from "fast-check";
import { createNewText } from "../../../../providers/protocols/new_text.ts";

const added = (texts: string[], mostUnchanged = 3) => {
  const newText = createNewText(mostUnchanged);
  return texts.map((text) => newText(text));
};
const repeated = (pieces: string[]) => {
  let text = "";
  return pieces.map((piece) => text += piece);
};

Deno.test("new text: of a text that every event repeats, each event adds its end", () => {
  const pieces = ["The", " sea", "", " is", " wide", " and", "", "", "", "", " grey"];
  assert.deepEqual(added(repeated(pieces)), pieces);
});

Deno.test("new text: of events that repeat nothing, each adds all it has", () => {
  assert.deepEqual(added([" The", " sea", " The", " sea"]), [" The", " sea", " The", " sea"]);
});

Deno.test("new text: tokens that begin with the one before lose nothing, whatever comes first", () => {
  for (const tokens of [["\n", "\n", "Yes"], ["ha", "haha", "ha", "!"], ["1", "1", "0"]]) {
    const given = added(tokens).join("");
    assert.equal(given.length, tokens.join("").length, JSON.stringify(tokens));
    assert.deepEqual([...given].sort(), [...tokens.join("")].sort());
  }
});

Deno.test("new text: an answer of equal tokens is not a text that does not grow", () => {
  assert.equal(added(Array(20).fill("!")).join(""), "!".repeat(20));
  assert.equal(added(Array(20).fill("!"), Infinity).join(""), "!");
});

Deno.test("new text: a character that came in halves is taken when it is whole", () => {
  for (const start of ["", "It is written: ", "It is written on the board: "]) {
    const texts = ["", "\ufffd", "海", "海。", "海。\ufffd\ufffd", "海。👍!"].map((end) =>
      start + end
    );
    assert.equal(added([...texts, texts.at(-1)!]).join(""), `${start}\ufffd海。\ufffd\ufffd👍!`);
  }
});

Deno.test("new text: a stop string that is taken off again adds nothing", () => {
  assert.deepEqual(added(["one", "one two STO", "one two"]), ["one", " two STO", ""]);
});

Deno.test("new text: whatever the pieces, those repeated by a server that repeats add up", () => {
  fc.assert(fc.property(fc.array(fc.string({ unit: "grapheme" })), (pieces) => {
    assert.equal(added(repeated(pieces), Infinity).join(""), pieces.join(""));
  }));
});

Deno.test("new text: of tokens that a server sends alone, no character is lost but in the shortest answers", () => {
  const token = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
  fc.assert(fc.property(fc.array(token, { minLength: 2 }), (tokens) => {
    // The last one begins with nothing that went before, which ends all doubt.
    const given = added([...tokens, "\u0000 end"]).join("");
    assert.equal(given.length, tokens.join("").length + 5);
  }));
});
