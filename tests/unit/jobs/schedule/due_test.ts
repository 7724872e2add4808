import assert from "node:assert/strict";
import fc from "fast-check";
import { due, MAX_ATTEMPTS, type SlotState } from "../../../../jobs/schedule/due.ts";
import { makeEndpoint } from "../../../testing/samples.ts";

const NOW = new Date("2026-11-18T12:00:00Z");
const WEEK = "2026-W47";

function slot(changes: Partial<SlotState>): SlotState {
  return {
    endpointId: "acme/tiny",
    isoWeek: WEEK,
    status: "done",
    claimedAt: new Date("2026-11-16T00:00:00Z"),
    finishedAt: new Date("2026-11-16T00:10:00Z"),
    attempts: 1,
    ...changes,
  };
}

function isDue(state: SlotState): boolean {
  return due(NOW, [makeEndpoint()], [state]).length === 1;
}

Deno.test("due() asks for every enabled endpoint once, in the present week", () => {
  const endpoints = ["a/1", "a/2", "b/1"].map((id) => makeEndpoint({ id }));
  endpoints[1]!.enabled = false;
  assert.deepEqual(
    due(NOW, endpoints, []).map((job) => [job.endpoint.id, job.isoWeek]),
    [["a/1", WEEK], ["b/1", WEEK]],
  );
  assert.deepEqual(due(NOW, endpoints, [slot({ endpointId: "a/1" })]).length, 1);
});

Deno.test("due() does not count another week's slot", () => {
  assert.ok(isDue(slot({ isoWeek: "2026-W46" })));
});

Deno.test("due() leaves what is done and what somebody has just claimed", () => {
  assert.ok(!isDue(slot({ status: "done" })));
  const claimed = { status: "claimed", finishedAt: null };
  assert.ok(!isDue(slot({ ...claimed, claimedAt: new Date("2026-11-18T06:00:01Z") })));
  assert.ok(isDue(slot({ ...claimed, claimedAt: new Date("2026-11-18T05:59:59Z") })));
});

Deno.test("due() takes up a skipped slot at once and a failed one after six hours, thrice at most", () => {
  assert.ok(isDue(slot({ status: "skipped", finishedAt: NOW })));
  const failed = { status: "failed", finishedAt: new Date("2026-11-18T05:59:59Z") };
  assert.ok(isDue(slot(failed)));
  assert.ok(!isDue(slot({ ...failed, finishedAt: new Date("2026-11-18T06:00:01Z") })));
  assert.ok(!isDue(slot({ ...failed, attempts: MAX_ATTEMPTS })));
});

Deno.test("due() never asks for an endpoint twice, nor for a disabled one", () => {
  const anySlot = fc.record({
    endpointId: fc.constantFrom("a", "b", "c"),
    isoWeek: fc.constantFrom(WEEK, "2026-W46"),
    status: fc.constantFrom("claimed", "done", "failed", "skipped"),
    claimedAt: fc.date({ noInvalidDate: true }),
    finishedAt: fc.option(fc.date({ noInvalidDate: true })),
    attempts: fc.integer({ min: 1, max: 5 }),
  });
  const endpoints = ["a", "b", "c"].map((id) => makeEndpoint({ id, enabled: id !== "c" }));
  fc.assert(fc.property(fc.array(anySlot), (slots) => {
    const ids = due(NOW, endpoints, slots).map((job) => job.endpoint.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(!ids.includes("c"));
  }));
});
