import assert from "node:assert/strict";
import { LiveFigures } from "../../../../jobs/cli/live_figures.ts";
import type { Failure, FailureKind } from "../../../../jobs/samples/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

const failure = (kind: FailureKind): Failure => ({
  kind,
  phase: "body",
  httpStatus: null,
  retryAfterS: null,
  message: kind,
  bodyExcerpt: null,
});

Deno.test("nothing yet is an empty text, not a row of zeros", () => {
  assert.equal(new LiveFigures().toString(), "");
});

Deno.test("the figures are those of the requests so far", () => {
  const figures = new LiveFigures();
  figures.add([makeSample({ index: 0, sentMs: 1000 }, 10)]);
  figures.add([
    makeSample({ index: 1, sentMs: 1000 }, 10),
    makeSample({ index: 2, sentMs: 1500 }, 10),
  ]);
  assert.equal(figures.done, 3);
  // Thirty tokens from 1,000 ms to the last end at 2,000 ms; every TTFT is 200 ms.
  assert.equal(figures.toString(), "TTFT P50 200 ms, 30 tokens/s");
});

Deno.test("failures are counted by kind and leave the other figures alone", () => {
  const figures = new LiveFigures();
  figures.add([
    makeSample({ failure: failure("rate_limited") }),
    makeSample({ failure: failure("reset") }),
    makeSample({ failure: failure("rate_limited") }),
  ]);
  assert.match(figures.toString(), /3 failed \(rate_limited 2, reset 1\)$/);
  assert.ok(!figures.toString().includes("TTFT"));
});

Deno.test("warm-up requests are not shown", () => {
  const figures = new LiveFigures();
  figures.add([makeSample({ phase: "warmup" })]);
  assert.deepEqual([figures.done, figures.toString()], [0, ""]);
});
