import assert from "node:assert/strict";
import fc from "fast-check";
import { WorkloadError } from "../../../../jobs/workloads/mod.ts";
import { parseWorkloadFile } from "../../../../jobs/workloads/parse_workload_file.ts";

const GOOD = `id: mine
version: 2
kind: synthetic
title: My workload
description: >
  Two lines
  of prose.
input: { distribution: lognormal, median_tokens: 300, sigma: 0.5 }
output: { distribution: fixed, tokens: 20 }
cache: { policy: warm }
sampling_params: { temperature: 0, stop: ["END"] }
`;

/** The good file with one line replaced, counted from 1. */
function withLine(number: number, line: string): string {
  return GOOD.split("\n").with(number - 1, line).join("\n");
}

function refusal(text: string): string {
  try {
    parseWorkloadFile(text, "mine.yaml");
  } catch (error) {
    assert.ok(error instanceof WorkloadError, String(error));
    return error.message;
  }
  assert.fail("accepted");
}

Deno.test("a good file is read, with its defaults filled in", () => {
  assert.deepEqual(parseWorkloadFile(GOOD, "mine.yaml"), {
    id: "mine",
    version: 2,
    kind: "synthetic",
    title: "My workload",
    description: "Two lines of prose.",
    source: null,
    suggested_load: null,
    text: "verse",
    input: {
      distribution: "lognormal",
      median_tokens: 300,
      sigma: 0.5,
      min_tokens: 1,
      max_tokens: 1_000_000,
    },
    output: { distribution: "fixed", tokens: 20 },
    cache: { policy: "warm", distinct_prompts: 16 },
    sampling_params: { temperature: 0, stop: ["END"] },
  });
});

Deno.test("what is wrong is named by file, line, field, value and what is allowed", () => {
  const cases: [line: number, text: string, message: RegExp][] = [
    [1, "id: Mine", /^mine\.yaml:1: id \("Mine"\) must be lower-case letters/],
    [2, "version: 0", /^mine\.yaml:2: version \("0"\) must be a whole number from 1 to 10000$/],
    [
      3,
      "kind: magic",
      /^mine\.yaml:3: kind \("magic"\) must be llmperf, synthetic, dataset or trace$/,
    ],
    [4, "", /^mine\.yaml:1: title is missing: must be text$/],
    [4, "name: My workload", /^mine\.yaml:4: name is not a known field; allowed here: kind, /],
    [4, "title: |\n  two\n  lines", /^mine\.yaml:4: title \("two lines "\) must be one line/],
    [8, "input: 550", /^mine\.yaml:8: input \("550"\) must be a block whose distribution is fixed/],
    [
      8,
      "input: { distribution: zipf }",
      /^mine\.yaml:8: input\.distribution \("zipf"\) must be fixed,/,
    ],
    [
      8,
      "input: { distribution: lognormal, sigma: 1 }",
      /^mine\.yaml:8: input must have either mean_tokens or median_tokens$/,
    ],
    [
      8,
      "input: { distribution: lognormal, mean_tokens: 5, median_tokens: 5, sigma: 1 }",
      /^mine\.yaml:8: input must have either mean_tokens or median_tokens$/,
    ],
    [
      8,
      "input: { distribution: uniform, min_tokens: 9, max_tokens: 8 }",
      /^mine\.yaml:8: input must not have min_tokens above max_tokens$/,
    ],
    [
      8,
      "input: { distribution: normal, mean_tokens: 9, stddev_tokens: 1, min_tokens: 50 }",
      /^mine\.yaml:8: input must let at least 1 draw in 100 lie within min_tokens and max_tokens$/,
    ],
    [
      9,
      "output: { distribution: fixed, tokens: -3 }",
      /^mine\.yaml:9: output\.tokens \("-3"\) must be/,
    ],
    [
      10,
      "cache: { policy: hot }",
      /^mine\.yaml:10: cache\.policy \("hot"\) must be cold, shared-prefix or warm$/,
    ],
    [
      10,
      "cache: { policy: shared-prefix, prefix_tokens: 5 }",
      /^mine\.yaml:10: cache\.prefix_tokens \("5"\) must be a whole number from 128 to 1000000$/,
    ],
    [
      10,
      "cache: { policy: shared-prefix, prefix_tokens: 500, fraction: 1.5 }",
      /^mine\.yaml:10: cache\.fraction \("1\.5"\) must be a number from 0 to 1$/,
    ],
    [
      10,
      "cash: { policy: cold }",
      /^mine\.yaml:10: cash is not a known field; allowed here: /,
    ],
    [11, "sampling_params: 5", /^mine\.yaml:11: sampling_params \("5"\) must be a block/],
    [11, "colour: red", /^mine\.yaml:11: colour is not a known field; allowed here: kind, id, /],
  ];
  for (const [line, text, message] of cases) assert.match(refusal(withLine(line, text)), message);
});

Deno.test("syntax that a workload needs none of is refused by its line", () => {
  assert.match(refusal(withLine(4, "title: &a x")), /^mine\.yaml:4: the anchor &a is not allowed/);
  assert.match(refusal(withLine(4, "title: *a")), /^mine\.yaml:4: the alias \*a is not allowed/);
  assert.match(
    refusal(withLine(4, "title: !!js x")),
    /^mine\.yaml:4: is not valid YAML: Unresolved tag/,
  );
  assert.match(refusal(withLine(4, "__proto__: x")), /^mine\.yaml:4: the field __proto__ is/);
  assert.match(refusal(`${GOOD}id: again\n`), /^mine\.yaml:12: is not valid YAML/);
  assert.match(refusal("[".repeat(5000)), /^mine\.yaml:1: is not valid YAML/);
  assert.match(refusal(""), /^mine\.yaml:1: the file must be a block/);
  assert.match(refusal("x".repeat(70_000)), /^mine\.yaml: has 70000 characters/);
});

Deno.test("no text makes the reader do anything but refuse it in one line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), fc.nat(GOOD.length), (noise, at) => {
      const text = GOOD.slice(0, at) + noise + GOOD.slice(at);
      try {
        parseWorkloadFile(text, "mine.yaml");
      } catch (error) {
        assert.ok(error instanceof WorkloadError, String(error));
        assert.doesNotMatch(error.message, /\n/);
      }
    }),
    { numRuns: 300 },
  );
});
