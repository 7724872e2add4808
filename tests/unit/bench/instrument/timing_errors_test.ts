import assert from "node:assert/strict";
import { compareTimes, latenessMs } from "../../../../bench/instrument/timing_errors.ts";

const ALWAYS = { fromMs: -Infinity, toMs: Infinity };

function request(index: number, startMs: number, ...eventsMs: number[]) {
  return { index, startMs, eventsMs: Float64Array.from(eventsMs) };
}

Deno.test("compareTimes() matches events by request and place, in whatever order requests come", () => {
  const truth = [request(0, 10, 100, 120), request(1, 11, 105)];
  const client = [request(1, 10, 108), request(0, 9, 101, 122)];
  const { eventErrorMs, lost } = compareTimes(truth, client, ALWAYS);
  assert.deepEqual(eventErrorMs, { n: 3, p50: 2, p99: 2.98, max: 3 });
  assert.equal(lost, 0);
});

Deno.test("compareTimes() takes the error of TTFT against the server's own time to first event", () => {
  // True: 100 - 10 = 90 ms. The client says 103 - 8 = 95 ms.
  const { ttftErrorMs } = compareTimes([request(0, 10, 100)], [request(0, 8, 103)], ALWAYS);
  assert.equal(ttftErrorMs?.p50, 5);
});

Deno.test("compareTimes() counts only what was truly sent within the window", () => {
  const truth = [request(0, 0, 50, 150, 250), request(1, 100, 199)];
  const client = [request(0, 0, 60, 151, 290), request(1, 90, 203)];
  const { eventErrorMs, ttftErrorMs } = compareTimes(truth, client, { fromMs: 100, toMs: 200 });
  assert.deepEqual([eventErrorMs?.n, eventErrorMs?.max], [2, 4]);
  assert.deepEqual([ttftErrorMs?.n, ttftErrorMs?.p50], [1, 14]);
});

Deno.test("compareTimes() counts the client's work by what it noted within the window", () => {
  const client = [request(0, 0, 90, 110, 130), request(1, 0, 150, 210)];
  const { events, requests } = compareTimes([], client, { fromMs: 100, toMs: 200 });
  assert.equal(events, 3);
  assert.equal(requests, 1);
});

Deno.test("compareTimes() counts events that were never reported, whole requests too", () => {
  const truth = [request(0, 0, 1, 2, 3), request(1, 0, 4)];
  const { lost, eventErrorMs } = compareTimes(truth, [request(0, 0, 1)], ALWAYS);
  assert.equal(lost, 3);
  assert.equal(eventErrorMs?.n, 1);
});

Deno.test("compareTimes() without events in the window has no error to state, not an error of 0", () => {
  const { eventErrorMs, ttftErrorMs } = compareTimes([], [], ALWAYS);
  assert.equal(eventErrorMs, null);
  assert.equal(ttftErrorMs, null);
});

Deno.test("latenessMs() is sent minus due, over what was due within the window, however late it left", () => {
  // Due at 1000, 1010, 1020, 1030.
  const client = [request(3, 1030.5), request(0, 1000.1), request(1, 1050), request(2, 1020.25)];
  const plan = { ratePerS: 100, firstDueUnixMs: 1000 };
  const late = latenessMs(client, plan, { fromMs: 1005, toMs: 1025 });
  assert.deepEqual([late?.n, late?.max], [2, 40]);
  assert.equal(latenessMs(client, plan, { fromMs: 0, toMs: 1 }), null);
  assert.equal(latenessMs(client, { ratePerS: 100, firstDueUnixMs: null }, ALWAYS), null);
});
