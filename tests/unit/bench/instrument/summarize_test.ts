import assert from "node:assert/strict";
import { summarize } from "../../../../bench/instrument/summarize.ts";
import { windowOf } from "./windows.ts";

Deno.test("summarize() reports the median, least and greatest of a client's windows under a load", () => {
  const windows = [
    ...[3, 1, 2].map((cpuUsPerEvent) => windowOf({ values: { cpuUsPerEvent } })),
    windowOf({ client: "b", values: { cpuUsPerEvent: 99 } }),
    windowOf({ scenario: "steady-1", values: { cpuUsPerEvent: 99 } }),
  ];
  const { figures, kept } = summarize("a", "steady-64", windows, false);
  assert.deepEqual(figures.cpuUsPerEvent, { median: 2, min: 1, max: 3 });
  assert.equal(kept, 3);
});

Deno.test("summarize() leaves disturbed windows out and counts them", () => {
  const windows = [
    windowOf({ values: { eventErrorP99Ms: 1 } }),
    windowOf({ values: { eventErrorP99Ms: 50 }, disturbances: ["steal"] }),
  ];
  const quiet = summarize("a", "steady-64", windows, false);
  assert.deepEqual([quiet.kept, quiet.thrownAway], [1, 1]);
  assert.equal(quiet.figures.eventErrorP99Ms?.max, 1);
  const all = summarize("a", "steady-64", windows, true);
  assert.deepEqual([all.kept, all.thrownAway], [2, 0]);
});

Deno.test("summarize() has no figures, rather than zeros, where every window was spoilt", () => {
  const windows = [windowOf({ failure: "it fell behind", figures: null })];
  const { figures, failures, thrownAway } = summarize("a", "steady-64", windows, false);
  assert.equal(figures.eventErrorP50Ms, null);
  assert.deepEqual(failures, ["it fell behind"]);
  assert.equal(thrownAway, 0);
});
