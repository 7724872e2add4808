import assert from "node:assert/strict";
import { timingErrors } from "../../../../jobs/calibration/timing_errors.ts";
import type { TrueRequest } from "../../../../providers/simulated/mod.ts";
import { makeSample } from "../../../testing/samples.ts";

/** A request received at 5 ms, its events sent at these times; a role-only one before them. */
function truthOf(sentMs: (number | null)[]): TrueRequest {
  const event = (sort: "role" | "content", sent_ms: number | null) => ({
    sent_ms,
    planned_ms: 0,
    sort,
    tokens: 1,
  });
  return {
    id: "a",
    number: 0,
    index: "0",
    received_ms: 5,
    head_sent_ms: 6,
    events: [event("role", 6), ...sentMs.map((at) => event("content", at))],
    end_ms: 100,
    status: 200,
    fault: null,
    aborted: false,
    delayed_writes: 0,
    output_tokens: sentMs.length,
    prompt_tokens: null,
  };
}

function sampleOf(arrivalsMs: number[]) {
  return makeSample({ index: 0, sentMs: 104, arrivalsMs: Float64Array.from(arrivalsMs) });
}

Deno.test("timingErrors() is arrival less true send, on one clock", () => {
  const truth = new Map([[0, truthOf([10, 30, 50])]]);
  const { eventsMs, ttftsMs, pairs, coalesced } = timingErrors(
    [sampleOf([111, 130.5, 150.25])],
    truth,
    100,
    20,
  );
  assert.deepEqual(eventsMs, [1, 0.5, 0.25]);
  // Measured 7; from receipt to send it was 5.
  assert.deepEqual(ttftsMs, [2]);
  assert.deepEqual([pairs, coalesced], [2, 0]);
});

Deno.test("timingErrors() calls events coalesced only when they were sent apart", () => {
  const count = (sentMs: number[]) => {
    const { pairs, coalesced } = timingErrors(
      [sampleOf([150, 150, 170])],
      new Map([[0, truthOf(sentMs)]]),
      100,
      20,
    );
    return [pairs, coalesced];
  };
  assert.deepEqual(count([10, 30, 50]), [2, 1]);
  assert.deepEqual(count([30, 30.1, 50]), [1, 0]);
});

Deno.test("timingErrors() refuses to match events that are not those that were sent", () => {
  const match = (sentMs: (number | null)[]) => () =>
    timingErrors([sampleOf([111, 131])], new Map([[0, truthOf(sentMs)]]), 100, 20);
  assert.throws(match([10]), /request 0 has 2 events where 1 were sent/);
  assert.throws(() => timingErrors([sampleOf([111])], new Map(), 100, 20), /where 0 were sent/);
  assert.doesNotThrow(match([10, 30]));
});
