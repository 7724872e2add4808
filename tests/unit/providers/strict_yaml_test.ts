import assert from "node:assert/strict";
import fc from "fast-check";
import { offsetOf, readStrictYaml } from "../../../providers/strict_yaml.ts";

/** Lines and messages of what is refused. */
function problems(text: string): [line: number, message: string][] {
  const { problems, placeAt } = readStrictYaml(text, "a test file");
  return problems.map(({ offset, message }) => [placeAt(offset).line, message]);
}

Deno.test("plain values are read as they stand", () => {
  const { doc, problems } = readStrictYaml("a: 1\nb: [x, {c: null}]\n", "a test file");
  assert.deepEqual(problems, []);
  assert.deepEqual(doc.toJS(), { a: 1, b: ["x", { c: null }] });
});

Deno.test("whatever multiplies, smuggles or is said twice is refused at its line", () => {
  const all = "a: &big [1, 2]\nb: *big\nc: !!binary aGk=\n__proto__: {}\n<<: {}\n";
  assert.deepEqual(problems(all).map(([line]) => line).sort(), [1, 2, 3, 4, 5]);
  for (const [, message] of problems(all)) {
    assert.match(message, /^the .+ is not allowed in a test file: write the value out$/);
  }
  const [[line, message]] = problems("a: 1\na: 2\n") as [[number, string]];
  assert.equal(line, 2);
  assert.match(message, /^is not valid YAML: /);
});

Deno.test("offsetOf() finds a field, or the nearest of its parents that is there", () => {
  const text = "a:\n  - b: 1\n  - b: 2\n";
  const { doc, placeAt } = readStrictYaml(text, "a test file");
  const placeOf = (path: (string | number)[]) => placeAt(offsetOf(doc, path));
  assert.deepEqual(placeOf(["a", 1, "b"]), { line: 3, column: 5 });
  assert.deepEqual(placeOf(["a", 1, "none"]), { line: 3, column: 5 });
  assert.deepEqual(placeOf(["none", "b"]), { line: 1, column: 1 });
});

Deno.test("no text makes it throw, and every problem has a place and one line", () => {
  const yaml = fc.array(
    fc.constantFrom(
      "a",
      ":",
      " ",
      "\n",
      "-",
      "[",
      "{",
      "&x",
      "*x",
      "!!t",
      "'",
      '"',
      "<<",
      "|",
      "#",
    ),
    { maxLength: 60 },
  ).map((parts) => parts.join(""));
  fc.assert(fc.property(fc.oneof(yaml, fc.string({ maxLength: 200 })), (text) => {
    for (const [line, message] of problems(text)) {
      assert.ok(line >= 1);
      assert.doesNotMatch(message, /\n/);
    }
  }));
});
