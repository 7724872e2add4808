import assert from "node:assert/strict";
import { resolveOptions } from "../../../../providers/simulated/options.ts";

Deno.test("resolveOptions() takes the profile's figures where none are given", () => {
  const { settings } = resolveOptions({ profile: "slow-start", itlMs: 9 });
  assert.deepEqual(settings, { ttftMs: 1500, itlMs: 9, tokensPerEvent: 1 });
});

for (
  const [options, message] of [
    [{ profile: "fast" }, /no profile "fast": choose one of deterministic, /],
    [{ faults: [{ name: "fire" }] }, /no fault "fire": choose from http_400, /],
    [{ faults: [{ name: "silence", rate: 2 }] }, /rate of fault silence is 2: .* from 0 to 1/],
    [{ faults: [{ name: "toString" }] }, /no fault "toString"/],
    [{ ttftMs: -1 }, /ttftMs is -1/],
    [{ itlMs: NaN }, /itlMs is NaN/],
    [{ seed: 1.5 }, /seed is 1.5: it must be a whole number/],
    [{ port: 70_000 }, /port is 70000/],
    [{ models: [] }, /models is empty/],
    [{ redirectTo: "elsewhere" }, /redirectTo is elsewhere: it must be a URL such as http/],
    [{ correctRate: 1.1 }, /correctRate is 1.1/],
  ] as const
) {
  Deno.test(`resolveOptions() refuses ${JSON.stringify(options)} and says what is allowed`, () => {
    assert.throws(() => resolveOptions(options), { name: "RangeError", message });
  });
}
