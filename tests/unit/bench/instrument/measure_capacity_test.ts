import assert from "node:assert/strict";
import { bracketOf } from "../../../../bench/instrument/measure_capacity.ts";
import { summarize } from "../../../../bench/instrument/summarize.ts";
import type { Window } from "../../../../bench/instrument/window.ts";
import { windowOf } from "./windows.ts";

function bracket(windows: Window[]) {
  const scenarios = [...new Set(windows.map(({ scenario }) => scenario))];
  return bracketOf("a", scenarios.map((name) => summarize("a", name, windows, false)));
}

function steady(concurrency: number, eventErrorP99Ms: number, eventsPerS = concurrency * 49) {
  return windowOf({ scenario: `steady-${concurrency}`, values: { eventErrorP99Ms, eventsPerS } });
}

Deno.test("bracketOf() takes the greatest load held and the least missed above it", () => {
  assert.deepEqual(bracket([steady(1000, 80), steady(16, 0.1), steady(64, 1), steady(256, 4.9)]), {
    held: { concurrency: 256, eventsPerS: 256 * 49 },
    missed: 1000,
  });
});

Deno.test("bracketOf() forgets a miss below a load that was held", () => {
  const { held, missed } = bracket([steady(16, 9), steady(64, 1)]);
  assert.equal(held?.concurrency, 64);
  assert.equal(missed, null);
});

Deno.test("bracketOf() calls a load missed when it did not come about, however good its times", () => {
  assert.deepEqual(bracket([steady(64, 1, 64 * 30)]), { held: null, missed: 64 });
});

Deno.test("bracketOf() learns nothing from windows that were all thrown away", () => {
  assert.deepEqual(bracket([{ ...steady(64, 99), disturbances: ["steal"] }]), {
    held: null,
    missed: null,
  });
});
