import assert from "node:assert/strict";
import { compileScript } from "../../../../providers/simulated/script.ts";
import { mergeTruth } from "../../../../providers/simulated/truth.ts";
import { TruthLog } from "../../../../providers/simulated/truth_log.ts";
import { TruthRecord } from "../../../../providers/simulated/truth_record.ts";

const script = compileScript({
  status: 200,
  steps: [
    { atMs: 10, bytes: "head", event: null },
    { atMs: 10, withPrevious: true, bytes: "role", event: { sort: "role", tokens: 0 } },
    { atMs: 20, bytes: "text", event: { sort: "content", tokens: 3 } },
    { atMs: 30, bytes: "more", event: { sort: "content", tokens: 2 } },
  ],
  ending: "keep-alive",
  endAtMs: 30,
});

function record(id: string, requestNumber = 0) {
  return new TruthRecord({
    id,
    requestNumber,
    index: null,
    receivedMs: 100,
    fault: null,
    script,
    baseMs: 100,
  });
}

const ABOUT = { clockOriginUnixMs: 1, profile: "deterministic", seed: 1 };

Deno.test("a record tells what was sent when, what was planned, and what never left", () => {
  const truth = record("a");
  truth.sent(script.eventEnds[0]!, 110.1234);
  truth.sent(script.eventEnds[1]!, 120.5);
  const { head_sent_ms, events, output_tokens } = truth.toTrueRequest();
  assert.equal(head_sent_ms, 110.123);
  assert.deepEqual(events, [
    { sent_ms: 110.123, planned_ms: 110, sort: "role", tokens: 0 },
    { sent_ms: 120.5, planned_ms: 120, sort: "content", tokens: 3 },
    { sent_ms: null, planned_ms: 130, sort: "content", tokens: 2 },
  ]);
  assert.equal(output_tokens, 3);
});

Deno.test("the log forgets the oldest requests beyond its capacity", () => {
  const log = new TruthLog(2);
  for (const id of ["a", "b", "c"]) log.add(record(id));
  assert.deepEqual(log.part(null).requests.map((request) => request.id), ["b", "c"]);
  assert.equal(log.part(null).requestsReceived, 3);
  assert.deepEqual(log.part("b").requests.map((request) => request.id), ["b"]);
  assert.deepEqual(log.part("a").requests, []);
});

Deno.test("the log gives a second request of the same id a name of its own", () => {
  const log = new TruthLog(10);
  assert.equal(log.freeId("a"), "a");
  log.add(record("a"));
  assert.equal(log.freeId("a"), "a#2");
});

Deno.test("mergeTruth() puts the threads' parts together in order of arrival", () => {
  const [one, two] = [new TruthLog(10), new TruthLog(10)];
  one.add(record("late", 5));
  two.add(record("early", 2));
  for (let ms = 1; ms <= 100; ms++) (ms % 2 ? one : two).addLateness(ms);
  const merged = mergeTruth([one.part(null), two.part(null)], ABOUT);
  assert.deepEqual(Object.keys(merged.requests), ["early", "late"]);
  assert.equal(merged.server.requests_received, 2);
  assert.deepEqual(merged.server.lateness_ms, { n: 100, p50: 50, p99: 99, max: 100 });
});

Deno.test("lateness is absent, not zero, when nothing was sent", () => {
  const { lateness_ms } = mergeTruth([new TruthLog(1).part(null)], ABOUT).server;
  assert.deepEqual(lateness_ms, { n: 0, p50: null, p99: null, max: null });
});
