import assert from "node:assert/strict";
import { requestStamps } from "../../../../bench/instrument/simulated_truth.ts";
import type { TrueEvent, TrueRequest } from "../../../../providers/simulated/mod.ts";

function event(sort: TrueEvent["sort"], sent_ms: number | null): TrueEvent {
  return { sort, sent_ms, planned_ms: 0, tokens: 1 };
}

Deno.test("requestStamps() keeps the text events that were sent, on the Unix clock", () => {
  const request: TrueRequest = {
    id: "x",
    number: 3,
    index: "12",
    received_ms: 5,
    head_sent_ms: 6,
    events: [
      event("role", 6),
      event("content", 7.5),
      event("content", 8),
      event("content", null),
      event("finish", 8),
    ],
    end_ms: 8,
    status: 200,
    fault: null,
    aborted: false,
    delayed_writes: 0,
    output_tokens: 2,
    prompt_tokens: null,
  };
  const server = {
    profile: "deterministic",
    seed: 1,
    workers: 1,
    connections_accepted: 1,
    connections_open: 1,
    requests_received: 1,
    lateness_ms: { n: 0, p50: null, p99: null, max: null },
  };
  const document = { clock_origin_unix_ms: 1000, server, requests: { x: request } };
  assert.deepEqual(requestStamps(document), [
    { index: 12, startMs: 1005, eventsMs: Float64Array.of(1007.5, 1008) },
  ]);
});
